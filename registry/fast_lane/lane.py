"""The fast lane: a WSGI application ahead of Django that answers ordinary questions and passes everything else on.

It takes a call only when it knows all of it: a live key with the scope, a plain body, a database that says what the
last commit is. Whatever is missing, wrong or unusual goes the long way, whose answer is the product's answer. So the
lane has one error, the long way's 503 without its wait, and what it does answer is the same but for the id.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from governance.accounts.callers import Caller, caller_table
from governance.core.api.rates import COUNTED, decision_rate
from governance.core.client_address import address_of
from governance.core.enums import Channel
from governance.core.feed import current_state
from governance.core.middleware import UNAVAILABLE
from governance.core.origin import arriving_through
from governance.core.revisions import RegistryState
from imprimatur import Snapshot
from registry.authzen.translation import describe as describe_authzen
from registry.decision_log.enums import Through
from registry.decision_log.journal import journal
from registry.decision_log.notes import Call
from registry.decisions.api import AskingView
from registry.decisions.api import describe as describe_rest
from registry.decisions.selectors import MAY_ASK
from registry.decisions.snapshots import get_snapshot, recall_snapshot
from registry.fast_lane.book import Answer, Book, Describe, Shelf, sight_of, tell_all
from registry.fast_lane.headers import LaneHeaders
from registry.fast_lane.reading import QUOTES_OF_A_LIST, Plain, read_body
from registry.sightings.recording import note_unknown

_UNAVAILABLE = json.dumps(UNAVAILABLE).encode()
log = structlog.get_logger(__name__)
SCOPE = AskingView.policy.write_scope
LARGEST_BODY = 1_048_576
JSON = "application/json"
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
        self._askers: dict[str, Asker] = {}
        self._listing = threading.Lock()

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
                    headers = self._headers.make_unavailable(environ, len(_UNAVAILABLE))
                    start_response("503 Service Unavailable", headers)
                    return (_UNAVAILABLE,)
                except Exception:
                    # The long way meets the same fault, and has a word for it.
                    log.debug("fast_lane_left", exc_info=True)
                    answer = None
                if answer is not None:
                    start_response("200 OK", self._headers.make(environ, len(answer)))
                    return (answer,)
                environ["wsgi.input"] = io.BytesIO(body)
        return self._application(environ, start_response)

    def _take(self, environ: Environ) -> bytes | None:
        """Return the body of a call that may be ordinary; None, and unread, when it cannot be."""
        length = environ.get("CONTENT_LENGTH", "")
        if not (
            environ.get("HTTP_AUTHORIZATION", "").startswith("Bearer ")
            and is_json(environ.get("CONTENT_TYPE", ""))
            and length.isdecimal()
            and int(length) <= LARGEST_BODY
            and "HTTP_TRANSFER_ENCODING" not in environ
            and "HTTP_CONTENT_ENCODING" not in environ
            and not environ.get("QUERY_STRING")
            and self._headers.fit(environ)
        ):
            return None
        body: bytes = environ["wsgi.input"].read(int(length))
        return body

    def _answer(
        self, environ: Environ, body: bytes, describe: Describe, through: Through, takes_lists: bool
    ) -> bytes | None:
        read = read_body(body, takes_lists=takes_lists)
        if read is None:
            return None
        questions, is_list = read
        state, now = current_state(is_outside=True), datetime.now(UTC)
        secret = environ["HTTP_AUTHORIZATION"][7:]
        caller = caller_table.recall(secret, state.access, now)
        snapshot = recall_snapshot(state)
        if caller is None or snapshot is None:
            caller, snapshot = look_up(secret, state, now)
        asker = None if caller is None else self._see(caller)
        if asker is None or not asker.may_pass():
            return None
        environ[COUNTED] = asker.caller.ident
        book = self._open(asker, through, describe, snapshot)
        if is_list:
            # One at a time: lists told in turn by many threads push each other out of the processor's cache.
            with self._listing:
                told = tell(book, questions, now, body.count(b'"') - QUOTES_OF_A_LIST)
        else:
            told = tell(book, questions, now, body.count(b'"'))
        if told is None:
            return None
        answers, first_id, parts = told
        for question, answer in zip(questions, answers, strict=True):
            if answer.is_unknown:
                note(environ, asker.caller, question)
        who = (asker.owner_id, asker.key_id, through, snapshot.revision)
        has_written = True
        try:
            has_written = journal.add(Call(who, first_id, [answer.note for answer in answers]))
        finally:
            if has_written:
                give_connection_back()
        if is_list:
            parts = [b'{"revision":%d,"decisions":[' % snapshot.revision, *parts, b"]}"]
        return b"".join(parts)

    def _see(self, caller: Caller) -> Asker:
        """Return what the lane knows of a caller, worked out once for each."""
        asker = self._askers.get(caller.ident)
        if asker is None or asker.caller is not caller:
            asker = self._askers[caller.ident] = Asker(caller)
        return asker

    def _open(self, asker: Asker, through: Through, describe: Describe, snapshot: Snapshot) -> Book:
        """Return the book of a snapshot for those who see as much as this one."""
        key = (asker.sight, through)
        book = self._books.get(key)
        if book is None or book.snapshot is not snapshot:
            shelf = self._shelves.setdefault(key, Shelf())
            book = self._books[key] = Book(snapshot, asker.caller.rights, describe, shelf)
        return book


class Asker:
    """A caller, and what the lane would else work out for each of their calls."""

    __slots__ = ("_ident", "_may_ask", "caller", "key_id", "owner_id", "sight")

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.owner_id, self.key_id = caller.key.owner_id, caller.key.pk
        #: Which kinds of records the answers may name.
        self.sight = sight_of(caller.rights)
        self._ident = caller.ident
        self._may_ask = SCOPE in caller.scopes and caller.rights.everywhere_has(MAY_ASK)

    def may_pass(self) -> bool:
        """Say whether they may ask here and now; the long way says why not, and writes down that the key is used."""
        return (
            self._may_ask
            and not caller_table.must_note_use(self._ident)
            and decision_rate.take(self._ident) == 0
        )


def tell(
    book: Book, questions: list[Plain], now: datetime, quotes: int
) -> tuple[list[Answer], int, list[bytes]] | None:
    """Return the answers, the id of the first, and the parts of their JSON with commas between.

    None when the questions have another number of quotes than their JSON: a member was named twice.
    """
    answers = book.find_all(questions, now)
    if sum([answer.quotes for answer in answers]) != quotes:
        return None
    return answers, *tell_all(answers, now, book.snapshot.revision)


def is_json(content_type: str) -> bool:
    """Say whether a body is said to be JSON."""
    return content_type == JSON or content_type.partition(";")[0].strip() == JSON


def look_up(secret: str, state: RegistryState, now: datetime) -> tuple[Caller | None, Snapshot]:
    """Return caller and snapshot from the database.

    Nobody keeps a connection while waiting for the snapshot: whoever reads it for all needs one of the same pool.
    """
    try:
        caller = caller_table.find(secret, state.access, now)
    finally:
        give_connection_back()
    try:
        return caller, get_snapshot(state)
    finally:
        give_connection_back()


def give_connection_back() -> None:
    """Let others have the thread's connection: outside Django's own request nobody else gives it back."""
    if not connection.in_atomic_block:
        close_old_connections()


def note(environ: Environ, caller: Caller, question: Plain) -> None:
    """Leave a note that something unknown was asked for."""
    purpose = question.action.properties
    with arriving_through(Channel.API, address=address_of(environ)):
        note_unknown(
            resource_type=question.resource.type,
            identifier=question.resource.id,
            subject=f"{question.subject.type}:{question.subject.id}",
            use_case=(purpose and purpose.use_case) or "",
            caller_key=str(caller.key.owner_id),
        )
