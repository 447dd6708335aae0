"""Reads about approvals: policies that apply, who may vote, how far a request is, what is in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from governance.accounts.enums import AccountKind
from governance.accounts.models import User
from governance.accounts.selectors import list_held
from governance.approvals.enums import ApprovalState, RequestState
from governance.approvals.models import Approval, ApprovalPolicy, ApprovalRequest, Delegation, Vote
from governance.approvals.quorum import Quorum, fill_seats
from governance.classification.models import GroupingMember, Region
from governance.classification.selectors import list_places
from governance.core.days import legal_day
from governance.core.models import digest_of
from governance.core.records import TrackedRecord


def list_place_keys() -> list[str]:
    """Return every key that the regions of a scope can name: groupings, countries and cloud regions."""
    return [*list_places(), *Region.objects.values_list("key", flat=True)]


def map_regions_by_place() -> dict[str, list[str]]:
    """Return the region keys that lie in each grouping and country today, for counting what a scope opens."""
    today = legal_day()
    regions: dict[str, list[str]] = {}
    for key, country in Region.objects.values_list("key", "country__code"):
        regions.setdefault(country, []).append(key)
    members = GroupingMember.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=today),
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
    )
    by_place: dict[str, list[str]] = dict(regions)
    for grouping, country in members.values_list("grouping__key", "country__code"):
        by_place.setdefault(grouping, []).extend(regions.get(country, ()))
    return by_place


def find_policy(record_type: str, risk_tier: str) -> ApprovalPolicy | None:
    """Return the most particular active policy for a kind of record at a risk tier, or None."""
    rows = ApprovalPolicy.objects.filter(
        Q(record_type=record_type) | Q(record_type=""),
        Q(risk_tier=risk_tier) | Q(risk_tier=""),
        is_active=True,
    )
    return max(rows, key=lambda policy: (bool(policy.record_type), bool(policy.risk_tier)), default=None)


def make_request_digest(request: ApprovalRequest) -> str:
    """Return the digest of exactly what a voter sees: the record's content, the scope, the conditions, the dates."""
    return digest_of(
        {
            "record": {"type": request.record_type.model, "id": str(request.record_id)},
            "content": request.content,
            "scope": request.permitted_scope,
            "conditions": request.conditions,
            "evidence": request.evidence_links,
            "justification": request.justification,
            "from": request.wanted_from.isoformat(),
            "until": request.wanted_until.isoformat(),
            "replaces": request.replaces_current,
        }
    )


def list_seats(user: User, at: datetime) -> list[User]:
    """Return the people whose seat the account may take: its own first, then those who delegated to its person."""
    delegations = Delegation.objects.filter(starts_at__lte=at, ends_at__gt=at, delegator__is_active=True)
    held = delegations.filter(
        Q(delegate=user) | Q(delegate__same_person_as=user.person_id) | Q(delegate=user.person_id)
    )
    return [user, *(row.delegator for row in held.select_related("delegator"))]


def list_roles_held(user: User, at: datetime, team_id: UUID | None) -> list[str]:
    """Return the role keys in which the account may vote: held organisation-wide or for the request's team.

    Being a superuser is no role and gives no seat.
    """
    return sorted({key for key, team in _read_roles(user, at) if team in (None, team_id)})


def _read_roles(user: User, at: datetime) -> list[tuple[str, UUID | None]]:
    """Return the role keys that the account holds for its own organisation, each with its team (None: everywhere)."""
    rows = list_held(at).filter(user=user, vendor_ref__isnull=True)
    return list(rows.values_list("role__key", "team_id"))


def list_excluded_people(request: ApprovalRequest, at: datetime) -> dict[UUID, str]:
    """Return the people whose vote never counts on the request, each with the reason's code.

    The requester, co-authors, whoever holds a delegation from either, and declared conflicts of interest.
    """
    authors = [request.requester, *(row.user for row in request.co_authors.select_related("user"))]
    excluded: dict[UUID, str] = {row.person_id: "conflict" for row in request.conflicts.all()}
    author_people = {author.person_id for author in authors}
    delegations = Delegation.objects.filter(ends_at__gt=request.created_at, starts_at__lte=at).select_related(
        "delegate"
    )
    rows = delegations.filter(Q(delegator__in=author_people) | Q(delegator__same_person_as__in=author_people))
    for row in rows:
        excluded[row.delegate.person_id] = "delegate"
    for author in authors[1:]:
        excluded[author.person_id] = "co_author"
    excluded[request.requester.person_id] = "requester"
    return excluded


