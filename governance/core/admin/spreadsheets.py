"""Export to CSV and XLSX with dangerous first characters neutralised; the reverse happens on import."""

from __future__ import annotations


class SpreadsheetMixin:
    """Export and import of a kind of record (completed with the spreadsheet work)."""
