"""Four eyes: who counts, once, on exactly what they saw."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from governance.accounts.models import Role, User
from governance.accounts.services import assign_role, open_account
from governance.approvals import services
from governance.approvals.models import Approval, ApprovalPolicy, Vote
from governance.approvals.selectors import list_waiting_for
from governance.approvals.services.voting import AlreadyVoted, ContentChanged
from governance.approvals.subjects import Finding
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.services import change_record
from tests.cast import PASSWORD, Cast
from tests.factories.approvals import ANYWHERE, approve, make_request, register_team_as_subject


def fresh(user: User) -> User:
    """Return the account as a new request would load it."""
    return User.objects.get(pk=user.pk)


def make_approver(cast: Cast, user: User) -> User:
    assign_role(actor=cast.system, user=user, role=Role.objects.get(key="approver"))
    return fresh(user)


def test_two_votes_approve_and_one_does_not(cast: Cast, policy: ApprovalPolicy) -> None:
    request = make_request(cast.eve, cast.support)
    approve(cast.ben, request)
    request.refresh_from_db()
    assert (request.state, Approval.objects.count()) == ("open", 0)
    approve(cast.bea, request)
    request.refresh_from_db()
    approval = Approval.objects.get()
    assert (request.state, approval.binding, approval.permitted_scope) == (
        "approved",
        {"key": "support"},
        {**ANYWHERE, "max_phase": 1},
    )
    assert approval.is_in_force(timezone.now())


def test_a_person_votes_once(cast: Cast, policy: ApprovalPolicy) -> None:
    request = make_request(cast.eve, cast.support)
    approve(cast.ben, request)
    with pytest.raises(AlreadyVoted):
        approve(cast.ben, request)
    assert Vote.objects.count() == 1


def test_two_accounts_of_one_person_count_once(cast: Cast, policy: ApprovalPolicy) -> None:
    twin = open_account(
        actor=cast.system, email="ben2@example.com", name="Ben 2", password=PASSWORD, same_person_as=cast.ben
    )
    twin = make_approver(cast, twin)
    request = make_request(cast.eve, cast.support)
    approve(cast.ben, request)
    with pytest.raises(AlreadyVoted):
        approve(twin, request)


def test_the_requester_never_counts_even_with_a_second_account(cast: Cast, policy: ApprovalPolicy) -> None:
    eve = make_approver(cast, cast.eve)
    twin = open_account(
        actor=cast.system, email="eve2@example.com", name="Eve 2", password=PASSWORD, same_person_as=cast.eve
    )
    twin = make_approver(cast, twin)
    request = make_request(eve, cast.support)
    for account in (eve, twin):
        with pytest.raises(NotPermitted) as refusal:
            approve(account, request)
        assert refusal.value.code == "excluded_requester"


def test_co_authors_and_their_delegates_never_count(cast: Cast, policy: ApprovalPolicy) -> None:
    request = make_request(cast.eve, cast.support, co_authors=[cast.ben])
    with pytest.raises(NotPermitted) as refusal:
        approve(cast.ben, request)
    assert refusal.value.code == "excluded_co_author"
    services.delegate_votes(
        actor=cast.ben, delegate=cast.bea, ends_at=timezone.now() + timedelta(days=3), reason="Holiday"
    )
    with pytest.raises(NotPermitted) as refusal:
        approve(cast.bea, request)
    assert refusal.value.code == "excluded_delegate"


def test_a_delegate_fills_the_seat_once(cast: Cast, policy: ApprovalPolicy) -> None:
    services.delegate_votes(
        actor=cast.ben, delegate=cast.dan, ends_at=timezone.now() + timedelta(days=3), reason="Holiday"
    )
    dan = make_approver(cast, cast.dan)
    request = make_request(cast.eve, cast.support)
    vote = approve(dan, request, on_behalf_of=cast.ben)
    assert (vote.voter, vote.seat_of) == (dan, cast.ben)
    for account, seat in ((cast.ben, None), (dan, None)):
        with pytest.raises(AlreadyVoted):
            approve(account, request, on_behalf_of=seat)


def test_a_delegation_that_has_ended_gives_no_seat(cast: Cast, policy: ApprovalPolicy) -> None:
    delegation = services.delegate_votes(
        actor=cast.ben, delegate=cast.bea, ends_at=timezone.now() + timedelta(days=3), reason="Holiday"
    )
    services.end_delegation(actor=cast.ben, delegation=delegation)
    with pytest.raises(NotPermitted):
        approve(cast.bea, make_request(cast.eve, cast.support), on_behalf_of=cast.ben)


def test_superusers_skip_no_four_eyes_rule(cast: Cast, policy: ApprovalPolicy) -> None:
    root = fresh(cast.root)
    with pytest.raises(NotPermitted) as refusal:
        approve(root, make_request(cast.eve, cast.support))
    assert refusal.value.code == "no_seat"
    with pytest.raises(NotPermitted) as refusal:
        approve(root, make_request(root, cast.research))
    assert refusal.value.code == "excluded_requester"


@pytest.mark.parametrize("person", ["olga", "carol", "eve", "dan", "vera", "ada"])
def test_who_has_no_seat_does_not_vote(cast: Cast, policy: ApprovalPolicy, person: str) -> None:
    request = make_request(cast.eve, cast.support)
    with pytest.raises(NotPermitted):
        approve(getattr(cast, person), request)
    assert Vote.objects.count() == 0


def test_system_actors_do_not_vote(cast: Cast, policy: ApprovalPolicy) -> None:
    with pytest.raises(NotPermitted):
        approve(cast.system, make_request(cast.eve, cast.support))


def test_votes_are_bound_to_what_was_seen(cast: Cast, policy: ApprovalPolicy) -> None:
    request = make_request(cast.eve, cast.support)
    seen = request.digest
    services.change_request(
        actor=cast.eve, request=request, terms={"justification": "Something else entirely."}
    )
    with pytest.raises(ContentChanged):
        services.cast_vote(actor=cast.ben, request=request, choice="approve", digest=seen)


def test_changing_the_request_voids_votes(cast: Cast, policy: ApprovalPolicy) -> None:
    request = make_request(cast.eve, cast.support)
    approve(cast.ben, request)
    services.change_request(actor=cast.eve, request=request, terms={"scope": {**ANYWHERE, "max_phase": 4}})
    assert Vote.objects.filter(voided_at__isnull=True).count() == 0
    approve(cast.bea, request)
    request.refresh_from_db()
    assert request.state == "open"
    approve(cast.ben, request)
    request.refresh_from_db()
    assert request.state == "approved"


def test_a_record_that_changed_is_not_approved(cast: Cast, policy: ApprovalPolicy) -> None:
    request = make_request(cast.eve, cast.support)
    approve(cast.ben, request)
    change_record(actor=cast.ada, record=cast.support, values={"description": "Now handles payments."})
    with pytest.raises(ContentChanged):
        approve(cast.bea, request)


def test_whoever_changes_the_request_becomes_its_author(cast: Cast, policy: ApprovalPolicy) -> None:
    ben = make_approver(cast, cast.olga)
    request = make_request(cast.eve, cast.support)
    services.change_request(actor=ben, request=request, terms={"justification": "Better words."})
    with pytest.raises(NotPermitted) as refusal:
        approve(ben, request)
    assert refusal.value.code == "excluded_co_author"


def test_a_conflict_of_interest_voids_the_vote_and_bars_another(cast: Cast, policy: ApprovalPolicy) -> None:
    request = make_request(cast.eve, cast.support)
    approve(cast.ben, request)
    services.declare_conflict(actor=cast.ben, request=request, user=cast.ben, reason="My sister sells it.")
    with pytest.raises(NotPermitted) as refusal:
        approve(cast.ben, request)
    assert (refusal.value.code, Vote.objects.filter(voided_at__isnull=True).count()) == (
        "excluded_conflict",
        0,
    )


def test_a_refusal_closes_the_request_and_needs_a_reason(cast: Cast, policy: ApprovalPolicy) -> None:
    request = make_request(cast.eve, cast.support)
    with pytest.raises(InvalidInput):
        services.cast_vote(actor=cast.ben, request=request, choice="refuse", digest=request.digest)
    services.cast_vote(
        actor=cast.ben, request=request, choice="refuse", digest=request.digest, comment="No DPA."
    )
    request.refresh_from_db()
    assert request.state == "refused"
    with pytest.raises(ConflictingState):
        approve(cast.bea, request)


def test_blockers_stop_approving_votes(cast: Cast, policy: ApprovalPolicy) -> None:
    register_team_as_subject(
        list_blockers=lambda team, scope: [Finding("team.closed", "The team is closed.")]
    )
    request = make_request(cast.eve, cast.support)
    with pytest.raises(ConflictingState, match="The team is closed"):
        approve(cast.ben, request)


def test_time_alone_never_approves(cast: Cast, policy: ApprovalPolicy) -> None:
    request = make_request(cast.eve, cast.support)
    approve(cast.ben, request)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        with pytest.raises(ConflictingState):
            approve(cast.bea, request)
        assert services.expire_overdue_requests(actor=cast.system) == 1
    request.refresh_from_db()
    assert (request.state, Approval.objects.count()) == ("expired", 0)


def test_an_approval_cannot_be_granted_without_its_votes(cast: Cast, policy: ApprovalPolicy) -> None:
    request = make_request(cast.eve, cast.support)
    approve(cast.ben, request)
    with pytest.raises(ConflictingState):
        services.grant_approval(actor=cast.ada, request=request, record=cast.support)


def test_revocation_ends_an_approval_at_once(cast: Cast, policy: ApprovalPolicy) -> None:
    request = make_request(cast.eve, cast.support)
    approve(cast.ben, request)
    approve(cast.bea, request)
    approval = Approval.objects.get()
    with pytest.raises(NotPermitted):
        services.revoke_approval(actor=cast.ben, approval=approval, reason="Mine")
    approval = services.revoke_approval(actor=cast.olga, approval=approval, reason="Breach at the vendor")
    assert (approval.state, approval.is_in_force(approval.ended_at)) == ("revoked", False)
    with pytest.raises(ConflictingState):
        services.revoke_approval(actor=cast.olga, approval=approval, reason="Again")


def test_a_later_approval_takes_the_place_of_the_earlier(cast: Cast, policy: ApprovalPolicy) -> None:
    for _round in range(2):
        request = make_request(cast.eve, cast.support)
        approve(cast.ben, request)
        approve(cast.bea, request)
    assert list(Approval.objects.order_by("id").values_list("state", flat=True)) == ["superseded", "in_force"]


def test_what_waits_for_me_leaves_out_what_i_cannot_decide(cast: Cast, policy: ApprovalPolicy) -> None:
    ben = fresh(cast.ben)
    request = make_request(cast.eve, cast.support)
    make_request(make_approver(cast, cast.eve), cast.research)
    assert [row.record_label for row in list_waiting_for(ben)] == ["Support", "Research"]
    approve(ben, request)
    assert [row.record_label for row in list_waiting_for(ben)] == ["Research"]
    assert list_waiting_for(fresh(cast.eve)) == []


def test_an_unknown_scope_value_is_refused_by_name(cast: Cast, policy: ApprovalPolicy) -> None:
    with pytest.raises(InvalidInput) as refusal:
        make_request(
            cast.eve, cast.support, scope={**ANYWHERE, "teams": ["ghosts"], "regions": [], "max_phase": 9}
        )
    assert sorted(refusal.value.fields) == ["max_phase", "regions", "teams"]