def get_quorum(request: ApprovalRequest, votes: Iterable[Vote] | None = None) -> Quorum:
    """Return how far the standing approving votes on the present digest fill the policy's seats."""
    standing = votes if votes is not None else list_standing_votes(request)
    voters = {
        vote.seat_person_id: tuple(vote.roles)
        for vote in standing
        if vote.choice == "approve" and vote.digest == request.digest
    }
    return fill_seats(request.policy.get_requirements(), voters)


def list_standing_votes(request: ApprovalRequest) -> list[Vote]:
    """Return the votes that have not been voided, oldest first."""
    return list(
        request.votes.filter(voided_at__isnull=True).select_related("voter", "seat_of").order_by("id")
    )


def list_approvals_of(record: TrackedRecord) -> list[Approval]:
    """Return every approval the record ever had, newest first."""
    content_type = ContentType.objects.get_for_model(record)
    return list(Approval.objects.filter(record_type=content_type, record_id=record.pk).order_by("-id"))


def list_in_force(record: TrackedRecord, at: datetime | None = None) -> list[Approval]:
    """Return the record's approvals in force at the instant (now by default)."""
    instant = at or timezone.now()
    return [approval for approval in list_approvals_of(record) if approval.is_in_force(instant)]


def get_last_approved(request: ApprovalRequest) -> ApprovalRequest | None:
    """Return the last request about the same record that was approved before this one."""
    rows = ApprovalRequest.objects.filter(
        record_type=request.record_type, record_id=request.record_id, state=RequestState.APPROVED
    )
    found: ApprovalRequest | None = (
        rows.exclude(pk=request.pk).filter(pk__lt=request.pk).order_by("-id").first()
    )
    return found


def list_waiting_for(user: User) -> list[ApprovalRequest]:
    """Return the open requests on which the user's vote would count now, the soonest to expire first."""
    if user.kind != AccountKind.PERSON:
        return []
    now = timezone.now()
    rows = ApprovalRequest.objects.restrict(user, "vote").filter(state=RequestState.OPEN, expires_at__gt=now)
    rows = rows.exclude(votes__person_id=user.person_id, votes__voided_at__isnull=True)
    rows = rows.select_related("requester", "policy").prefetch_related(
        "policy__requirements__role", "co_authors__user", "conflicts"
    )
    found = list(rows.order_by("expires_at")[:200])
    if not found:
        return []
    # The same rules as list_excluded_people and list_roles_held, asked once for all requests.
    held = Delegation.objects.filter(
        Q(delegate_id=user.person_id) | Q(delegate__same_person_as_id=user.person_id), starts_at__lte=now
    ).select_related("delegator")
    lenders = [(row.delegator.person_id, row.ends_at) for row in held]
    roles = _read_roles(user, now)

    def may_count(request: ApprovalRequest) -> bool:
        authors = {request.requester.person_id, *(row.user.person_id for row in request.co_authors.all())}
        excluded = authors | {row.person_id for row in request.conflicts.all()}
        lent = {person for person, until in lenders if until > request.created_at}
        if user.person_id in excluded or lent & authors:
            return False
        wanted = {row.role.key for row in request.policy.requirements.all()}
        return any(key in wanted and team in (None, request.team_id) for key, team in roles)

    return [request for request in found if may_count(request)]


def list_expiring(user: Any, until: datetime) -> list[Approval]:
    """Return the approvals in force that the user may see and that end before the instant, soonest first."""
    rows = Approval.objects.restrict(user, "view").filter(
        state=ApprovalState.IN_FORCE, valid_until__gt=timezone.now(), valid_until__lte=until
    )
    return list(rows.order_by("valid_until")[:100])
