"""Readers of the questionnaires that people own: one module a layout, and `detect.read_sheets` to choose among them.

No Django but in `opening` (reads the bytes of a file) and `export` (writes them).
"""
