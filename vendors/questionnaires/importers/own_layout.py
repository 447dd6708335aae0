"""The workbook that we write ourselves: rows of questions below a few that say what it is.

It carries what is asked and what was answered, for people and for `detect` to read back to the same answers; not what
is scored, when a question is shown, nor the files given as evidence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from governance.core.spreadsheet_cells import neutralise, restore
from vendors.questionnaires.answers import Answer, Answers
from vendors.questionnaires.content import (
    NO,
    NOT_APPLICABLE,
    YES,
    Choice,
    Question,
    QuestionKind,
    Questionnaire,
)
from vendors.questionnaires.importers.gathering import Gathering, find_choices
from vendors.questionnaires.importers.grids import Grid, Header, find_header
from vendors.questionnaires.importers.texts import fold, make_slug
from vendors.questionnaires.reading import ReadQuestionnaire, UnknownLayout

MARKER = "Imprimatur questionnaire"
HEADINGS = {
    "section": "Section",
    "id": "ID",
    "text": "Question",
    "answer": "Answer",
    "comment": "Comment",
    "owner": "Owner",
    "duties": "Customer's duties",
    "kind": "Answer type",
    "options": "Options",
    "required": "Required",
    "guidance": "Guidance",
    "help": "Help",
    "section_key": "Section key",
}
NOTICE, OWNERS, FRAMEWORK, VERSION = "Notice", "Owners", "Framework", "Version"
ABOUT = (FRAMEWORK, VERSION, NOTICE, OWNERS)
LABELS = {YES: "Yes", NO: "No", NOT_APPLICABLE: "N/A"}
SEPARATOR = " = "


def make_rows(content: Questionnaire, answers: Answers) -> Iterator[list[str]]:
    """Yield the rows of the workbook; every text is neutralised for spreadsheet programs."""
    about = {
        MARKER: content.title,
        FRAMEWORK: content.framework,
        VERSION: content.version,
        NOTICE: content.notice,
        OWNERS: write_choices(content.owners),
    }
    yield from (
        [neutralise(name), neutralise(text)] for name, text in about.items() if text or name == MARKER
    )
    yield list(HEADINGS.values())
    labels = {owner.key: owner.label for owner in content.owners}
    for section in content.sections:
        for question in section.questions:
            answer = answers.get(question.id) or Answer(question.id)
            cells = {
                "section": section.title,
                "id": question.id,
                "text": question.text,
                "answer": write_value(question, answer),
                "comment": answer.comment,
                "owner": labels.get(answer.owner, answer.owner),
                "duties": answer.duties,
                "kind": question.kind.value,
                "options": write_options(question),
                "required": LABELS[YES] if question.is_required else LABELS[NO],
                "guidance": question.guidance,
                "help": question.help,
                "section_key": section.key,
            }
            yield [neutralise(cells[name]) for name in HEADINGS]


def write_value(question: Question, answer: Answer) -> str:
    """Return an answer's value as people read it, so that it is found again."""
    value = answer.value
    if value is None or isinstance(value, str):
        if question.kind is QuestionKind.YES_NO:
            return LABELS.get(value or "", value or "")
        if question.kind is not QuestionKind.SINGLE or value is None:
            return value or ""
        text = {choice.key: choice.label for choice in question.choices}.get(value, value)
        return text if find_choices(question, text) == value else value
    if question.kind is QuestionKind.MULTIPLE:
        chosen = [choice.label for choice in question.choices if choice.key in value]
        text = "\n".join(chosen)
        if find_choices(question, text) == value:
            return text
    return json.dumps(value, ensure_ascii=False)


def write_options(question: Question) -> str:
    """Return what can be chosen, or the columns of a table."""
    if question.kind is QuestionKind.YES_NO:
        return "\n".join(LABELS[key] for key in question.keys)
    if question.kind is QuestionKind.TABLE:
        return json.dumps(list(question.columns), ensure_ascii=False)
    return write_choices(question.choices)


def write_choices(choices: Sequence[Choice]) -> str:
    """Return choices one a line as "key = label", or as JSON where a line would not give them back."""
    text = "\n".join(f"{choice.key}{SEPARATOR}{choice.label}" for choice in choices)
    if read_choices(text) == tuple(choices):
        return text
    return json.dumps([[choice.key, choice.label] for choice in choices], ensure_ascii=False)


def read_choices(text: str) -> tuple[Choice, ...]:
    """Return the choices that a cell lists."""
    if text.startswith("[["):
        try:
            return tuple(Choice(str(key), str(label)) for key, label in json.loads(text))
        except (ValueError, TypeError, RecursionError):
            return ()
    pairs = [line.partition(SEPARATOR) for line in text.split("\n") if line.strip()]
    return tuple(Choice(key.strip(), label) for key, _, label in pairs)


def find_sheet(grids: Sequence[Grid]) -> tuple[Grid, Header, Mapping[str, str]] | None:
    """Return the sheet, its header, and what the rows above say."""
    patterns = {name: f"^{fold(heading)}$" for name, heading in HEADINGS.items()}
    for grid in grids:
        about = {grid.at(row, 0).strip(): restore(grid.at(row, 1)) for row in range(min(len(grid.rows), 12))}
        if MARKER in about:
            header = find_header(grid, patterns, ("id", "text", "answer"), within=20)
            if header is None:
                raise UnknownLayout(f"{grid.name}: the row with ID, Question and Answer is missing.")
            return grid, header, about
    return None


def recognises(grids: Sequence[Grid]) -> bool:
    """Whether a sheet says that we wrote it."""
    return find_sheet(grids) is not None


def read(grids: Sequence[Grid]) -> ReadQuestionnaire:
    """Return the questions and the answers."""
    found = find_sheet(grids)
    if found is None:
        raise UnknownLayout("No sheet has the columns of this layout.")
    grid, header, about = found
    gathering, owners = Gathering(exact=True), read_choices(about.get(OWNERS, ""))
    for row in grid.list_filled_rows():
        if row <= header.row:
            continue
        cells = {name: restore(grid.at(row, header.get(name))) for name in HEADINGS}
        place = grid.place(row, header.columns["answer"])
        question = _make_question(cells, asks_owner=bool(owners))
        section = gathering.open_section(
            cells["section"] or "Questions", cells["section_key"] or make_slug(cells["section"])
        )
        if gathering.take_question(question, section, place):
            gathering.take_answer(
                question.id,
                cells["answer"],
                comment=cells["comment"],
                owner=cells["owner"],
                duties=cells["duties"],
                owners=owners,
                place=place,
            )
    return gathering.finish(
        "imprimatur",
        title=about[MARKER],
        framework=about.get(FRAMEWORK, ""),
        version=about.get(VERSION, ""),
        notice=about.get(NOTICE, ""),
        owners=owners,
    )


def _make_question(cells: Mapping[str, str], *, asks_owner: bool) -> Question:
    word = fold(cells["kind"])
    kind = QuestionKind(word) if word in set(QuestionKind) else QuestionKind.TEXT
    offers = kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE)
    return Question(
        id=cells["id"].strip(),
        text=cells["text"],
        kind=kind,
        choices=read_choices(cells["options"]) if offers else (),
        columns=_read_columns(cells["options"]) if kind is QuestionKind.TABLE else (),
        allows_na=kind is not QuestionKind.YES_NO or LABELS[NOT_APPLICABLE] in cells["options"],
        is_required=fold(cells["required"]) != "no",
        guidance=cells["guidance"],
        help=cells["help"],
        asks_owner=asks_owner,
    )


def _read_columns(text: str) -> tuple[str, ...]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    return tuple(str(each) for each in found) if isinstance(found, list) else ()
