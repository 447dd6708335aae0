"""What the pages of questionnaires need from a question and its answer."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django import template
from django.utils.translation import gettext as _

from governance.core.models import RecordedEvent
from vendors.assessments.comparison import Change
from vendors.assessments.enums import Verdict
from vendors.assessments.events import VERDICT_TAKEN_BACK
from vendors.questionnaires import references
from vendors.questionnaires.content import Choice, Question, QuestionKind

register = template.Library()
SPARE_ROWS = 2


@register.filter
def reference(question_id: str) -> str:
    """Return what people read as the id of a question, beside its words."""
    return references.refer(question_id)


@register.filter
def worded(question: Question) -> str:
    """Return the words of a question, as they stand after its reference."""
    return references.word_question(question)


@register.filter
def called(question: Question) -> str:
    """Return what stands for a question where its words do not."""
    return references.name_question(question)


@register.filter
def called_by_id(question_id: str) -> str:
    """Return what stands for a question of which nothing but its id is at hand."""
    return references.name_id(question_id)


@register.filter
def offers(question: Question) -> tuple[Choice, ...]:
    """Return the answers to choose from, in words."""
    if question.kind is not QuestionKind.YES_NO:
        return question.choices
    words = {"yes": _("Yes"), "no": _("No"), "na": _("Not applicable")}
    return tuple(Choice(key, words[key]) for key in question.keys)


@register.filter
def rows_of(answer: Any, question: Question) -> list[list[tuple[str, str]]]:
    """Return the rows of a table's answer as (column, cell), with spare rows to write into."""
    value = getattr(answer, "value", None)
    rows = [dict(row) for row in value] if isinstance(value, list) else []
    return [
        [(column, row.get(column, "")) for column in question.columns] for row in [*rows, *[{}] * SPARE_ROWS]
    ]


@register.filter
def in_words(answer: Any, question: Question) -> str:
    """Return an answer as people read it."""
    value = getattr(answer, "value", None)
    labels = {choice.key: str(choice.label) for choice in offers(question)}
    if value in (None, "", []):
        return ""
    if question.kind is QuestionKind.TABLE and isinstance(value, list):
        rows: Any = value
        return "\n".join(" · ".join(cell for cell in row.values() if cell) for row in rows)
    if isinstance(value, list):
        return ", ".join(labels.get(str(key), str(key)) for key in value)
    return labels.get(str(value), str(value))


@register.filter
def worth(line: Any) -> str:
    """Return in words what an answer earned and why."""
    words = {
        "good": _("a good answer"),
        "partly_good": _("partly good"),
        "bad": _("not the good answer"),
        "unanswered": _("not answered"),
        "not_applicable": _("not applicable, left out"),
        "not_scored": _("not scored"),
        "hidden": _("not asked, given the other answers"),
        "no_evidence": _("without the evidence it asks for: half"),
        "expired_evidence": _("its evidence has expired and counts as missing"),
        "accepted": _("accepted by the reviewer"),
        "finding": _("counts as a finding"),
    }
    points = f"{_number(line.earned)} / {_number(line.possible)} · " if line.is_counted else ""
    return f"{points}{words[line.reason.value]}"


def _number(value: Fraction) -> str:
    whole = value.limit_denominator(100)
    return str(whole.numerator) if whole.denominator == 1 else f"{float(value):.2f}"


@register.filter
def judged(event: RecordedEvent) -> str:
    """Return in words what a reviewer made of an answer, or that it was taken back."""
    verdict = str(event.data.get("verdict", ""))
    words = str(Verdict(verdict).label) if verdict in Verdict.values else verdict
    return _("taken back: %s") % words if event.name == VERDICT_TAKEN_BACK.name else words


@register.filter
def change_in_words(change: Change) -> str:
    """Return in words what became of an answer."""
    words = {
        Change.UNCHANGED: _("the same"),
        Change.CHANGED: _("changed"),
        Change.ANSWERED: _("answered now"),
        Change.WITHDRAWN: _("not answered any more"),
        Change.UNANSWERED: _("not answered"),
        Change.ONLY_OLD: _("asked no more"),
        Change.ONLY_NEW: _("new question"),
    }
    return words[change]
