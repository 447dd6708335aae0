"""Everything the review page shows, gathered once: what is asked, changed and opened, what blocks, who voted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from governance.accounts.models import Role, User
from governance.approvals.effect import Effect, measure
from governance.approvals.enums import RequestState
from governance.approvals.models import ApprovalRequest, Vote
from governance.approvals.quorum import Quorum
from governance.approvals.scope import LISTS, diff_values
from governance.approvals.selectors import (
    get_last_approved,
    get_quorum,
    list_seats,
    list_standing_votes,
    map_regions_by_place,
)
from governance.approvals.services.voting import check_may_vote
from governance.approvals.subjects import EvidenceItem, Finding, get_subject_kind
from governance.core.errors import ServiceError
from governance.core.models import digest_of


@dataclass(frozen=True, slots=True)
class Review:
    """The review page as data."""

    request: ApprovalRequest
    record: Any
    content: list[tuple[str, Any]]
    changes: list[tuple[str, Any, Any]]
    previous: ApprovalRequest | None
    scope_rows: list[tuple[str, list[str]]]
    effect: Effect
    findings: list[Finding]
    evidence: list[EvidenceItem]
    votes: list[Vote]
    void_votes: list[Vote]
    quorum: Quorum
    seats_wanted: int
    missing_roles: list[str]
    is_stale: bool
    may_vote: bool
    why_not: str
    seats: list[User]
    may_change: bool

    @property
    def blockers(self) -> list[Finding]:
        """The findings that block the approval."""
        return [finding for finding in self.findings if finding.blocks]


def get_review(actor: User, request: ApprovalRequest) -> Review:
    """Gather the review page of a request that the actor may see."""
    record = request.get_record()
    kind = get_subject_kind(f"{request.record_type.app_label}.{request.record_type.model}")
    previous = get_last_approved(request)
    is_open = request.state == RequestState.OPEN
    present = {**kind.get_content(record), "_binding": digest_of(kind.get_binding(record))} if record else {}
    why_not = ""
    try:
        check_may_vote(actor, request)
    except ServiceError as refusal:
        why_not = str(refusal.message)
    votes = list_standing_votes(request)
    quorum = get_quorum(request, votes)
    names = dict(Role.objects.filter(key__in=quorum.missing).values_list("key", "name"))
    voted = actor.person_id in {vote.person_id for vote in votes}
    return Review(
        request=request,
        record=record,
        content=[(label, value) for label, value in request.content.items() if not label.startswith("_")],
        changes=diff_values(_shown(previous), _shown(request)) if previous else [],
        previous=previous,
        scope_rows=[(name.replace("_", " "), request.permitted_scope[name]) for name in LISTS],
        effect=measure(request.permitted_scope, map_regions_by_place()),
        findings=list(kind.list_blockers(record, request.permitted_scope)) if record else [],
        evidence=list(kind.list_evidence(record)) if record else [],
        votes=votes,
        void_votes=list(request.votes.filter(voided_at__isnull=False).select_related("voter").order_by("id")),
        quorum=quorum,
        seats_wanted=len(quorum.filled) + len(quorum.missing),
        missing_roles=[names.get(key, key) for key in quorum.missing],
        is_stale=is_open and digest_of(present) != digest_of(request.content),
        may_vote=is_open and not why_not and not voted,
        why_not=why_not,
        seats=list_seats(actor, timezone.now())[1:],
        may_change=is_open
        and actor.pk in {request.requester_id, *request.co_authors.values_list("user_id", flat=True)},
    )


def _shown(request: ApprovalRequest) -> dict[str, Any]:
    content = {label: value for label, value in request.content.items() if not label.startswith("_")}
    scope = {f"scope: {name.replace('_', ' ')}": ", ".join(request.permitted_scope[name]) for name in LISTS}
    conditions = "; ".join(condition["message"] for condition in request.conditions)
    return {
        **content,
        **scope,
        "scope: up to phase": request.permitted_scope["max_phase"],
        "conditions": conditions,
    }
