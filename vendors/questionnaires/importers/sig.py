"""SIG workbooks of Shared Assessments, read from the licensed copy of the person who imports one.

Three layouts: one sheet a domain ("A. Risk Management"), one sheet for all ("SIG 2024"), and the library of the SIG
Manager ("Content Library"). No answer earns anything by itself: to many questions No is the good one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vendors.questionnaires.content import Question
from vendors.questionnaires.importers.gathering import Gathering
from vendors.questionnaires.importers.grids import Grid, Header, find_column, find_header
from vendors.questionnaires.importers.kinds import guess_kind, normalise_answer
from vendors.questionnaires.importers.texts import clean_id, fold, make_line, make_slug, tidy
from vendors.questionnaires.reading import ReadQuestionnaire

NUMBER = re.compile(r"[A-Z]{1,2}(\.\d{1,4})+\.?")
SHEET = re.compile(r"(?P<letter>[A-Z]{1,2})\.\s*(?P<title>\S.*)")
CLASSIC = {
    "id": r"^ques(tion)?\.? (num(ber)?|no|#)",
    "question": r"^question( ?/ ?request| text)?$",
    "answer": r"^(master )?response$",
    "comment": r"^(additional information|comments?)",
    "category": r"^category$",
    "subcategory": r"^sub-?category$",
    "control": r"^iso 27002",
}
LIBRARY = {
    "id": r"^question number$",
    "question": r"^question text$",
    "answer": r"^(master )?response$",
    "comment": r"^comments?$",
    "included": r"^include ?/ ?exclude$",
    "family": r"^control family$",
    "attribute": r"^control attribute$",
    "scope": r"^scope level$",
}
SINGLE = {
    "id": r"^(ques(tion)?\.? ?(num(ber)?|no|#|id)|#|number)",
    "question": r"^question( ?/ ?request| text)?$",
    "answer": r"response$|^answer$",
    "comment": r"additional information|^comments?$",
    "family": r"family$|^category$",
}
SINGLE_OFFSETS = ("id", "question", "answer", "comment", "family")
RELEASE = re.compile(r"\bsig(?: manager)?\s*(lite|core|detail|full)?\s*[-v.]*\s*(20\d{2})\b")
SCOPE = re.compile(r"\bsig\s*[-:]?\s*(lite|core|detail|full)\b")
REFERENCE = re.compile(r"[\n,;]+")
MOST_REFERENCES = 60


def find_library(grid: Grid) -> Header | None:
    """Return the header of the SIG Manager's library."""
    return find_header(grid, LIBRARY, ("id", "question", "answer", "family"))


def find_classic(grid: Grid) -> Header | None:
    """Return the header of a domain's sheet."""
    return find_header(grid, CLASSIC, ("id", "question", "answer"))


def find_single(grid: Grid) -> Header | None:
    """Return the columns of the one sheet "SIG 2024": by header words, or beside the column of numbers."""
    column = find_column(grid, NUMBER, at_least=3)
    if column is None or not re.match(r"sig\b", fold(grid.name)):
        return None
    first = next(row for row in grid.list_filled_rows() if NUMBER.fullmatch(clean_id(grid.at(row, column))))
    header = find_header(grid, SINGLE, ("question", "answer"))
    beside = {name: column + offset for offset, name in enumerate(SINGLE_OFFSETS)}
    if header is None or header.row >= first:
        return Header(first - 1, beside)
    return Header(header.row, {**beside, **header.columns, "id": column})


def list_sheets(grids: Sequence[Grid]) -> tuple[str, list[tuple[Grid, Header]]]:
    """Return the name of the layout and the sheets with questions; no sheet for a file that is no SIG."""
    shown = [grid for grid in grids if not grid.is_hidden]
    for layout, find in (("sig-manager", find_library), ("sig", find_single), ("sig-classic", find_classic)):
        found = [(grid, header) for grid in shown if (header := find(grid)) and _has_numbers(grid, header)]
        if found:
            return layout, found
    return "", []


def _has_numbers(grid: Grid, header: Header) -> bool:
    return any(
        NUMBER.fullmatch(clean_id(grid.at(row, header.columns["id"])))
        for row in grid.list_filled_rows()
        if row > header.row
    )


