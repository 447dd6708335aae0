"""Reads about assessments that both sides and the decisions share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Subquery
from django.utils import timezone

from governance.accounts.models import Role, User
from governance.accounts.selectors import list_held
from governance.core.days import legal_day
from governance.core.models import RecordedEvent
from vendors.assessments.enums import PASSED, AssessmentState, EvidenceState, InvitationStanding
from vendors.assessments.events import CLARIFICATION_ASKED
from vendors.assessments.models import (
    AnswerMessage,
    Assessment,
    AssessmentAnswer,
    AssessmentFinding,
    AssessmentPart,
    AssessmentReviewer,
    Evidence,
    Invitation,
)
from vendors.questionnaires.answers import Answer

RESPONDENT = "vendor-respondent"


def counts_at(at: datetime) -> Q:
    """Return the condition for assessments that were accepted and count at an instant."""
    lasts = Q(valid_until__isnull=True) | Q(valid_until__gt=legal_day(at))
    return lasts & Q(state__in=PASSED, decided_at__lte=at)


def load_rows(part: AssessmentPart, *, is_readable: bool = False, on: date | None = None) -> dict[str, Any]:
    """Return the stored answers of a part by question id.

    Each carries `files`, its number of files that are not refused and count on the day (UTC; today unless given), and
    `expired_files`, those whose day had come by then. With `is_readable` files that wait for the scanner do not count.
    """
    day = on or legal_day()
    states = (
        [EvidenceState.AVAILABLE] if is_readable else [EvidenceState.AVAILABLE, EvidenceState.QUARANTINED]
    )
    kept, is_over = Q(evidence__state__in=states), Q(evidence__expires_on__lte=day)
    lasts = Q(evidence__expires_on__isnull=True) | Q(evidence__expires_on__gt=day)
    rows: Any = AssessmentAnswer.objects.filter(part=part).annotate(
        files=Count("evidence", filter=kept & lasts), expired_files=Count("evidence", filter=kept & is_over)
    )
    return {row.question_id: row for row in rows}


def load_answers(
    part: AssessmentPart, *, is_readable: bool = False, on: date | None = None
) -> dict[str, Answer]:
    """Return the answers of a part as the pure algorithms take them."""
    return to_answers(load_rows(part, is_readable=is_readable, on=on))


def to_answers(rows: dict[str, Any]) -> dict[str, Answer]:
    """Return loaded rows as the pure algorithms take them."""
    return {key: row.to_answer(row.files, row.expired_files) for key, row in rows.items()}


def group_by_answer(rows: Iterable[Any]) -> dict[Any, list[Any]]:
    """Return what belongs to answers (files, messages, notes) by the key of its answer."""
    grouped: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.answer_id].append(row)
    return grouped


def list_told_messages(assessment: Assessment, answers: Collection[Any]) -> list[AnswerMessage]:
    """Return what the vendor may read of what was said about answers.

    What a reviewer asks while looking through them is told once it is sent back, and never where it was not.
    """
    rows = AnswerMessage.objects.filter(answer__in=answers).select_related("author")
    if assessment.state == AssessmentState.CLARIFICATION:
        return list(rows)
    return list(rows.filter(Q(is_question=False) | _was_told(assessment.pk)))


def _was_told(assessment_id: UUID) -> Q:
    """Return what holds of a message that was there when the assessment was last sent back with its questions."""
    asked = RecordedEvent.objects.filter(name=CLARIFICATION_ASKED.name, record_id=assessment_id)
    return Q(created_at__lte=Subquery(asked.order_by("-id").values("happened_at")[:1]))


def list_untold_questions(answer: AssessmentAnswer) -> list[AnswerMessage]:
    """Return what reviewers ask about an answer that is handed in, as far as no vendor was told of it."""
    asked = AnswerMessage.objects.filter(answer=answer, is_question=True)
    told = asked.filter(_was_told(answer.part.assessment_id))
    return list(asked.exclude(pk__in=told.values("pk")))


def list_open_findings(answer: AssessmentAnswer) -> list[AssessmentFinding]:
    """Return what is recorded as wrong with an answer and not mended yet; nothing that may be about another one."""
    of_this = Q(part=answer.part_id)
    if len(list_asking(answer.part.assessment, answer.question_id)) == 1:
        of_this |= Q(part__isnull=True)
    rows = AssessmentFinding.objects.filter(
        of_this, assessment=answer.part.assessment_id, question_id=answer.question_id, closed_at__isnull=True
    )
    return list(rows.select_related("assessment"))


def list_asking(assessment: Assessment, question_id: str) -> list[AssessmentPart]:
    """Return the questionnaires of an assessment that have a question of that id; several may, each of its own."""
    rows = assessment.parts.select_related("version")
    return [part for part in rows if part.version.questionnaire.get(question_id) is not None]


def find_last(files: Iterable[Any]) -> Any:
    """Return the file of an answer that counts longest; None when none is kept, or one counts for ever."""
    kept = [file for file in files if file.state != EvidenceState.REFUSED]
    if not kept or any(file.expires_on is None for file in kept):
        return None
    return max(kept, key=lambda file: (file.expires_on, file.pk))


@dataclass(frozen=True, slots=True)
class EvidenceEnd:
    """A day from which answers of an assessment are without valid evidence, and the files that end with it."""

    assessment: Assessment
    day: date
    files: tuple[str, ...]


def list_evidence_ends(actor: Any, own: Q, *, today: date, before: date) -> list[EvidenceEnd]:
    """Return the days before `before` on which evidence of assessments in force ends, as far as the actor sees both.

    `own` narrows the assessments. An answer counts as long as its last file; a round that the next one has left behind
    (it was sent) is not asked about any more. The number of queries does not depend on how many there are.
    """
    is_left_behind = Q(following__isnull=False) & ~Q(
        following__state__in=[AssessmentState.DRAFT, AssessmentState.WITHDRAWN]
    )
    ending = Evidence.objects.filter(expires_on__lt=before)
    assessments = {
        row.pk: row
        for row in Assessment.objects.restrict(actor, "view")
        .filter(own, Q(valid_until__isnull=True) | Q(valid_until__gt=today), state__in=PASSED)
        .exclude(is_left_behind)
        .filter(pk__in=ending.values("answer__part__assessment_id"))
        .select_related("vendor__owner", "owner")
    }
    rows = Evidence.objects.restrict(actor, "view").filter(answer__part__assessment__in=list(assessments))
    ends: dict[tuple[Any, date], list[str]] = defaultdict(list)
    for files in group_by_answer(rows.select_related("answer__part").order_by("id")).values():
        last = find_last(files)
        if last is not None and last.expires_on < before:
            ends[last.answer.part.assessment_id, last.expires_on].append(last.file_name)
    return [EvidenceEnd(assessments[key], day, tuple(names)) for (key, day), names in ends.items()]


def list_reviewers(assessment: Assessment) -> list[User]:
    """Return who looks through the answers: the lead reviewer first, then the others in the order they came."""
    seats = AssessmentReviewer.objects.filter(assessment=assessment).select_related("user")
    people = [assessment.owner, *(seat.user for seat in seats)]
    return list({person.pk: person for person in people if person is not None}.values())


def list_able_reviewers(assessment: Assessment) -> list[User]:
    """Return those of the reviewers who are still here and still have the right to review, the lead first."""
    rows = Assessment.objects
    return [
        person
        for person in list_reviewers(assessment)
        if person.is_active and rows.restrict(person, "review").filter(pk=assessment.pk).exists()
    ]


def find_possible_reviewers(actor: Any) -> QuerySet[User]:
    """Return the people the actor may see whose roles let them review; the service asks for each again."""
    permission = Assessment.get_permission("review")
    roles = [role.pk for role in Role.objects.filter(is_active=True) if permission in role.permissions]
    held = list_held(timezone.now()).filter(role__in=roles, team__isnull=True)
    able = Q(pk__in=held.values("user_id")) | Q(is_superuser=True)
    found: QuerySet[User] = User.objects.restrict(actor, "view").filter(able, is_active=True, is_staff=True)
    return found


def list_respondents(vendor_id: UUID) -> list[Any]:
    """Return the accounts that may answer for a vendor now, by name."""
    held = list_held(timezone.now()).filter(role__key=RESPONDENT, vendor_ref=vendor_id)
    return list(User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("name"))


def list_for_respondent(user: Any) -> Any:
    """Return the assessments that were sent to the vendors the user answers for, and were not withdrawn."""
    rows = Assessment.objects.restrict(user, "answer")
    return rows.exclude(state__in=(AssessmentState.DRAFT, AssessmentState.WITHDRAWN))


def stands_as(standing: InvitationStanding, at: datetime) -> Q:
    """Return the condition that an invitation stands so at the instant, as its `get_standing` says."""
    if standing == InvitationStanding.USED:
        return Q(used_at__isnull=False)
    unused = Q(used_at__isnull=True)
    if standing == InvitationStanding.OVER:
        return unused & Q(expires_at__lte=at)
    return unused & Q(expires_at__gt=at, is_confirmed=standing == InvitationStanding.OPEN)


def list_invited(vendor_id: UUID, *, by_vendor: bool = False) -> Any:
    """Return the invitations of a vendor that nobody used yet and still may, those its own people sent where asked."""
    rows = Invitation.objects.filter(vendor=vendor_id, used_at__isnull=True, expires_at__gt=timezone.now())
    if by_vendor:
        rows = rows.filter(assessment__isnull=False)
    return rows.select_related("invited_by").order_by("id")
