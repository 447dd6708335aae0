"""The fast lane: a WSGI application ahead of Django that answers ordinary questions and passes everything else on.

It takes a call only when it knows all of it: a live key with the scope, a plain body, a database that says what the
last commit is. Whatever is missing, wrong or unusual goes the long way, whose answer is the product's answer. So the
lane has one error, the long way's 503 without its wait, and what it does answer is the same but for the id.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from governance.accounts.callers import Caller, caller_table
from governance.core.api.rates import decision_rate
from governance.core.client_address import address_of
from governance.core.enums import Channel
from governance.core.feed import current_state
from governance.core.middleware import UNAVAILABLE
from governance.core.origin import arriving_through
from governance.core.revisions import RegistryState
from imprimatur import Snapshot
from registry.authzen.translation import describe as describe_authzen
from registry.decision_log.asked import Asked
from registry.decision_log.enums import Through
from registry.decision_log.journal import Call, Note, journal
from registry.decisions.api import AskingView
from registry.decisions.api import describe as describe_rest
from registry.decisions.selectors import MAY_ASK
from registry.decisions.snapshots import get_snapshot, recall_snapshot
from registry.fast_lane.book import Book, Describe, Shelf, Telling, sight_of
from registry.fast_lane.headers import LaneHeaders
from registry.fast_lane.reading import read_body
from registry.sightings.recording import note_unknown

_UNAVAILABLE = json.dumps(UNAVAILABLE).encode()
log = structlog.get_logger(__name__)
SCOPE = AskingView.policy.write_scope
LARGEST_BODY = 1_048_576
Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

#: Address → how an answer is described there, and whether a list of questions may come.
ROUTES: dict[str, tuple[Describe, Through, bool]] = {
    "/api/v1/decisions": (describe_rest, Through.REST, True),
    "/access/v1/evaluation": (describe_authzen, Through.AUTHZEN, False),
}


class FastLane:
    """Answers plain questions at once; everything else is the application's behind it."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._headers = LaneHeaders()
        self._books: dict[tuple[frozenset[str], str], Book] = {}
        self._shelves: dict[tuple[frozenset[str], str], Shelf] = {}
        self._sights: dict[str, tuple[Caller, frozenset[str]]] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or pass on."""
        route = ROUTES.get(environ["PATH_INFO"])
        if route is not None and environ["REQUEST_METHOD"] == "POST":
            body = self._take(environ)
            if body is not None:
                try:
                    answer = self._answer(environ, body, *route)
                except (OperationalError, InterfaceError):
                    # The long way would wait for a connection first, and hold a thread meanwhile.
                    start_response("503 Service Unavailable", self._headers.make_unavailable(environ))
                    return (_UNAVAILABLE,)
                except Exception:
                    # The long way meets the same fault, and has a word for it.
                    log.debug("fast_lane_left", exc_info=True)
                    answer = None
                if answer is not None:
                    start_response("200 OK", self._headers.make(environ, len(answer)))
                    return (answer,)
        return self._application(environ, start_response)

    def _take(self, environ: Environ) -> bytes | None:
        """Return the body of a call that may be ordinary, leaving a copy for the long way; None when it cannot be."""
        length = environ.get("CONTENT_LENGTH", "")
        if not (
            environ.get("HTTP_AUTHORIZATION", "").startswith("Bearer ")
            and environ.get("CONTENT_TYPE", "").partition(";")[0].strip() == "application/json"
            and length.isdecimal()
            and int(length) <= LARGEST_BODY
            and "HTTP_TRANSFER_ENCODING" not in environ
            and "HTTP_CONTENT_ENCODING" not in environ
            and not environ.get("QUERY_STRING")
            and self._headers.fit(environ)
        ):
            return None
        body: bytes = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = io.BytesIO(body)
        return body

    def _see(self, caller: Caller) -> frozenset[str]:
        """Return which kinds of records the answers to a caller may name, worked out once for each."""
        known = self._sights.get(caller.ident)
        if known is None or known[0] is not caller:
            known = self._sights[caller.ident] = (caller, sight_of(caller.rights))
        return known[1]

    def _answer(
        self, environ: Environ, body: bytes, describe: Describe, through: Through, takes_lists: bool
    ) -> bytes | None:
        read = read_body(body)
        if read is None or (read[1] and not takes_lists):
            return None
        asked, is_list = read
        state, now = current_state(is_outside=True), datetime.now(UTC)
        secret = environ["HTTP_AUTHORIZATION"][7:]
        caller = caller_table.recall(secret, state.access, now)
        snapshot = recall_snapshot(state)
        if caller is None or snapshot is None:
            caller, snapshot = look_up(secret, state, now)
        if caller is None or not may_pass(caller):
            return None
        sight = self._see(caller)
        book = self._books.get((sight, through))
        if book is None or book.snapshot is not snapshot:
            shelf = self._shelves.setdefault((sight, through), Shelf())
            book = self._books[(sight, through)] = Book(snapshot, caller.rights, describe, shelf)
        telling = Telling(now, snapshot.revision)
        parts: list[bytes] = []
        notes: list[Note] = []
        for each in asked:
            answer = book.find(each, now)
            if answer.is_unknown:
                note(environ, caller, each)
            telling.tell(answer, parts)
            notes.append(answer.note)
            parts.append(b",")
        parts.pop()
        revision = snapshot.revision
        journal.add(Call(caller.key.owner_id, caller.key.pk, through, revision, telling.first_id, notes))
        if is_list:
            parts = [b'{"revision":%d,"decisions":[' % revision, *parts, b"]}"]
        return b"".join(parts)


def look_up(secret: str, state: RegistryState, now: datetime) -> tuple[Caller | None, Snapshot]:
    """Return caller and snapshot from the database."""
    try:
        return caller_table.find(secret, state.access, now), get_snapshot(state)
    finally:
        # Outside Django's own request nobody else gives the thread's connection back.
        if not connection.in_atomic_block:
            close_old_connections()


def may_pass(caller: Caller) -> bool:
    """Say whether the caller may ask here and now; the long way says why not, and writes down that the key is used."""
    return (
        SCOPE in caller.scopes
        and caller.rights.everywhere_has(MAY_ASK)
        and not caller_table.must_note_use(caller)
        and decision_rate.take(caller.ident) == 0
    )


def note(environ: Environ, caller: Caller, asked: Asked) -> None:
    """Leave a note that something unknown was asked for."""
    with arriving_through(Channel.API, address=address_of(environ)):
        note_unknown(
            resource_type=asked[5],
            identifier=asked[6],
            subject=f"{asked[0]}:{asked[1]}",
            use_case=asked[3] or "",
            caller_key=str(caller.key.owner_id),
        )
