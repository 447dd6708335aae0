"""What counts at an instant, what ends soon, and what takes over."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.cast import Cast
from tests.factories.vendors import make_attestation, make_bridge_letter, make_service, make_vendor
from vendors.attestations.selectors import (
    attestations_in_force,
    covered_service_ids,
    find_followed,
    list_expiring,
)

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_one_that_goes_on_longest_comes_first_letters_counted(cast: Cast) -> None:
    vendor = make_vendor(cast.olga)
    short = make_attestation(cast.olga, vendor, valid_until_date=date(2026, 3, 2))
    bridged = make_attestation(cast.olga, vendor, valid_until_date=date(2026, 3, 1))
    make_bridge_letter(cast.olga, bridged, date(2026, 2, 1), date(2026, 6, 1))
    long = make_attestation(cast.olga, vendor, valid_until_date=date(2026, 5, 1))
    make_attestation(cast.olga, vendor, valid_until_date=date(2026, 3, 1))
    make_attestation(cast.olga, vendor, issued_date=date(2026, 3, 2))
    make_attestation(cast.olga, vendor, issued_date=None)
    make_attestation(cast.olga, vendor, "iso_27001")
    make_attestation(cast.olga, make_vendor(cast.olga, "anthropic"))
    assert attestations_in_force(vendor, "soc2_type2", AT) == [bridged, long, short]


@pytest.mark.parametrize(
    ("days", "listed"),
    [(0, []), (30, []), (31, ["soc3"]), (60, ["soc3"]), (61, ["soc3", "pci_dss"])],
)
def test_what_ends_within_the_days_is_listed_soonest_first(cast: Cast, days: int, listed: list[str]) -> None:
    vendor = make_vendor(cast.olga)
    pci = make_attestation(cast.olga, vendor, "pci_dss", valid_until_date=date(2026, 2, 1))
    make_bridge_letter(cast.olga, pci, date(2026, 2, 1), date(2026, 5, 1))
    make_attestation(cast.olga, vendor, "soc3", valid_until_date=date(2026, 4, 1))
    make_attestation(cast.olga, vendor, "iso_27001")
    make_attestation(cast.olga, vendor, "hitrust", valid_until_date=date(2026, 3, 1))
    assert [each.kind for each in list_expiring(cast.ben, days, AT)] == listed


def test_another_of_its_kind_for_the_same_services_takes_over(cast: Cast) -> None:
    vendor = make_vendor(cast.olga)
    api, chat = make_service(cast.olga, vendor), make_service(cast.olga, vendor, "chat")
    end = date(2026, 4, 1)
    followed = make_attestation(cast.olga, vendor, "soc3", valid_until_date=end, services=[api])
    make_attestation(cast.olga, vendor, "soc3", issued_date=date(2026, 2, 1), services=[api, chat])
    narrower = make_attestation(cast.olga, vendor, "iso_27001", valid_until_date=end)
    make_attestation(cast.olga, vendor, "iso_27001", issued_date=date(2026, 2, 1), services=[api])
    gap = make_attestation(cast.olga, vendor, "pci_dss", valid_until_date=end)
    late = make_attestation(cast.olga, vendor, "pci_dss", issued_date=date(2026, 4, 2))
    assert list_expiring(cast.olga, 60, AT) == [narrower, gap]
    assert find_followed([followed, narrower, gap, late]) == {followed.pk}
    # Once the late one is there, nothing is missing any more.
    assert find_followed([gap], datetime(2026, 4, 2, tzinfo=UTC)) == {gap.pk}


def test_who_may_not_see_attestations_is_told_of_none(cast: Cast) -> None:
    make_attestation(cast.olga, make_vendor(cast.olga), valid_until_date=date(2026, 4, 1))
    assert list_expiring(cast.eve, 60, AT) == []


def test_an_attestation_covers_all_services_or_those_listed(cast: Cast) -> None:
    vendor = make_vendor(cast.olga)
    service = make_service(cast.olga, vendor)
    assert covered_service_ids(make_attestation(cast.olga, vendor)) == {"*"}
    assert covered_service_ids(make_attestation(cast.olga, vendor, services=[service])) == {str(service.pk)}
    assert covered_service_ids(make_attestation(cast.olga, vendor, services=[])) == frozenset()