def recognises(grids: Sequence[Grid]) -> bool:
    """Whether the file has one of the layouts of SIG."""
    return bool(list_sheets(grids)[1])


def read(grids: Sequence[Grid]) -> ReadQuestionnaire:
    """Return the questionnaire and its answers."""
    layout, sheets = list_sheets(grids)
    gathering, left_out, notice = Gathering(), 0, []
    for grid, header in sheets:
        for row in grid.list_filled_rows():
            if row <= header.row:
                continue
            cell = grid.at(row, header.columns["id"])
            name = clean_id(cell).rstrip(".")
            text = make_line(grid.at(row, header.columns["question"]))
            if not NUMBER.fullmatch(name):
                first = make_line(" ".join(grid.rows[row]))
                if re.search(r"©|copyright|shared assessments", first, re.IGNORECASE):
                    notice.append(first)
                elif name and text:
                    place = grid.place(row, header.columns["id"])
                    gathering.report(
                        f"{place}: “{make_line(cell)[:40]}” is no number of a question; the row is left out."
                    )
            elif fold(grid.at(row, header.get("included"))).startswith("exclude"):
                left_out += 1
            else:
                _take(gathering, grid, row, header, name, layout)
    if left_out:
        gathering.warn(f"{left_out} questions are marked Exclude and were left out.")
    version = find_version(grids)
    if not version:
        gathering.warn("No cell says which release of SIG this is.")
    return gathering.finish(
        layout,
        title=f"SIG {version}".strip(),
        framework="SIG",
        version=version,
        notice="\n".join(dict.fromkeys(notice)),
    )


def _take(gathering: Gathering, grid: Grid, row: int, header: Header, name: str, layout: str) -> None:
    answer = grid.at(row, header.columns["answer"])
    text = grid.at(row, header.columns["question"])
    letter = name.split(".")[0]
    sheet = SHEET.fullmatch(make_line(grid.name))
    family = make_line(grid.at(row, header.get("family")) or grid.at(row, header.get("category")))
    title = f"{letter}. {sheet['title']}" if sheet and layout == "sig-classic" else family or letter
    key = letter if layout == "sig-classic" else f"{letter}-{make_slug(title)}"
    about = [family if title != family else "", grid.at(row, header.get("subcategory"))]
    about += [grid.at(row, header.get("attribute")), grid.at(row, header.get("scope"))]
    question = Question(
        id=name,
        text=make_line(text),
        kind=guess_kind(text),
        help=" · ".join(filter(None, map(make_line, about))),
        controls=tuple(_list_controls(grid, row, header, layout)),
    )
    place = grid.place(row, header.columns["answer"])
    if gathering.take_question(question, gathering.open_section(title, key=key), place):
        answer = normalise_answer(question.kind, answer)
        gathering.take_answer(name, answer, comment=grid.at(row, header.get("comment")), place=place)


def _list_controls(grid: Grid, row: int, header: Header, layout: str) -> list[str]:
    columns = [header.columns["control"]] if "control" in header.columns else []
    if layout == "sig-manager":
        columns = list(range(max(header.columns.values()) + 1, len(grid.rows[row])))
    found = []
    for column in columns:
        framework = make_slug(grid.at(header.row, column).removesuffix("Relevance"))
        for reference in REFERENCE.split(tidy(grid.at(row, column))):
            reference = make_line(reference)
            if reference and len(reference) <= 40 and framework != "section":
                found.append(f"{framework}:{reference}")
    return list(dict.fromkeys(found))[:MOST_REFERENCES]


def find_version(grids: Sequence[Grid]) -> str:
    """Return the release ("2024", "2023 Lite") that a sheet's name or first rows tell."""
    texts = [fold(grid.name) for grid in grids if not grid.is_hidden]
    texts += [fold(cell) for grid in grids for row in grid.rows[:8] for cell in row if cell]
    release = next((found for text in texts if (found := RELEASE.search(text))), None)
    if release is None:
        return ""
    scope = release[1] or next((found[1] for text in texts if (found := SCOPE.search(text))), "")
    return f"{release[2]} {scope.capitalize()}".strip()
