"""Every route that makes a record makes it once for one Idempotency-Key; a new one joins by itself, or fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from governance.accounts.enums import KeyScope
from governance.accounts.services import issue_api_key
from governance.checks import walk_routes
from tests.cast import Cast
from tests.factories.approvals import ANYWHERE, make_policy
from tests.factories.assessments import get_part, make_respondent, make_submitted
from tests.factories.models import make_version
from tests.kept import Kept, keep
from tests.vendors.assessments.callers import get_answer
from tests.vendors.calling import make_one_of_each

pytestmark = pytest.mark.django_db

JSON = "application/json"
# Views that take a POST and change nothing of the product's records.
ASKED_BY_POST = {"DecisionView", "GuardrailView"}
Bodies = dict[str, tuple[dict[str, Any], dict[str, Any]]]


def list_posts() -> Iterator[tuple[str, Any, str]]:
    """Yield (path, view class, method's name) of everything that the REST interface takes by POST."""
    for route, callback in walk_routes():
        view = getattr(callback, "cls", None)
        if view is None or not route.startswith("api/v1/"):
            continue
        actions = getattr(callback, "actions", None) or {"post": "post"}
        if "post" in actions and hasattr(view, actions["post"]):
            yield route.removeprefix("api/v1/").strip("^$"), view, actions["post"]


CREATING = [(path, view) for path, view, name in list_posts() if name == "create"]


@pytest.fixture(scope="module")
def kept_bodies(request: pytest.FixtureRequest) -> Iterator[Kept[Bodies] | None]:
    """Make what the bodies of all creating routes refer to."""
    with keep(request, make_bodies) as kept:
        yield kept


@pytest.fixture
def bodies(kept_bodies: Kept[Bodies], db: None) -> Bodies:
    return kept_bodies.take()


def make_bodies(cast: Cast) -> Bodies:
    """Return for each creating route a body, and what another body has instead."""
    make_policy(cast.olga)
    records = make_one_of_each(cast)
    own = {kind: str(record.pk) for kind, record in records.items()}
    vendor = records["vendors"]
    submitted = make_submitted(cast, vendor, make_respondent(cast, vendor))
    of_vendor, of_service = {"vendor": own["vendors"]}, {"service": own["services"]}
    other = {"key": "second", "name": "Second"}
    service = Client(headers=make_headers(cast)).post(
        "/api/v1/services", {**of_vendor, **other}, content_type=JSON
    )
    region = str(records["service-locations"].region_id)
    said = {"answer": str(get_answer(submitted).pk), "text": "Since when?"}
    version = make_version(cast.olga, lifecycle="proposed", vendor=vendor, owner=cast.eve)
    titled = {"title": "Another"}
    return {
        "approval-requests": (
            {
                "record": {"type": "registry.modelversion", "id": str(version.pk)},
                "justification": "Needed in the night shift.",
                "scope": ANYWHERE,
            },
            {"justification": "Needed."},
        ),
        "vendors": ({"key": "acme", "name": "Acme"}, {"name": "Acme 2"}),
        "services": ({**of_vendor, "key": "acme", "name": "Acme"}, {"name": "Acme 2"}),
        "service-locations": ({**of_service, "purpose": "backup", "region": region}, {"purpose": "support"}),
        "sub-processors": ({**of_service, "name": "Beta"}, {"name": "Gamma"}),
        "contacts": ({**of_vendor, "name": "Fay", "email": "fay@example.com"}, {"name": "Guy"}),
        "agreements": ({**of_vendor, "kind": "dpa", "title": "DPA"}, titled),
        "agreement-services": (
            {"agreement": own["agreements"], "service": service.json()["id"]},
            of_service,
        ),
        "clause-checks": (
            {
                "agreement": own["agreements"],
                "clause": "documented_instructions",
                "result": "met",
                "section": "4",
            },
            {"result": "missing"},
        ),
        "attestations": (
            {**of_vendor, "kind": "soc3", "title": "X", "valid_until_date": "2030-01-01"},
            titled,
        ),
        "attestation-services": (
            {"attestation": own["attestations"], "service": service.json()["id"]},
            of_service,
        ),
        "bridge-letters": (
            {
                "attestation": own["attestations"],
                "covers_from_date": "2027-03-01",
                "covers_until_date": "2027-05-01",
                "issued_date": "2027-03-01",
            },
            {"covers_until_date": "2027-06-01"},
        ),
        "sub-processor-notices": (
            {**of_vendor, "name": "Beta", "announced_date": "2026-01-01", "effective_date": "2026-03-01"},
            {"name": "Gamma"},
        ),
        "invitations": ({**of_vendor, "email": "fay@acme.example", "name": "Fay"}, {"name": "Guy"}),
        "assessments": ({**of_vendor, "versions": [str(get_part(submitted).version_id)]}, titled),
        "answer-messages": (said, {"text": "Why?"}),
        "review-notes": (said, {"text": "Why?"}),
        "findings": ({"assessment": str(submitted.pk), "title": "Logs"}, titled),
        "catalogue-imports": ({"file": b'{"a": 1}'}, {"file": b'{"a": 2}'}),
        "kill-switch": ({"stops": "vendor", "vendor": own["vendors"], "reason": "Leak"}, {"reason": "Doubt"}),
    }


def make_headers(cast: Cast) -> dict[str, str]:
    """Return the headers of a caller that may do everything that a key may."""
    secret = issue_api_key(actor=cast.system, owner=cast.root, name="ci", scopes=list(KeyScope.values))[1]
    return {"Authorization": f"Bearer {secret}"}


def test_no_creating_route_is_forgotten(bodies: Bodies) -> None:
    """A route that makes a record is called below; one that is gone is taken out of the list."""
    assert sorted(path for path, _view in CREATING) == sorted(bodies)


@pytest.mark.parametrize(("path", "view"), CREATING, ids=[path for path, _view in CREATING])
def test_a_record_is_made_once_for_one_key(cast: Cast, bodies: Bodies, path: str, view: Any) -> None:
    body, change = bodies[path]
    client = Client(headers={**make_headers(cast), "Idempotency-Key": "once"})

    def send(said: dict[str, Any]) -> Any:
        if "file" in said:
            # Each call has a boundary of its own, as those of all clients do.
            return client.post(f"/api/v1/{path}", {"file": SimpleUploadedFile("a.json", said["file"])})
        return client.post(f"/api/v1/{path}", said, content_type=JSON)

    rows = view.queryset.model.objects
    before = rows.count()
    first, second = send(body), send(body)
    assert (first.status_code < 300, second.status_code) == (True, first.status_code), first.content
    assert second.json() == first.json()
    assert (rows.count(), second.headers.get("Idempotent-Replayed")) == (before + 1, "true")
    reused = send({**body, **change})
    assert (reused.status_code, reused.json().get("code")) == (422, "key_reused")
    assert rows.count() == before + 1


def test_every_change_by_post_is_done_once() -> None:
    """Acts on a record as well: whatever takes a POST and is no question honours the key."""
    forgotten = [
        f"{path} ({view.__name__})"
        for path, view, name in list_posts()
        if view.__name__ not in ASKED_BY_POST and not getattr(getattr(view, name), "answers_once", False)
    ]
    assert forgotten == []
