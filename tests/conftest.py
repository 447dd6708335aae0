"""What every test shares: which services there are, the test database, and the plan for a missing service."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from registry.sightings import recording
from tests.cast import Cast, get_cast, keep_cast
from tests.meta.sources import LINES_TO_SPLIT_AT, count_lines, list_python_files
from tests.services import list_missing_services

# Examples are the same on every machine, more of them where every attack is sent; a slow machine is no failure.
hypothesis_settings.register_profile(
    "suite",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=100 if os.environ.get("ATTACKS") == "all" else 25,
)
hypothesis_settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    """Stop at once when the caller requires a service (REQUIRE="postgres redis browser") that is not there."""
    missing = list_missing_services()
    for name in os.environ.get("REQUIRE", "").split():
        if name in missing:
            raise pytest.UsageError(f"REQUIRE names {name}, but {missing[name]}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests whose service is not there, each with the reason; begin with those that take longest."""
    # What takes a minute must not begin when the other processes have nothing left.
    items.sort(key=lambda item: "tools" not in item.path.parent.parts[-1:])
    for marker, reason in list_missing_services().items():
        for item in items:
            if item.get_closest_marker(marker) is not None:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Keep SQLite's test database in a file, because one in memory knows neither WAL nor two connections at once."""
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        database.setdefault("TEST", {})["NAME"] = str(Path(settings.DATA_DIR) / "test.sqlite3")


def pytest_collection_finish() -> None:
    """Leave what is loaded by now to itself: looking through it again and again took a tenth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the files that have grown past one reading; a file over 500 lines fails a test of its own."""
    long = [
        (count_lines(path), path) for path in list_python_files() if count_lines(path) > LINES_TO_SPLIT_AT
    ]
    if long:
        terminalreporter.section(f"files over {LINES_TO_SPLIT_AT} lines: split them")
        for lines, path in sorted(long, reverse=True):
            terminalreporter.line(f"{lines:5d}  {path}")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Keep the cast in the test database: most tests need people, and each would make them anew."""
    with django_db_blocker.unblock():
        keep_cast()
    yield
    with django_db_blocker.unblock():
        end_other_sessions()


def end_other_sessions() -> None:
    """End what threads of a live server may have left open: PostgreSQL drops no database that somebody still uses."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def finished_threads(request: pytest.FixtureRequest, _django_db_marker: None) -> Iterator[None]:
    """Let threads write what a test left them while its database is still there: the end of the test empties it."""
    if "_django_db_helper" in request.fixturenames:
        # So that this ends before it.
        request.getfixturevalue("_django_db_helper")
    yield
    recording.finish()


@pytest.fixture
def cast(db: None) -> Cast:
    """Return the fixed cast, made through the services."""
    return get_cast()
