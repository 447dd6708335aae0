"""Caches count as one for all processes, and one that cannot be reached stops nobody."""

from __future__ import annotations

import multiprocessing
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.cache.backends.filebased import FileBasedCache

from governance.core.api import rates
from governance.core.cache import CountingFileCache, TolerantRedisCache

PROCESSES = 4
TURNS = 100


def count(where: str) -> None:
    """Count up by one, often."""
    cache = CountingFileCache(where, {})
    for _ in range(TURNS):
        cache.add("calls", 0)
        cache.incr("calls")


def test_what_processes_count_together_in_files_is_all_they_counted(tmp_path: Path) -> None:
    """By twos and fours at once: a limit that each could pass by itself would be none."""
    context = multiprocessing.get_context("fork")
    counting = [context.Process(target=count, args=(str(tmp_path),)) for _ in range(PROCESSES)]
    for each in counting:
        each.start()
    for each in counting:
        each.join(60)
    assert FileBasedCache(str(tmp_path), {}).get("calls") == PROCESSES * TURNS


def test_a_limit_goes_on_in_each_process_while_redis_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "cache", TolerantRedisCache("redis://127.0.0.1:1", {}))
    rate = rates.SharedRate(3, "refused")
    assert [rate.take("somebody") == 0 for _ in range(4)] == [True, True, True, False]


def test_a_redis_that_takes_calls_and_is_silent_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("governance.core.cache.PATIENCE", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor(1) as pool:
        address = f"redis://127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setattr(rates, "cache", TolerantRedisCache(address, {}))
        taken = pool.submit(rates.SharedRate(3, "silent").take, "somebody")
        try:
            assert taken.result(5) == 0
        finally:
            # What still waits is told, so that a failed test ends.
            silent.accept()[0].close()
