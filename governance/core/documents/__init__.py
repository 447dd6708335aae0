"""Documents that people print: blocks of text in, a tagged PDF with an outline out. No Django, no clock, no network."""
