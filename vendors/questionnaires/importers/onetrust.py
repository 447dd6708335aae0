"""OneTrust's export of an assessment: a sheet Responses with a question, its type and its response in a row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vendors.questionnaires.content import QUESTION_ID, Question, QuestionKind
from vendors.questionnaires.importers.gathering import Gathering
from vendors.questionnaires.importers.grids import Grid, Header, find_header
from vendors.questionnaires.importers.kinds import guess_kind, normalise_answer
from vendors.questionnaires.importers.texts import fold, make_line, tidy
from vendors.questionnaires.reading import ReadQuestionnaire, UnknownLayout

COLUMNS = {
    "type": r"^question type$",
    "question": r"^question( text| name)?$",
    "answer": r"^responses?$",
    "comment": r"^justification$",
    "help": r"^description$",
    "id": r"^(question )?(id|number|#|no\.?|seq(uence)?)$",
    "section": r"^section( name)?$",
}
KINDS = {"date": QuestionKind.DATE, "attachment": QuestionKind.FILE, "file": QuestionKind.FILE}


def find_sheet(grids: Sequence[Grid]) -> tuple[Grid, Header] | None:
    """Return the sheet of responses with its header."""
    for grid in grids:
        header = None if grid.is_hidden else find_header(grid, COLUMNS, ("type", "question", "answer"))
        if header:
            return grid, header
    return None


def recognises(grids: Sequence[Grid]) -> bool:
    """Whether a sheet has the columns of responses."""
    return find_sheet(grids) is not None


def read(grids: Sequence[Grid]) -> ReadQuestionnaire:
    """Return the questionnaire and its answers; several answers to one question stay one text."""
    found = find_sheet(grids)
    if found is None:
        raise UnknownLayout("No sheet has the columns of this layout.")
    grid, header = found
    gathering, section = Gathering(), ""
    for number, row in enumerate(row for row in grid.list_filled_rows() if row > header.row):
        text, answer = (
            make_line(grid.at(row, header.columns["question"])),
            grid.at(row, header.columns["answer"]),
        )
        if not text:
            continue
        section = make_line(grid.at(row, header.get("section"))) or section
        name = make_line(grid.at(row, header.get("id")))
        name = name if QUESTION_ID.fullmatch(name) and name not in gathering else f"Q{number + 1:03}"
        kind = _choose_kind(grid.at(row, header.columns["type"]), text)
        question = Question(id=name, text=text, kind=kind, help=tidy(grid.at(row, header.get("help"))))
        place, comment = grid.place(row, header.columns["answer"]), grid.at(row, header.get("comment"))
        if kind is QuestionKind.FILE and answer.strip():
            answer, comment = "", f"{answer}\n{comment}"
        if gathering.take_question(question, gathering.open_section(section or "Responses"), place):
            answer = normalise_answer(kind, answer)
            gathering.take_answer(name, answer, comment=comment, place=place)
    return gathering.finish("onetrust", title=make_line(grid.at(0, 0))[:120] or "OneTrust assessment")


def _choose_kind(type_name: str, text: str) -> QuestionKind:
    folded = fold(type_name)
    if re.search(r"yes ?/? ?no", folded):
        return QuestionKind.YES_NO
    for word, kind in KINDS.items():
        if word in folded:
            return kind
    if "choice" in folded or not folded:
        return guess_kind(text, QuestionKind.TEXT)
    return QuestionKind.TEXT
