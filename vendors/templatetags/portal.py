"""What every page of the portal shows of the reader's notices."""

from __future__ import annotations

from typing import Any

from django import template

from vendors.notices import words
from vendors.notices.models import Notice
from vendors.notices.selectors import list_notices

register = template.Library()


@register.simple_tag
def count_unread(user: Any) -> int:
    """Return how many notices the reader has not read."""
    return int(list_notices(user, is_unread=True).count()) if user.is_authenticated else 0


@register.filter
def in_sentence(notice: Notice) -> str:
    """Return what a notice tells."""
    return words.say(notice)
