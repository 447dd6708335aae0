"""What tests about what we run share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from registry.sightings import recording
from tests.cast import Cast
from tests.factories.decisions import PermittedWorld, make_permitted_world
from tests.kept import Kept, keep


@pytest.fixture(autouse=True)
def nobody_asked_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget which unknown names tests before brought: a caller may bring so many an hour, each once a minute."""
    monkeypatch.setattr(recording, "_limiter", recording.Limiter())


@pytest.fixture(scope="module")
def kept_world(request: pytest.FixtureRequest) -> Iterator[Kept[PermittedWorld] | None]:
    """Make the world once for a module."""
    with keep(request, make_permitted_world) as kept:
        yield kept


@pytest.fixture
def world(kept_world: Kept[PermittedWorld] | None, cast: Cast) -> PermittedWorld:
    """Return records with which the question of the contract is permitted."""
    return kept_world.take() if kept_world else make_permitted_world(cast)
