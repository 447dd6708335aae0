"""Every list costs the same number of queries at 1 and at 30 rows (a short run: at 8), whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.checks import OUR_APPS, walk_routes
from tests.security.prober import Prober
from tests.security.thoroughness import IS_THOROUGH
from tests.security.world import World

pytestmark = pytest.mark.django_db

ROWS = 30 if IS_THOROUGH else 8
# Lists that do not show the copies, each with its reason; their number of queries is compared all the same.
NOT_LONGER = {"/api/v1/api-keys?limit=200": "Shows the reader's own keys; the copies belong to others."}


def list_lists() -> Iterator[tuple[str, str]]:
    """Yield (label of the kind, address) of every list page and every API list."""
    for model in admin.site._registry:
        if model._meta.app_label in OUR_APPS:
            yield model._meta.label, f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    for route, callback in walk_routes():
        view = getattr(callback, "cls", None)
        actions = getattr(callback, "actions", {})
        if view is not None and actions.get("get") == "list":
            yield (
                view.queryset.model._meta.label,
                "/" + route.replace("^", "").replace("$", "") + "?limit=200",
            )


def count_queries(prober: Prober, url: str) -> tuple[int, int]:
    """Return (queries, size of the answer) of one GET."""
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        outcome = prober.send("GET", url)
    assert outcome.status == 200, f"{url}: {outcome.status} {outcome.crash}"
    return len(queries), len(outcome.body)


def group_lists() -> dict[str, list[str]]:
    """Return the addresses of the lists of each kind."""
    found: dict[str, list[str]] = {}
    for label, url in sorted(list_lists()):
        found.setdefault(label, []).append(url)
    return found


@pytest.mark.parametrize("role", ["superuser", "auditor"] if IS_THOROUGH else ["superuser"])
@pytest.mark.parametrize(("label", "urls"), group_lists().items(), ids=lambda value: str(value))
def test_a_list_costs_the_same_at_many_rows(world: World, label: str, urls: list[str], role: str) -> None:
    """The same number of queries, and a longer answer."""
    prober = Prober(world, role)
    shown = [url for url in urls if prober.send("GET", url).status not in {403, 404}]
    before = {url: count_queries(prober, url) for url in shown}
    grown = world.grow(label, ROWS)
    after = {url: count_queries(prober, url) for url in shown}
    assert {url: queries for url, (queries, _size) in after.items()} == {
        url: queries for url, (queries, _size) in before.items()
    }
    longer = {url for url in shown if after[url][1] > before[url][1]}
    assert longer == {url for url in shown if grown > 0 and url not in NOT_LONGER}
