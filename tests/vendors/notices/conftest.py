"""The world of notices, made once for each module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kept import Kept, keep
from tests.vendors.notices.told import World, make_world


@pytest.fixture(scope="module")
def kept_world(request: pytest.FixtureRequest) -> Iterator[Kept[World] | None]:
    with keep(request, make_world) as kept:
        yield kept


@pytest.fixture
def world(kept_world: Kept[World], db: None) -> World:
    return kept_world.take()
