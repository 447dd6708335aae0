"""Nobody approves their own request, by any path: service, page, API, delegation, second account, save, bulk (C2)."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from governance.accounts.models import Role, User
from governance.accounts.services import assign_role, open_account
from governance.approvals import services, subjects
from governance.approvals.models import Approval, ApprovalPolicy, ApprovalRequest, Vote
from governance.core.bulk import change_records, create_records
from governance.core.errors import ServiceError, WriteOutsideService
from governance.core.services import change_record, create_record
from tests.cast import PASSWORD, Cast
from tests.factories.approvals import make_policy, make_request, register_team_as_subject

REFUSALS = (ServiceError, WriteOutsideService, AttributeError, TransitionNotAllowed)


@pytest.fixture
def policy(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> ApprovalPolicy:
    """Return a policy that one vote satisfies, so that any vote that counts approves."""
    monkeypatch.setattr(subjects, "_kinds", dict(subjects._kinds))
    register_team_as_subject()
    return make_policy(cast.system, {"approver": 1})


def _as_approver(cast: Cast, user: User) -> User:
    assign_role(actor=cast.system, user=user, role=Role.objects.get(key="approver"))
    return User.objects.get(pk=user.pk)


def _lend(giver: User, taker: User) -> None:
    ends_at = timezone.now() + timedelta(days=3)
    services.delegate_votes(actor=giver, delegate=taker, ends_at=ends_at, reason="On holiday")


def _requester(cast: Cast) -> tuple[User, ApprovalRequest]:
    olga = _as_approver(cast, cast.olga)
    return olga, make_request(olga, cast.support)


def _co_author(cast: Cast) -> tuple[User, ApprovalRequest]:
    return cast.ben, make_request(cast.olga, cast.support, co_authors=[cast.ben])


def _late_co_author(cast: Cast) -> tuple[User, ApprovalRequest]:
    request = make_request(cast.olga, cast.support)
    services.add_co_author(actor=cast.olga, request=request, user=cast.ben)
    return cast.ben, request


def _delegate_of_requester(cast: Cast) -> tuple[User, ApprovalRequest]:
    olga = _as_approver(cast, cast.olga)
    _lend(olga, cast.ben)
    return cast.ben, make_request(olga, cast.support)


def _delegate_of_co_author(cast: Cast) -> tuple[User, ApprovalRequest]:
    _lend(cast.bea, cast.ben)
    return cast.ben, make_request(cast.olga, cast.support, co_authors=[cast.bea])


def _second_account(cast: Cast) -> tuple[User, ApprovalRequest]:
    twin = open_account(
        actor=cast.system,
        email="twin@example.com",
        name="Twin",
        password=PASSWORD,
        is_staff=True,
        same_person_as=cast.olga,
    )
    return _as_approver(cast, twin), make_request(cast.olga, cast.support)


def _superuser_who_asked(cast: Cast) -> tuple[User, ApprovalRequest]:
    root = _as_approver(cast, cast.root)
    return root, make_request(root, cast.support)


def _superuser_without_a_seat(cast: Cast) -> tuple[User, ApprovalRequest]:
    return cast.root, make_request(cast.olga, cast.support)


def _officer_without_a_seat(cast: Cast) -> tuple[User, ApprovalRequest]:
    return cast.ada, make_request(cast.olga, cast.support)


def _conflicted(cast: Cast) -> tuple[User, ApprovalRequest]:
    request = make_request(cast.olga, cast.support)
    services.declare_conflict(actor=cast.ben, request=request, user=cast.ben, reason="My sister sells it.")
    return cast.ben, request


ATTACKERS = (
    _requester,
    _co_author,
    _late_co_author,
    _delegate_of_requester,
    _delegate_of_co_author,
    _second_account,
    _superuser_who_asked,
    _superuser_without_a_seat,
    _officer_without_a_seat,
    _conflicted,
)


def _sign_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="governance.accounts.backends.SignInBackend")
    return client


def _by_service(user: User, request: ApprovalRequest) -> None:
    services.cast_vote(actor=user, request=request, choice="approve", digest=request.digest)


def _by_each_seat(user: User, request: ApprovalRequest) -> None:
    for seat in User.objects.filter(delegations_given__delegate=user):
        services.cast_vote(
            actor=user, request=request, choice="approve", digest=request.digest, on_behalf_of=seat
        )


def _by_page(user: User, request: ApprovalRequest) -> None:
    client, url = _sign_in(user), f"/admin/governance/approvalrequest/{request.pk}/vote/"
    seats = User.objects.filter(role_assignments__role__key="approver").distinct()
    for seat in ("", *(str(each.pk) for each in (*seats, request.requester))):
        client.post(url, {"choice": "approve", "digest": request.digest, "on_behalf_of": seat, "comment": ""})


def _by_forms(user: User, request: ApprovalRequest) -> None:
    base = f"/admin/governance/approvalrequest/{request.pk}"
    body = {"state": "approved", "choice": "approve", "digest": request.digest, "reason": "because"}
    for page in ("change", "edit", "do/approve", "access", "delete"):
        _sign_in(user).post(f"{base}/{page}/", body)
    _sign_in(user).post("/admin/governance/approval/add/", {**body, "request": str(request.pk)})
    _sign_in(user).post(f"/requests/{request.pk}", body)


def _by_api(user: User, request: ApprovalRequest) -> None:
    client = _sign_in(user)
    for path in ("", "/vote", "/approve"):
        for method in (client.post, client.patch, client.put):
            body = json.dumps({"state": "approved", "choice": "approve"})
            method(f"/api/v1/approval-requests/{request.pk}{path}", body, content_type="application/json")


def _by_grant(user: User, request: ApprovalRequest) -> None:
    services.grant_approval(actor=user, request=request, record=request.get_record())


def _by_change_record(user: User, request: ApprovalRequest) -> None:
    change_record(actor=user, record=request, values={"state": "approved"})


def _by_vote_record(user: User, request: ApprovalRequest) -> None:
    values = {
        "request": request,
        "voter": user,
        "person_id": user.person_id,
        "seat_of": user,
        "seat_person_id": user.person_id,
        "choice": "approve",
        "digest": request.digest,
    }
    create_record(actor=user, model=Vote, values=values)


def _by_assignment(user: User, request: ApprovalRequest) -> None:
    request.state = "approved"


def _by_save(user: User, request: ApprovalRequest) -> None:
    request.approve()
    request.save()


def _by_update(user: User, request: ApprovalRequest) -> None:
    ApprovalRequest.objects.filter(pk=request.pk).update(state="approved")


def _by_bulk(user: User, request: ApprovalRequest) -> None:
    request.approve()
    change_records(actor=user, model=ApprovalRequest, rows=[request], fields=["state"])


def _by_bulk_creation(user: User, request: ApprovalRequest) -> None:
    now = timezone.now()
    approval = Approval(
        number="APR-1",
        request=request,
        record_type=request.record_type,
        record_id=request.record_id,
        permitted_scope=request.permitted_scope,
        binding={},
        valid_from=now,
        valid_until=now + timedelta(days=1),
    )
    create_records(actor=user, model=Approval, rows=[approval])


VOTES = (_by_service, _by_page)
PATHS = (
    *VOTES,
    _by_each_seat,
    _by_forms,
    _by_api,
    _by_grant,
    _by_change_record,
    _by_vote_record,
    _by_assignment,
    _by_save,
    _by_update,
    _by_bulk,
    _by_bulk_creation,
)


@pytest.mark.parametrize("attacker", ATTACKERS, ids=lambda each: each.__name__.strip("_"))
def test_nobody_approves_their_own(cast: Cast, policy: ApprovalPolicy, attacker: Callable[..., Any]) -> None:
    """After every path the request is open, no vote stands and nothing is approved."""
    user, request = attacker(cast)
    for path in PATHS:
        with contextlib.suppress(*REFUSALS):
            path(user, ApprovalRequest.objects.get(pk=request.pk))
        stands = (
            ApprovalRequest.objects.get(pk=request.pk).state,
            Vote.objects.filter(voided_at__isnull=True).count(),
            Approval.objects.count(),
        )
        assert (path.__name__, *stands) == (path.__name__, "open", 0, 0)


@pytest.mark.parametrize("path", VOTES, ids=lambda each: each.__name__.strip("_"))
def test_the_same_paths_approve_for_somebody_with_a_seat(
    cast: Cast, policy: ApprovalPolicy, path: Callable[..., Any]
) -> None:
    """A refusal above is one of rights: the same call by an approver who has no part in the request approves it."""
    request = make_request(cast.olga, cast.support)
    path(cast.ben, request)
    assert (ApprovalRequest.objects.get().state, Approval.objects.count()) == ("approved", 1)
