"""Who supplies us: vendors, their agreements and their answers."""
