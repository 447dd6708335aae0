"""Without its database the server answers 503, from no process a permit, and it recovers by itself."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.db import connection

from governance.accounts.services import issue_api_key
from governance.core.feed import SILENT_AFTER
from tests.cast import get_cast
from tests.factories.decisions import make_permitted_world
from tests.registry.fast_lane.flipping import WORKERS, Asker, database_url, serving

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


class Wire:
    """A wire to the database that can be cut: what is connected breaks, and nobody gets through until it is mended."""

    def __init__(self) -> None:
        settings = connection.settings_dict
        host = settings["HOST"] or "127.0.0.1"
        self._target = (host, int(settings["PORT"] or 5432))
        self._ends: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self.port = 0
        self.mend()

    def mend(self) -> None:
        """Let connections through."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Break everything."""
        assert self._listener is not None
        for end in (self._listener, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _address = listener.accept()
                far = socket.create_connection(self._target)
                self._ends += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    @staticmethod
    def _carry(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def wired() -> Iterator[Wire]:
    """Yield a wire, cut at the end."""
    wire = Wire()
    yield wire
    wire.cut()


@pytest.mark.parametrize("freshness", ["commit", "feed"])
def test_a_database_that_is_gone_is_a_503(freshness: str) -> None:
    cast = get_cast()
    world = make_permitted_world(cast)
    secret = issue_api_key(actor=cast.ada, owner=cast.eve, name="gateway", scopes=["decisions:ask"])[1]
    settings = connection.settings_dict
    address = database_url()
    host, port = settings["HOST"] or "127.0.0.1", settings["PORT"] or 5432

    def ask_all(port: int) -> set[tuple[int, str]]:
        """Ask on connections enough to reach every process."""
        answers = set()
        for _ in range(8 * WORKERS):
            asker = Asker(port, secret, world.question)
            answers.add(asker.ask())
            asker.close()
        return answers

    with wired() as wire:
        through = address.replace(f"{host}:{port}", f"127.0.0.1:{wire.port}")
        with serving(DATABASE_URL=through, DECISIONS_FRESHNESS=freshness) as server:
            assert ask_all(server) == {(200, "permit")}
            wire.cut()
            if freshness == "feed":
                # A broken wire is noticed at once; what was heard counts no longer than this in any case.
                time.sleep(SILENT_AFTER)
            assert ask_all(server) == {(503, "")}
            wire.mend()
            deadline = time.monotonic() + 10
            while ask_all(server) != {(200, "permit")}:
                assert time.monotonic() < deadline, "it does not recover"
                time.sleep(0.2)
