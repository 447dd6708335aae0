"""Seats and people: each seat by its own person, each person in one seat."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from governance.approvals.quorum import fill_seats


def test_two_approvers_fill_two_seats() -> None:
    assert fill_seats({"approver": 2}, {"ben": ["approver"], "bea": ["approver"]}).missing == ()


def test_one_person_never_fills_two_seats() -> None:
    quorum = fill_seats({"approver": 1, "officer": 1}, {"ben": ["approver", "officer"]})
    assert (quorum.is_met, quorum.missing) == (False, ("officer",))


def test_people_move_to_where_they_are_needed() -> None:
    quorum = fill_seats({"approver": 1, "officer": 1}, {"ben": ["approver", "officer"], "bea": ["approver"]})
    assert quorum.is_met


def test_a_policy_that_asks_for_nothing_is_never_met() -> None:
    assert not fill_seats({}, {"ben": ["approver"]}).is_met


def test_a_vote_without_a_seat_counts_for_nothing() -> None:
    assert fill_seats({"approver": 1}, {"ben": ["viewer"]}).missing == ("approver",)


@given(
    st.dictionaries(st.sampled_from("abc"), st.integers(1, 3), min_size=1),
    st.dictionaries(st.integers(0, 6), st.lists(st.sampled_from("abc"), max_size=3)),
)
def test_seats_and_people_are_used_once(requirements: dict[str, int], voters: dict[int, list[str]]) -> None:
    quorum = fill_seats(requirements, voters)
    people = [person for _role, person in quorum.filled]
    assert len(people) == len(set(people))
    assert all(role in voters[person] for role, person in quorum.filled)
    assert len(quorum.filled) + len(quorum.missing) == sum(requirements.values())
