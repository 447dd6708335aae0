"""Answers that wait for the same thing do not keep from one another what they wait for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from governance.accounts.callers import CallerTable
from governance.core.freshness import state_reader
from registry.fast_lane import lane
from tests.factories.decisions import PermittedWorld


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_nobody_keeps_a_connection_while_waiting_for_the_snapshot(
    secret: str, world: PermittedWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept by as many threads as the pool has, whoever reads the snapshot for all of them would get none."""
    kept: list[Any] = []
    monkeypatch.setattr(lane, "caller_table", CallerTable())
    monkeypatch.setattr(lane, "get_snapshot", lambda _: kept.append(connection.connection))
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(lane.look_up, secret, state_reader.read(), datetime.now(UTC))
        assert asked.result()[0] is not None
    assert kept == [None]
