"""Badges read as words wherever they are not drawn as badges, such as on a record's own page."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any


class Badge(tuple[Any, Any]):
    """A pair (value that chooses the colour, label); as text it is its label."""

    def __str__(self) -> str:
        """Return the label."""
        return str(self[1])


def as_badge(show: Callable[..., Any]) -> Callable[..., Any]:
    """Make a column function that returns a pair return a badge."""

    @functools.wraps(show)
    def run(*arguments: Any, **options: Any) -> Any:
        shown = show(*arguments, **options)
        return Badge(shown) if isinstance(shown, tuple) and len(shown) == 2 else shown

    return run
