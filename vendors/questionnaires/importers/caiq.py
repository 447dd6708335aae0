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
from vendors.questionnaires.importers.texts import fold, make_line, tidy
from vendors.questionnaires.reading import ReadQuestionnaire, UnknownLayout

COLUMNS = {
    "id": r"^question id$",
    "question": r"^question$",
    "answer": r"\bcaiq answer$",
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
    """Return the sheet that holds the questions, with its header."""
    for grid in grids:
        header = None if grid.is_hidden else find_header(grid, COLUMNS, REQUIRED)
        if header:
            return grid, header
    return None


def recognises(grids: Sequence[Grid]) -> bool:
    """Whether a sheet has the columns of CAIQ 4."""
    return find_sheet(grids) is not None


def read(grids: Sequence[Grid]) -> ReadQuestionnaire:
    """Return the questionnaire and its answers."""
    found = find_sheet(grids)
    if found is None:
        raise UnknownLayout("No sheet has the columns of this layout.")
    grid, header = found
    heading = " ".join(fold(cell) for cell in grid.rows[header.row])
    is_ai = bool(AI_NAMES.search(heading) or AI_NAMES.search(fold(grid.name)))
    owners = OWNERS_AI_CAIQ if is_ai else OWNERS_CAIQ
    version = find_version(grid, header, grids)
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
            gathering.report(
                f"{place}: “{make_line(name)[:40]}” is no id of a question; the row is left out."
            )
    framework = "AI-CAIQ" if is_ai else "CAIQ"
    if not version:
        gathering.warn(f"{grid.name}: no cell says which version of {framework} this is.")
    return gathering.finish(
        "ai-caiq" if is_ai else "caiq-4",
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
        grid.at(row, header.columns["answer"]),
        comment=grid.at(row, header.get("comment")),
        owner=grid.at(row, header.get("owner")),
        duties=grid.at(row, header.get("duties")),
        owners=owners,
        place=grid.place(row, header.columns["answer"]),
    )


def normalise_id(text: str) -> str:
    """Return an id as it is written: upper case, no blanks, plain hyphens."""
    return fold(text).upper().replace(" ", "")


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
    domain = make_line(grid.at(row, header.get("domain")))
    if domain:
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
