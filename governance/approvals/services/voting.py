"""Casting votes: one human, one seat, one digest, under a lock on the request."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.accounts.enums import AccountKind
from governance.accounts.models import User
from governance.approvals import events
from governance.approvals.enums import RequestState, VoteChoice
from governance.approvals.models import ApprovalRequest, ConflictOfInterest, Vote
from governance.approvals.selectors import (
    get_quorum,
    list_excluded_people,
    list_roles_held,
    list_seats,
    list_standing_votes,
    make_request_digest,
)
from governance.approvals.services.approving import grant_approval, tell_refused
from governance.approvals.subjects import get_subject_kind
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.models import digest_of
from governance.core.writing import lock, permit, publish, service

EXCLUDED = {
    "requester": gettext_lazy("You asked for this; somebody else must decide."),
    "co_author": gettext_lazy("You helped to write this request; somebody else must decide."),
    "delegate": gettext_lazy("You hold a delegation from somebody who wrote this request."),
    "conflict": gettext_lazy("A conflict of interest is recorded for you on this request."),
}


class AlreadyVoted(ConflictingState):
    """The person, or the seat, has a standing vote on this request."""

    code = "already_voted"
    default_message = gettext_lazy("There is a standing vote of this person already.")


class ContentChanged(ConflictingState):
    """What the voter saw is not what the request holds now."""

    code = "content_changed"
    default_message = gettext_lazy(
        "The request or its record changed since you opened the page. Look at it again."
    )


def check_may_vote(
    actor: User, request: ApprovalRequest, on_behalf_of: User | None = None
) -> tuple[User, list[str]]:
    """Return (the seat's holder, the roles it counts as), or raise NotPermitted with the reason.

    Read by the page to say beforehand what the service would say; the service asks again under the lock.
    """
    if actor.kind != AccountKind.PERSON or not actor.is_active:
        raise NotPermitted(_("Only people vote."))
    permit(actor, "vote", request)
    now = timezone.now()
    seat = on_behalf_of or actor
    if seat.pk != actor.pk and seat.pk not in {user.pk for user in list_seats(actor, now)[1:]}:
        raise NotPermitted(_("No delegation from this person is in force."))
    excluded = list_excluded_people(request, now)
    for person in (actor.person_id, seat.person_id):
        if person in excluded:
            raise NotPermitted(str(EXCLUDED[excluded[person]]), code=f"excluded_{excluded[person]}")
    if seat.pk != actor.pk:
        permit(seat, "vote", request)
    wanted = set(request.policy.get_requirements())
    roles = [key for key in list_roles_held(seat, now, request.team_id) if key in wanted]
    if not roles:
        raise NotPermitted(_("None of your roles has a seat in this policy."), code="no_seat")
    return seat, roles


@service
def cast_vote(
    *,
    actor: User,
    request: ApprovalRequest,
    choice: str,
    digest: str,
    comment: str = "",
    on_behalf_of: User | None = None,
) -> Vote:
    """Cast a vote on exactly what `digest` names; the last vote needed grants the approval in the same transaction.

    Raises NotPermitted, AlreadyVoted, ContentChanged, ConflictingState (closed, expired, blocked), InvalidInput.
    """
    if choice not in VoteChoice.values:
        raise InvalidInput(fields={"choice": _("Approve or refuse.")})
    if choice == VoteChoice.REFUSE and not comment.strip():
        raise InvalidInput(fields={"comment": _("Say why you refuse; the requester reads it.")})
    request = lock(request)
    if request.state != RequestState.OPEN:
        raise ConflictingState(_("The request is closed: %s.") % request.get_state_display())
    if timezone.now() >= request.expires_at:
        raise ConflictingState(_("The request has expired."))
    seat, roles = check_may_vote(actor, request, on_behalf_of)
    standing = list_standing_votes(request)
    people = {vote.person_id for vote in standing} | {vote.seat_person_id for vote in standing}
    if actor.person_id in people or seat.person_id in people:
        raise AlreadyVoted()
    record = _check_content(request, digest)
    if choice == VoteChoice.APPROVE:
        blockers = [
            finding.sentence
            for finding in get_subject_kind(record._meta.label_lower).list_blockers(
                record, request.permitted_scope
            )
            if finding.blocks
        ]
        if blockers:
            raise ConflictingState(
                _("This cannot be approved yet: %s") % " ".join(str(text) for text in blockers)
            )
    vote = Vote(
        request=request,
        voter=actor,
        person_id=actor.person_id,
        seat_of=seat,
        seat_person_id=seat.person_id,
        choice=choice,
        comment=comment.strip(),
        digest=request.digest,
        roles=roles,
    )
    vote.save(force_insert=True)
    publish(
        events.VOTE_CAST,
        actor=actor,
        record=request,
        data={"choice": choice, "digest": request.digest, "roles": roles},
    )
    _decide(actor, request, record, vote)
    return vote


def _check_content(request: ApprovalRequest, digest: str) -> Any:
    """Return the record when digest, request and record still agree; raise ContentChanged otherwise."""
    record = request.get_record()
    if record is None:
        raise ConflictingState(_("The record is gone; withdraw the request."))
    record = lock(record)
    kind = get_subject_kind(record._meta.label_lower)
    present = {**kind.get_content(record), "_binding": digest_of(kind.get_binding(record))}
    if digest != request.digest or make_request_digest(request) != request.digest:
        raise ContentChanged()
    if digest_of(present) != digest_of(request.content):
        raise ContentChanged(
            _("The record changed since the request was written. Its requester must renew the request.")
        )
    return record


def _decide(actor: User, request: ApprovalRequest, record: Any, vote: Vote) -> None:
    if vote.choice == VoteChoice.REFUSE:
        request.refuse()
        request.save()
        tell_refused(actor, request, record)
        publish(events.REQUEST_REFUSED, actor=actor, record=request, reason=vote.comment)
    elif get_quorum(request).is_met:
        request.approve()
        request.save()
        publish(events.REQUEST_APPROVED, actor=actor, record=request, data={"digest": request.digest})
        grant_approval(actor=actor, request=request, record=record)


@service
def withdraw_vote(*, actor: User, vote: Vote, reason: str = "") -> Vote:
    """Take one's own vote back while the request is open."""
    request = lock(vote.request)
    vote = lock(vote)
    if actor.person_id not in {vote.person_id, vote.seat_person_id}:
        raise NotPermitted()
    if request.state != RequestState.OPEN or vote.voided_at is not None:
        raise ConflictingState(_("This vote can no longer be withdrawn."))
    vote.voided_at, vote.void_reason = timezone.now(), reason[:200] or _("Withdrawn by the voter.")
    vote.save()
    publish(events.VOTE_WITHDRAWN, actor=actor, record=request)
    return vote


@service
def declare_conflict(*, actor: User, request: ApprovalRequest, user: User, reason: str) -> ConflictOfInterest:
    """Record that a person must not vote on an open request; a vote they cast is void. Voters declare their own."""
    permit(actor, "vote" if actor.person_id == user.person_id else "change", request)
    request = lock(request)
    if request.state != RequestState.OPEN:
        raise ConflictingState(_("The request is closed: %s.") % request.get_state_display())
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Say what the conflict is.")})
    if request.conflicts.filter(person_id=user.person_id).exists():
        raise ConflictingState(_("A conflict of interest is recorded already."))
    conflict = ConflictOfInterest(
        request=request, user=user, person_id=user.person_id, declared_by=actor, reason=reason.strip()
    )
    conflict.save(force_insert=True)
    for vote in list_standing_votes(request):
        if user.person_id in {vote.person_id, vote.seat_person_id}:
            vote.voided_at, vote.void_reason = timezone.now(), _("Conflict of interest.")
            vote.save()
    publish(
        events.CONFLICT_DECLARED,
        actor=actor,
        record=request,
        reason=reason,
        data={"person": str(user.person_id)},
    )
    return conflict
