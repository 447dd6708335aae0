"""What vendors, services, locations and sub-processors refuse, and what stays unsaid rather than no."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from governance.core.errors import InvalidInput
from governance.core.services import change_record, create_record
from tests.cast import Cast
from tests.factories.classification import make_countries, make_regions
from tests.factories.vendors import make_location, make_service, make_sub_processor, make_vendor
from vendors.directory.models import Contact, Service, ServiceLocation, Vendor
from vendors.directory.selectors import (
    get_vendor,
    list_access_countries,
    list_storage_countries,
    list_sub_processors,
)


def refused(actor: Any, model: Any, values: dict[str, Any]) -> list[str]:
    """Return the fields that a refused creation names."""
    before = model.objects.count()
    with pytest.raises(InvalidInput) as refusal:
        create_record(actor=actor, model=model, values=values)
    assert model.objects.count() == before
    return sorted(refusal.value.fields)


@pytest.mark.parametrize("website", ["http://127.0.0.1/", "http://vault.internal/", "ftp://example.com/"])
def test_an_inner_website_is_refused_at_save(cast: Cast, website: str) -> None:
    values = {"key": "acme", "name": "Acme", "website": website}
    assert refused(cast.olga, Vendor, values) == ["website"]


def test_a_service_key_is_unique_with_its_vendor(cast: Cast) -> None:
    vendor, other = make_vendor(cast.olga), make_vendor(cast.olga, "anthropic")
    make_service(cast.olga, vendor, "api")
    make_service(cast.olga, other, "api")
    assert refused(cast.olga, Service, {"vendor": vendor, "key": "api", "name": "Twice"}) == ["__all__"]


@pytest.mark.parametrize("days", [1, 30])
def test_a_service_that_keeps_nothing_has_no_days(cast: Cast, days: int) -> None:
    values = {"vendor": make_vendor(cast.olga), "key": "x", "name": "X", "is_zero_retention": True}
    assert refused(cast.olga, Service, {**values, "retention_days": days}) == ["__all__"]
    create_record(actor=cast.olga, model=Service, values={**values, "retention_days": 0})


@pytest.mark.parametrize(("region", "country"), [(True, True), (False, False)], ids=["both", "neither"])
def test_a_location_is_a_region_or_a_country(cast: Cast, *, region: bool, country: bool) -> None:
    service = make_service(cast.olga, make_vendor(cast.olga), hosting=())
    values = {
        "service": service,
        "region": make_regions(cast.olga)["aws:us-east-1"] if region else None,
        "country": make_countries(cast.olga)["US"] if country else None,
    }
    assert refused(cast.olga, ServiceLocation, values) == ["__all__"]


@pytest.mark.parametrize("place", ["aws:eu-west-1", "DE"])
def test_a_place_is_listed_once_for_a_purpose(cast: Cast, place: str) -> None:
    service = make_service(cast.olga, make_vendor(cast.olga), hosting=(place,), support=(place,))
    with pytest.raises(InvalidInput):
        make_location(cast.olga, service, place)
    assert ServiceLocation.objects.filter(service=service).count() == 2


@pytest.mark.parametrize("kind", [Service, Contact])
def test_nothing_changes_vendors(cast: Cast, kind: Any) -> None:
    vendor, other = make_vendor(cast.olga), make_vendor(cast.olga, "anthropic")
    values = {"key": "api"} if kind is Service else {"email": "dpo@example.com"}
    record = create_record(actor=cast.olga, model=kind, values={"vendor": vendor, "name": "X", **values})
    with pytest.raises(InvalidInput):
        change_record(actor=cast.olga, record=record, values={"vendor": other})
    assert kind.objects.get().vendor == vendor


def test_places_are_told_by_what_they_are_for(cast: Cast) -> None:
    service = make_service(
        cast.olga, make_vendor(cast.olga), hosting=("aws:eu-west-1", "DE"), support=("IN",)
    )
    make_location(cast.olga, service, "JP", purpose="backup")
    make_location(cast.olga, service, "aws:us-east-1", purpose="remote_access")
    assert list_storage_countries(service) == {"IE", "DE", "JP"}
    assert list_access_countries(service) == {"IN", "US"}


def test_what_was_not_declared_is_not_nothing(cast: Cast) -> None:
    vendor, now = make_vendor(cast.olga), datetime(2026, 1, 1, tzinfo=UTC)
    silent = create_record(actor=cast.olga, model=Service, values={"vendor": vendor, "key": "x", "name": "X"})
    open_ = make_service(cast.olga, vendor)
    assert (silent.retention_days, silent.trains_on_data) == (None, None)
    assert (list_access_countries(silent), list_sub_processors(silent, now)) == (None, None)
    assert (list_access_countries(open_), list_sub_processors(open_, now)) == (frozenset(), [])


@pytest.mark.parametrize(
    ("at", "current"),
    [
        (datetime(2025, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), False),
        (datetime(2026, 1, 1, tzinfo=UTC), True),
        (datetime(2026, 1, 31, 23, 59, 59, 999999, tzinfo=UTC), True),
        (datetime(2026, 2, 1, tzinfo=UTC), False),
    ],
)
def test_a_sub_processor_counts_from_its_first_day_to_before_its_last(
    cast: Cast, at: datetime, *, current: bool
) -> None:
    service = make_service(cast.olga, make_vendor(cast.olga))
    days = {"since_date": date(2026, 1, 1), "until_date": date(2026, 2, 1)}
    row = make_sub_processor(cast.olga, service, **days)
    assert list_sub_processors(service, at) == ([row] if current else [])
    assert row.is_current(at.date()) is current


def test_a_vendor_is_found_by_who_may_see_it(cast: Cast) -> None:
    vendor = make_vendor(cast.olga)
    assert get_vendor(cast.ben, "openai") == vendor
    assert (get_vendor(cast.dan, "openai"), get_vendor(cast.dan, "nobody")) == (None, None)
