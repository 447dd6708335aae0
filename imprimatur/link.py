"""A connection to one Imprimatur server: JSON in and out, over TLS, with a key that goes nowhere else."""

from __future__ import annotations

import gzip
import http.client
import io
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

#: Seconds without a sign of life, and for a whole answer.
TIMEOUT = 10.0
LONGEST = 120.0
LARGEST_ANSWER = 512 * 1024 * 1024
#: What a key of ours, or of anybody's, is made of.
_KEY = re.compile(r"[\x21-\x7e]{1,500}")
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
        wait = self.problem.get("retry_after")
        return "\n".join([str(self), *named, *([f"Retry after: {wait}"] if wait else [])])


class Answer(NamedTuple):
    """What came over the wire: body, and headers by their names in lower case."""

    body: bytes
    headers: Mapping[str, str]

    def json(self) -> Any:
        """Return the body as data; raise Unreachable when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise Unreachable("The answer is not JSON; is this the address of Imprimatur?") from None


class Link:
    """Requests to one server."""

    def __init__(self, url: str, key: str, *, timeout: float = TIMEOUT) -> None:
        """Raises ValueError for an address that is not https:// (this machine's own may be http://), or for no key."""
        try:
            parts = urlsplit(url)
            is_plain = not (parts.username or parts.password or parts.query or parts.fragment or " " in url)
            is_address = parts.hostname and parts.scheme in ("https", "http") and (parts.port or 1) > 0
        except ValueError:
            is_plain = is_address = False
        if not is_address or not is_plain:
            raise ValueError("The address of the server is no address; it looks like https://ai.example.org")
        is_local = parts.hostname in LOCAL
        if parts.scheme != "https" and not is_local:
            raise ValueError("The address must begin with https://: a key is sent along.")
        # A key read from a file may end with its line.
        key = key.strip()
        if not _KEY.fullmatch(key):
            raise ValueError("The key is no key: it holds what no key holds, or nothing.")
        self.url, self._key, self._timeout = url.rstrip("/"), key, timeout
        # Plain HTTP is for this machine alone, and no proxy is this machine.
        self._opener = _LOCAL_OPENER if is_local else _OPENER

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
            with self._opener.open(request, timeout=self._timeout) as response:
                raw = _read_all(response)
                given = {name.lower(): value for name, value in response.headers.items()}
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise Refused(refusal.code, _read_problem(refusal)) from None
        except (OSError, ValueError, http.client.HTTPException) as fault:
            raise Unreachable(f"{self.url} cannot be reached: {getattr(fault, 'reason', fault)}") from None
        if given.get("content-encoding") == "gzip":
            raw = _unpack(raw)
        if len(raw) > LARGEST_ANSWER:
            raise Unreachable("The answer is too large.")
        return Answer(raw, given)


def _read_all(response: Any) -> bytes:
    """Return the body; raise OSError when it is cut short or takes longer than LONGEST.

    `read1` returns what has come; `read` would wait for all of it, however slowly it drips.
    """
    ends = time.monotonic() + LONGEST
    parts: list[bytes] = []
    left = LARGEST_ANSWER + 1
    while left > 0 and (part := response.read1(min(left, 1_048_576))):
        parts.append(part)
        left -= len(part)
        if time.monotonic() > ends:
            raise OSError(f"the answer takes longer than {LONGEST:.0f} seconds")
    raw = b"".join(parts)
    declared = response.headers.get("Content-Length", "")
    if declared.isdecimal() and len(raw) < min(int(declared), LARGEST_ANSWER):
        raise OSError("the answer was cut short")
    return raw


def _read_problem(refusal: urllib.error.HTTPError) -> Mapping[str, Any]:
    """Return the problem document of a refusal, and when to come back; what cannot be read says nothing."""
    try:
        problem = json.loads(refusal.read(65_536))
    except (OSError, ValueError, http.client.HTTPException):
        problem = {}
    wait = refusal.headers.get("Retry-After")
    return {**(problem if isinstance(problem, dict) else {}), **({"retry_after": wait} if wait else {})}


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
_LOCAL_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
