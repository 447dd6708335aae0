"""Asking for an approval: open, change, withdraw, expire. What is asked is frozen and digested each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.accounts.enums import AccountKind
from governance.accounts.models import Team, User
from governance.approvals import events
from governance.approvals.enums import RequestState
from governance.approvals.models import ApprovalRequest, CoAuthor
from governance.approvals.numbering import next_number
from governance.approvals.scope import ENVIRONMENTS, find_problems, normalise
from governance.approvals.selectors import (
    find_policy,
    list_place_keys,
    list_standing_votes,
    make_request_digest,
)
from governance.approvals.services.approving import tell_refused
from governance.approvals.subjects import get_kind_of
from governance.classification.selectors import list_data_class_keys
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.models import digest_of
from governance.core.records import TrackedRecord
from governance.core.services import check_valid
from governance.core.writing import lock, permit, publish, service
from governance.use_cases.models import UseCase

MAX_TEXT = 4000


def list_known_values() -> dict[str, Sequence[str]]:
    """Return the values that each list of a scope may hold."""
    return {
        "use_cases": list(UseCase.objects.filter(is_active=True).values_list("key", flat=True)),
        "teams": list(Team.objects.filter(is_active=True).values_list("key", flat=True)),
        "environments": ENVIRONMENTS,
        "data_classes": list_data_class_keys(),
        "regions": list_place_keys(),
    }


def check_scope(scope: Mapping[str, Any]) -> dict[str, Any]:
    """Return the scope normalised, or raise InvalidInput naming each field that is wrong."""
    problems = find_problems(scope, list_known_values())
    if problems:
        fields: dict[str, str] = {}
        for problem in problems:
            text = (
                _("“%s” is not known here.") % problem.value if problem.value else _("Choose at least one.")
            )
            fields[problem.field] = f"{fields[problem.field]} {text}" if problem.field in fields else text
        raise InvalidInput(_("The scope is not complete."), fields=fields)
    return normalise(scope)


def check_conditions(conditions: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the conditions with code and message only, or raise InvalidInput."""
    result = []
    for condition in conditions:
        code, message = str(condition.get("code", "")).strip(), str(condition.get("message", "")).strip()
        if not code or not message or len(code) > 80 or len(message) > 500:
            raise InvalidInput(fields={"conditions": _("A condition has a short code and a sentence.")})
        result.append({"code": code, "message": message})
    return result


@service
def request_approval(
    *,
    actor: User,
    record: TrackedRecord,
    scope: Mapping[str, Any],
    justification: str,
    conditions: Sequence[Mapping[str, str]] = (),
    evidence_links: Sequence[Mapping[str, str]] = (),
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    team: Team | None = None,
    co_authors: Sequence[User] = (),
    replaces_current: bool = True,
) -> ApprovalRequest:
    """Open a request about a record the actor may see; its content is frozen and digested as it stands now.

    Raises NotPermitted, InvalidInput (scope, dates), ConflictingState (no policy, an open request of the same person).
    """
    if actor.kind != AccountKind.PERSON:
        raise NotPermitted(_("Approvals are requested by people."))
    permit(actor, "view", record)
    kind = get_kind_of(record)
    record = lock(record)
    label = record._meta.label_lower
    tier = kind.get_risk_tier(record)
    policy = find_policy(label, tier)
    if policy is None or not policy.get_requirements():
        raise ConflictingState(
            _("No approval policy covers this kind of record; an officer must write one first.")
        )
    now = timezone.now()
    start = max(valid_from or now, now)
    end = valid_until or start + timedelta(days=policy.max_validity_days)
    request = ApprovalRequest(
        number=next_number("REQ", now),
        policy=policy,
        record_type=ContentType.objects.get_for_model(record),
        record_id=record.pk,
        record_label=str(record)[:200],
        risk_tier=tier,
        requester=actor,
        team=team,
        expires_at=now + timedelta(days=policy.request_days),
    )
    permit(actor, "add", request)
    if _has_open_request(record, actor):
        raise ConflictingState(_("You have an open request about this record already; change that one."))
    _put_terms(
        request,
        scope=scope,
        justification=justification,
        conditions=conditions,
        evidence_links=evidence_links,
        start=start,
        end=end,
        replaces_current=replaces_current,
    )
    _freeze(request, record)
    check_valid(request)
    request.save(force_insert=True)
    for author in co_authors:
        _add_author(request, author)
    kind.on_requested(actor, record)
    publish(
        events.APPROVAL_REQUESTED,
        actor=actor,
        record=request,
        data={"digest": request.digest, "record": record.reference},
    )
    return request


def _has_open_request(record: TrackedRecord, actor: User) -> bool:
    content_type = ContentType.objects.get_for_model(record)
    rows = ApprovalRequest.objects.filter(record_type=content_type, record_id=record.pk, requester=actor)
    return bool(rows.filter(state=RequestState.OPEN).exists())


