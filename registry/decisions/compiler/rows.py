"""Where the compiler reads its rows: the tables as they are, or their histories as of an instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Q

from registry.ai_models.models import AIModel, ModelVersion
from vendors.questionnaires.models import TemplateVersion

# Columns that no decision rests on and that would fill the memory at 100,000 versions.
WIDE_COLUMNS: dict[Any, tuple[str, ...]] = {
    ModelVersion: ("raw_facts", "listings", "capabilities", "supported_regions"),
    TemplateVersion: ("content",),
    AIModel: ("card_markdown", "card_facts", "description"),
}


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
        # In no order: what comes of them goes into maps, and an order costs both sides.
        rows = model._base_manager.filter(condition).order_by()
        return list(rows.defer(*WIDE_COLUMNS.get(model, ())))


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
