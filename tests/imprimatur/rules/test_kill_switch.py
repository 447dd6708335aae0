"""Check 1, the kill switch: what it stops, and from which instant to which."""

import pytest

from imprimatur import InvalidSnapshot
from tests.imprimatur.world import (
    AS_BOT,
    END,
    MODEL_ID,
    NOW,
    START,
    TICK,
    a_snapshot,
    alias,
    bot,
    codes,
    decide,
    killed,
)


@pytest.mark.parametrize(
    ("scope", "target"),
    [
        ("organisation", None),
        ("vendor", "omni"),
        ("service", "omni-api"),
        ("family", "omni-4"),
        ("model", MODEL_ID),
    ],
)
def test_it_stops_everything_the_question_touches(scope: str, target: str | None) -> None:
    decision = decide(killed(scope, target))
    assert codes(decision) == ["kill_switch.engaged"]
    assert decision.reasons[0].record is not None
    assert decision.reasons[0].record.to_dict() == {
        "type": "kill_switch",
        "id": "kill-1",
        "label": "Incident 7",
    }


def test_it_stops_the_agent_that_asks() -> None:
    assert codes(decide({**bot(), **killed("agent", "triage-bot")}, **AS_BOT)) == ["kill_switch.engaged"]


def test_it_stops_an_agent_made_of_a_stopped_model() -> None:
    facts = {**bot(models=frozenset({MODEL_ID})), **killed("model", MODEL_ID)}
    decision = decide(facts, resource_type="agent", resource_id="triage-bot")
    assert codes(decision) == ["kill_switch.engaged", "approval.none"]


def test_it_stops_what_was_never_registered() -> None:
    facts = killed("model", "omni/omni-5")
    assert codes(decide(facts, resource_id="omni/omni-5")) == ["kill_switch.engaged", "resource.unknown"]


def test_it_stops_an_alias_through_its_target() -> None:
    facts = {**alias(is_floating=False), **killed("model", MODEL_ID)}
    assert codes(decide(facts, resource_id="omni/omni-4")) == [
        "kill_switch.engaged",
        "resource.alias_resolved",
    ]


@pytest.mark.parametrize(
    ("scope", "target"), [("vendor", "Omni"), ("model", "omni/omni-3"), ("tool", MODEL_ID)]
)
def test_it_stops_nothing_else(scope: str, target: str) -> None:
    assert codes(decide(killed(scope, target))) == ["approval.in_force"]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (NOW, None, ["kill_switch.engaged"]),
        (NOW + TICK, None, ["approval.in_force"]),
        (START, NOW, ["approval.in_force"]),
        (START, NOW + TICK, ["kill_switch.engaged"]),
    ],
)
def test_it_is_engaged_from_the_first_microsecond_and_not_at_the_last(since, until, expected) -> None:
    assert codes(decide(killed("organisation", None, since, until))) == expected


def test_a_switch_that_engages_soon_bounds_the_permit() -> None:
    assert decide(killed("organisation", None, since=NOW + TICK)).valid_until == NOW + TICK


@pytest.mark.parametrize(("scope", "target"), [("planet", "x"), ("model", None), ("organisation", "acme")])
def test_a_switch_that_stops_nothing_known_is_refused_rather_than_lost(
    scope: str, target: str | None
) -> None:
    with pytest.raises(InvalidSnapshot):
        a_snapshot(**killed(scope, target, START, END))
