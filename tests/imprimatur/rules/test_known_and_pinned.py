"""Checks 2 and 3: exact identifiers, aliases and pins."""

import pytest

from imprimatur.facts import Policy
from tests.imprimatur.world import MODEL, MODEL_ID, alias, codes, decide, model

FLOATING_ALLOWED = {"policy": Policy(allows_floating_aliases=True)}


@pytest.mark.parametrize(
    "look_alike",
    [
        "Omni/omni-4-2026-03-01",
        "omni/omni-4-2026-03-01 ",
        "omni/omni-4-2026-03-0l",
        "\u043emni/omni-4-2026-03-01",
        "omni/omni-4-2026-03-01\u200b",
        "omni/omni\uff0d4-2026-03-01",
        "omni/omni-4-2026-03-02",
        "omni-4-2026-03-01",
    ],
)
def test_a_look_alike_is_unknown(look_alike: str) -> None:
    assert codes(decide(resource_id=look_alike)) == ["resource.unknown"]


def test_an_unknown_name_is_shown_without_its_invisible_characters() -> None:
    decision = decide(resource_id="omni\u202e/x")
    assert decision.reasons[0].message == "No model is registered as “omni\\u202e/x”."


def test_a_model_is_no_tool() -> None:
    assert codes(decide(resource_type="tool")) == ["resource.unknown"]


def test_an_alias_with_a_declared_pin_is_read_as_the_pin() -> None:
    decision = decide(alias(is_floating=False), resource_id="omni/omni-4")
    assert (decision.decision, codes(decision)) == (
        "permit",
        ["approval.in_force", "resource.alias_resolved"],
    )


def test_an_alias_of_nothing_registered_is_unknown() -> None:
    facts = alias(is_floating=False, target="omni/gone")
    assert codes(decide(facts, resource_id="omni/omni-4")) == ["resource.unknown"]


def test_a_registered_name_that_is_also_an_alias_of_something_else_is_ambiguous() -> None:
    facts = alias(name=MODEL_ID, target="omni/omni-3", is_floating=False)
    assert codes(decide(facts)) == ["resource.ambiguous"]


def test_a_registered_name_that_is_its_own_alias_is_itself() -> None:
    assert codes(decide(alias(name=MODEL_ID, target=MODEL_ID))) == ["approval.in_force"]


def test_a_floating_alias_names_the_pin_and_offers_it() -> None:
    decision = decide(alias(), resource_id="omni/omni-4")
    assert decision.reasons[0].message == f"“omni/omni-4” is a floating alias; ask for “{MODEL_ID}”."
    assert [each.id for each in decision.alternatives] == [MODEL_ID]


def test_a_floating_alias_of_nobody_knows_what_is_floating_and_not_unknown() -> None:
    facts = alias(target=None, candidates=frozenset({MODEL_ID, "omni/omni-4-2026-04-01"}))
    decision = decide(facts, resource_id="omni/omni-4")
    assert codes(decision) == ["resource.floating_alias"]
    assert [each.id for each in decision.alternatives] == [MODEL_ID]


def test_where_the_policy_allows_floating_aliases_they_are_noted() -> None:
    decision = decide({**alias(), **FLOATING_ALLOWED}, resource_id="omni/omni-4")
    assert (decision.decision, codes(decision)) == (
        "permit",
        ["approval.in_force", "resource.unpinned_allowed"],
    )


def test_where_the_policy_allows_floating_aliases_one_without_a_pin_is_still_ambiguous() -> None:
    decision = decide({**alias(target=None), **FLOATING_ALLOWED}, resource_id="omni/omni-4")
    assert codes(decision) == ["resource.ambiguous"]


@pytest.mark.parametrize("kind", ["dated_snapshot", "content_digest", "deployment_id"])
def test_each_kind_of_pin_pins(kind: str) -> None:
    assert codes(decide(model(pin_kind=kind))) == ["approval.in_force"]


@pytest.mark.parametrize("change", [{"pin_kind": "none"}, {"pin_kind": "vibes"}, {"pin_value": ""}])
def test_what_has_no_pin_is_unpinned_whoever_approved_it(change: dict[str, str]) -> None:
    decision = decide(model(**change))
    assert codes(decision) == ["resource.unpinned"]
    assert decision.reasons[0].record is not None
    assert decision.reasons[0].record.id == MODEL.record_id
