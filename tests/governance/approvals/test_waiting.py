"""What waits for a person: exactly the requests on which the vote service would count them, found in few queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.accounts.models import Team, User
from governance.approvals import services
from governance.approvals.models import ApprovalPolicy
from governance.approvals.selectors import list_waiting_for
from governance.core.services import create_record
from tests.cast import Cast
from tests.factories.approvals import approve, make_request


def waiting(user: User) -> list[str]:
    """The names of the records that wait for a person."""
    return [request.record_label for request in list_waiting_for(user)]


def test_open_request_waits_for_those_whose_vote_counts(cast: Cast, policy: ApprovalPolicy) -> None:
    """Approvers and nobody else; once they have voted, no longer."""
    request = make_request(cast.eve, cast.support)
    people = ("ben", "bea", "olga", "ada", "carol", "eve", "root")
    assert [name for name in people if waiting(getattr(cast, name))] == ["ben", "bea"]
    approve(cast.ben, request)
    assert [name for name in people if waiting(getattr(cast, name))] == ["bea"]


def test_request_does_not_wait_for_its_authors(cast: Cast, policy: ApprovalPolicy) -> None:
    """Whoever helped to write it is an author, with a seat or without."""
    make_request(cast.eve, cast.support, co_authors=[cast.bea])
    assert (waiting(cast.ben), waiting(cast.bea)) == (["Support"], [])


def test_request_does_not_wait_for_a_delegate_of_its_author(cast: Cast, policy: ApprovalPolicy) -> None:
    """Who holds an author's seat would decide in their place."""
    services.delegate_votes(
        actor=cast.ben, delegate=cast.bea, ends_at=timezone.now() + timedelta(days=7), reason="Leave"
    )
    make_request(cast.eve, cast.support, co_authors=[cast.ben])
    make_request(cast.eve, cast.research)
    assert waiting(cast.bea) == ["Research"]


def test_request_does_not_wait_for_a_declared_conflict(cast: Cast, policy: ApprovalPolicy) -> None:
    """Whoever declared one is left alone."""
    request = make_request(cast.eve, cast.support)
    services.declare_conflict(actor=cast.ben, request=request, user=cast.ben, reason="My sister works there.")
    assert (waiting(cast.ben), waiting(cast.bea)) == ([], ["Support"])


@pytest.mark.parametrize("number", [1, 12])
def test_query_count_does_not_grow(cast: Cast, policy: ApprovalPolicy, number: int) -> None:
    """The first page of every approver asks this each time it opens."""
    for index in range(number):
        team = create_record(
            actor=cast.system, model=Team, values={"key": f"team-{index}", "name": f"Team {index}"}
        )
        make_request(cast.eve, team)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(list_waiting_for(cast.ben)) == number
    assert len(queries) == 8
