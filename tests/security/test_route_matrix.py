"""Every route × method × role × {own, foreign, missing} object: foreign looks like missing, nobody sees more.

Generated from the URLconf; a new route joins by itself, and one that nobody knows how to reach fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import pytest

from governance.checks import walk_routes
from tests.security.findings import (
    SHOWN_BY_DESIGN,
    Shown,
    expect_none,
    find_difference,
    find_faults,
    find_shown,
)
from tests.security.prober import Outcome, Prober
from tests.security.routes import EXEMPT, OBJECTS, Target, list_targets, list_unknown_routes
from tests.security.thoroughness import (
    IS_THOROUGH,
    SHARED_PAGES,
    is_example,
    is_repetition,
    is_sent,
    take_share,
)
from tests.security.world import World

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "vendor", "vendor officer", "team officer", "operator", "superuser")
ODD_METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
METHODS = ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
FOREIGNERS = ("anonymous", "vendor", "vendor officer", "team officer")
# Who sees both tenants or neither: their lists, records and forms are enough, the pages all kinds share are not.
WIDE_ROLES = ("no role", "viewer", "approver", "auditor", "officer", "owner")
# Routes that answer 404 even to a superuser with a real object, each with its reason.
UNREACHED: dict[str, str] = {
    "admin/(?P<url>.*)$": "Django's own catch-all for addresses that do not exist.",
    "admin/governance/role/<path:object_id>/copy/": "A POST button.",
    "admin/governance/approvalrequest/<path:object_id>/edit/": "For the authors of a request alone.",
    "admin/governance/outboxmessage/<path:object_id>/history/": "Not tracked.",
    "admin/governance/job/<path:object_id>/history/": "Not tracked.",
    "admin/governance/recordedevent/<path:object_id>/history/": "Not tracked.",
    "admin/registry/loggeddecision/<path:object_id>/history/": "Not tracked.",
    "portal/earlier/<uuid:pk>/": "Only where the vendor handed in the same before; the portal's own tests.",
    "portal/join/<str:token>/": "Only with the link of an open invitation; the portal's own tests.",
    "portal/files/<str:token>/": "Only with a signed link of one's own; the portal's own tests.",
    **dict.fromkeys(
        (
            "admin/vendors/templateversion/<path:object_id>/section/",
            "admin/vendors/templateversion/<path:object_id>/question/",
            "admin/vendors/templateversion/<path:object_id>/question/preview/",
        ),
        "For drafts alone; this version is published.",
    ),
    **dict.fromkeys(
        (
            "accounts/2fa/totp/deactivate/",
            "accounts/2fa/recovery-codes/",
            "accounts/2fa/recovery-codes/download/",
        ),
        "Only with a second factor set up.",
    ),
    "api/v1/^api-keys/(?P<pk>[^/.]+)$": "For the owner of the key alone.",
}


def is_left_out(role: str, target: Target) -> bool:
    """Return whether a short run need not show this page to this role: the roles named first see every kind."""
    if role in ("vendor officer", "superuser"):
        return is_repetition(target)
    if role in WIDE_ROLES and target.route.endswith(SHARED_PAGES):
        return True
    return not is_sent(target)


def choose_groups(groups: list[dict[str, Target]], role: str) -> Sequence[dict[str, Target]]:
    """Return what a run lets a role read.

    A short run shows each route to one who sees one vendor's records alone, to half of those who see some, and to one
    of the six who see all or nothing; the admin's pages of most kinds to either that one or the superuser.
    """
    if role == "vendor officer":
        others = {id(group) for group in take_share(groups, 0, 2)}
        return [g for g in groups if IS_THOROUGH or id(g) in others or is_example(next(iter(g.values())))]
    return take_share(groups, (*ROLES, *WIDE_ROLES).index(role), 6 if role in WIDE_ROLES else 2)


def is_unreached(target: Target) -> bool:
    """Return whether a target answers 404 by design."""
    return target.route in UNREACHED or target.url.endswith("/do/no-such-transition/")


def group_targets(world: World) -> Iterator[dict[str, Target]]:
    """Yield the targets that differ in their object alone: {"own": …, "far": …, "missing": …} or {"plain": …}."""
    for _route, targets in groupby(list_targets(world), key=lambda target: target.route):
        by_kind: dict[str, list[Target]] = {}
        for target in targets:
            by_kind.setdefault(target.which, []).append(target)
        for row in zip(*by_kind.values(), strict=True):
            yield {target.which: target for target in row}


def is_far_hidden(world: World, forbidden: set[str], target: Target) -> bool:
    """Return whether the role may not see the far object of a target."""
    hidden = {str(world.records[tuple(name.split(":"))].pk) for name in forbidden}
    version = world.get("registry.ModelVersion", "far")
    return target.object_id in hidden or (
        target.object_id == version.catalogue_id and str(version.pk) in hidden
    )


@pytest.mark.parametrize("role", [*ROLES, *WIDE_ROLES])
def test_reading(world: World, role: str) -> None:
    """GET shows no text of a forbidden record, changes nothing, and tells foreign from missing in nothing."""
    prober = Prober(world, role)
    forbidden = world.list_forbidden(prober.user)
    faults: list[str] = []
    for group in choose_groups(list(group_targets(world)), role):
        first = next(iter(group.values()))
        if is_left_out(role, first):
            continue
        outcomes: dict[str, Outcome] = {}
        for which, target in group.items():
            if which != "own" and which != "plain" and not is_far_hidden(world, forbidden, group["far"]):
                continue
            outcomes[which] = prober.read(target)
            faults += find_faults(world, forbidden, "GET", target, outcomes[which])
            if role == "superuser" and outcomes[which].status == 404 and not is_unreached(target):
                faults.append(
                    f"{target.route}: nobody reaches it; {target.url} is a 404 even to the superuser"
                )
        if "far" in outcomes:
            difference = find_difference(
                outcomes["far"], group["far"].object_id, outcomes["missing"], group["missing"].object_id
            )
            faults += [f"GET {group['far'].url}: {difference}"] if difference else []
    expect_none(faults)


@pytest.mark.parametrize("role", FOREIGNERS)
def test_other_methods_on_foreign_objects(world: World, role: str) -> None:
    """Every other method tells foreign from missing in nothing, and writes nothing."""
    prober = Prober(world, role)
    forbidden = world.list_forbidden(prober.user)
    faults: list[str] = []
    groups = list(group_targets(world))
    if role != "vendor officer":
        groups = take_share(groups, FOREIGNERS.index(role), parts=3)
    for number, group in enumerate(groups):
        if (
            "far" not in group
            or is_repetition(group["far"])
            or (role != "vendor officer" and not is_sent(group["far"]))
            or not is_far_hidden(world, forbidden, group["far"])
        ):
            continue
        api = group["far"].is_api
        for method in take_share(METHODS, number, 3) if api else ("POST",):
            body = {"content_type": "application/json", "data": "{}"} if api else {}
            far, missing = (prober.probe(method, group[which], **body) for which in ("far", "missing"))
            faults += find_faults(world, forbidden, method, group["far"], far)
            faults += [f"{method} {group['far'].url}: wrote {sorted(far.written)}"] if far.written else []
            difference = find_difference(far, group["far"].object_id, missing, group["missing"].object_id)
            faults += [f"{method} {group['far'].url}: {difference}"] if difference else []
    expect_none(faults)


@pytest.mark.parametrize("method", ODD_METHODS)
def test_other_methods_on_own_objects(world: World, method: str) -> None:
    """No method that browsers do not send crashes a page or shows a forbidden text; none of them writes."""
    prober = Prober(world, "team officer")
    forbidden = world.list_forbidden(prober.user)
    faults: list[str] = []
    for group in take_share(list(group_targets(world)), ODD_METHODS.index(method), parts=5):
        target = group.get("own") or group["plain"]
        if not target.is_api and not target.url.startswith(
            ("/admin/vendors/", "/admin/governance/u", "/me/", "/ask")
        ):
            continue  # one kind stands for all admin pages: they share their dispatch
        outcome = prober.probe(method, target, content_type="application/json", data="{}")
        faults += find_faults(world, forbidden, method, target, outcome)
        faults += [f"{method} {target.url}: wrote {sorted(outcome.written)}"] if outcome.written else []
    expect_none(faults)


def test_every_route_has_an_object(world: World) -> None:
    """A route whose object nobody names in tests/security/routes.py is a route that is not attacked."""
    assert list_unknown_routes(world) == []


def test_no_exemption_is_stale(world: World) -> None:
    """Routes exempted or listed as unreached exist."""
    routes = {route for route, _callback in walk_routes()}
    assert {*EXEMPT, *UNREACHED, *OBJECTS} - routes == set()


@pytest.mark.parametrize("shown", SHOWN_BY_DESIGN, ids=lambda shown: f"{shown.route} {shown.kind}")
def test_what_is_shown_by_design_is_shown(world: World, shown: Shown) -> None:
    """Each line of SHOWN_BY_DESIGN is still needed by its witness."""
    prober = Prober(world, shown.witness)
    forbidden = world.list_forbidden(prober.user)
    targets = [each for each in list_targets(world) if each.route == shown.route and each.which != "missing"]
    kind = shown.kind.lower()
    targets.sort(key=lambda target: kind not in target.url)  # the address that names the kind comes first
    outcomes = (prober.read(target) for target in targets)
    found = (find_shown(world, forbidden, outcome) for outcome in outcomes)
    assert any(record.partition(":")[0] == shown.kind for records in found for record, _ in records)
