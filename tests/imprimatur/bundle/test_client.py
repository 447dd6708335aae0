"""The client decides from a fresh bundle, and denies without one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from imprimatur import evaluate
from imprimatur.bundle import SIGNED_PREFIX, InvalidBundle, Statement, canonical, digest_of, encode, key_id_of
from imprimatur.client import BUNDLE, STATEMENT, Answer, Client
from imprimatur.link import Link
from imprimatur.tables import to_tables
from tests.imprimatur.world import NOW, a_question, a_snapshot, killed

URL = "https://ai.example.org"
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()


class Server:
    """An issuer in memory."""

    def __init__(self) -> None:
        self.snapshot = a_snapshot()
        self.asked: list[str] = []
        self.is_down = False
        self.key = KEY
        self.issuer = URL
        self.recorded: Answer | None = None

    def fetch(self, path: str) -> Answer:
        """Answer like the server does."""
        self.asked.append(path)
        if self.is_down:
            raise OSError("connection refused")
        if self.recorded is not None:
            return self.recorded
        return self.make(path)

    def make(self, path: str) -> Answer:
        """Return what is to be said now."""
        body = canonical(to_tables(self.snapshot))
        now = datetime.now(UTC)
        statement = Statement(
            self.issuer,
            digest_of(body),
            len(body),
            self.snapshot.revision,
            now,
            now + timedelta(seconds=30),
            key_id_of(self.key.public_key().public_bytes_raw()),
        ).to_bytes()
        headers = {
            "imprimatur-statement": encode(statement),
            "imprimatur-signature": encode(self.key.sign(SIGNED_PREFIX + statement)),
        }
        return Answer(body if path == BUNDLE else b"", headers)

    def kill(self) -> None:
        """Commit a kill switch."""
        revision = self.snapshot.revision + 1
        self.snapshot = self.snapshot.rebuild(revision=revision, **killed("organisation", None))


def make_client(server: Server) -> Client:
    return Client(URL, key="k", public_keys=[encode(PUBLIC)], fetch=server.fetch)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture(autouse=True)
def at_noon() -> object:
    """Let it be NOW, and time pass when a test says so."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def codes(client: Client) -> list[str]:
    return [reason.code for reason in client.evaluate(a_question()).reasons]


def test_it_answers_as_the_engine_does(server: Server) -> None:
    client = make_client(server)
    assert codes(client) == ["bundle.missing"]
    client.refresh()
    here, there = client.evaluate(a_question()), evaluate(server.snapshot, a_question(), NOW)
    assert (here.decision, here.reasons, here.revision) == (there.decision, there.reasons, there.revision)
    assert here.is_permit
    # Not a moment longer than was signed.
    assert here.valid_until == NOW + timedelta(seconds=30) < there.valid_until


def test_it_denies_once_the_statement_is_over(server: Server, at_noon: time_machine.Coordinates) -> None:
    client = make_client(server)
    client.refresh()
    at_noon.shift(29.9)
    assert client.evaluate(a_question()).is_permit
    at_noon.shift(0.1)
    assert codes(client) == ["bundle.stale"]
    client.refresh()
    assert client.evaluate(a_question()).is_permit


def test_a_clock_set_back_does_not_lengthen_it(
    server: Server, at_noon: time_machine.Coordinates, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = [0.0]
    monkeypatch.setattr("imprimatur.client.time.monotonic", lambda: passed[0])
    client = make_client(server)
    client.refresh()
    at_noon.shift(-3_600)
    passed[0] = 30.0
    assert codes(client) == ["bundle.stale"]


def test_only_a_statement_is_fetched_while_nothing_changes(server: Server) -> None:
    client = make_client(server)
    for _ in range(3):
        client.refresh()
    assert server.asked == [BUNDLE, STATEMENT, STATEMENT]
    server.kill()
    client.refresh()
    assert server.asked[3:] == [STATEMENT, BUNDLE]
    assert codes(client)[0] == "kill_switch.engaged"


def test_without_its_server_it_denies_when_the_time_is_over(
    server: Server, at_noon: time_machine.Coordinates
) -> None:
    client = make_client(server)
    client.refresh()
    server.is_down = True
    with pytest.raises(OSError, match="refused"):
        client.refresh()
    assert client.evaluate(a_question()).is_permit
    at_noon.shift(30)
    assert codes(client) == ["bundle.stale"]


def test_a_replayed_bundle_is_refused(server: Server, at_noon: time_machine.Coordinates) -> None:
    """What was signed once is of no use later, nor in place of what came after it."""
    old = server.make(BUNDLE)
    client = make_client(server)
    server.kill()
    client.refresh()
    server.recorded = old
    with pytest.raises(InvalidBundle, match="older"):
        client.refresh()
    assert codes(client)[0] == "kill_switch.engaged"
    at_noon.shift(31)
    with pytest.raises(InvalidBundle, match="out of date"):
        make_client(server).refresh()


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"key": Ed25519PrivateKey.from_private_bytes(b"o" * 32)}, "not trusted"),
        ({"issuer": "https://evil.example"}, "issued by"),
    ],
)
def test_somebody_elses_bundle_is_refused(server: Server, fault: dict[str, object], message: str) -> None:
    for name, value in fault.items():
        setattr(server, name, value)
    client = make_client(server)
    with pytest.raises(InvalidBundle, match=message):
        client.refresh()
    assert codes(client) == ["bundle.missing"]


@pytest.mark.parametrize("headers", [{}, {"imprimatur-statement": "€", "imprimatur-signature": "x"}])
def test_an_answer_without_a_signature_is_refused(server: Server, headers: dict[str, str]) -> None:
    server.recorded = Answer(b"{}", headers)
    with pytest.raises(InvalidBundle):
        make_client(server).refresh()


def test_a_key_goes_over_tls_alone() -> None:
    with pytest.raises(ValueError, match="https"):
        Link("http://ai.example.org", "k")
    Link("http://127.0.0.1:8000", "k")
