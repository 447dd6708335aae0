"""Filters that tell templates what kind of value a frozen content holds."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def is_list(value: Any) -> bool:
    """Return whether the value is a list."""
    return isinstance(value, list | tuple)


@register.filter
def is_mapping(value: Any) -> bool:
    """Return whether the value is a mapping."""
    return isinstance(value, dict)
