"""A vendor's own copy of an assessment: what the portal shows of it, and nothing beyond."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from governance.core.documents.content import Block, Document, Heading, Table, Text
from governance.core.printing import make_document
from vendors.assessments.models import Assessment, AssessmentPart
from vendors.assessments.printing import (
    describe,
    list_conditions,
    print_answer,
    print_messages,
    print_question,
)
from vendors.assessments.selectors import load_answers
from vendors.portal.fields import list_items
from vendors.questionnaires.answers import is_answered
from vendors.questionnaires.conditions import list_shown


def print_own_answers(assessment: Assessment) -> Document:
    """Return the questions that are asked with the answers, evidence and messages; the caller scoped the assessment."""
    blocks: list[Block] = [Table(tuple(describe(assessment)))]
    if assessment.introduction:
        blocks.append(Text(assessment.introduction))
    if assessment.is_decided:
        blocks += list_conditions(assessment)
    for part in assessment.parts.select_related("version__template"):
        blocks += _list_part(part)
    return make_document(assessment.title, tuple(blocks))


def _list_part(part: AssessmentPart) -> Iterator[Block]:
    content = part.version.questionnaire
    answers = load_answers(part)
    shown = {question.id for question in list_shown(content, answers)}
    items = {
        item.question.id: item
        for item in list_items(part, [question for question in content if question.id in shown])
    }
    yield Heading(str(content.title), 2)
    if content.notice:
        yield Text(content.notice)
    for section in content.sections:
        asked = [question for question in section.questions if question.id in shown]
        if not asked:
            continue
        given = sum(is_answered(question, answers.get(question.id)) for question in asked)
        counted = _("%(answered)d of %(shown)d answered") % {"answered": given, "shown": len(asked)}
        yield Heading(section.title, 3, counted)
        for question in asked:
            item = items[question.id]
            yield from print_question(question, _("must be answered") if question.is_required else "")
            yield from print_answer(question, item.row, item.evidence, content.owners)
            yield from print_messages(item.messages)
