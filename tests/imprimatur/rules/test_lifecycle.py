"""Check 4, the lifecycle: with us and with the provider."""

import pytest

from tests.imprimatur.world import NOW, TICK, codes, decide, model


@pytest.mark.parametrize("state", ["draft", "proposed", "in_review", "APPROVED", "", "wonderful"])
def test_anything_that_is_not_approved_is_not_approved(state: str) -> None:
    assert codes(decide(model(lifecycle=state))) == ["lifecycle.not_approved"]


def test_deprecated_is_usable_and_noted() -> None:
    decision = decide(model(lifecycle="deprecated"))
    assert (decision.decision, codes(decision)) == ("permit", ["approval.in_force", "lifecycle.deprecated"])


@pytest.mark.parametrize(
    ("field", "code"), [("deprecation_at", "lifecycle.past_deprecation"), ("retired_at", "lifecycle.retired")]
)
def test_the_end_counts_from_its_first_microsecond(field: str, code: str) -> None:
    before = decide(model(**{field: NOW + TICK}))
    assert (codes(before), before.valid_until) == (["approval.in_force"], NOW + TICK)
    assert codes(decide(model(**{field: NOW}))) == [code]


def test_a_deprecated_model_past_its_date_says_both() -> None:
    decision = decide(model(lifecycle="deprecated", deprecation_at=NOW))
    assert codes(decision) == ["lifecycle.past_deprecation", "lifecycle.deprecated"]


def test_retired_is_said_once() -> None:
    assert codes(decide(model(lifecycle="retired", retired_at=NOW))) == ["lifecycle.retired"]
