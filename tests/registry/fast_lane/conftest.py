"""The two ways of one question: through the fast lane, and past it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from governance.accounts.services import issue_api_key
from registry.fast_lane.lane import FastLane
from tests.cast import Cast
from tests.factories.decisions import PermittedWorld

REST = "/api/v1/decisions"
AUTHZEN = "/access/v1/evaluation"


@dataclass(frozen=True)
class Said:
    """An answer as it went over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as data."""
        return json.loads(self.body)


class Road:
    """A server of the application, and whether a call went as far as Django."""

    def __init__(self) -> None:
        self._django: Callable[..., Iterable[bytes]] = get_wsgi_application()
        self._lane = FastLane(self._reach_django)
        self.reached_django = False

    def _reach_django(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.reached_django = True
        return self._django(environ, start_response)

    def send(
        self, secret: str, body: Any, path: str = REST, *, is_long: bool = False, **headers: str
    ) -> Said:
        """Return the answer to a POST, by the long way when asked for."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(raw)),
            "HTTP_HOST": "testserver",
            "HTTP_AUTHORIZATION": f"Bearer {secret}",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(raw),
            "wsgi.errors": io.StringIO(),
            **headers,
        }
        started: list[Any] = []
        self.reached_django = False
        application = self._django if is_long else self._lane
        parts = application(environ, lambda status, given, *_: started.extend((status, given)))
        answer = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        return Said(int(started[0].split()[0]), dict(started[1]), answer)


@pytest.fixture
def road() -> Iterator[Road]:
    """Return a server that leaves the test's own connection open, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Road()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def secret(cast: Cast, road: Road, world: PermittedWorld) -> str:
    """Return a key of Eve's that may ask and whose use was noted a moment ago; the first unknown name is noted too."""
    issued = issue_api_key(actor=cast.ada, owner=cast.eve, name="gateway", scopes=["decisions:ask"])[1]
    road.send(issued, {**world.question, "resource": {"type": "model", "id": "nobody/knows"}})
    return issued
