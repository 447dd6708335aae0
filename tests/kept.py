"""Records that all tests of a module start from, made once: what takes half a second is not made for each of fifty."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

import pytest
from django.db import transaction

from tests.cast import Cast, get_cast

T = TypeVar("T")
WITH_REAL_TRANSACTIONS = {"transactional_db", "live_server", "django_db_reset_sequences"}


class Kept(Generic[T]):
    """What was made for a module, as fresh objects for each test."""

    def __init__(self, made: T) -> None:
        self._made = pickle.dumps(made)

    def take(self) -> T:
        """Return it as it was made: what a test before did to the objects or the records is undone."""
        made: T = pickle.loads(self._made)  # noqa: S301 - our own bytes
        return made


@contextmanager
def keep(request: pytest.FixtureRequest, make: Callable[[Cast], T]) -> Iterator[Kept[T] | None]:
    """Make records in a transaction that ends with the module, around those of its tests.

    None where a test of the module has real transactions: what it commits would end with the module too.
    """
    if any(has_real_transactions(item) for item in request.session.items if item.path == request.path):
        yield None
        return
    request.getfixturevalue("django_db_setup")
    blocker = request.getfixturevalue("django_db_blocker")
    with blocker.unblock(), transaction.atomic():
        try:
            yield Kept(make(get_cast()))
        finally:
            transaction.set_rollback(True)


def has_real_transactions(item: Any) -> bool:
    """Return whether a test commits."""
    marker = item.get_closest_marker("django_db")
    is_marked = marker is not None and bool(marker.kwargs.get("transaction") or marker.args[:1] == (True,))
    return is_marked or not WITH_REAL_TRANSACTIONS.isdisjoint(item.fixturenames)
