"""A connection to one Imprimatur server: JSON in and out, over TLS, with a key that goes nowhere else."""

from __future__ import annotations

import gzip
import io
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

TIMEOUT = 10.0
LARGEST_ANSWER = 512 * 1024 * 1024
LOCAL = ("127.0.0.1", "localhost", "::1")


class Unreachable(OSError):
    """Nobody answers, or not in a way that can be read."""


class Refused(Exception):
    """The server answered with an error. `status` is HTTP's, `problem` the problem document (RFC 9457)."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status, self.problem = status, problem
        super().__init__(f"{status}: {problem.get('detail') or problem.get('title') or 'refused'}")

    def describe(self) -> str:
        """Return what was wrong in one text, faults of single fields included."""
        errors = self.problem.get("errors")
        faults = errors.items() if isinstance(errors, dict) else ()
        named = [f"{name}: {'; '.join(map(str, texts))}" for name, texts in faults if isinstance(texts, list)]
        return "\n".join([str(self), *named])


class Answer(NamedTuple):
    """What came over the wire: body, and headers by their names in lower case."""

    body: bytes
    headers: Mapping[str, str]

    def json(self) -> Any:
        """Return the body as data; raise Unreachable when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise Unreachable("The answer is not JSON; is this the address of Imprimatur?") from None


class Link:
    """Requests to one server."""

    def __init__(self, url: str, key: str, *, timeout: float = TIMEOUT) -> None:
        """Raises ValueError for an address that is not https:// (this machine's own may be http://)."""
        parts = urlsplit(url)
        if not parts.hostname or parts.scheme not in ("https", "http"):
            raise ValueError(f"{url!r} is no address; it begins with https://")
        if parts.scheme != "https" and parts.hostname not in LOCAL:
            raise ValueError("The address must begin with https://: a key is sent along.")
        self.url, self._key, self._timeout = url.rstrip("/"), key, timeout

    def get(self, path: str) -> Answer:
        """Return the answer to a GET. Raises Unreachable and Refused."""
        return self._send(path, None)

    def post(self, path: str, body: Any) -> Any:
        """Return the JSON that answers a JSON body. Raises Unreachable and Refused."""
        return self._send(path, json.dumps(body).encode()).json()

    def _send(self, path: str, body: bytes | None) -> Answer:
        headers = {"Authorization": f"Bearer {self._key}", "Accept": "application/json"}
        headers |= {"Accept-Encoding": "gzip"} if body is None else {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, body, headers)  # noqa: S310 - checked when it was made
        try:
            with _OPENER.open(request, timeout=self._timeout) as response:
                raw = response.read(LARGEST_ANSWER + 1)
                given = {name.lower(): value for name, value in response.headers.items()}
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise Refused(refusal.code, _read_problem(refusal.read(65_536))) from None
        except (OSError, ValueError) as fault:
            raise Unreachable(f"{self.url} cannot be reached: {getattr(fault, 'reason', fault)}") from None
        if given.get("content-encoding") == "gzip":
            raw = _unpack(raw)
        if len(raw) > LARGEST_ANSWER:
            raise Unreachable("The answer is too large.")
        return Answer(raw, given)


def _read_problem(raw: bytes) -> Mapping[str, Any]:
    try:
        problem = json.loads(raw)
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


def _unpack(raw: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
            return packed.read(LARGEST_ANSWER + 1)
    except (OSError, EOFError, ValueError):
        raise Unreachable("The answer cannot be unpacked.") from None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nobody: the key is for one address."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Return None, so that a redirection is an error."""


_OPENER = urllib.request.build_opener(_NoRedirect)
