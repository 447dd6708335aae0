"""Decisions inside the caller's own process: the server's engine on a signed bundle that is kept fresh.

    with Client("https://ai.example.org", key=KEY, public_keys=[PUBLIC_KEY]) as gate:
        decision = gate.evaluate(Question.from_dict({...}))

A bundle that is missing, out of date, older than one seen before, or not signed by a trusted key denies, and says so
(`bundle.stale`, `bundle.missing`). Nothing is ever permitted beyond the instant that the server signed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import NamedTuple, Self

from imprimatur.bundle import InvalidBundle, Statement, decode, key_id_of, open_body, verify_statement
from imprimatur.decision import Decision, Question, Reason
from imprimatur.engine import evaluate
from imprimatur.link import TIMEOUT, Answer, Link, Refused
from imprimatur.snapshot import Snapshot

BUNDLE = "/api/v1/bundle"
STATEMENT = "/api/v1/bundle/statement"
STALE = Reason("bundle.stale", "The signed bundle is out of date and no fresh one could be had.")
MISSING = Reason("bundle.missing", "No signed bundle has been had yet.")

#: Fetches a path and returns the answer, or raises OSError or `Refused`. Replaced in tests and by own transports.
Fetch = Callable[[str], Answer]


class Held(NamedTuple):
    """A verified bundle, and when on this process's monotonic clock its statement was asked for."""

    snapshot: Snapshot
    statement: Statement
    asked_at: float


class Client:
    """Keeps a verified bundle and decides from it. Threads may share one."""

    def __init__(
        self,
        url: str,
        *,
        key: str,
        public_keys: Iterable[str],
        refresh_every: float = 5.0,
        fetch: Fetch | None = None,
    ) -> None:
        """`public_keys` are the issuer's Ed25519 keys, base64url, from a source that is trusted already."""
        keys = [decode(text) for text in public_keys]
        self._public_keys = {key_id_of(each): each for each in keys}
        self._issuer = url.rstrip("/")
        self._fetch = fetch or Link(url, key).get
        self._refresh_every = refresh_every
        self._held: Held | None = None
        self._newest = -1
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        #: The last fault of a refresh, for a log or a health page; None after a success.
        self.fault: Exception | None = None

    def __enter__(self) -> Self:
        """Fetch the first bundle and keep it fresh until the block ends."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop refreshing."""
        self.close()

    def start(self) -> None:
        """Try to get a bundle now, and go on refreshing in the background; until there is one, all is denied."""
        self._refresh_quietly()
        self._thread = threading.Thread(target=self._refresh_for_ever, name="imprimatur-bundle", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop refreshing; what is held denies once it is out of date."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=TIMEOUT)

    def evaluate(self, question: Question) -> Decision:
        """Return the decision on a question from the bundle that is held; deny without a fresh one."""
        held = self._held
        if held is None:
            return deny(MISSING, 0)
        now = self._now(held)
        if now is None:
            return deny(STALE, held.snapshot.revision)
        decision = evaluate(held.snapshot, question, now)
        if decision.valid_until > held.statement.valid_until:
            decision = replace(decision, valid_until=held.statement.valid_until)
        return decision

    @property
    def revision(self) -> int | None:
        """The registry's revision that is decided from; None without a bundle."""
        held = self._held
        return None if held is None else held.snapshot.revision

    def _now(self, held: Held) -> datetime | None:
        """Return the instant of now, or None when the statement holds no longer.

        The later of this machine's clock and of the time that passed since the statement was asked for: neither a
        clock set back nor a held-up statement lengthens what was signed.
        """
        passed = held.statement.issued_at + timedelta(seconds=time.monotonic() - held.asked_at)
        now = max(passed, datetime.now(UTC))
        return now if now < held.statement.valid_until else None

    def refresh(self) -> None:
        """Get a fresh statement, and the body when it is another. Raises OSError, `Refused` and `InvalidBundle`."""
        with self._lock:
            asked_at = time.monotonic()
            held = self._held
            if held is not None:
                statement = self._verify(self._fetch(STATEMENT))
                if statement.digest == held.statement.digest:
                    self._held = Held(held.snapshot, statement, asked_at)
                    return
            asked_at = time.monotonic()
            answer = self._fetch(BUNDLE)
            statement = self._verify(answer)
            self._held = Held(open_body(answer.body, statement), statement, asked_at)
            self._newest = statement.revision

    def _verify(self, answer: Answer) -> Statement:
        statement = verify_statement(
            decode(answer.headers.get("imprimatur-statement", "")),
            decode(answer.headers.get("imprimatur-signature", "")),
            self._public_keys,
        )
        if statement.issuer != self._issuer:
            raise InvalidBundle(f"issued by {statement.issuer!a:.100}, and not by whom was asked")
        if statement.revision < self._newest:
            raise InvalidBundle("older than a bundle seen before")
        if datetime.now(UTC) >= statement.valid_until:
            raise InvalidBundle("out of date")
        return statement

    def _refresh_quietly(self) -> None:
        try:
            self.refresh()
        except (OSError, Refused, InvalidBundle) as fault:
            self.fault = fault
        else:
            self.fault = None

    def _refresh_for_ever(self) -> None:
        while not self._stop.wait(self._refresh_every):
            self._refresh_quietly()


def deny(reason: Reason, revision: int) -> Decision:
    """Return the denial of a client that has nothing to decide from."""
    return Decision("deny", (reason,), (), (), datetime.now(UTC), revision)
