"""When an agreement is in force, and what it refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from governance.core.errors import InvalidInput
from governance.core.services import change_record, create_record
from tests.cast import Cast
from tests.factories.classification import make_adequacy
from tests.factories.vendors import make_agreement, make_service, make_vendor
from vendors.agreements.models import Agreement, AgreementService

START, END = date(2025, 1, 1), date(2026, 1, 1)
MICROSECOND = timedelta(microseconds=1)


def instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("dates", "at", "holds"),
    [
        ((START, END), instant(START) - MICROSECOND, False),
        ((START, END), instant(START), True),
        ((START, END), instant(END) - MICROSECOND, True),
        ((START, END), instant(END), False),
        ((START, None), instant(date(2999, 1, 1)), True),
        ((None, None), instant(START), False),
        ((None, END), instant(START), False),
        # Midnight in Tokyo is still the day before in UTC.
        ((START, END), datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=9))), True),
    ],
)
def test_an_agreement_holds_in_whole_utc_days(
    dates: tuple[date | None, date | None], at: datetime, *, holds: bool
) -> None:
    assert Agreement(effective_date=dates[0], expiry_date=dates[1]).is_in_force(at) is holds


@pytest.mark.parametrize(("expiry", "terminated"), [(END, date(2025, 6, 1)), (None, date(2025, 6, 1))])
def test_whichever_end_comes_first_counts(expiry: date | None, terminated: date) -> None:
    agreement = Agreement(effective_date=START, expiry_date=expiry, terminated_date=terminated)
    assert agreement.ends_at == instant(terminated)
    assert agreement.is_in_force(instant(terminated) - MICROSECOND) is True
    assert agreement.is_in_force(instant(terminated)) is False


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "dpa", "expiry_date": START}, "__all__"),
        ({"kind": "dpa", "expiry_date": date(2024, 1, 1)}, "__all__"),
        ({"kind": "dpa", "scc_module": 2}, "__all__"),
        ({"kind": "scc", "scc_module": 5}, "scc_module"),
        ({"kind": "dpa", "clauses": ["no_trainig"]}, "clauses"),
        ({"kind": "dpa", "clauses": ["no_training", "no_training"]}, "clauses"),
        ({"kind": "dpa", "clauses": {"no_training": True}}, "clauses"),
        ({"kind": "dpa", "clauses": [["no_training"]]}, "clauses"),
        ({"kind": "dpa", "clauses": ["retention_limit"]}, "retention_limit_days"),
        ({"kind": "dpa", "retention_limit_days": 30}, "retention_limit_days"),
        ({"kind": "dpa", "clauses": ["breach_notice"]}, "breach_notice_hours"),
        ({"kind": "adequacy_scheme"}, "__all__"),
        ({"kind": "dpa", "scheme": "dpf_certified"}, "__all__"),
        ({"kind": "adequacy_scheme", "scheme": "unheard_of"}, "scheme"),
        ({"kind": "gentlemen", "clauses": []}, "kind"),
        ({"kind": "dpa", "document_url": "http://169.254.169.254/"}, "document_url"),
    ],
)
def test_what_contradicts_itself_is_refused(cast: Cast, values: dict[str, Any], field: str) -> None:
    vendor = make_vendor(cast.olga)
    make_adequacy(cast.olga)
    base = {"vendor": vendor, "title": "X", "effective_date": START}
    with pytest.raises(InvalidInput) as refusal:
        create_record(actor=cast.olga, model=Agreement, values={**base, **values})
    assert list(refusal.value.fields) == [field]
    assert Agreement.objects.count() == 0


def test_clauses_with_their_numbers_are_taken(cast: Cast) -> None:
    agreement = make_agreement(
        cast.olga,
        make_vendor(cast.olga),
        clauses=["retention_limit", "breach_notice", "audit_rights"],
        retention_limit_days=0,
        breach_notice_hours=72,
    )
    assert (agreement.retention_limit_days, agreement.breach_notice_hours) == (0, 72)


def test_a_service_of_another_vendor_is_no_record_at_all(cast: Cast) -> None:
    agreement = make_agreement(cast.olga, make_vendor(cast.olga))
    foreign = make_service(cast.olga, make_vendor(cast.olga, "anthropic"))
    with pytest.raises(InvalidInput) as refusal:
        create_record(
            actor=cast.olga, model=AgreementService, values={"agreement": agreement, "service": foreign}
        )
    assert refusal.value.fields == {"service": "There is no such record."}
    assert AgreementService.objects.count() == 0


def test_an_agreement_stays_with_its_vendor(cast: Cast) -> None:
    agreement = make_agreement(cast.olga, make_vendor(cast.olga))
    other = make_vendor(cast.olga, "anthropic")
    with pytest.raises(InvalidInput):
        change_record(actor=cast.olga, record=agreement, values={"vendor": other})
    assert Agreement.objects.get().vendor == agreement.vendor
