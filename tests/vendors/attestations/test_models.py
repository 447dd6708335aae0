"""When an attestation counts, and what it refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from governance.core.errors import InvalidInput
from governance.core.services import change_record, create_record
from tests.cast import Cast
from tests.factories.vendors import make_attestation, make_bridge_letter, make_service, make_vendor
from vendors.attestations.models import Attestation, AttestationService, BridgeLetter

START, END = date(2025, 1, 1), date(2026, 1, 1)
MICROSECOND = timedelta(microseconds=1)


def instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("issued", "at", "holds"),
    [
        (START, instant(START) - MICROSECOND, False),
        (START, instant(START), True),
        (START, instant(END) - MICROSECOND, True),
        (START, instant(END), False),
        (None, instant(START), False),
        # Midnight in Tokyo is still the day before in UTC.
        (START, datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=9))), True),
    ],
)
def test_an_attestation_counts_in_whole_utc_days(issued: date | None, at: datetime, *, holds: bool) -> None:
    assert Attestation(issued_date=issued, valid_until_date=END).is_in_force(at) is holds


def test_a_bridge_letter_carries_it_on_until_before_its_last_day(cast: Cast) -> None:
    attestation = make_attestation(cast.olga, make_vendor(cast.olga), valid_until_date=END)
    assert (attestation.ends_at, attestation.is_bridged) == (instant(END), False)
    make_bridge_letter(cast.olga, attestation, date(2025, 12, 1), date(2026, 4, 1))
    make_bridge_letter(cast.olga, attestation, date(2026, 4, 1), date(2026, 5, 1))
    attestation = Attestation.objects.get()
    assert (attestation.ends_at, attestation.is_bridged) == (instant(date(2026, 5, 1)), True)
    assert attestation.is_in_force(instant(END)) is True
    assert attestation.is_in_force(instant(date(2026, 5, 1)) - MICROSECOND) is True
    assert attestation.is_in_force(instant(date(2026, 5, 1))) is False


def test_a_letter_counts_for_nothing_before_the_report_is_issued(cast: Cast) -> None:
    attestation = make_attestation(cast.olga, make_vendor(cast.olga), issued_date=None, valid_until_date=END)
    make_bridge_letter(cast.olga, attestation, date(2025, 12, 1), date(2026, 4, 1))
    assert Attestation.objects.get().is_in_force(instant(date(2026, 2, 1))) is False
    assert Attestation.objects.get().ends_at is None


def test_a_letter_after_a_gap_bridges_nothing(cast: Cast) -> None:
    attestation = make_attestation(cast.olga, make_vendor(cast.olga), valid_until_date=END)
    with pytest.raises(InvalidInput) as refusal:
        make_bridge_letter(cast.olga, attestation, date(2026, 1, 2), date(2026, 4, 1))
    assert list(refusal.value.fields) == ["covers_from_date"]
    make_bridge_letter(cast.olga, attestation, END, date(2026, 4, 1))
    make_bridge_letter(cast.olga, attestation, date(2026, 4, 1), date(2026, 5, 1))
    with pytest.raises(InvalidInput):
        make_bridge_letter(cast.olga, attestation, date(2026, 5, 2), date(2026, 6, 1))
    assert BridgeLetter.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"valid_until_date": START}, "__all__"),
        ({"period_start_date": START, "period_end_date": START}, "__all__"),
        ({"kind": "rumour"}, "kind"),
        ({"exceptions": "late"}, "exceptions"),
        ({"exceptions": [1]}, "exceptions"),
        ({"exceptions": [" "]}, "exceptions"),
        ({"exceptions": ["late", "late"]}, "exceptions"),
        ({"exceptions": ["x" * 1001]}, "exceptions"),
        ({"exceptions": [str(number) for number in range(201)]}, "exceptions"),
        ({"document_url": "http://169.254.169.254/"}, "document_url"),
    ],
)
def test_what_contradicts_itself_is_refused(cast: Cast, values: dict[str, Any], field: str) -> None:
    base = {"kind": "soc3", "title": "X", "issued_date": START, "valid_until_date": END}
    with pytest.raises(InvalidInput) as refusal:
        create_record(
            actor=cast.olga, model=Attestation, values={**base, "vendor": make_vendor(cast.olga), **values}
        )
    assert list(refusal.value.fields) == [field]
    assert Attestation.objects.count() == 0


def test_a_service_of_another_vendor_is_no_record_at_all(cast: Cast) -> None:
    attestation = make_attestation(cast.olga, make_vendor(cast.olga))
    foreign = make_service(cast.olga, make_vendor(cast.olga, "anthropic"))
    values = {"attestation": attestation, "service": foreign}
    with pytest.raises(InvalidInput) as refusal:
        create_record(actor=cast.olga, model=AttestationService, values=values)
    assert refusal.value.fields == {"service": "There is no such record."}
    assert AttestationService.objects.count() == 0


def test_an_attestation_stays_with_its_vendor(cast: Cast) -> None:
    attestation = make_attestation(cast.olga, make_vendor(cast.olga))
    with pytest.raises(InvalidInput):
        change_record(
            actor=cast.olga, record=attestation, values={"vendor": make_vendor(cast.olga, "anthropic")}
        )
    assert Attestation.objects.get().vendor == attestation.vendor
