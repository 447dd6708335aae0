"""Writes a questionnaire with its answers as a workbook that people fill and `opening.read_file` reads back."""

from __future__ import annotations

from governance.core.workbooks import write_workbook
from vendors.questionnaires.answers import Answers
from vendors.questionnaires.content import Questionnaire
from vendors.questionnaires.importers.own_layout import make_rows
from vendors.questionnaires.reading import ReadQuestionnaire


def export_workbook(content: Questionnaire, answers: Answers) -> bytes:
    """Return the bytes of an XLSX; the rights row of an imported questionnaire stays in it."""
    return write_workbook(content.title or "Questionnaire", make_rows(content, answers))


def export_read(read: ReadQuestionnaire) -> bytes:
    """Return what was read from another file in our own layout."""
    return export_workbook(read.content, read.answers)
