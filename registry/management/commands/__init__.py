"""One command a file; each translates to one service."""
