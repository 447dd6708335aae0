"""Answers out of a file: into an assessment that asks the very same, or as the beginning of a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState, InvalidInput, ServiceError
from governance.core.writing import publish, service
from vendors.assessments import events
from vendors.assessments.models import Assessment, AssessmentAnswer, AssessmentPart
from vendors.assessments.services.answering import lock_open, save_answer
from vendors.assessments.services.preparing import prepare_assessment, send_assessment
from vendors.directory.models import Service, Vendor
from vendors.questionnaires import events as questionnaire_events
from vendors.questionnaires.answers import Answer
from vendors.questionnaires.content import Question, QuestionKind
from vendors.questionnaires.enums import VersionState
from vendors.questionnaires.importers.mapping import MAPPED
from vendors.questionnaires.models import QuestionnaireFile, TemplateVersion
from vendors.questionnaires.reading import ReadQuestionnaire
from vendors.questionnaires.selectors import Understanding, foresee
from vendors.questionnaires.services import (
    check_seen,
    describe_file,
    forget_file,
    keep_questionnaire,
    remember_understanding,
)


@dataclass(slots=True)
class Understood:
    """What became of the answers in a file, by question id; `refused` carries the reason with each."""

    filled: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    warnings: tuple[str, ...] = ()


@service
def import_answers(
    *, actor: Any, part: AssessmentPart, read: ReadQuestionnaire, replaces: bool = False
) -> Understood:
    """Take the answers of a file for the questions that ask the same in the same words.

    An answer that is there already and differs stays, unless `replaces`. Raises InvalidInput when the file answers
    another questionnaire: the real ones use one id for other questions in their next version.
    """
    lock_open(actor, part)
    content = part.version.questionnaire
    asked = (content.framework, content.version) if content.framework else (content.title, content.version)
    given = read.content
    answers_for = (given.framework, given.version) if content.framework else (given.title, given.version)
    # A file whose columns somebody explained does not say what it answers: the words of each question decide.
    if asked != answers_for and read.layout != MAPPED:
        raise InvalidInput(
            fields={
                "file": _("This file answers %(given)s; asked is %(asked)s.")
                % {"given": " ".join(answers_for).strip() or "?", "asked": " ".join(asked).strip()}
            }
        )
    rows = {row.question_id: row for row in AssessmentAnswer.objects.filter(part=part)}
    report = Understood(warnings=(*read.problems, *read.warnings))
    for question_id, answer in read.answers.items():
        question = content.get(question_id)
        if question is None or not _has_same_words(question, given.get(question_id)):
            if answer.is_given or answer.comment:
                report.unknown.append(question_id)
            continue
        _take(actor, part, question, answer, rows.get(question_id), report, replaces=replaces)
    data = {"filled": len(report.filled), "replaced": len(report.replaced), "layout": read.layout}
    publish(events.ANSWERS_IMPORTED, actor=actor, record=part.assessment, data=data)
    return report


def _has_same_words(question: Question, read: Question | None) -> bool:
    return read is not None and " ".join(question.text.split()) == " ".join(read.text.split())


def _take(
    actor: Any,
    part: AssessmentPart,
    question: Question,
    answer: Answer,
    row: AssessmentAnswer | None,
    report: Understood,
    *,
    replaces: bool,
) -> None:
    values = {"comment": answer.comment, "owner_key": answer.owner, "duties": answer.duties}
    if question.kind is not QuestionKind.FILE:
        values["value"] = answer.value  # type: ignore[assignment]
    if not any(values.values()):
        return
    is_empty = row is None or not (row.value or row.comment)
    if row is not None and all(getattr(row, name) == value for name, value in values.items()):
        report.same.append(question.id)
        return
    if not is_empty and not replaces:
        report.differing.append(question.id)
        return
    seen = row.revision if row is not None else 0
    try:
        save_answer(actor=actor, part=part, question_id=question.id, values=values, seen=seen)
    except ServiceError as refusal:
        report.refused.append((question.id, " ".join(refusal.sentences)))
    else:
        (report.filled if is_empty else report.replaced).append(question.id)


@service
def start_from_workbook(
    *,
    actor: Any,
    vendor: Vendor,
    read: ReadQuestionnaire,
    service: Service | None = None,
    label: str = "",
    owner: Any = None,
    due_date: date | None = None,
) -> tuple[Assessment, Understood]:
    """Begin an assessment from a file that a vendor has filled already: its questions are kept, its answers taken.

    A published version that asks the same is used as it is, with its weights and good answers. It is with the vendor
    then, who may mend it; whoever imported it cannot decide about it.
    """
    content = read.content
    if not len(content):
        raise InvalidInput(fields={"file": _("No question was found in this file.")})
    version = _find_version(actor, read, label)
    assessment = prepare_assessment(
        actor=actor, vendor=vendor, service=service, versions=[version], owner=owner, due_date=due_date
    )
    assessment = send_assessment(actor=actor, assessment=assessment)
    part = assessment.parts.select_related("assessment", "version").get()
    return assessment, import_answers(actor=actor, part=part, read=read)


def _find_version(actor: Any, read: ReadQuestionnaire, label: str) -> TemplateVersion:
    foreseen = foresee(actor, read.content, label=label)
    found = foreseen.version
    if found is None or not foreseen.is_same:
        kept = keep_questionnaire(actor=actor, content=read.content, label=label)
        # Its words are the vendor's: what is sent to others by itself is told apart by this.
        data = {"layout": read.layout, "is_filled": True}
        publish(questionnaire_events.VERSION_READ_IN, actor=actor, record=kept, data=data)
        return kept
    if found.state != VersionState.PUBLISHED:
        raise ConflictingState(
            _("%(version)s is there, and is: %(state)s. Only answers to a published version can be taken.")
            % {"version": found, "state": found.get_state_display()}
        )
    return found


def start_from_file(
    *,
    actor: Any,
    file: QuestionnaireFile,
    understanding: Understanding,
    seen: str,
    remembers: bool = False,
    **values: Any,
) -> tuple[Assessment, Understood]:
    """Begin an assessment from an uploaded file that its owner looked at.

    `understanding` is what it holds, read before the transaction; `seen` the digest of what was looked at; `values`
    what else `start_from_workbook` takes. The file is gone then; its name and digest are in the event.
    """
    check_seen(understanding, seen)
    return _start_from_file(
        actor=actor, file=file, understanding=understanding, remembers=remembers, values=values
    )


@service
def _start_from_file(
    *,
    actor: Any,
    file: QuestionnaireFile,
    understanding: Understanding,
    remembers: bool,
    values: Mapping[str, Any],
) -> tuple[Assessment, Understood]:
    file = forget_file(actor=actor, file=file)
    assessment, report = start_from_workbook(actor=actor, read=understanding.read, **values)
    data = {**describe_file(file), "layout": understanding.read.layout}
    publish(events.STARTED_FROM_FILE, actor=actor, record=assessment, data=data)
    if remembers:
        remember_understanding(actor=actor, understanding=understanding)
    return assessment, report
