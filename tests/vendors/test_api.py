"""Vendors, services and agreements over the API: scopes bound keys, foreign is missing, states are read."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from governance.accounts.models import Role
from governance.accounts.services import assign_role, issue_api_key
from governance.core.services import create_record
from tests.cast import Cast
from tests.factories.classification import make_countries, make_regions
from tests.factories.vendors import (
    make_agreement,
    make_attestation,
    make_bridge_letter,
    make_service,
    make_sub_processor,
    make_vendor,
)
from vendors.agreements.models import Agreement, AgreementService
from vendors.attestations.models import Attestation, AttestationService, BridgeLetter
from vendors.directory.models import Contact, Service, ServiceLocation, SubProcessor, Vendor

MISSING = UUID("01920000-0000-7000-8000-000000000000")
KINDS = ["vendors", "services", "service-locations", "sub-processors", "contacts", "agreements"]
KINDS += ["agreement-services", "attestations", "attestation-services", "bridge-letters"]
BOTH = ("vendors:read", "vendors:write")


def make_caller(cast: Cast, owner: Any, *scopes: str) -> Any:
    """Return a function that calls the API with a key of the owner."""
    secret = issue_api_key(actor=cast.ada, owner=owner, name="ci", scopes=list(scopes))[1]

    def call(method: str, path: str, body: Any = None, **headers: str) -> Any:
        return Client().generic(
            method,
            f"/api/v1/{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", **headers},
        )

    return call


@pytest.fixture
def call(cast: Cast) -> Any:
    return make_caller(cast, cast.olga, *BOTH)


def make_one_of_each(cast: Cast, key: str = "openai") -> dict[str, Any]:
    """Return a vendor with one record of every kind, by the name of its route."""
    vendor = make_vendor(cast.olga, key, owner=cast.eve)
    service = make_service(cast.olga, vendor)
    agreement = make_agreement(cast.olga, vendor, services=[service])
    attestation = make_attestation(cast.olga, vendor, services=[service])
    contact = {"vendor": vendor, "name": "Dee", "email": f"dpo@{key}.example.com"}
    return {
        "vendors": vendor,
        "services": service,
        "service-locations": service.locations.get(),
        "sub-processors": make_sub_processor(cast.olga, service),
        "contacts": create_record(actor=cast.olga, model=Contact, values=contact),
        "agreements": agreement,
        "agreement-services": agreement.coverage.get(),
        "attestations": attestation,
        "attestation-services": attestation.coverage.get(),
        "bridge-letters": make_bridge_letter(cast.olga, attestation, date(2026, 12, 1), date(2027, 3, 1)),
    }


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


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("vendors", {"lifecycle": "active", "created_at": "2020-01-01T00:00:00Z", "is_staff": True}),
        ("agreements", {"terminated_date": None, "predecessor": None, "is_in_force": True}),
        ("attestations", {"are_exceptions_acceptable": True, "judged_by": None, "ends_at": None}),
        ("services", {"status": "active", "lifecycle": "active", "id": str(MISSING)}),
    ],
)
def test_states_and_unknown_fields_are_named_and_refused(
    cast: Cast, call: Any, path: str, fields: dict[str, Any]
) -> None:
    records = make_one_of_each(cast)
    before = records[path].history.count()
    for answer in (call("POST", path, fields), call("PATCH", f"{path}/{records[path].pk}", fields)):
        assert (answer.status_code, set(fields) - set(answer.json()["errors"])) == (400, set())
    assert type(records[path]).objects.count() == 1
    assert records[path].history.count() == before


@pytest.mark.parametrize(
    ("path", "field", "base"),
    [
        ("services", "vendor", {"key": "x", "name": "X"}),
        ("contacts", "vendor", {"name": "X", "email": "x@example.com"}),
        ("attestations", "vendor", {"kind": "soc3", "title": "X", "valid_until_date": "2030-01-01"}),
        ("agreements", "vendor", {"kind": "dpa", "title": "X"}),
        ("sub-processors", "service", {"name": "X"}),
        ("service-locations", "service", {"purpose": "support"}),
    ],
)
def test_a_foreign_parent_is_refused_in_the_words_for_a_missing_one(
    cast: Cast, path: str, field: str, base: dict[str, str]
) -> None:
    own, foreign = make_one_of_each(cast, "own"), make_one_of_each(cast, "foreign")
    role = Role.objects.get(key="governance-officer")
    assign_role(actor=cast.system, user=cast.dan, role=role, vendor_ref=own["vendors"].pk)
    call = make_caller(cast, cast.dan, *BOTH)
    model = type(own[path])
    before = model.objects.count()
    parent = foreign["vendors" if field == "vendor" else "services"]
    answers = [call("POST", path, {**base, field: str(key)}) for key in (parent.pk, MISSING)]
    assert [each.status_code for each in answers] == [400, 400]
    assert answers[0].content == answers[1].content
    assert answers[0].json()["errors"][field] == ["There is no such record."]
    assert model.objects.count() == before


def test_a_foreign_service_under_an_own_agreement_is_refused_alike(cast: Cast, call: Any) -> None:
    own, foreign = make_one_of_each(cast, "own"), make_one_of_each(cast, "foreign")
    bodies = [
        {"agreement": str(own["agreements"].pk), "service": str(key)}
        for key in (foreign["services"].pk, MISSING)
    ]
    answers = [call("POST", "agreement-services", body) for body in bodies]
    assert [each.status_code for each in answers] == [400, 400]
    assert answers[0].json() == answers[1].json()
    assert AgreementService.objects.count() == 2


@pytest.mark.parametrize("path", KINDS)
def test_foreign_records_are_missing_records(cast: Cast, path: str) -> None:
    own, foreign = make_one_of_each(cast, "own"), make_one_of_each(cast, "foreign")
    role = Role.objects.get(key="governance-officer")
    assign_role(actor=cast.system, user=cast.dan, role=role, vendor_ref=own["vendors"].pk)
    call = make_caller(cast, cast.dan, *BOTH)
    before = foreign[path].history.count()
    assert [row["id"] for row in call("GET", path).json()["results"]] == [str(own[path].pk)]
    for method, body in (("GET", None), ("PATCH", {"name": "Mine"})):
        answers = [call(method, f"{path}/{key}", body) for key in (foreign[path].pk, MISSING)]
        assert [each.status_code for each in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    assert foreign[path].history.count() == before


@pytest.mark.parametrize(
    ("query", "route"),
    [("service", "service-locations"), ("service", "sub-processors"), ("agreement", "agreement-services")],
)
def test_a_filter_tells_no_foreign_key_from_a_missing_one(cast: Cast, query: str, route: str) -> None:
    own, foreign = make_one_of_each(cast, "own"), make_one_of_each(cast, "foreign")
    role = Role.objects.get(key="governance-officer")
    assign_role(actor=cast.system, user=cast.dan, role=role, vendor_ref=own["vendors"].pk)
    call = make_caller(cast, cast.dan, *BOTH)
    parent = foreign["agreements" if query == "agreement" else "services"]
    answers = [call("GET", f"{route}?{query}={key}") for key in (parent.pk, MISSING)]
    assert [(each.status_code, each.json()["results"]) for each in answers] == [(200, []), (200, [])]


@pytest.mark.parametrize("path", KINDS)
def test_a_key_does_only_what_its_scope_says(cast: Cast, path: str) -> None:
    record = make_one_of_each(cast)[path]
    reader = make_caller(cast, cast.olga, "vendors:read")
    writer = make_caller(cast, cast.olga, "vendors:write")
    stranger = make_caller(cast, cast.olga, "registry:read", "registry:write", "audit:read")
    one = f"{path}/{record.pk}"
    expected = {"reader": [200, 200, 403, 403], "writer": [403, 403, 400, 400], "stranger": [403] * 4}
    calls = {"reader": reader, "writer": writer, "stranger": stranger}
    found = {
        name: [
            call("GET", path).status_code,
            call("GET", one).status_code,
            call("POST", path, {"x": 1}).status_code,
            call("PATCH", one, {"x": 1}).status_code,
        ]
        for name, call in calls.items()
    }
    assert found == expected


@pytest.mark.parametrize("path", KINDS)
def test_nothing_is_deleted_or_replaced(cast: Cast, call: Any, path: str) -> None:
    record = make_one_of_each(cast)[path]
    for method in ("DELETE", "PUT"):
        assert call(method, f"{path}/{record.pk}", {}).status_code == 405
    assert type(record).objects.filter(pk=record.pk).count() == 1


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
