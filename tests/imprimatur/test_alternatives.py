"""Alternatives: what else is permitted for the same question, nearest first, with bounded work."""

from dataclasses import replace
from typing import Any

import pytest

from imprimatur import alternatives, evaluate
from imprimatur.facts import Approval, Resource, Vendor
from tests.imprimatur.world import APPROVAL, MODEL, NOW, VENDOR, a_question, a_snapshot

OTHER = Vendor("other", "Other", "active")


def a_model(name: str, **changes: Any) -> Resource:
    """Another model like the first."""
    return replace(MODEL, id=name, record_id=name, label=name.title(), **changes)


def an_approval(name: str, **changes: Any) -> Approval:
    """The same approval for another model."""
    return replace(APPROVAL, id=f"approval of {name}", resource_id=name, **changes)


def offered(models: list[Resource], *, without: tuple[str, ...] = (), **asked: Any) -> list[str]:
    """The ids of the alternatives to the first model, which itself has no approval."""
    approvals = [an_approval(each.id, resource_type=each.type) for each in models if each.id not in without]
    snapshot = a_snapshot(resources=[MODEL, *models], approvals=approvals, vendors=[VENDOR, OTHER])
    return [each.id for each in evaluate(snapshot, a_question(**asked), NOW).alternatives]


def test_the_same_family_comes_first_then_the_same_vendor_then_the_rest_by_id() -> None:
    models = [
        a_model("a-stranger", vendor="other", service=None, family=None),
        a_model("b-of-the-vendor", family="omni-3"),
        a_model("d-of-the-family"),
        a_model("c-of-the-family"),
    ]
    assert offered(models) == ["c-of-the-family", "d-of-the-family", "b-of-the-vendor"]
    assert offered(models[:2]) == ["b-of-the-vendor", "a-stranger"]


def test_an_unknown_name_is_offered_what_there_is() -> None:
    assert offered([a_model("b"), a_model("a")], resource_id="omni/unheard-of") == ["a", "b"]


def test_only_what_the_same_question_permits_is_offered() -> None:
    models = [
        a_model("unapproved"),
        a_model("suspended", lifecycle="suspended"),
        a_model("unpinned", pin_kind="none"),
        a_model("repinned", pin_digest="another"),
        a_model("of-an-unknown-vendor", vendor="nobody"),
        a_model("good"),
        replace(a_model("tool"), type="tool"),
    ]
    assert offered(models, without=("unapproved",)) == ["good"]


def test_an_approval_for_any_use_case_counts() -> None:
    approval = an_approval("any", use_cases=frozenset({"*"}))
    snapshot = a_snapshot(resources=[MODEL, a_model("any")], approvals=[approval])
    assert [each.to_dict() for each in evaluate(snapshot, a_question(), NOW).alternatives] == [
        {"type": "model", "id": "any", "label": "Any"}
    ]


@pytest.mark.parametrize("asked", [{"use_case": None}, {"region": None}, {"subject_id": "nobody"}])
def test_a_question_at_fault_itself_has_no_alternative(asked: dict[str, Any]) -> None:
    assert offered([a_model("good")], **asked) == []


def test_a_permit_needs_no_alternative() -> None:
    snapshot = a_snapshot(resources=[MODEL, a_model("b")], approvals=[APPROVAL, an_approval("b")])
    assert evaluate(snapshot, a_question(), NOW).alternatives == ()


def test_the_number_is_the_callers_choice() -> None:
    models = [a_model(f"m{number}") for number in range(6)]
    snapshot = a_snapshot(resources=[MODEL, *models], approvals=[an_approval(each.id) for each in models])
    found = [
        len(evaluate(snapshot, a_question(), NOW, most_alternatives=most).alternatives) for most in (0, 1, 5)
    ]
    assert (found, len(evaluate(snapshot, a_question(), NOW).alternatives)) == ([0, 1, 5], 3)


def test_the_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    models = [a_model(f"m{number:04}", lifecycle="suspended") for number in range(500)]
    snapshot = a_snapshot(resources=[MODEL, *models], approvals=[an_approval(each.id) for each in models])
    judged: list[str] = []

    def judge(evaluation: Any) -> bool:
        judged.append(evaluation.entry.resource.id)
        return False

    monkeypatch.setattr(alternatives, "_is_permitted", judge)
    assert evaluate(snapshot, a_question(), NOW).alternatives == ()
    assert judged == [f"m{number:04}" for number in range(alternatives.MOST_JUDGED)]


def test_a_fault_while_looking_takes_nothing_from_the_denial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imprimatur.engine.find_alternatives", lambda *_: 1 / 0)
    decision = evaluate(a_snapshot(approvals=[]), a_question(), NOW)
    assert (decision.reasons[0].code, decision.alternatives) == ("approval.none", ())
