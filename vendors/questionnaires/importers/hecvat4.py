"""HECVAT 4 workbooks: answers on several visible sheets, and what they are scored by on the hidden sheet Questions.

Of a hidden sheet only what belongs to a question is used: its compliant response, its weight, its guidance, and
its text where the visible cell has none (the visible texts are formulas, and the visible guidance changes with the
answer). Questions that several sheets repeat are asked once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from vendors.questionnaires.content import MOST_WEIGHT, NO, YES, Question, QuestionKind
from vendors.questionnaires.importers.gathering import Gathering
from vendors.questionnaires.importers.grids import Grid, find_column, find_header, match_columns
from vendors.questionnaires.importers.hecvat import (
    ANALYST,
    HEADING,
    LONGEST_TITLE,
    QUESTION_ID,
    TEXT_PREFIXES,
    VERSION,
    count_questions,
    find_rights,
    find_version,
    list_rows,
)
from vendors.questionnaires.importers.kinds import guess_kind, normalise_answer
from vendors.questionnaires.importers.synonyms import read_answer
from vendors.questionnaires.importers.texts import clean_id, fold, make_line, tidy
from vendors.questionnaires.reading import ReadQuestionnaire

SCORING = {
    "id": r"^new id$|^question id$|^id$",
    "question": r"^question$",
    "good": r"^compliant response$",
    "importance": r"^default importance$",
    "weight": r"^default weight$",
    "guidance": r"^standard guidance$",
}
WEIGHTS = {"critical": 20, "standard": 10, "minor": 5}
#: The question whose No switches off a whole sheet, or the questions of a prefix.
SHEETS = {"product": "REQU-01", "infrastructure": "REQU-01", "it accessibility": "REQU-02", "ai": "REQU-04"}
SHEETS |= {"privacy": "REQU-08"}
PREFIXES = {"CONS": "REQU-03", "DPAI": "REQU-04", "HIPA": "REQU-05", "PCID": "REQU-06", "OPEM": "REQU-07"}
PREFIXES |= {"AIML": "AIQU-01", "AILM": "AIQU-02"}
SHEETS_OF_PREFIXES = {"AILM": "ai", "AIML": "ai", "DPAI": "privacy"}
ALWAYS_YES_NO = ("REQU", "AIQU")
ALWAYS_SHOWN = ("GNRL", "REQU")
ROUTING_ID = re.compile(r"REQU-\d{2}")
FEWEST_SHEETS = 3
PREFIX, PREFIX_LENGTH = re.compile(r"[A-Z]{4}"), 4
FEWEST_TITLES = 10
LONGEST_VERSION = 30


@dataclass(frozen=True, slots=True)
class Scoring:
    """What the hidden sheet says of a question."""

    text: str
    guidance: str
    good: str | None
    weight: int


def list_sheets(grids: Sequence[Grid]) -> list[Grid]:
    """Return the visible sheets that vendors fill; those of analysts repeat the questions, not the answers."""
    return [
        grid
        for grid in grids
        if not grid.is_hidden
        and not ANALYST.search(fold(grid.name))
        and count_questions(grid)
        and any("answer" in match_columns([fold(cell) for cell in row], HEADING) for row in grid.rows)
    ]


def find_scoring(grids: Sequence[Grid]) -> Grid | None:
    """Return the sheet with compliant responses and weights."""
    return next(
        (
            grid
            for grid in grids
            if find_header(grid, SCORING, ("id", "question", "good", "weight"), within=10)
        ),
        None,
    )


def recognises(grids: Sequence[Grid]) -> bool:
    """Whether questions stand on several sheets, or the routing questions beside a sheet with weights."""
    sheets = list_sheets(grids)
    routes = any(grid.count_matches(ROUTING_ID) for grid in sheets)
    return len(sheets) >= FEWEST_SHEETS or (routes and find_scoring(grids) is not None)


def read(grids: Sequence[Grid]) -> ReadQuestionnaire:
    """Return the questionnaire and its answers."""
    gathering, sheets = Gathering(), list_sheets(grids)
    scoring, titles = read_scoring(find_scoring(grids), gathering), read_titles(grids)
    for grid in sheets:
        for row in list_rows(grid):
            known = scoring.get(row.id)
            text = row.text or (known.text if known else "")
            if not text:
                gathering.report(f"{row.place}: {row.id} has no question; the row is left out.")
                continue
            question = _make_question(row.id, text, known, fold(grid.name))
            section = gathering.open_section(titles.get(row.id[:4]) or row.section or row.id[:4])
            if gathering.take_question(question, section, row.place):
                answer = normalise_answer(question.kind, row.answer)
                gathering.take_answer(row.id, answer, comment=row.comment, place=row.place)
    _take_hidden(gathering, scoring)
    version = next(filter(None, map(find_version, sheets)), "") or find_bare_version(grids)
    if not version:
        gathering.warn("No cell says which version of HECVAT this is.")
    return gathering.finish(
        "hecvat-4",
        title=f"HECVAT {version}".strip(),
        framework="HECVAT",
        version=version,
        notice=find_rights(grids),
    )


def read_titles(grids: Sequence[Grid]) -> dict[str, str]:
    """Return the titles of sections by the prefix of their ids, which a hidden sheet lists side by side.

    The visible titles are formulas on it: of a copy that a program wrote, nobody may have worked them out.
    """
    best: dict[str, str] = {}
    for grid in grids:
        found: dict[str, str] = {}
        for row in grid.rows:
            for cell, beside in pairwise(row):
                if len(cell) == PREFIX_LENGTH and PREFIX.fullmatch(cell) and len(beside) <= LONGEST_TITLE:
                    found.setdefault(cell, make_line(beside))
        best = max(best, found, key=len)
    return best if len(best) >= FEWEST_TITLES else {}


def find_bare_version(grids: Sequence[Grid]) -> str:
    """Return the version that a cell of any sheet says and says nothing else."""
    cells = (cell for grid in grids for row in grid.rows for cell in row if len(cell) <= LONGEST_VERSION)
    return next((found[1] for cell in cells if (found := VERSION.fullmatch(cell.strip()))), "")


def _take_hidden(gathering: Gathering, scoring: Mapping[str, Scoring]) -> None:
    """Take questions of the list that stand on no visible sheet, beside those of their prefix."""
    titles = gathering.list_sections_of_prefixes()
    for name, known in scoring.items():
        if name in gathering or not known.text:
            continue
        section = titles.get(name[:4]) or gathering.open_section(name[:4])
        sheet = SHEETS_OF_PREFIXES.get(name[:4], "")
        gathering.take_question(_make_question(name, known.text, known, sheet), section, f"Questions, {name}")
        gathering.warn(f"{name} is only in the list of questions, on no sheet that can be answered.")


def _make_question(name: str, text: str, known: Scoring | None, sheet: str) -> Question:
    if name.startswith(TEXT_PREFIXES):
        kind = QuestionKind.TEXT
    elif (known and known.good) or name.startswith(ALWAYS_YES_NO):
        kind = QuestionKind.YES_NO
    else:
        kind = guess_kind(text, QuestionKind.TEXT)
    good = (known.good,) if known and known.good and kind is QuestionKind.YES_NO else ()
    return Question(
        id=name,
        text=text,
        kind=kind,
        guidance=known.guidance if known else "",
        weight=known.weight if known and good else 1,
        good=good,
        shown_if=make_condition(name, sheet),
    )


def make_condition(name: str, sheet: str) -> dict[str, Any] | None:
    """Return when a question is shown: unless the questions that switch off its sheet or prefix were answered No."""
    prefix = name[:4]
    if prefix in ALWAYS_SHOWN:
        return None
    switches = [switch for switch in (SHEETS.get(sheet), PREFIXES.get(prefix)) if switch]
    conditions = [{"not": {"question": switch, "in": [NO]}} for switch in switches]
    if len(conditions) > 1:
        return {"all": conditions}
    return conditions[0] if conditions else None


def read_scoring(grid: Grid | None, gathering: Gathering) -> dict[str, Scoring]:
    """Return what the list of questions says of each."""
    header = grid and find_header(grid, SCORING, ("id", "question", "good", "weight"), within=10)
    if grid is None or not header:
        gathering.report(
            "There is no sheet Questions with compliant responses and weights; nothing is scored."
        )
        return {}
    name = find_column(grid, QUESTION_ID)
    found: dict[str, Scoring] = {}
    for row in grid.list_filled_rows():
        cell = clean_id(grid.at(row, name))
        if row <= header.row or not QUESTION_ID.fullmatch(cell) or cell in found:
            continue
        good = read_answer(grid.at(row, header.columns["good"]))
        weight = _read_weight(grid.at(row, header.columns["weight"]), grid.at(row, header.get("importance")))
        if good and not weight:
            gathering.warn(
                f"{grid.place(row, header.columns['weight'])}: {cell} has no weight; it counts as 1."
            )
        text = make_line(grid.at(row, header.columns["question"]))
        guidance = tidy(grid.at(row, header.get("guidance")))
        found[cell] = Scoring(text, guidance, good if good in (YES, NO) else None, weight or 1)
    return found


def _read_weight(text: str, importance: str) -> int:
    number = re.fullmatch(r"\s*(\d{1,4})(?:\.0+)?\s*", text)
    if number and 0 < int(number[1]) <= MOST_WEIGHT:
        return int(number[1])
    word = fold(importance).partition(" ")[0]
    return WEIGHTS.get(word, 0)
