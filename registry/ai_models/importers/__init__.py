"""Readers of public model catalogues; `detect.open_catalogue` is the door. No Django here."""
