"""Vendors, services and agreements over the API: scopes bound keys, states are read, foreign keys are elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import Cast
from tests.factories.classification import make_countries, make_regions
from tests.factories.vendors import make_vendor
from tests.vendors.calling import BOTH, make_caller, make_one_of_each
from vendors.agreements.models import Agreement, AgreementService
from vendors.attestations.models import Attestation, AttestationService, BridgeLetter
from vendors.directory.models import Contact, Service, ServiceLocation, SubProcessor, Vendor


@pytest.fixture
def call(cast: Cast) -> Any:
    return make_caller(cast, cast.olga, *BOTH)


def test_everything_can_be_entered_over_the_api(cast: Cast, call: Any) -> None:
    country, region = make_countries(cast.olga)["US"], make_regions(cast.olga)["aws:eu-west-1"]

    def post(path: str, **body: Any) -> str:
        answer = call("POST", path, body)
        assert answer.status_code == 201, answer.content
        return answer.json()["id"]

    vendor = post("vendors", key="acme", name="Acme", country=str(country.pk), owner=str(cast.eve.pk))
    service = post("services", vendor=vendor, key="api", name="Acme API", trains_on_data=False)
    post("service-locations", service=service, purpose="hosting", region=str(region.pk))
    post("sub-processors", service=service, name="Beta", country=str(country.pk))
    post("contacts", vendor=vendor, name="Dee", email="dpo@example.com", role="privacy")
    agreement = post("agreements", vendor=vendor, kind="dpa", title="DPA", clauses=["no_training"])
    post("agreement-services", agreement=agreement, service=service)
    attestation = post(
        "attestations",
        vendor=vendor,
        kind="soc2_type2",
        title="SOC 2",
        issued_date="2025-02-01",
        valid_until_date="2026-01-01",
        exceptions=["Two leavers kept access for a week."],
    )
    post("attestation-services", attestation=attestation, service=service)
    post(
        "bridge-letters",
        attestation=attestation,
        covers_from_date="2026-01-01",
        covers_until_date="2026-04-01",
        issued_date="2026-01-15",
    )
    assert [
        (kind.objects.count(), kind.history.get().history_user, kind.history.get().history_channel)
        for kind in (
            *(Vendor, Service, ServiceLocation, SubProcessor, Contact, Agreement, AgreementService),
            *(Attestation, AttestationService, BridgeLetter),
        )
    ] == [(1, cast.olga, "api")] * 10
    assert Vendor.objects.get().lifecycle == "prospect"


@pytest.mark.parametrize("person", ["carol", "eve"])
def test_readers_write_nothing_with_a_writing_key(cast: Cast, person: str) -> None:
    vendor = make_vendor(cast.olga, owner=cast.eve)
    call = make_caller(cast, getattr(cast, person), *BOTH)
    assert call("GET", f"vendors/{vendor.pk}").status_code == 200
    assert call("POST", "vendors", {"key": "x", "name": "X"}).status_code == 403
    assert call("PATCH", f"vendors/{vendor.pk}", {"name": "X"}).status_code == 403
    assert list(Vendor.objects.values_list("name", flat=True)) == ["Openai"]


def test_filters_find_by_key_and_state(cast: Cast, call: Any) -> None:
    make_one_of_each(cast, "openai")
    make_vendor(cast.olga, "anthropic", active=False, tier="critical")

    def keys(query: str) -> list[str]:
        return sorted(row["key"] for row in call("GET", f"vendors?{query}").json()["results"])

    assert keys("key=openai") == ["openai"]
    assert keys("lifecycle=prospect") == keys("tier=critical") == ["anthropic"]
    assert keys(f"owner={cast.eve.pk}") == ["openai"]
    assert call("GET", "vendors?lifecycle=sleeping").status_code == 400
    assert call("GET", "vendors?owner=nobody").status_code == 400
    for path in ("services", "agreements", "contacts"):
        assert len(call("GET", f"{path}?vendor=openai").json()["results"]) == 1
        assert call("GET", f"{path}?vendor=anthropic").json()["results"] == []
    for query, found in (("true", 1), ("false", 0)):
        assert len(call("GET", f"attestations?in_force={query}").json()["results"]) == found
    assert len(call("GET", "agreements?in_force=true").json()["results"]) == 1
    assert call("GET", "agreements?in_force=false").json()["results"] == []


def test_a_change_made_on_an_old_reading_is_refused(cast: Cast, call: Any) -> None:
    vendor = make_vendor(cast.olga, owner=cast.eve)
    tag = call("GET", f"vendors/{vendor.pk}").headers["ETag"]
    assert call("PATCH", f"vendors/{vendor.pk}", {"name": "One"}, **{"If-Match": tag}).status_code == 200
    assert call("PATCH", f"vendors/{vendor.pk}", {"name": "Two"}, **{"If-Match": tag}).status_code == 412
    assert Vendor.objects.get().name == "One"


@pytest.mark.parametrize(
    "clauses", ["no_training", {"no_training": 1}, [["x"]], ["unheard_of"], None, [1, {}]]
)
def test_clauses_that_are_no_list_of_known_keys_are_a_400(cast: Cast, call: Any, clauses: Any) -> None:
    vendor = make_vendor(cast.olga, owner=cast.eve)
    body = {"vendor": str(vendor.pk), "kind": "dpa", "title": "X", "clauses": clauses}
    answer = call("POST", "agreements", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["clauses"])
    assert Agreement.objects.count() == 0


def test_an_inner_website_is_refused(cast: Cast, call: Any) -> None:
    answer = call("POST", "vendors", {"key": "x", "name": "X", "website": "http://127.0.0.1:8000/"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["website"])
