"""The limit of decisions counts each call once, whichever way it takes."""

from __future__ import annotations

import json

import pytest

from governance.core.api.rates import SharedRate
from tests.factories.decisions import PermittedWorld
from tests.registry.fast_lane.conftest import Road

pytestmark = pytest.mark.django_db


def test_a_call_that_the_lane_passes_on_is_counted_once(
    road: Road, secret: str, world: PermittedWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list with one question that makes no sense is answered by the long way, and so is a member named twice."""
    taken: list[str] = []
    real = SharedRate.take

    def take(rate: SharedRate, ident: str) -> float:
        taken.append(ident)
        return real(rate, ident)

    monkeypatch.setattr(SharedRate, "take", take)
    senseless = {**world.question, "action": {"name": "use", "properties": {"phase": 9}}}
    twice = json.dumps(world.question).replace('"name": "use"', '"name": "use", "name": "use"').encode()
    for body, status in (({"questions": [world.question, senseless]}, 200), (twice, 400)):
        taken.clear()
        said = road.send(secret, body)
        assert (road.reached_django, said.status, len(taken)) == (True, status, 1)
