"""An assessment on paper: for reviewers, and the parts that the vendor's own copy consists of as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core.days import say_day
from governance.core.documents.content import Block, Document, Heading, Look, Table, Text
from governance.core.printing import make_document, say_time
from vendors.assessments.enums import EvidenceState
from vendors.assessments.models import AnswerMessage, Assessment, AssessmentAnswer, Evidence
from vendors.assessments.review import PartReview, ReviewRow, list_findings, review_assessment
from vendors.assessments.selectors import list_reviewers
from vendors.questionnaires.content import Choice, Question, QuestionKind
from vendors.questionnaires.references import name_id, refer, word_question
from vendors.templatetags.questionnaires import in_words, worth

#: A table with more columns is printed as lines, each cell after the name of its column.
MOST_COLUMNS = 6


def print_review(actor: Any, assessment: Assessment) -> Document:
    """Return what the page of a review shows the actor, with scores, verdicts, findings and notes."""
    blocks: list[Block] = [Table(tuple(_describe_review(assessment)))]
    if assessment.decision_note:
        blocks.append(Text(assessment.decision_note))
    blocks += list_conditions(assessment)
    blocks += _list_findings(actor, assessment)
    for review in review_assessment(actor, assessment):
        blocks += _list_part(review)
    return make_document(assessment.title, tuple(blocks))


def describe(assessment: Assessment) -> Iterator[tuple[str, str]]:
    """Yield what both sides know of an assessment, as names and words."""
    yield _("Vendor"), str(assessment.vendor)
    yield _("State"), capfirst(assessment.get_state_display())
    if assessment.round_number > 1:
        yield _("Round"), str(assessment.round_number)
    if assessment.due_date is not None:
        yield _("Due"), say_day(assessment.due_date)
    if assessment.submitted_at is not None:
        yield _("Handed in"), f"{say_time(assessment.submitted_at)} · {assessment.submitted_by}"
    if assessment.valid_until is not None:
        yield _("Valid until"), say_day(assessment.valid_until)


def _describe_review(assessment: Assessment) -> Iterator[tuple[str, str]]:
    yield from describe(assessment)
    if assessment.service is not None:
        yield _("Service"), str(assessment.service)
    if people := list_reviewers(assessment):
        yield ngettext("Reviewer", "Reviewers", len(people)), ", ".join(map(str, people))
    if assessment.decided_at is not None:
        yield _("Decided"), f"{say_time(assessment.decided_at)} · {assessment.decided_by}"


def list_conditions(assessment: Assessment) -> list[Block]:
    """Return the conditions of an acceptance."""
    if not assessment.conditions:
        return []
    return [
        Heading(_("Conditions"), 2),
        *(Text(f"• {condition}") for condition in assessment.conditions),
    ]


def _list_findings(actor: Any, assessment: Assessment) -> list[Block]:
    rows = [
        (
            " ".join(each for each in (name_id(finding.question_id), finding.title) if each),
            str(finding.get_severity_display()),
            _("open") if finding.is_open else _("closed"),
            say_day(finding.due_date) if finding.due_date is not None else "—",
        )
        for finding in list_findings(actor, assessment)
    ]
    if not rows:
        return []
    header = (_("Finding"), _("Severity"), _("Standing"), _("Due"))
    return [Heading(_("Findings"), 2), Table(tuple(rows), header)]


def _list_part(review: PartReview) -> Iterator[Block]:
    content = review.part.version.questionnaire
    yield Heading(str(content.title), 2, _percent(review.score.percent))
    if content.notice:
        yield Text(content.notice, Look.LABEL)
    for section in review.sections:
        yield Heading(section.section.title, 3, _percent(section.total.percent))
        for row in section.rows:
            yield from _list_row(row, content.owners)


def _list_row(row: ReviewRow, owners: tuple[Choice, ...]) -> Iterator[Block]:
    verdict = str(row.row.get_verdict_display()) if row.row is not None and row.row.verdict else ""
    yield from print_question(row.question, worth(row.line), verdict)
    yield from print_answer(row.question, row.row, row.evidence, owners)
    yield from print_messages(row.messages)
    for note in row.notes:
        head = f"{_('Internal:')} {note.author} · {say_time(note.created_at)}"
        yield Text(f"{head}\n{note.text}", Look.NOTE)


def print_question(question: Question, *marks: str) -> Iterator[Block]:
    """Yield a question with what stands above it."""
    if head := " · ".join(each for each in (refer(question.id), *marks) if each):
        yield Text(head, Look.LABEL)
    yield Text(word_question(question), Look.QUESTION)


def print_answer(
    question: Question,
    row: AssessmentAnswer | None,
    evidence: Iterable[Evidence],
    owners: tuple[Choice, ...] = (),
) -> Iterator[Block]:
    """Yield an answer with its comment, who is responsible, its evidence, and who gave it when."""
    answer = row.to_answer() if row is not None else None
    files = tuple(evidence)
    comment = row.comment if row is not None else ""
    if answer is not None and question.kind is QuestionKind.TABLE and isinstance(answer.value, list):
        yield from _print_rows(question, answer.value)
        given = comment
    else:
        given = "\n".join(each for each in (in_words(answer, question), comment) if each)
        if not given and not files:
            yield Text(_("not answered"), Look.SOFT)
    if given:
        yield Text(given, Look.ANSWER)
    if row is not None:
        labels = {owner.key: owner.label for owner in owners}
        if row.owner_key:
            yield Text(f"{_('Who is responsible:')} {labels.get(row.owner_key, row.owner_key)}", Look.SOFT)
        if row.duties:
            yield Text(f"{_('For the customer to do:')} {row.duties}", Look.SOFT)
    for file in files:
        yield Text(" · ".join(_describe_file(file)), Look.SOFT)
    if row is not None:
        yield Text(f"{row.answered_by} · {say_time(row.said_at)}", Look.SOFT)


def _print_rows(question: Question, rows: list[Any]) -> Iterator[Block]:
    if len(question.columns) <= MOST_COLUMNS:
        cells = tuple(tuple(row.get(column, "") for column in question.columns) for row in rows)
        yield Table(cells, question.columns)
        return
    for row in rows:
        yield Text("\n".join(f"{column}: {cell}" for column, cell in row.items() if cell), Look.ANSWER)


def _describe_file(file: Evidence) -> Iterator[str]:
    yield f"{_('Evidence:')} {file.file_name}"
    yield filesizeformat(file.size_bytes)
    if file.state != EvidenceState.AVAILABLE:
        yield str(file.get_state_display())
    if file.expires_on is not None:
        yield _("valid until %s") % say_day(file.expires_on)


def print_messages(messages: Iterable[AnswerMessage]) -> Iterator[Block]:
    """Yield what both sides said about an answer."""
    for message in messages:
        asks = f" · {_('asks')}" if message.is_question else ""
        head = f"{message.author} ({message.get_side_display()}) · {say_time(message.created_at)}{asks}"
        yield Text(f"{head}\n{message.text}", Look.SAID)


def _percent(percent: int | None) -> str:
    return _("not scored") if percent is None else f"{percent} %"
