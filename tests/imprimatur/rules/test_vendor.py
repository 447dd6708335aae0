"""Check 6, the vendor: who made it and who supplies it."""

from dataclasses import replace

import pytest

from imprimatur.facts import Assessment, Policy, Vendor
from tests.imprimatur.world import END, NOW, START, TICK, VENDOR, codes, decide, model


@pytest.mark.parametrize("status", ["proposed", "suspended", "offboarded", "Active", ""])
def test_only_active_is_active(status: str) -> None:
    assert codes(decide({"vendors": [replace(VENDOR, status=status)]})) == ["vendor.inactive"]


def test_without_assessments_the_status_is_judged_and_that_is_said() -> None:
    decision = decide()
    assert decision.decision == "permit"
    assert [reason.code for reason in decision.reasons] == ["approval.in_force", "vendor.not_assessed"]


def test_an_assessment_in_date_passes_and_bounds_the_permit() -> None:
    decision = decide({"vendors": [replace(VENDOR, assessment=Assessment("a", NOW, NOW + TICK))]})
    assert [reason.code for reason in decision.reasons] == ["approval.in_force"]
    assert decision.valid_until == NOW + TICK


def test_an_assessment_completed_later_is_not_complete_yet() -> None:
    decision = decide({"vendors": [replace(VENDOR, assessment=Assessment("a", NOW + TICK, END))]})
    assert codes(decision) == ["vendor.assessment_incomplete"]


def test_a_vendor_with_an_assessment_passes_where_assessments_are_kept() -> None:
    facts = {
        "vendors": [replace(VENDOR, assessment=Assessment("a", START, END))],
        "policy": Policy(keeps_assessments=True),
    }
    assert codes(decide(facts)) == ["approval.in_force"]


def test_maker_and_supplier_are_both_judged() -> None:
    facts = {"vendors": [VENDOR, Vendor("labs", "Labs", "suspended")], **model(vendor="labs")}
    decision = decide(facts)
    assert codes(decision) == ["vendor.inactive"]
    assert decision.reasons[0].message == "The vendor Labs is not active but suspended."


def test_nobody_is_no_vendor() -> None:
    decision = decide(model(vendor=None, service=None))
    assert codes(decision) == ["vendor.unknown", "residency.hosting_undeclared"]
