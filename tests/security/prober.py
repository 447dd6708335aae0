"""Sends requests as one role and says what came back, what was written, and what was shown."""

from __future__ import annotations

import html
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import Client

from tests.pdf_text import read_pdf
from tests.security.routes import Target
from tests.security.world import World

# Tables that a request may write although it changes nothing in the product.
HOUSEKEEPING = {"django_session", "usersessions_usersession"}
WRITES = re.compile(r'^\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?', re.IGNORECASE)
VOLATILE = (
    (re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*'), r"\1"),
    (re.compile(r'(nonce=")[^"]*'), r"\1"),
    (re.compile(r"'nonce-[^']*'"), "'nonce-'"),
    (
        re.compile(r'("X-CSRFToken"|&quot;X-CSRFToken&quot;|csrf[-_]?token)(&quot;|")?: ?(&quot;|")[\w-]+'),
        r"\1",
    ),
)
IGNORED_HEADERS = {"X-Request-ID", "Content-Length", "Expires", "Date", "Last-Modified"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer: what a client sees, and the tables that were written meanwhile."""

    status: int
    headers: dict[str, str]
    body: str
    messages: tuple[str, ...]
    written: frozenset[str]
    crash: str = ""

    def without(self, object_id: str) -> tuple[Any, ...]:
        """Return everything a client sees, with the id from its own address taken out."""
        text = [self.body, *self.messages, *(f"{k}: {v}" for k, v in sorted(self.headers.items()))]
        if object_id:
            quoted = object_id.replace("-", "_2D")
            text = [
                each.replace(object_id, "ID").replace(quoted, "ID").replace(object_id.replace("-", ""), "ID")
                for each in text
            ]
        for pattern, put in VOLATILE:
            text = [pattern.sub(put, each) for each in text]
        return (self.status, *text)

    @property
    def text(self) -> str:
        """Everything a client can read, unescaped, so that an escaped canary is found as well."""
        return html.unescape("\n".join((self.body, *self.messages, *self.headers.values())))


class Prober:
    """A signed-in browser of one role."""

    def __init__(self, world: World, role: str, **headers: str) -> None:
        self.world = world
        self.asker = (role, *headers.values())
        self.user = world.people[role]
        self.client = Client(raise_request_exception=False, headers=headers)
        if self.user is not None:
            self.client.force_login(self.user, backend="governance.accounts.backends.SignInBackend")

    def send(self, method: str, url: str, **options: Any) -> Outcome:
        """Send one request."""
        cache.clear()  # the rate limits that earlier requests used up
        crashes: list[str] = []

        def note(sender: Any, **_: Any) -> None:
            crashes.append(traceback.format_exc(limit=-3))

        got_request_exception.connect(note)
        with record_writes() as written:
            response = self.client.generic(method, url, **options)
            body = b"".join(response.streaming_content) if response.streaming else response.content
        got_request_exception.disconnect(note)
        headers = {name: value for name, value in response.headers.items() if name not in IGNORED_HEADERS}
        messages = tuple(self._take_messages())
        is_printed = headers.get("Content-Type") == "application/pdf"
        return Outcome(
            response.status_code,
            headers,
            # What a PDF says is packed, and its letters are numbered anew in each.
            read_pdf(body).everything if is_printed and body else body.decode("utf-8", "replace"),
            messages,
            frozenset(written),
            "\n".join(crashes),
        )

    def read(self, target: Target) -> Outcome:
        """GET a page, or look at what it answered this role before: a rolled back test leaves no page changed."""
        key = (*self.asker, target.url)
        if key not in self.world.answers:
            self.world.answers[key] = self.send("GET", target.url)
        return self.world.answers[key]

    def probe(self, method: str, target: Target, **options: Any) -> Outcome:
        """Send one request whose effects are undone."""
        if method in {"GET", "HEAD", "OPTIONS"}:
            return self.send(method, target.url, **options)
        with transaction.atomic():
            outcome = self.send(method, target.url, **options)
            transaction.set_rollback(True)
        return outcome

    def _take_messages(self) -> Iterator[str]:
        cookie = self.client.cookies.pop("messages", None)
        if cookie is not None and cookie.value:
            storage = CookieStorage(None)
            yield from map(str, storage._decode(cookie.value) or ())


@contextmanager
def record_writes() -> Iterator[set[str]]:
    """Collect the names of the tables written inside the block, rolled back or not; housekeeping is left out."""
    written: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        match = WRITES.match(sql)
        if match and match.group(1) not in HOUSEKEEPING and context["cursor"].rowcount:
            written.add(match.group(1))
        return result

    with connection.execute_wrapper(watch):
        yield written
