"""Each code that denies is reached, alone, from an organisation whose every check passes."""

import pytest

from imprimatur import CODES
from imprimatur.codes import Effect
from tests.imprimatur.denials import DENIALS
from tests.imprimatur.world import codes, decide


def test_the_organisation_unchanged_permits() -> None:
    decision = decide()
    assert (decision.decision, codes(decision)) == ("permit", ["approval.in_force"])


@pytest.mark.parametrize("code", DENIALS)
def test_code_denies_alone(code: str) -> None:
    facts, asked, also = DENIALS[code]
    decision = decide(facts, **asked)
    assert decision.decision == "deny"
    assert sorted(codes(decision)) == sorted((code, *also))


@pytest.mark.parametrize("code", DENIALS)
def test_denial_names_the_check_in_the_table(code: str) -> None:
    assert CODES[code].effect is Effect.FAIL


def test_every_code_that_denies_has_a_way_here() -> None:
    denying = {code for code, row in CODES.items() if row.effect is Effect.FAIL}
    assert denying - {"engine.error"} == set(DENIALS)


def test_everything_wrong_is_said_at_once_and_in_the_order_of_the_checks() -> None:
    facts = {
        **DENIALS["kill_switch.engaged"].facts,
        **DENIALS["lifecycle.suspended"].facts,
        **DENIALS["vendor.inactive"].facts,
        **DENIALS["residency.support_access"].facts,
        "approvals": [],
        "agreements": [],
    }
    decision = decide(facts, data_classes=("personal",))
    assert codes(decision) == [
        "kill_switch.engaged",
        "lifecycle.suspended",
        "approval.none",
        "vendor.inactive",
        "agreement.dpa_missing",
        "agreement.no_training_missing",
        "residency.support_access",
    ]
