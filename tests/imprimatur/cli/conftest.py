"""A server that answers from a table, and the command run as a person runs it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from imprimatur.cli.main import main

PERMITTED = "openai/gpt-4o-2024-08-06"


@dataclass
class Gate:
    """What the server was asked, and how it answers."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    status: int = 200
    problem: bytes = b""

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """Permit the one model, deny every other."""
        self.asked.append(question)
        is_permitted = question["resource"]["id"] == PERMITTED
        reason = (
            ("approval.in_force", "It is approved.") if is_permitted else ("resource.unknown", "Unknown.")
        )
        return {
            "decision": "permit" if is_permitted else "deny",
            "decision_id": "d",
            "reasons": [{"code": reason[0], "message": reason[1], "record": None}],
            "obligations": [{"code": "eu", "message": "Use the EU endpoint."}] if is_permitted else [],
            "alternatives": [] if is_permitted else [{"type": "model", "id": PERMITTED, "label": "x"}],
            "valid_until": "2026-11-25T12:00:00Z",
            "revision": 7,
        }


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Gate]:
    """Serve, with the environment pointing there, from an empty folder."""
    gate = Gate()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            gate.keys.add(self.headers["Authorization"])
            many = body.get("questions")
            said = gate.answer(body) if many is None else {"decisions": [gate.answer(each) for each in many]}
            self.say(said)

        def do_GET(self) -> None:
            page = "cursor=2" in self.path
            rows = [{"catalogue_id": f"m/{int(page)}", "lifecycle": "approved", "deprecation_date": None}]
            # The server calls itself by a name that the caller may not reach.
            self.say({"results": rows, "next": None if page else "http://inside/api/v1/models?cursor=2"})

        def say(self, document: Any) -> None:
            raw = gate.problem or json.dumps(document).encode()
            self.send_response(gate.status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    gate.url = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("IMPRIMATUR_URL", gate.url)
    monkeypatch.setenv("IMPRIMATUR_KEY", "imp_key")
    monkeypatch.chdir(tmp_path)
    yield gate
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs the command and returns its exit code, output and errors."""

    def call(*words: str) -> tuple[int, str, str]:
        try:
            code = main(words)
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call
