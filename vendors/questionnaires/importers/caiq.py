"""CAIQ 4 and AI-CAIQ workbooks of the Cloud Security Alliance: one row a question, answers by drop-down.

The texts belong to CSA and come from the file of the person who imports it; the rights row is kept as `notice`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from vendors.questionnaires.content import YES, Choice, Question
from vendors.questionnaires.importers.gathering import Gathering
from vendors.questionnaires.importers.grids import Grid, Header, find_header
from vendors.questionnaires.importers.synonyms import OWNERS_AI_CAIQ, OWNERS_CAIQ
from vendors.questionnaires.importers.texts import clean_id, fold, make_line, tidy
from vendors.questionnaires.reading import ReadQuestionnaire, UnknownLayout

#: Some vendors keep what they answered last time beside it.
NOT_OF_BEFORE = r"^(?!.*\b(previous|prior|last|old|former|example|sample)\b)"
COLUMNS = {
    "id": r"^question ?id$",
    "question": r"^question$",
    "answer": NOT_OF_BEFORE + r".*\bcaiq answers?( \(.*\))?$",
    "owner": r"^ssrm control ownership",
    "comment": r"implementation description",
    "duties": r"(csc|customer) responsibilities",
    "control": r"^(ccm|aicm) control id",
    "specification": r"^(ccm|aicm) control specification",
    "title": r"^(ccm|aicm) control title",
    "domain": r"^(ccm|aicm) (control )?domain",
}
REQUIRED = ("id", "question", "answer")
QUESTION_ID = re.compile(r"[A-Z&]{2,4}-\d{2}\.\d{1,2}")
HEADER_ROWS = 3
END = re.compile(r"^end of (the )?standard\b")
RIGHTS = re.compile(r"©|\(c\)|copyright|all rights reserved", re.IGNORECASE)
VERSION = re.compile(r"v\s?(\d+(?:\.\d+)+)", re.IGNORECASE)
AI_NAMES = re.compile(r"\bai-caiq|\bai controls matrix|\baicm\b")


@dataclass(slots=True)
class Control:
    """The control to which the rows below belong, until the next is named."""

    id: str = ""
    title: str = ""
    specification: str = ""
    domains: dict[str, str] = field(default_factory=dict)


def find_sheet(grids: Sequence[Grid]) -> tuple[Grid, Header] | None:
    """Return the sheet that holds most questions and, of equals, most answers, with its header.

    Others may explain the headings or be the blank copy. A header may be written over as many as three rows.
    """
    shown = [grid for grid in grids if not grid.is_hidden]
    for height in range(1, HEADER_ROWS + 1):
        found = [
            (grid, header)
            for grid in shown
            if (header := find_header(grid, COLUMNS, REQUIRED, height=height))
        ]
        if found:
            return max(found, key=lambda pair: count_questions(*pair))
    return None


def count_questions(grid: Grid, header: Header) -> tuple[int, int]:
    """Return in how many rows below a header there is a question, and in how many of them an answer."""
    rows = [
        row
        for row in range(header.row + 1, len(grid.rows))
        if QUESTION_ID.fullmatch(normalise_id(grid.at(row, header.columns["id"])))
    ]
    return len(rows), sum(1 for row in rows if grid.at(row, header.get("answer")).strip())


def recognises(grids: Sequence[Grid]) -> bool:
    """Whether a sheet has the columns of CAIQ 4."""
    return find_sheet(grids) is not None


def read(grids: Sequence[Grid]) -> ReadQuestionnaire:
    """Return the questionnaire and its answers."""
    found = find_sheet(grids)
    if found is None:
        raise UnknownLayout("No sheet has the columns of this layout.")
    return read_sheet(*found, grids)


def read_sheet(grid: Grid, header: Header, grids: Sequence[Grid]) -> ReadQuestionnaire:
    """Return what a sheet holds whose columns are known; `grids` are all there are."""
    above = grid.rows[max(0, header.row + 1 - HEADER_ROWS) : header.row + 1]
    heading = " ".join(fold(cell).replace("_", " ") for row in above for cell in row if len(cell) < 300)
    is_ai = bool(AI_NAMES.search(heading) or AI_NAMES.search(fold(grid.name)))
    version = find_version(grid, header, grids)
    is_third = version.startswith("3.")
    owners = OWNERS_AI_CAIQ if is_ai else () if is_third else OWNERS_CAIQ
    gathering, control, notice = Gathering(), Control(), []
    has_ended = False
    for row in grid.list_filled_rows():
        if row <= header.row:
            continue
        name, first = normalise_id(grid.at(row, header.columns["id"])), first_text(grid, row)
        text = grid.at(row, header.columns["question"])
        if QUESTION_ID.fullmatch(name):
            follow(control, grid, row, header, name)
            question = make_question(name, text, control, "aicm" if is_ai else "ccm", version)
            _take(gathering, grid, row, header, question, control, owners)
        elif END.search(fold(first)):
            has_ended = True
        elif has_ended or RIGHTS.search(first):
            notice.append(tidy(first))
        elif text.strip():
            place = grid.place(row, header.columns["id"])
            what = f"“{make_line(name)[:40]}” is no id" if name else "there is a text without the id"
            gathering.report(f"{place}: {what} of a question; the row is left out.")
    framework = "AI-CAIQ" if is_ai else "CAIQ"
    if not version:
        gathering.warn(f"{grid.name}: no cell says which version of {framework} this is.")
    return gathering.finish(
        "ai-caiq" if is_ai else "caiq-3" if is_third else "caiq-4",
        title=f"{framework} {version}".strip(),
        framework=framework,
        version=version,
        notice="\n".join(notice),
        owners=owners,
    )


def _take(
    gathering: Gathering,
    grid: Grid,
    row: int,
    header: Header,
    question: Question,
    control: Control,
    owners: tuple[Choice, ...],
) -> None:
    prefix = question.id.split("-")[0]
    section = gathering.open_section(control.domains.get(prefix, prefix), key=prefix)
    if not gathering.take_question(question, section, grid.place(row, header.columns["id"])):
        return
    gathering.take_answer(
        question.id,
        grid.at(row, header.get("answer")),
        comment=grid.at(row, header.get("comment")),
        owner=grid.at(row, header.get("owner")),
        duties=grid.at(row, header.get("duties")),
        owners=owners,
        place=grid.place(row, header.columns.get("answer", header.columns["id"])),
    )


def normalise_id(text: str) -> str:
    """Return an id as it is written: upper case, no blanks, plain hyphens."""
    return clean_id(text).upper()


def first_text(grid: Grid, row: int) -> str:
    """Return the first text of a row."""
    return next((cell for cell in grid.rows[row] if cell.strip()), "")


def follow(control: Control, grid: Grid, row: int, header: Header, question_id: str) -> None:
    """Go on to the control of a row. Its cells are merged over its questions, so only the first row names it."""
    own = question_id.rsplit(".", 1)[0]
    named = normalise_id(grid.at(row, header.get("control")))
    title, specification = grid.at(row, header.get("title")), grid.at(row, header.get("specification"))
    if named or own != control.id:
        control.id, control.title, control.specification = own, "", ""
    control.title = make_line(title) or control.title
    control.specification = tidy(specification) or control.specification
    # CAIQ 3 writes the control below its domain, in one cell.
    whole = tidy(grid.at(row, header.get("domain")))
    domain, control_title = (
        whole.split("\n", 1) if "title" not in header.columns and "\n" in whole else (whole, "")
    )
    control.title = control.title or make_line(control_title)
    if domain := make_line(domain):
        control.domains.setdefault(own.split("-")[0], domain)


def make_question(name: str, text: str, control: Control, catalogue: str, version: str) -> Question:
    """Return the question of a row. Yes is the good answer to all of them."""
    about = [part for part in (control.title, control.specification) if part]
    return Question(
        id=name,
        text=make_line(text),
        help="\n".join(about),
        good=(YES,),
        asks_owner=True,
        controls=(f"{catalogue}-{version}:{control.id}" if version else f"{catalogue}:{control.id}",),
    )


def find_version(grid: Grid, header: Header, grids: Sequence[Grid]) -> str:
    """Return the version: from the JSON in A1 of newer files, the rows above the header, or the sheet's name."""
    for each in (grid, *grids):
        marker = read_marker(each.at(0, 0))
        if marker:
            return marker
    above = " ".join(cell for row in grid.rows[: header.row] for cell in row[:3] if len(cell) < 300)
    for text in (grid.name, above):
        found = VERSION.search(text)
        if found:
            return found[1]
    return ""


def read_marker(text: str) -> str:
    """Return the version that a JSON marker names; empty when the text is none."""
    if not text.startswith("{") or len(text) > 2_000:
        return ""
    try:
        marker = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return str(marker.get("caiq_version") or marker.get("specification_version") or "")
