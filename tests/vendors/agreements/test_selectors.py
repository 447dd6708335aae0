"""What is in force, what ends soon, and what an agreement covers."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.cast import Cast
from tests.factories.classification import make_adequacy
from tests.factories.vendors import make_agreement, make_service, make_vendor
from vendors.agreements.selectors import (
    agreements_in_force,
    covered_service_ids,
    list_expiring,
    list_scheme_memberships,
)
from vendors.agreements.services import renew_agreement, terminate_agreement

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_agreement_that_goes_on_longest_comes_first(cast: Cast) -> None:
    vendor, other = make_vendor(cast.olga), make_vendor(cast.olga, "anthropic")
    short = make_agreement(cast.olga, vendor, expiry_date=date(2026, 3, 2))
    open_ended = make_agreement(cast.olga, vendor)
    long = make_agreement(cast.olga, vendor, expiry_date=date(2030, 1, 1))
    ended = make_agreement(cast.olga, vendor)
    terminate_agreement(actor=cast.olga, agreement=ended, reason="Over", terminated_date=date(2026, 3, 1))
    make_agreement(cast.olga, vendor, expiry_date=date(2026, 3, 1))
    make_agreement(cast.olga, vendor, effective_date=date(2026, 3, 2))
    make_agreement(cast.olga, vendor, effective_date=None)
    make_agreement(cast.olga, vendor, "baa")
    make_agreement(cast.olga, other)
    assert agreements_in_force(vendor, "dpa", AT) == [open_ended, long, short]


@pytest.mark.parametrize(("days", "listed"), [(0, []), (30, []), (31, ["dpa"]), (61, ["dpa", "nda"])])
def test_what_ends_within_the_days_is_listed_soonest_first(cast: Cast, days: int, listed: list[str]) -> None:
    vendor = make_vendor(cast.olga)
    nda = make_agreement(cast.olga, vendor, "nda")
    terminate_agreement(actor=cast.olga, agreement=nda, reason="x", terminated_date=date(2026, 5, 1))
    make_agreement(cast.olga, vendor, "dpa", expiry_date=date(2026, 4, 1))
    make_agreement(cast.olga, vendor, "msa")
    make_agreement(cast.olga, vendor, "baa", expiry_date=date(2026, 3, 1))
    assert [each.kind for each in list_expiring(cast.ben, days, AT)] == listed


def test_what_is_renewed_without_a_gap_is_not_listed(cast: Cast) -> None:
    vendor = make_vendor(cast.olga)
    followed = make_agreement(cast.olga, vendor, expiry_date=date(2026, 4, 1))
    gap = make_agreement(cast.olga, vendor, "nda", expiry_date=date(2026, 4, 1))
    renew_agreement(actor=cast.olga, agreement=followed)
    renew_agreement(actor=cast.olga, agreement=gap, effective_date=date(2026, 4, 2))
    assert list_expiring(cast.olga, 60, AT) == [gap]


def test_who_may_not_see_agreements_is_told_of_none(cast: Cast) -> None:
    make_agreement(cast.olga, make_vendor(cast.olga), expiry_date=date(2026, 4, 1))
    assert list_expiring(cast.eve, 60, AT) == []


def test_a_baa_covers_only_what_is_inside_its_scope(cast: Cast) -> None:
    vendor = make_vendor(cast.olga)
    inside = make_service(cast.olga, vendor, "enterprise", is_in_baa_scope=True)
    consumer = make_service(cast.olga, vendor, "consumer")
    dpa = make_agreement(cast.olga, vendor, "dpa")
    baa = make_agreement(cast.olga, vendor, "baa")
    listed = make_agreement(cast.olga, vendor, "baa", services=[consumer])
    none = make_agreement(cast.olga, vendor, "dpa", services=[])
    assert covered_service_ids(dpa) == {"*"}
    assert covered_service_ids(baa) == {str(inside.pk)}
    assert covered_service_ids(listed) == {str(consumer.pk)}
    assert covered_service_ids(none) == frozenset()


def test_a_scheme_membership_counts_while_it_lasts(cast: Cast) -> None:
    make_adequacy(cast.olga)
    vendor = make_vendor(cast.olga)
    scheme = {"kind": "adequacy_scheme", "scheme": "dpf_certified"}
    make_agreement(cast.olga, vendor, expiry_date=date(2026, 3, 2), **scheme)
    assert list_scheme_memberships(vendor, AT) == ["dpf_certified"]
    assert list_scheme_memberships(vendor, datetime(2026, 3, 2, tzinfo=UTC)) == []
