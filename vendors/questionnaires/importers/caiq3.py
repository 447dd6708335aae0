"""CAIQ 3.0.1 and 3.1 workbooks: three header rows, and answers given by a mark in the column Yes, No or N/A."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vendors.questionnaires.content import NO, NOT_APPLICABLE, YES
from vendors.questionnaires.importers.caiq import (
    END,
    HEADER_ROWS,
    QUESTION_ID,
    RIGHTS,
    Control,
    first_text,
    make_question,
    normalise_id,
)
from vendors.questionnaires.importers.gathering import Gathering
from vendors.questionnaires.importers.grids import HEADER_WITHIN, Grid, find_column, match_columns
from vendors.questionnaires.importers.synonyms import is_no_tick, is_tick, read_answer, split_tick
from vendors.questionnaires.importers.texts import fold, make_line, tidy
from vendors.questionnaires.reading import ReadQuestionnaire

ANSWERS = {
    YES: re.compile(r"^yes$"),
    NO: re.compile(r"^no$"),
    NOT_APPLICABLE: re.compile(r"^(n/?a|not applicable)$"),
}
OTHERS = {
    "comment": re.compile(r"^(notes|comments?( and notes)?)$"),
    "specification": re.compile(r"control specification"),
    "question": re.compile(r"consensus assessment questions?|^questions?$"),
    "domain": re.compile(r"^control (domain|group)"),
}
CONTROL_ID = re.compile(r"[A-Z]{3}-\d{2}")
VERSION = re.compile(r"\bv?\s?(3(?:\.\d+)+)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns are."""

    first: int
    id: int
    question: int
    answers: dict[str, int]
    others: dict[str, int]


def find_layout(grid: Grid) -> Layout | None:
    """Return where the columns are; None for a sheet that is none of CAIQ 3."""
    name = find_column(grid, QUESTION_ID, at_least=3)
    if name is None or grid.is_hidden:
        return None
    for count, number in enumerate(grid.list_filled_rows()):
        if count >= HEADER_WITHIN:
            break
        answers = match_columns([fold(cell) for cell in grid.rows[number]], ANSWERS)
        if len(answers) == len(ANSWERS):
            others: dict[str, int] = {}
            for row in range(max(0, number - HEADER_ROWS), number + 1):
                others = {**match_columns([fold(cell) for cell in grid.rows[row]], OTHERS), **others}
            question = others.get("question", name + 1)
            others.setdefault("comment", answers[NOT_APPLICABLE] + 1)
            return Layout(number + 1, name, question, answers, others)
    return None


def recognises(grids: Sequence[Grid]) -> bool:
    """Whether a sheet has the columns of CAIQ 3."""
    return any(find_layout(grid) for grid in grids)


def read(grids: Sequence[Grid]) -> ReadQuestionnaire:
    """Return the questionnaire and its answers."""
    grid, layout = next((grid, found) for grid in grids if (found := find_layout(grid)))
    gathering, control, notice = Gathering(), Control(), []
    version = find_version(grid, layout)
    for row in range(layout.first, len(grid.rows)):
        name, first = normalise_id(grid.at(row, layout.id)), first_text(grid, row)
        text = grid.at(row, layout.question)
        if QUESTION_ID.fullmatch(name):
            _follow(control, grid, row, layout, name)
            _take(gathering, grid, row, layout, name, control, version)
        elif RIGHTS.search(first):
            notice.append(tidy(first))
        elif text.strip() and name and not END.search(fold(first)):
            place = grid.place(row, layout.id)
            gathering.report(
                f"{place}: “{make_line(name)[:40]}” is no id of a question; the row is left out."
            )
    if not version:
        gathering.warn(f"{grid.name}: no cell says which version of CAIQ this is.")
    return gathering.finish(
        "caiq-3",
        title=f"CAIQ {version}".strip(),
        framework="CAIQ",
        version=version,
        notice="\n".join(notice),
    )


def _follow(control: Control, grid: Grid, row: int, layout: Layout, name: str) -> None:
    own = name.rsplit(".", 1)[0]
    if own != control.id:
        control.id, control.title, control.specification = own, "", ""
    control.specification = tidy(grid.at(row, layout.others.get("specification"))) or control.specification
    domain, _, title = tidy(grid.at(row, layout.others.get("domain"))).partition("\n")
    control.title = make_line(title) or control.title
    if domain.strip():
        control.domains.setdefault(own.split("-")[0], make_line(domain))


def _take(
    gathering: Gathering, grid: Grid, row: int, layout: Layout, name: str, control: Control, version: str
) -> None:
    question = make_question(name, grid.at(row, layout.question), control, "ccm", version)
    prefix = name.split("-")[0]
    section = gathering.open_section(control.domains.get(prefix, prefix), key=prefix)
    place = grid.place(row, layout.id)
    if not gathering.take_question(question, section, place):
        return
    value, comment = read_marks(grid, row, layout, gathering)
    notes = tidy(grid.at(row, layout.others["comment"]))
    gathering.take_answer(name, value=value, comment="\n".join(filter(None, (comment, notes))), place=place)


def read_marks(grid: Grid, row: int, layout: Layout, gathering: Gathering) -> tuple[str | None, str]:
    """Return the answer that is marked, and what stands in the columns that is no mark; warns of two marks."""
    marked: list[str] = []
    others: list[str] = []
    notes: list[str] = []
    for key, column in layout.answers.items():
        text, note = split_tick(grid.at(row, column))
        notes.append(tidy(note))
        if not text.strip():
            continue
        # FALSE below No denies that it is marked.
        if is_tick(text) or (read_answer(text) == key and fold(text) != "false"):
            marked.append(key)
        else:
            others.append(text)
    if not marked and len(others) == 1 and (word := read_answer(others[0])):
        # The answer itself, in whichever of the three columns.
        return word, "\n".join(filter(None, notes))
    said = [tidy(text) for text in others if not is_no_tick(text)]
    place = grid.place(row, min(layout.answers.values()))
    if said:
        gathering.warn(f"{place}: “{make_line(said[0])[:60]}” is no mark; kept as comment.")
    said += filter(None, notes)
    if len(marked) > 1:
        gathering.warn(f"{place}: {' and '.join(marked)} are both marked; kept as comment.")
        return None, "\n".join([" and ".join(marked), *said])
    return (marked[0] if marked else None), "\n".join(said)


def find_version(grid: Grid, layout: Layout) -> str:
    """Return the version that the sheet's name or the rows above the questions tell."""
    above = " ".join(cell for row in grid.rows[: layout.first] for cell in row if len(cell) < 300)
    for text in (grid.name, above):
        found = VERSION.search(text)
        if found:
            return found[1]
    return ""
