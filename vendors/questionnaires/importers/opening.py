"""Opens the file of a questionnaire, whatever it is: a workbook in a capped process, or a text."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, replace
from io import BytesIO

from django.utils.translation import gettext as _

from governance.core.workbooks import MEBIBYTE, UnreadableWorkbook, WorkbookLimits, read_workbook
from vendors.questionnaires.importers.detect import find_sheet, read_sheets, read_text
from vendors.questionnaires.importers.grids import SheetLike
from vendors.questionnaires.reading import ReadQuestionnaire, UnknownLayout

#: HECVAT 4 and the SIG Manager are wider than what the admin imports.
LIMITS = WorkbookLimits(max_bytes=20 * MEBIBYTE, max_columns=500, max_cells=150_000)
MOST_TEXT = 10 * MEBIBYTE
ZIP = b"PK\x03\x04"
#: Old workbooks (.xls), and new ones with a password, are OLE containers.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MACROS = "vbaProject.bin"


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """What a file holds before anybody says what it means: sheets, or the text of a document; and what to look at."""

    sheets: tuple[SheetLike, ...] = ()
    text: str = ""
    warnings: tuple[str, ...] = ()


def read_file(content: bytes, name: str = "") -> ReadQuestionnaire:
    """Return what a file holds. `name` is only for messages: what counts is what is in the file.

    Raises UnreadableWorkbook for a workbook that is broken, protected or too large, and UnknownLayout, with the sheets,
    for one of which we do not know the layout.
    """
    return read_opened(open_file(content, name))


def open_file(content: bytes, name: str = "") -> OpenedFile:
    """Return the sheets or the text of a file, with the refusals of `read_file`."""
    if content.startswith(OLE):
        raise UnreadableWorkbook(
            _("This is an old workbook (.xls) or one with a password. Save it as .xlsx without one.")
        )
    if not content.startswith(ZIP):
        text = decode(content, name)
        sheet = find_sheet(text)
        return OpenedFile(text=text) if sheet is None else OpenedFile((sheet,))
    sheets = tuple(read_workbook(content, limits=LIMITS, values_of_formulas=True))
    if not has_macros(content):
        return OpenedFile(sheets)
    return OpenedFile(
        sheets, warnings=(_("The workbook holds macros; they were not run, and only values were read."),)
    )


def read_opened(opened: OpenedFile) -> ReadQuestionnaire:
    """Return what an opened file holds, its layout found by what is in it; raises UnknownLayout."""
    read = read_sheets(opened.sheets) if opened.sheets else read_text(opened.text)
    return add_warnings(read, opened)


def add_warnings(read: ReadQuestionnaire, opened: OpenedFile) -> ReadQuestionnaire:
    """Return what was read with what is to be looked at in the file itself."""
    return replace(read, warnings=(*opened.warnings, *read.warnings))


def has_macros(content: bytes) -> bool:
    """Whether a workbook that was read holds macros."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return any(entry.rpartition("/")[2] == MACROS for entry in archive.namelist())


def decode(content: bytes, name: str = "") -> str:
    """Return the text of a file; raises UnknownLayout for one that holds none."""
    if len(content) > MOST_TEXT:
        raise UnknownLayout(_("The file is larger than is read."))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            # What spreadsheet programs in Western Europe write as CSV.
            text = content.decode("cp1252", errors="replace")
    if "\0" in text or content.startswith(b"%PDF"):
        what = name or _("The file")
        raise UnknownLayout(_("%(file)s is neither a workbook nor a text.") % {"file": what})
    return text
