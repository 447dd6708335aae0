"""From the fields of a page to the values of an answer, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from vendors.assessments.models import AnswerMessage, AssessmentAnswer, AssessmentPart, Evidence
from vendors.assessments.selectors import group_by_answer, list_told_messages
from vendors.questionnaires.answers import Answer
from vendors.questionnaires.content import Question, QuestionKind

MOST_ROWS = 200


@dataclass(slots=True)
class Item:
    """One question of a page: what is asked, what is answered, and what the page must say about it."""

    number: int
    question: Question
    row: AssessmentAnswer | None = None
    typed: dict[str, Any] | None = None
    error: str = ""
    conflict: AssessmentAnswer | None = None
    is_saved: bool = False
    evidence: tuple[Evidence, ...] = ()
    messages: tuple[AnswerMessage, ...] = ()

    @property
    def name(self) -> str:
        """What the names of the question's fields begin with."""
        return f"q{self.number}"

    @property
    def seen(self) -> int:
        """The revision that the page shows."""
        shown = self.conflict or self.row
        return shown.revision if shown is not None and not shown._state.adding else 0

    @property
    def answer(self) -> Answer:
        """What the fields hold: what was typed and could not be kept, or else what is stored."""
        if self.typed is not None:
            return Answer(
                self.question.id,
                self.typed.get("value"),
                self.typed.get("comment", ""),
                self.typed.get("owner_key", ""),
            )
        return self.row.to_answer(len(self.evidence)) if self.row is not None else Answer(self.question.id)

    @property
    def theirs(self) -> Answer | None:
        """What somebody else answered meanwhile."""
        return self.conflict.to_answer() if self.conflict is not None else None


def list_items(part: AssessmentPart, questions: list[Question]) -> list[Item]:
    """Return the items of some questions with their answers, files and messages; three queries however many."""
    numbers = {question.id: number for number, question in enumerate(part.version.questionnaire)}
    names = [question.id for question in questions]
    rows = {
        row.question_id: row
        for row in AssessmentAnswer.objects.filter(part=part, question_id__in=names).select_related(
            "answered_by"
        )
    }
    keys = [row.pk for row in rows.values()]
    files = group_by_answer(Evidence.objects.filter(answer__in=keys).order_by("id"))
    said = group_by_answer(list_told_messages(part.assessment, keys))
    items = []
    for question in questions:
        row = rows.get(question.id)
        key = row.pk if row is not None else None
        items.append(
            Item(
                numbers[question.id],
                question,
                row,
                evidence=tuple(files.get(key, ())),
                messages=tuple(said.get(key, ())),
            )
        )
    return items


def read_values(question: Question, name: str, data: QueryDict) -> dict[str, Any]:
    """Return what was typed for a question as the service takes it; only the fields that were on the page."""
    values: dict[str, Any] = {}
    if f"{name}-comment" in data:
        values["comment"] = str(data[f"{name}-comment"]).replace("\r\n", "\n")
    if f"{name}-owner" in data:
        values["owner_key"] = data[f"{name}-owner"]
    match question.kind:
        case QuestionKind.FILE:
            pass
        case QuestionKind.MULTIPLE:
            values["value"] = data.getlist(f"{name}-value")
        case QuestionKind.TABLE:
            values["value"] = _read_rows(question, name, data)
        case _:
            values["value"] = str(data.get(f"{name}-value", "")).replace("\r\n", "\n")
    return values


def _read_rows(question: Question, name: str, data: QueryDict) -> list[dict[str, str]]:
    rows = []
    for number in range(MOST_ROWS):
        cells = [data.get(f"{name}-cell-{number}-{place}") for place in range(len(question.columns))]
        if all(cell is None for cell in cells):
            break
        rows.append({column: cell or "" for column, cell in zip(question.columns, cells, strict=True)})
    return rows
