"""Letters that we send: one line for a subject, and addresses of pages that work outside the product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse


def link_to(name: str, *arguments: Any, **named: Any) -> str:
    """Return the whole address of a page, from PUBLIC_URL: who reads it has no page of ours open."""
    return str(settings.PUBLIC_URL.rstrip("/") + reverse(name, args=arguments, kwargs=named))


def put_on_one_line(text: str) -> str:
    """Return a text without line breaks: a title may hold any letter, and a subject is one line."""
    return " ".join(text.split())


def send_letter(subject: str, body: str, address: str, *, headers: Mapping[str, str] | None = None) -> None:
    """Send a letter to one address from ours; raises what the mail server raises."""
    sender = settings.DEFAULT_FROM_EMAIL
    EmailMessage(put_on_one_line(subject), body, sender, [address], headers=dict(headers or {})).send()
