"""What tests about what we run share."""

from __future__ import annotations

import pytest

from registry.sightings import recording
from tests.cast import Cast
from tests.factories.decisions import PermittedWorld, make_permitted_world


@pytest.fixture(autouse=True)
def nobody_asked_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget which unknown names tests before brought: a caller may bring so many an hour, each once a minute."""
    monkeypatch.setattr(recording, "_limiter", recording.Limiter())


@pytest.fixture
def world(cast: Cast) -> PermittedWorld:
    """Return records with which the question of the contract is permitted."""
    return make_permitted_world(cast)
