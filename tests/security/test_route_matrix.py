"""Every route × method × role × {own, foreign, missing} object: foreign and missing look the same, and nobody sees more.

Generated from the URLconf; a new route joins by itself, and one that nobody knows how to reach fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import pytest

from tests.security.findings import expect_none, find_difference, find_faults
from tests.security.prober import Outcome, Prober
from tests.security.routes import EXEMPT, Target, get_object_label, list_targets
from tests.security.world import World

pytestmark = pytest.mark.django_db

ROLES = (
    "anonymous",
    "no role",
    "vendor",
    "vendor officer",
    "team officer",
    "operator",
    "viewer",
    "approver",
    "auditor",
    "officer",
    "owner",
    "superuser",
)


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
    return target.object_id in hidden or (target.object_id == version.catalogue_id and str(version.pk) in hidden)


@pytest.mark.parametrize("role", ROLES)
def test_reading(world: World, role: str) -> None:
    """GET shows no text of a forbidden record, changes nothing, and tells foreign from missing in nothing."""
    prober = Prober(world, role)
    forbidden = world.list_forbidden(prober.user)
    faults: list[str] = []
    for group in group_targets(world):
        outcomes: dict[str, Outcome] = {}
        for which, target in group.items():
            if which != "own" and which != "plain" and not is_far_hidden(world, forbidden, group["far"]):
                continue
            outcomes[which] = prober.probe("GET", target)
            faults += find_faults(world, forbidden, f"GET {target.url}", outcomes[which], reads=True)
        if "far" in outcomes:
            difference = find_difference(
                outcomes["far"], group["far"].object_id, outcomes["missing"], group["missing"].object_id
            )
            faults += [f"GET {group['far'].url}: {difference}"] if difference else []
    expect_none(faults)
