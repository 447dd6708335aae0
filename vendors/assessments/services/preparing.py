"""Beginning, sending, giving up and repeating assessments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.accounts.models import User
from governance.core.days import legal_day
from governance.core.errors import ConflictingState, InvalidInput
from governance.core.events import EventKind
from governance.core.origin import because
from governance.core.services import check_valid, require_reason
from governance.core.states import move, refuse_state
from governance.core.writing import lock, permit, publish, service
from governance.notifications.services import settle_action_items
from vendors.assessments import events
from vendors.assessments.enums import AssessmentState
from vendors.assessments.models import Assessment, AssessmentPart, AssessmentReviewer
from vendors.assessments.selectors import list_able_reviewers
from vendors.assessments.services.reviewing import TO_REVIEW, require_able, seat_reviewers
from vendors.directory.models import Service, Vendor
from vendors.questionnaires.content import Question
from vendors.questionnaires.enums import VersionState
from vendors.questionnaires.models import TemplateVersion

MOST_PARTS = 10
#: The action items that ask for a prepared round to be sent.
TO_SEND = "vendors.assessment.to_send"
# What a new round takes over; dates and decisions are its own.
CARRIED_OVER = ("vendor", "service", "title", "owner", "introduction", "recurs_months")


def require_question(parts: Iterable[AssessmentPart], question_id: str, field: str = "question") -> Question:
    """Return the question of an id that one of the questionnaires asks; raises InvalidInput when none does."""
    found = (part.version.questionnaire.get(question_id) for part in parts)
    question = next((each for each in found if each is not None), None)
    if question is None:
        raise InvalidInput(fields={field: _("This is not asked here.")})
    return question


def save_moved(actor: Any, assessment: Assessment, event: EventKind, reason: str = "", **data: Any) -> None:
    """Save an assessment that moved and tell of it."""
    with because(reason):
        assessment.save()
    publish(event, actor=actor, record=assessment, reason=reason, data=data)


@service
def prepare_assessment(
    *,
    actor: Any,
    vendor: Vendor,
    versions: Sequence[TemplateVersion],
    title: str = "",
    service: Service | None = None,
    owner: Any = None,
    introduction: str = "",
    due_date: date | None = None,
    recurs_months: int | None = None,
    reviewers: Sequence[User] = (),
) -> Assessment:
    """Put together what a vendor will be asked; nothing is sent yet. The questionnaires must be published.

    The owner leads the review (nobody named: the actor); the reviewers look through the answers as well.
    """
    assessment = Assessment(
        vendor=vendor,
        service=service,
        title=title.strip() or ", ".join(str(version) for version in versions)[:200],
        owner=owner or actor,
        introduction=introduction.strip(),
        due_date=due_date,
        recurs_months=recurs_months,
    )
    permit(actor, "add", assessment)
    _check_versions(versions)
    _check_due_date(due_date)
    check_valid(assessment)
    assessment.save(force_insert=True)
    _add_parts(assessment, versions)
    if owner is not None and owner.pk != actor.pk:
        require_able([owner], assessment, "owner")
    seat_reviewers(assessment, reviewers)
    names = [str(version) for version in versions]
    publish(events.ASSESSMENT_PREPARED, actor=actor, record=assessment, data={"questionnaires": names})
    return assessment


def _check_due_date(day: date | None) -> None:
    if day is not None and day < legal_day():
        raise InvalidInput(fields={"due_date": _("The due date lies in the past.")})


def _check_versions(versions: Sequence[TemplateVersion]) -> None:
    if not versions:
        raise InvalidInput(fields={"versions": _("Choose at least one questionnaire.")})
    if len(versions) > MOST_PARTS:
        raise InvalidInput(fields={"versions": _("At most %d questionnaires at once.") % MOST_PARTS})
    if any(version.state != VersionState.PUBLISHED for version in versions):
        raise InvalidInput(fields={"versions": _("Only published versions can be sent.")})


def _add_parts(assessment: Assessment, versions: Sequence[TemplateVersion]) -> None:
    for position, version in enumerate(dict.fromkeys(versions)):
        AssessmentPart(assessment=assessment, version=version, position=position).save(force_insert=True)


@service
def send_assessment(*, actor: Any, assessment: Assessment) -> Assessment:
    """Let the vendor answer. Notices go out by the outbox; whether one arrives changes nothing here."""
    permit(actor, "send", assessment)
    assessment = lock(assessment)
    _check_due_date(assessment.due_date)
    move(assessment, "send")
    settle_action_items(actor=actor, kind=TO_SEND, record=assessment, reason=_("It was sent."))
    assessment.sent_at = timezone.now()
    save_moved(actor, assessment, events.ASSESSMENT_SENT, due_date=assessment.due_date)
    return assessment


@service
def change_due_date(*, actor: Any, assessment: Assessment, due_date: date | None, reason: str) -> Assessment:
    """Give the vendor more time, or less; nothing else of what was sent changes."""
    permit(actor, "send", assessment)
    reason = require_reason(reason)
    assessment = lock(assessment)
    if assessment.state != AssessmentState.DRAFT and not assessment.is_open_to_vendor:
        raise refuse_state(assessment)
    _check_due_date(due_date)
    assessment.due_date = due_date
    check_valid(assessment)
    save_moved(actor, assessment, events.DUE_DATE_CHANGED, reason, due_date=due_date)
    return assessment


@service
def withdraw_assessment(*, actor: Any, assessment: Assessment, reason: str) -> Assessment:
    """Give an assessment up before it is decided; what was answered stays readable for us."""
    permit(actor, "send", assessment)
    reason = require_reason(reason)
    assessment = lock(assessment)
    move(assessment, "withdraw")
    settle_action_items(actor=actor, kind=TO_SEND, record=assessment, reason=reason)
    settle_action_items(actor=actor, kind=TO_REVIEW, record=assessment, reason=reason)
    save_moved(actor, assessment, events.ASSESSMENT_WITHDRAWN, reason)
    return assessment


@service
def reopen_assessment(
    *, actor: Any, assessment: Assessment, reason: str, due_date: date | None = None
) -> Assessment:
    """Begin the next round with the same questionnaires; the old round and its decision stay as they are.

    A round that was withdrawn can be begun again.
    No answer is taken over by this: they are proposed, and somebody confirms each (see `carry_forward`).
    """
    permit(actor, "send", assessment)
    reason = require_reason(reason)
    assessment = lock(assessment)
    if not assessment.may_be_repeated:
        raise ConflictingState(_("Only a decided assessment gets another round."))
    versions = [part.version for part in assessment.parts.select_related("version")]
    following = begin_round(
        actor=actor, assessment=assessment, versions=versions, due_date=due_date, reason=reason
    )
    publish(
        events.ASSESSMENT_REOPENED,
        actor=actor,
        record=following,
        reason=reason,
        data={"previous": str(assessment.pk), "round": following.round_number},
    )
    return following


def begin_round(
    *,
    actor: Any,
    assessment: Assessment,
    versions: Sequence[TemplateVersion],
    due_date: date | None,
    reason: str,
) -> Assessment:
    """Make the draft of the round after a locked one, with its reviewers; raises ConflictingState when there is one."""
    if Assessment.objects.filter(previous=assessment).exists():
        raise ConflictingState(_("The next round was begun already."))
    following = Assessment(
        **{name: getattr(assessment, name) for name in CARRIED_OVER},
        round_number=assessment.round_number + 1,
        previous=assessment,
        due_date=due_date,
    )
    permit(actor, "add", following)
    _check_due_date(due_date)
    check_valid(following)
    with because(reason):
        following.save(force_insert=True)
    _add_parts(following, versions)
    for person in list_able_reviewers(assessment):
        if person.pk != following.owner_id:
            AssessmentReviewer(assessment=following, user=person).save(force_insert=True)
    return following
