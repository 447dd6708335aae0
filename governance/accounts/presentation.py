"""Keys and refusals in words, for the admin and for people's own page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.accounts.enums import KeyScope
from governance.accounts.models import ApiKey
from governance.core.errors import ServiceError


def get_key_state(key: ApiKey, now: datetime) -> tuple[str, Any]:
    """Return (code, words) of whether the key works at the instant."""
    if key.revoked_at is not None:
        return "revoked", _("revoked")
    if now >= key.expires_at:
        return "expired", _("expired")
    if not key.owner.is_active:
        return "closed", _("owner's account is closed")
    return "live", _("live")


def describe_scopes(key: ApiKey) -> str:
    """Return the scopes in words; one that no longer exists keeps its name."""
    labels = dict(KeyScope.choices)
    return ", ".join(str(labels.get(scope, scope)) for scope in key.scopes)


def place_refusal(form: forms.Form, refusal: ServiceError) -> None:
    """Put a service's refusal on the fields it belongs to, or on the form."""
    for name, text in refusal.fields.items():
        form.add_error(name if name in form.fields else None, str(text))
    if not refusal.fields:
        form.add_error(None, str(refusal.message))