def _put_terms(
    request: ApprovalRequest,
    *,
    scope: Mapping[str, Any],
    justification: str,
    conditions: Sequence[Mapping[str, str]],
    evidence_links: Sequence[Mapping[str, str]],
    start: datetime,
    end: datetime,
    replaces_current: bool,
) -> None:
    if not justification.strip() or len(justification) > MAX_TEXT:
        raise InvalidInput(
            fields={"justification": _("Say in at most %d characters why it is needed.") % MAX_TEXT}
        )
    longest = start + timedelta(days=request.policy.max_validity_days)
    if end <= start:
        raise InvalidInput(fields={"valid_until": _("The end must lie after the start.")})
    if end > longest:
        text = _("The policy allows at most %d days.") % request.policy.max_validity_days
        raise InvalidInput(fields={"valid_until": text})
    request.permitted_scope = check_scope(scope)
    request.justification = justification.strip()
    request.conditions = check_conditions(conditions)
    request.evidence_links = [
        {"title": str(link.get("title", ""))[:200], "url": str(link.get("url", ""))[:500]}
        for link in evidence_links
    ]
    request.wanted_from, request.wanted_until = start, end
    request.replaces_current = replaces_current


def _freeze(request: ApprovalRequest, record: TrackedRecord) -> None:
    kind = get_kind_of(record)
    request.content = {**kind.get_content(record), "_binding": digest_of(kind.get_binding(record))}
    request.digest = make_request_digest(request)


@service
def change_request(*, actor: User, request: ApprovalRequest, terms: Mapping[str, Any]) -> ApprovalRequest:
    """Change an open request, or freeze the record anew; every vote cast so far is void.

    `terms` may hold scope, justification, conditions, evidence_links, valid_from, valid_until, replaces_current.
    Whoever changes it becomes a co-author, so that their vote no longer counts.
    """
    request = _lock_open(request)
    authors = {request.requester_id, *request.co_authors.values_list("user_id", flat=True)}
    if actor.pk not in authors:
        permit(actor, "change", request)
    if actor.kind != AccountKind.PERSON:
        raise NotPermitted()
    record = request.get_record()
    if record is None:
        raise ConflictingState(_("The record is gone; withdraw the request."))
    _put_terms(
        request,
        scope=terms.get("scope", request.permitted_scope),
        justification=terms.get("justification", request.justification),
        conditions=terms.get("conditions", request.conditions),
        evidence_links=terms.get("evidence_links", request.evidence_links),
        start=terms.get("valid_from") or request.wanted_from,
        end=terms.get("valid_until") or request.wanted_until,
        replaces_current=terms.get("replaces_current", request.replaces_current),
    )
    before = request.digest
    _freeze(request, record)
    if request.digest == before:
        return request
    check_valid(request)
    request.save()
    if actor.pk not in authors:
        _add_author(request, actor)
    for vote in list_standing_votes(request):
        vote.voided_at, vote.void_reason = timezone.now(), _("The request changed after this vote.")
        vote.save()
    publish(
        events.REQUEST_CHANGED, actor=actor, record=request, data={"before": before, "digest": request.digest}
    )
    return request


@service
def add_co_author(*, actor: User, request: ApprovalRequest, user: User) -> ApprovalRequest:
    """Name a co-author of an open request; a vote they cast is void."""
    request = _lock_open(request)
    if actor.pk != request.requester_id:
        permit(actor, "change", request)
    _add_author(request, user)
    for vote in list_standing_votes(request):
        if user.person_id in {vote.person_id, vote.seat_person_id}:
            vote.voided_at, vote.void_reason = timezone.now(), _("The voter became a co-author.")
            vote.save()
    publish(events.REQUEST_CHANGED, actor=actor, record=request, data={"co_author": str(user.pk)})
    return request


def _add_author(request: ApprovalRequest, user: User) -> None:
    if user.pk != request.requester_id and not request.co_authors.filter(user=user).exists():
        CoAuthor(request=request, user=user).save(force_insert=True)


@service
def withdraw_request(*, actor: User, request: ApprovalRequest, reason: str = "") -> ApprovalRequest:
    """Take an open request back; its requester may, and officers."""
    request = _lock_open(request)
    if actor.pk != request.requester_id:
        permit(actor, "change", request)
    request.withdraw()
    request.save()
    tell_refused(actor, request, request.get_record())
    publish(events.REQUEST_WITHDRAWN, actor=actor, record=request, reason=reason)
    return request


@service
def expire_overdue_requests(*, actor: User) -> int:
    """Close the open requests whose time is over and return their number."""
    count = 0
    for request in ApprovalRequest.objects.filter(state=RequestState.OPEN, expires_at__lte=timezone.now()):
        request = _lock_open(request)
        request.expire()
        request.save()
        tell_refused(actor, request, request.get_record())
        publish(events.REQUEST_EXPIRED, actor=actor, record=request)
        count += 1
    return count


def _lock_open(request: ApprovalRequest) -> ApprovalRequest:
    request = lock(request)
    if request.state != RequestState.OPEN:
        raise ConflictingState(_("The request is closed: %s.") % request.get_state_display())
    return request
