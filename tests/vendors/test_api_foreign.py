"""Vendors, services and agreements of somebody else over the API: foreign is missing, in every word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from governance.accounts.models import Role
from governance.accounts.services import assign_role
from tests.cast import Cast
from tests.kept import Kept, keep
from tests.vendors.calling import BOTH, KINDS, MISSING, make_caller, make_one_of_each
from vendors.agreements.models import AgreementService

Records = dict[str, Any]


@pytest.fixture(scope="module")
def kept_pair(request: pytest.FixtureRequest) -> Iterator[Kept[tuple[Records, Records]] | None]:
    """Make one record of every kind for two vendors."""
    with keep(
        request, lambda cast: (make_one_of_each(cast, "own"), make_one_of_each(cast, "foreign"))
    ) as kept:
        yield kept


@pytest.fixture
def pair(kept_pair: Kept[tuple[Records, Records]]) -> tuple[Records, Records]:
    """Return the records of the own and of the foreign vendor."""
    return kept_pair.take()


@pytest.fixture
def call(cast: Cast) -> Any:
    return make_caller(cast, cast.olga, *BOTH)


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
    cast: Cast, pair: tuple[Records, Records], path: str, field: str, base: dict[str, str]
) -> None:
    own, foreign = pair
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


def test_a_foreign_service_under_an_own_agreement_is_refused_alike(
    pair: tuple[Records, Records], call: Any
) -> None:
    own, foreign = pair
    bodies = [
        {"agreement": str(own["agreements"].pk), "service": str(key)}
        for key in (foreign["services"].pk, MISSING)
    ]
    answers = [call("POST", "agreement-services", body) for body in bodies]
    assert [each.status_code for each in answers] == [400, 400]
    assert answers[0].json() == answers[1].json()
    assert AgreementService.objects.count() == 2


@pytest.mark.parametrize("path", KINDS)
def test_foreign_records_are_missing_records(cast: Cast, pair: tuple[Records, Records], path: str) -> None:
    own, foreign = pair
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
def test_a_filter_tells_no_foreign_key_from_a_missing_one(
    cast: Cast, pair: tuple[Records, Records], query: str, route: str
) -> None:
    own, foreign = pair
    role = Role.objects.get(key="governance-officer")
    assign_role(actor=cast.system, user=cast.dan, role=role, vendor_ref=own["vendors"].pk)
    call = make_caller(cast, cast.dan, *BOTH)
    parent = foreign["agreements" if query == "agreement" else "services"]
    answers = [call("GET", f"{route}?{query}={key}") for key in (parent.pk, MISSING)]
    assert [(each.status_code, each.json()["results"]) for each in answers] == [(200, []), (200, [])]
