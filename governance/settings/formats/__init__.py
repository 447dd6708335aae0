"""How days and times are spelled, by language; Django's own pages and ours read it through FORMAT_MODULE_PATH."""
