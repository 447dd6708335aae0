"""Who looks through the answers: naming reviewers, asking them, and who cannot decide because they answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from governance.accounts.models import User
from governance.core.errors import InvalidInput, NotPermitted
from governance.core.models import RecordedEvent
from governance.core.states import refuse_state
from governance.core.writing import lock, permit, publish, service
from governance.notifications.services import raise_action_item, settle_action_items
from vendors.assessments import events
from vendors.assessments.enums import AssessmentState
from vendors.assessments.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentReviewer,
    Evidence,
    Invitation,
)
from vendors.assessments.selectors import list_able_reviewers, list_respondents, list_reviewers

MOST_REVIEWERS = 20
#: The action items that ask a reviewer to look through what was handed in.
TO_REVIEW = "vendors.assessment.submitted"
HANDED_IN = (AssessmentState.SUBMITTED, AssessmentState.IN_REVIEW)


def require_other_person(actor: Any, assessment: Assessment) -> None:
    """Raise NotPermitted when the actor, by any account of theirs, gave the answers or could have.

    Whoever once wrote an answer, uploaded or took back a file, or handed in counts, though somebody else did so since;
    so does whoever answers for the vendor or was let in to do so, and whoever took the link of an invitation that was
    used: they could have answered in that person's place.
    """
    part = {"part__assessment": assessment}
    writers = AssessmentAnswer.history.filter(**part).values("answered_by_id")
    files = Evidence.history.filter(answer__in=AssessmentAnswer.objects.filter(**part).values("pk"))
    used = Invitation.objects.filter(vendor_id=assessment.vendor_id, used_at__isnull=False)
    taken = RecordedEvent.objects.filter(name=events.INVITATION_SHOWN.name, record_id__in=used.values("pk"))
    removed = RecordedEvent.objects.filter(
        name=events.EVIDENCE_REMOVED.name, record_id__in=files.values("id")
    )
    handed_in = Assessment.history.filter(id=assessment.pk, submitted_by__isnull=False)
    involved = Q(pk__in=writers) | Q(pk__in=files.values("uploaded_by_id"))
    involved |= Q(pk__in=handed_in.values("submitted_by_id")) | Q(pk__in=used.values("used_by_id"))
    involved |= Q(pk__in=[person.pk for person in list_respondents(assessment.vendor_id)])
    involved |= Q(pk__in=taken.values("actor_id")) | Q(pk__in=removed.values("actor_id"))
    if any(user.person_id == actor.person_id for user in User.objects.filter(involved)):
        raise NotPermitted(_("Somebody who gave the answers cannot decide about them."))


@service
def change_reviewers(
    *, actor: Any, assessment: Assessment, owner: User, reviewers: Sequence[User] = ()
) -> Assessment:
    """Name who looks through the answers from now on: the owner leads, the reviewers do so as well.

    Everybody new must have the right to review, and must not have answered. Who is new is asked at once where the
    answers are handed in, and who is out is asked no more.
    """
    permit(actor, "send", assessment)
    assessment = lock(assessment)
    if assessment.is_over:
        raise refuse_state(assessment)
    before = {person.pk: person for person in list_reviewers(assessment)}
    lead_before = assessment.owner_id
    if owner.pk not in before:
        require_able([owner], assessment, "owner")
    assessment.owner = owner
    assessment.save()
    seat_reviewers(assessment, reviewers)
    after = {person.pk: person for person in list_reviewers(assessment)}
    if set(before) == set(after) and lead_before == owner.pk:
        return assessment
    for key in before.keys() - after.keys():
        gone = [_make_key(assessment, key)]
        settle_action_items(actor=actor, kind=TO_REVIEW, keys=gone, reason=_("Not a reviewer any more."))
    if assessment.state in HANDED_IN:
        ask_reviewers(actor=actor, assessment=assessment)
    data = {
        "lead": str(owner),
        "added": sorted(str(after[key]) for key in after.keys() - before.keys()),
        "removed": sorted(str(before[key]) for key in before.keys() - after.keys()),
    }
    publish(events.REVIEWERS_CHANGED, actor=actor, record=assessment, data=data)
    return assessment


def seat_reviewers(assessment: Assessment, reviewers: Iterable[User]) -> None:
    """Keep the reviewers of an assessment beside its owner: those given, and nobody else."""
    wanted = {person.pk: person for person in reviewers if person.pk != assessment.owner_id}
    if len(wanted) > MOST_REVIEWERS:
        raise InvalidInput(fields={"reviewers": _("At most %d reviewers.") % MOST_REVIEWERS})
    seats = {seat.user_id: seat for seat in AssessmentReviewer.objects.filter(assessment=assessment)}
    new = [person for key, person in wanted.items() if key not in seats]
    require_able(new, assessment, "reviewers")
    for person in new:
        AssessmentReviewer(assessment=assessment, user=person).save(force_insert=True)
    for key, seat in seats.items():
        if key not in wanted:
            seat.delete()


def require_able(people: Iterable[User], assessment: Assessment, field: str) -> None:
    """Raise InvalidInput for somebody who has no right to review the assessment, or answered it."""
    for person in people:
        within = Assessment.objects.restrict(person, "review").filter(pk=assessment.pk)
        if not (person.is_active and within.exists()):
            raise InvalidInput(
                fields={field: _("%s has no right to review. Give them a role that has it first.") % person}
            )
        try:
            require_other_person(person, assessment)
        except NotPermitted as refusal:
            raise InvalidInput(fields={field: f"{person}: {refusal.message}"}) from None


@service
def ask_reviewers(*, actor: Any, assessment: Assessment) -> None:
    """Ask every reviewer who still may to look through what was handed in; twice is once, and nobody is the officers.

    Follows from the vendor's or an officer's act, so no permission is asked: an item opens nothing to anybody.
    """
    assessment = lock(assessment)
    if assessment.state not in HANDED_IN:
        return
    people: list[User | None] = [*list_able_reviewers(assessment)]
    for person in people or [None]:
        raise_action_item(
            actor=actor,
            kind=TO_REVIEW,
            title=_("Review what %(vendor)s answered: %(title)s")
            % {"vendor": assessment.vendor, "title": assessment.title},
            record=assessment,
            owner=person,
            key=_make_key(assessment, person.pk if person is not None else ""),
        )


def settle_reviews(actor: Any, assessment: Assessment) -> None:
    """Close what asked the reviewers, since one of them has done it for all."""
    reason = _("It was looked through.")
    settle_action_items(actor=actor, kind=TO_REVIEW, record=assessment, reason=reason)


def _make_key(assessment: Assessment, person: Any) -> str:
    return f"review:{assessment.pk}:{person}"
