"""One world for all attacks, in a transaction that is rolled back after the last of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.security.world import World, make_world


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Return the world that all tests of this folder share: making it takes seconds.

    pytest-django nests each test (marked django_db) in this transaction, so no test sees another one's damage.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _no_contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep no copy of every template's context: nobody here looks at them, and making them takes longer than pages."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_arguments, **_named: None)


@pytest.fixture(autouse=True)
def _silence() -> Iterator[None]:
    """Write no log lines: thousands of refusals are what is wanted here."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
