"""Killed is killed: after the commit no process of the server permits, under load, on real connections."""

from __future__ import annotations

import os
from typing import Any

import pytest

from governance.accounts.services import issue_api_key
from governance.core.feed import SILENT_AFTER
from registry.kill_switch.services import engage_kill_switch, release_kill_switch
from tests.cast import get_cast
from tests.factories.decisions import make_permitted_world
from tests.registry.fast_lane.flipping import Flips, flip, serving

#: A thousand take some minutes; FLIPS=1000 throws them.
FLIPS = int(os.environ.get("FLIPS", "20"))


def throw(**environment: str) -> Flips:
    """Return what a server with these settings answered."""
    cast = get_cast()
    world = make_permitted_world(cast)
    secret = issue_api_key(actor=cast.ada, owner=cast.eve, name="gateway", scopes=["decisions:ask"])[1]

    def kill() -> Any:
        return engage_kill_switch(actor=cast.olga, stops="organisation", reason="Drill.")

    def release(engaged: Any) -> None:
        release_kill_switch(actor=cast.ada, engagement=engaged, reason="Over.")

    with serving(**environment) as port:
        return flip(port, secret, world.question, kill=kill, release=release, flips=FLIPS)


@pytest.mark.django_db(transaction=True)
def test_no_permit_begins_after_a_kills_commit() -> None:
    seen = throw()
    assert (seen.late, seen.other) == ([], [])
    assert seen.asked > 10 * FLIPS


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_feed_is_a_moment_behind_at_most() -> None:
    """The moment is measured by tests/benchmarks/kill_delay.py; here no answer outlives a silent feed."""
    seen = throw(DECISIONS_FRESHNESS="feed")
    assert seen.other == []
    assert max(seen.late, default=0.0) < SILENT_AFTER
    assert seen.asked > 10 * FLIPS
