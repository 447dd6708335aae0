"""Where the compiler reads its rows: the tables as they are, or their histories as of an instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

from django.db import connection
from django.db.models import Q

from registry.ai_models.models import AIModel, ModelVersion
from vendors.questionnaires.models import TemplateVersion

# Columns that no decision rests on and that would fill the memory at 100,000 versions.
WIDE_COLUMNS: dict[Any, tuple[str, ...]] = {
    ModelVersion: ("raw_facts", "listings", "capabilities", "supported_regions"),
    TemplateVersion: ("content",),
    AIModel: ("card_markdown", "card_facts", "description"),
}
#: Rows that are asked for by a query that is kept ready.
MOST_BY_KEY = 8


class Rows(Protocol):
    """A source of all rows of a kind of record; relations are joined in memory by the compiler."""

    def all(self, model: Any) -> list[Any]:
        """Return every row of the kind."""


class PresentRows:
    """The rows as the present transaction sees them."""

    def all(self, model: Any) -> list[Any]:
        """Return every row of the kind, without its wide columns."""
        return list(model._base_manager.defer(*WIDE_COLUMNS.get(model, ())))


class Narrowed:
    """Some kinds by a condition, all others as another source has them."""

    def __init__(self, rows: Rows, conditions: Mapping[Any, Q]) -> None:
        self.rows = rows
        self.conditions = conditions

    def all(self, model: Any) -> list[Any]:
        """Return the rows of the kind that meet its condition, or all when it has none."""
        condition = self.conditions.get(model)
        if condition is None:
            return self.rows.all(model)
        if _asks_for_nothing(condition):
            return []
        if (keys := _list_keys(condition)) is not None and len(keys) <= MOST_BY_KEY:
            return _read_by_key(model, keys)
        return list(_select(model, condition))


def _select(model: Any, condition: Q) -> Any:
    # In no order: what comes of them goes into maps, and an order costs both sides.
    return model._base_manager.filter(condition).order_by().defer(*WIDE_COLUMNS.get(model, ()))


def _list_keys(condition: Q) -> list[Any] | None:
    """Return the keys, if a condition names the rows by them and asks for nothing else."""
    if condition.negated or len(condition.children) != 1 or not isinstance(condition.children[0], tuple):
        return None
    name, keys = condition.children[0]
    return list(keys) if name == "pk__in" and isinstance(keys, set | frozenset) else None


def _read_by_key(model: Any, keys: list[Any]) -> list[Any]:
    """Return the rows with these keys. Most changes touch one, and to spell the query takes as long as to run it."""
    key = model._meta.pk
    return list(
        model._base_manager.raw(
            _spell(model, len(keys)), [key.get_db_prep_value(each, connection) for each in keys]
        )
    )


@lru_cache(maxsize=256)
def _spell(model: Any, number: int) -> str:
    """Return the query for so many rows by their keys."""
    sql: str = _select(model, Q(pk__in=[UUID(int=each) for each in range(number)])).query.sql_with_params()[0]
    return sql


def _asks_for_nothing(condition: Q) -> bool:
    """Say whether a condition asks for one of no keys. Django would say so too, but only once the query is compiled."""
    if condition.connector != Q.AND or condition.negated:
        return False
    asked = (child for child in condition.children if isinstance(child, tuple))
    return any(
        name.endswith("__in") and isinstance(keys, set | frozenset | list | tuple) and not keys
        for name, keys in asked
    )


class RowsAsOf:
    """The rows as they stood at an instant, from the history tables; slow, and right for deleted rows too."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def all(self, model: Any) -> list[Any]:
        """Return every row of the kind that existed at the instant, as it was then."""
        return list(model.history.as_of(self.at))
