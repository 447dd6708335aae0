"""Checks of what a report lists."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_EXCEPTIONS = 200
LONGEST_EXCEPTION = 1_000


def validate_exceptions(value: Any) -> None:
    """Raise ValidationError unless the value is a list of sentences, none of them empty, too long or twice there."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValidationError(_("This must be a list of sentences."))
    if any(not item.strip() or "\x00" in item for item in value):
        raise ValidationError(_("An exception is a sentence."))
    if len(value) > MOST_EXCEPTIONS:
        raise ValidationError(_("At most %d exceptions are kept.") % MOST_EXCEPTIONS)
    if any(len(item) > LONGEST_EXCEPTION for item in value):
        raise ValidationError(_("An exception has at most %d characters.") % LONGEST_EXCEPTION)
    if len(set(value)) != len(value):
        raise ValidationError(_("Something is named twice."))
