"""What a key may do with each kind over the API: what its scopes say, and never more than the kind allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cast import Cast
from tests.kept import Kept, keep
from tests.vendors.calling import BOTH, KINDS, MISSING, make_caller, make_one_of_each


@pytest.fixture(scope="module")
def kept_records(request: pytest.FixtureRequest) -> Iterator[Kept[dict[str, Any]] | None]:
    """Make one record of every kind for a vendor."""
    with keep(request, make_one_of_each) as kept:
        yield kept


@pytest.fixture
def records(kept_records: Kept[dict[str, Any]]) -> dict[str, Any]:
    return kept_records.take()


@pytest.fixture
def call(cast: Cast) -> Any:
    return make_caller(cast, cast.olga, *BOTH)


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
    records: dict[str, Any], call: Any, path: str, fields: dict[str, Any]
) -> None:
    before = records[path].history.count()
    for answer in (call("POST", path, fields), call("PATCH", f"{path}/{records[path].pk}", fields)):
        assert (answer.status_code, set(fields) - set(answer.json()["errors"])) == (400, set())
    assert type(records[path]).objects.count() == 1
    assert records[path].history.count() == before


@pytest.mark.parametrize("path", KINDS)
def test_a_key_does_only_what_its_scope_says(cast: Cast, records: dict[str, Any], path: str) -> None:
    record = records[path]
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
def test_nothing_is_deleted_or_replaced(records: dict[str, Any], call: Any, path: str) -> None:
    record = records[path]
    for method in ("DELETE", "PUT"):
        assert call(method, f"{path}/{record.pk}", {}).status_code == 405
    assert type(record).objects.filter(pk=record.pk).count() == 1
