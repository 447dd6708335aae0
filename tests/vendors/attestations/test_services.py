"""Judging the exceptions of a report, and what undoes a judgement."""

from __future__ import annotations

import pytest

from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.models import RecordedEvent, RegistryRevision
from tests.cast import Cast
from tests.factories.vendors import make_attestation, make_vendor
from vendors.attestations.models import Attestation
from vendors.attestations.services import change_attestation, judge_exceptions

LATE = "Two leavers kept access for a week."


@pytest.fixture
def report(cast: Cast) -> Attestation:
    return make_attestation(cast.olga, make_vendor(cast.olga), exceptions=[LATE])


def test_a_judgement_says_who_and_why(cast: Cast, report: Attestation) -> None:
    revision = RegistryRevision.current()
    assert report.awaits_judgement is True
    report = judge_exceptions(actor=cast.olga, attestation=report, is_acceptable=True, note=" Minor ")
    assert (
        report.are_exceptions_acceptable,
        report.exceptions_note,
        report.judged_by,
        report.awaits_judgement,
    ) == (True, "Minor", cast.olga, False)
    row = report.history.first()
    assert (row.are_exceptions_acceptable, row.history_user, row.history_change_reason) == (
        True,
        cast.olga,
        "Minor",
    )
    event = RecordedEvent.objects.first()
    assert (event.name, event.record_id, event.data) == (
        "vendors.attestation.exceptions_judged",
        report.pk,
        {"is_acceptable": True, "exceptions": 1},
    )
    # No decision rests on an attestation.
    assert RegistryRevision.current() == revision


def test_a_later_judgement_replaces_the_first(cast: Cast, report: Attestation) -> None:
    judge_exceptions(actor=cast.olga, attestation=report, is_acceptable=True, note="Minor")
    report = judge_exceptions(actor=cast.ada, attestation=report, is_acceptable=False, note="Not minor")
    assert (report.are_exceptions_acceptable, report.judged_by) == (False, cast.ada)


def test_other_exceptions_are_judged_anew(cast: Cast, report: Attestation) -> None:
    judge_exceptions(actor=cast.olga, attestation=report, is_acceptable=True, note="Minor")
    report = change_attestation(actor=cast.olga, record=report, values={"title": "SOC 2"})
    assert report.are_exceptions_acceptable is True
    report = change_attestation(actor=cast.olga, record=report, values={"exceptions": [LATE, "No tests."]})
    assert (
        report.are_exceptions_acceptable,
        report.exceptions_note,
        report.judged_by,
        report.judged_at,
    ) == (None, "", None, None)


@pytest.mark.parametrize("person", ["ben", "carol", "eve", "dan", "vera"])
def test_who_has_no_right_judges_and_changes_nothing(cast: Cast, report: Attestation, person: str) -> None:
    actor = getattr(cast, person)
    with pytest.raises(NotPermitted):
        judge_exceptions(actor=actor, attestation=report, is_acceptable=True, note="Fine")
    with pytest.raises(NotPermitted):
        change_attestation(actor=actor, record=report, values={"title": "Mine"})
    assert report.history.count() == 1


def test_a_judgement_needs_a_reason_and_something_to_judge(cast: Cast, report: Attestation) -> None:
    with pytest.raises(InvalidInput) as refusal:
        judge_exceptions(actor=cast.olga, attestation=report, is_acceptable=True, note=" ")
    assert list(refusal.value.fields) == ["note"]
    clean = make_attestation(cast.olga, report.vendor, "soc3")
    with pytest.raises(ConflictingState):
        judge_exceptions(actor=cast.olga, attestation=clean, is_acceptable=True, note="Fine")
    with pytest.raises(InvalidInput):
        change_attestation(actor=cast.olga, record=report, values={"are_exceptions_acceptable": True})
    assert list(Attestation.objects.values_list("are_exceptions_acceptable", flat=True)) == [None, None]
