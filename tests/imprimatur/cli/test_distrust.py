"""Whatever a server, a proxy or a setting does, the command says so in a sentence, permits nothing and shows no key."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import imprimatur.link
from tests.imprimatur.cli.conftest import Gate

Run = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[3]
PERMIT = json.dumps(
    {
        "decision": "permit",
        "reasons": [],
        "obligations": [],
        "alternatives": [],
        "valid_until": "x",
        "revision": 1,
    }
)


def say(body: str) -> bytes:
    """Return a whole answer."""
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


@contextmanager
def talking(raw: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """Serve the same bytes to whoever connects; give the port and what was asked."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    caller, _address = server.accept()
                except OSError:
                    return
                with caller:
                    asked = caller.recv(65_536)
                    if asked:
                        heard.append(asked)
                    while b"POST" in asked and not asked.endswith(b"}"):
                        asked += caller.recv(65_536)
                    caller.sendall(raw)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], heard
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


SAID = {
    "no HTTP": b"garbage\r\n\r\n",
    "cut short": b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + PERMIT.encode(),
    "bad chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "nothing": b"",
    "a refusal cut short": b"HTTP/1.1 500 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "another's JSON": say('{"ok": true}'),
    "a list": say("[]"),
    "null": say("null"),
    "half a permit": say('{"decision": "permit"}'),
    "too few answers": say('{"decisions": []}'),
    "a word of its own": say(PERMIT.replace("permit", "allow")),
    "a denial without a reason": say(PERMIT.replace("permit", "deny")),
    "a reason without words": say(
        PERMIT.replace('"reasons": []', '"reasons": [{"code": "c", "message": 3}]')
    ),
    "reasons that are none": say(PERMIT.replace('"reasons": []', '"reasons": [{"code": 1}]')),
    "many in one": say(f'{{"decisions": [{PERMIT}, {PERMIT}]}}'),
    "rows that are none": say('{"results": [3], "next": null}'),
    "a circle": say('{"results": [], "next": "http://x/?lifecycle=approved&limit=200"}'),
}


@pytest.mark.parametrize("name", SAID)
@pytest.mark.parametrize("words", ["check m --team t", "scan --team t", "models"])
def test_an_answer_in_no_form_of_ours_is_1_and_one_sentence(
    run: Run, gate: Gate, name: str, words: str
) -> None:
    Path("a.py").write_text('model="shadow/m-1"\n')
    with talking(SAID[name]) as (port, _heard):
        code, out, err = run(*words.split(), "--url", f"http://127.0.0.1:{port}")
    assert (code, out, len(err.splitlines())) == (1, "", 1)


def test_the_answers_that_those_are_bent_from_are_believed(run: Run, gate: Gate) -> None:
    """Otherwise the cases above would prove nothing."""
    with talking(say(PERMIT)) as (port, _heard):
        assert run("check", "m", "--team", "t", "--url", f"http://127.0.0.1:{port}")[0] == 0


def test_a_server_that_never_ends_its_answer_is_left(
    run: Run, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imprimatur.link, "LONGEST", 0.0)
    with talking(say(PERMIT)) as (port, _heard):
        code, _out, err = run("check", "m", "--team", "t", "--url", f"http://127.0.0.1:{port}")
    assert (code, "takes longer" in err) == (1, True)


@pytest.mark.parametrize("key", ["imp_secret\nX-Other: 1", "imp_s\u00e9cret", "imp_s\u20accret", "imp_a b"])
def test_a_key_that_is_none_is_wrong_usage_and_not_shown(
    run: Run, gate: Gate, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("IMPRIMATUR_KEY", key)
    code, out, err = run("check", "m", "--team", "t")
    assert (code, out, "imp_" in err) == (2, "", False)


def test_a_key_read_from_a_file_may_end_with_its_line(
    run: Run, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMPRIMATUR_KEY", "imp_key\r\n")
    assert run("check", "m", "--team", "t")[0] == 1
    assert gate.keys == {"Bearer imp_key"}


def test_a_key_is_never_an_option(run: Run, gate: Gate) -> None:
    code, _out, err = run("check", "m", "--team", "t", "--key", "imp_key")
    assert (code, "unrecognized" in err) == (2, True)


@pytest.mark.parametrize(
    "url",
    ["https://h:x", "https://u:p@h", "http://localhost:1?x=1", "http://[::1", "https://a b", "https://h#x"],
)
def test_an_address_that_is_none_is_wrong_usage(run: Run, gate: Gate, url: str) -> None:
    assert run("check", "m", "--team", "t", "--url", url)[:2] == (2, "")


def test_no_proxy_reads_a_key_meant_for_this_machine(gate: Gate) -> None:
    """Plain HTTP is allowed to this machine because it stays there."""
    with talking(say(PERMIT)) as (port, heard):
        environment = {
            **{name: value for name, value in os.environ.items() if name.lower() != "no_proxy"},
            "http_proxy": f"http://127.0.0.1:{port}",
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "imprimatur.cli.main", "check", "shadow/m-1", "--team", "t"]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, heard, len(gate.asked)) == (1, [], 1)
    assert ended.stdout.startswith("deny  shadow/m-1")


def test_when_to_come_back_is_told(run: Run, gate: Gate) -> None:
    raw = b"HTTP/1.1 429 X\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\n{}"
    with talking(raw) as (port, _heard):
        code, _out, err = run("check", "m", "--team", "t", "--url", f"http://127.0.0.1:{port}")
    assert (code, err.splitlines()) == (1, ["imprimatur: 429: refused", "Retry after: 7"])


def test_each_file_of_commands_is_a_command(run: Run) -> None:
    folder = ROOT / "imprimatur" / "cli" / "commands"
    shown = run("--help")[1]
    named = [path.stem for path in sorted(folder.glob("[a-z]*.py"))]
    assert [
        line.split()[0] for line in shown.splitlines() if line.startswith("    ") and line[4] != " "
    ] == named


def test_an_answer_that_drips_is_left(run: Run, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, and the answer would take a minute."""
    monkeypatch.setattr(imprimatur.link, "LONGEST", 0.5)
    ended = threading.Event()

    def drip() -> None:
        caller, _address = server.accept()
        with caller:
            caller.recv(65_536)
            caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n")
            try:
                while not ended.wait(0.1):
                    caller.sendall(b" ")
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        began = time.monotonic()
        code, _out, err = run(
            "check", "m", "--team", "t", "--url", f"http://127.0.0.1:{server.getsockname()[1]}"
        )
        ended.set()
        thread.join()
    assert (code, "takes longer" in err, time.monotonic() - began < 20) == (1, True, True)


def test_a_terminal_that_knows_few_letters_gets_escapes(gate: Gate) -> None:
    """JSON stays JSON there."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "imprimatur.cli.main", "check", "shadow/\u00e9\U0001f600", "--team", "t"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert ended.stdout.startswith("deny  shadow/\\xe9\\U0001f600")
    ended = subprocess.run(
        [*command[:3], "alternatives", *command[4:], "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(ended.stdout)["model"] == "shadow/\u00e9\U0001f600"
