"""A snapshot that follows another by what changed equals one built from all facts, look-ups and answers included."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imprimatur import InvalidSnapshot, Snapshot, evaluate
from imprimatur.facts import Group, Membership, Policy, SubProcessor
from imprimatur.snapshot import KINDS
from tests.imprimatur.test_properties import APPROVALS, LIKELY, OPEN, QUESTIONS
from tests.imprimatur.world import (
    APPROVAL,
    END,
    MODEL,
    NOW,
    SERVICE,
    START,
    TICK,
    a_question,
    a_snapshot,
    approved,
    codes,
    decide,
    killed,
    service,
)

DAY = timedelta(days=1)


def changed(facts: list[Any], seed: int) -> dict[str, dict[Any, Any]]:
    """Take some facts of every kind away, put others elsewhere in time or under another label."""
    chance = random.Random(seed)
    changes: dict[str, dict[Any, Any]] = {}
    for name, fact in facts:
        key = KINDS[name][1](fact)
        act = chance.randrange(4)
        if act == 0:
            changes.setdefault(name, {})[key] = None
        elif act == 1 and hasattr(fact, "label"):
            changes.setdefault(name, {})[key] = replace(fact, label=f"renamed {seed}")
    return changes


def facts_of(snapshot: Snapshot) -> list[Any]:
    """Return (kind, fact) of every fact."""
    return [(name, fact) for name in KINDS for fact in (getattr(snapshot, name) or {}).values()]


def look_ups(snapshot: Snapshot) -> list[Any]:
    """Return the look-ups in a form that can be compared."""
    index = snapshot.index
    names = {key: index.find(key) for key in {*snapshot.resources, *snapshot.aliases}}
    small = index.kill_switches, index.adequacy, index.vendors, index.data_classes, index.lies
    return [names, dict(index.approvals), index.candidates.to_dict(), *small]


@given(
    st.lists(APPROVALS, max_size=5),
    st.lists(APPROVALS, max_size=3),
    st.integers(0, 10_000),
    QUESTIONS | LIKELY,
)
def test_following_equals_building(before: list[Any], came: list[Any], seed: int, question: Any) -> None:
    facts = {
        **OPEN,
        **killed("vendor", "other"),
        "approvals": list({each.id: each for each in before}.values()),
    }
    start = a_snapshot(**facts)
    evaluate(start, question, NOW)
    changes = changed(facts_of(start), seed)
    changes.setdefault("approvals", {}).update({each.id: each for each in came})
    after = start.apply(changes, revision=99)
    kept = dict(facts_of_by_key(start))
    for name, each in changes.items():
        for key, fact in each.items():
            kept.pop((name, key), None)
            if fact is not None:
                kept[(name, key)] = fact
    lists: dict[str, list[Any]] = {name: [] for name in KINDS}
    for (name, _key), fact in kept.items():
        lists[name].append(fact)
    built = Snapshot.build(revision=99, policy=start.policy, **lists)
    assert after == built
    assert look_ups(after) == look_ups(built)
    assert set(built.index.timeline) <= set(after.index.timeline)
    assert evaluate(after, question, NOW) == evaluate(built, question, NOW)


def facts_of_by_key(snapshot: Snapshot) -> list[Any]:
    """Return ((kind, key), fact) of every fact."""
    return [((name, KINDS[name][1](fact)), fact) for name, fact in facts_of(snapshot)]


def test_readers_of_the_snapshot_before_see_nothing_of_a_change() -> None:
    before = a_snapshot()
    assert evaluate(before, a_question(), NOW).is_permit
    after = before.apply({"approvals": {APPROVAL.id: replace(APPROVAL, revoked_at=NOW)}}, revision=42)
    assert not evaluate(after, a_question(), NOW).is_permit
    assert evaluate(before, a_question(), NOW).is_permit
    assert (before.revision, after.revision) == (41, 42)


def test_a_policy_can_change_alone() -> None:
    after = a_snapshot().apply({}, revision=42, policy=Policy(environments=frozenset({"staging"})))
    assert "context.unknown_environment" in codes(evaluate(after, a_question(), NOW))


def test_a_fact_under_a_foreign_key_is_refused() -> None:
    with pytest.raises(InvalidSnapshot):
        a_snapshot().apply({"approvals": {"other": APPROVAL}}, revision=42)
    with pytest.raises(InvalidSnapshot):
        a_snapshot().apply({"people": {"x": None}}, revision=42)


def test_remembered_answers_turn_at_every_boundary() -> None:
    """The same snapshot asked in any order of instants answers as one that never was asked before."""
    approvals = [
        replace(APPROVAL, id="a", valid_from=START, valid_until=NOW),
        replace(
            APPROVAL, id="b", valid_from=NOW + DAY, valid_until=NOW + 2 * DAY, revoked_at=NOW + DAY + TICK
        ),
    ]
    groups = [Group("EEA", "EEA", (Membership("IE", START, NOW - DAY), Membership("IE", NOW + DAY, END)))]
    facts: dict[str, Any] = {
        "approvals": approvals,
        "groups": groups,
        **killed("model", MODEL.id, NOW - TICK, NOW),
    }
    asked = a_snapshot(**facts)
    instants = [each + step for each in asked.index.timeline for step in (-TICK, TICK * 0, TICK)]
    random.Random(5).shuffle(instants)
    for classes in (("internal",), ("personal",)):
        question = a_question(data_classes=classes)
        for instant in instants * 2:
            assert evaluate(asked, question, instant) == evaluate(a_snapshot(**facts), question, instant)


def test_a_place_in_a_scope_holds_while_the_region_lies_there() -> None:
    """A permit that rests on a country's time in a group ends with it, to the microsecond."""
    leaves = NOW + timedelta(minutes=2)
    groups = {"groups": [Group("EEA", "EEA", (Membership("IE", START, leaves),))]}
    facts = {**approved(regions=frozenset({"EEA"})), **groups}
    assert (decide(facts).decision, decide(facts).valid_until) == ("permit", leaves)
    assert decide(facts, now=leaves - TICK).is_permit
    assert codes(decide(facts, now=leaves)) == ["approval.scope.region"]
    assert decide({**approved(regions=frozenset({"IE"})), **groups}, now=leaves).is_permit
    assert decide({**approved(regions=frozenset({"EEA", "IE"})), **groups}).valid_until > leaves


def test_a_region_in_two_countries_lies_where_both_do() -> None:
    region = replace(a_snapshot().regions["aws:eu-west-1"], countries=frozenset({"IE", "US"}))
    facts = {"regions": [region], **approved(regions=frozenset({"EEA", "IE"}))}
    assert "approval.scope.region" in codes(decide(facts))


def test_a_sub_processor_counts_until_it_leaves() -> None:
    leaves = NOW + timedelta(minutes=1)
    abroad = SubProcessor("out", "Out Inc.", frozenset({"BR"}), valid_until=leaves)
    facts = service(sub_processors=(abroad,))
    asked = {"data_classes": ("personal",)}
    assert codes(decide(facts, **asked)) == ["residency.subprocessor"]
    assert decide(facts, now=leaves, **asked).is_permit
    partial = service(
        sub_processors=(replace(abroad, countries=frozenset({"IE"})),), is_sub_processor_list_complete=False
    )
    assert (decide(partial, **asked).decision, decide(partial, **asked).valid_until) == ("permit", leaves)
    assert codes(decide(partial, now=leaves, **asked)) == ["residency.subprocessor_undeclared"]
    assert SERVICE.sub_processors_at(NOW)[1] is None
