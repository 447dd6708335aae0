"""What a request carries is asked before anything reads it, for whoever sends it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast

pytestmark = pytest.mark.django_db

FORM = b'--B\r\nContent-Disposition: form-data; name="login"\r\n\r\nada\xff\r\n--B--\r\n'


def send(client: Client, path: str, charset: str = "", **meta: Any) -> Any:
    """Send a form as a browser does, with the token of the page."""
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', client.get("/accounts/login/").content.decode())
    headers = {"X-CSRFToken": token[1] if token else ""}
    kind = f"multipart/form-data; boundary=B{charset}"
    return client.generic("POST", path, FORM, content_type=kind, headers=headers, **meta)


@pytest.mark.parametrize("charset", ["idna", "rot13", "bz2_codec", "undefined", "utf-16"])
@pytest.mark.parametrize("path", ["/accounts/login/", "/api/v1/invitations"])
def test_a_body_in_a_charset_that_is_not_read_is_refused_and_breaks_nothing(path: str, charset: str) -> None:
    client = Client(enforce_csrf_checks=True)
    assert send(client, path, f"; charset={charset}").status_code == 400


@pytest.mark.parametrize("charset", ["", "; charset=UTF-8", '; charset="us-ascii"'])
def test_what_browsers_send_is_read(charset: str) -> None:
    assert send(Client(enforce_csrf_checks=True), "/accounts/login/", charset).status_code == 200


def test_a_body_beyond_every_file_is_not_read(cast: Cast, settings: Any) -> None:
    settings.CATALOGUE_MAX_BYTES = settings.EVIDENCE_MAX_BYTES = 4_000_000
    signed_in, nobody = Client(), Client()
    signed_in.force_login(cast.olga)
    for client, path, length, status in (
        (nobody, "/accounts/login/", 3_700_000, 413),
        (nobody, "/api/v1/invitations", 5_500_000, 413),
        (nobody, "/api/v1/invitations", 3_700_000, 401),
        (signed_in, "/me/mail/", 5_500_000, 413),
        (signed_in, "/me/mail/", 4_500_000, 302),
    ):
        body = FORM.replace(b'"login"', b'"f"; filename="f"').replace(b"ada", b"a" * length)
        answer = client.generic("POST", path, body, content_type="multipart/form-data; boundary=B")
        assert (path, length, answer.status_code) == (path, length, status)
    machine = nobody.generic("POST", "/api/v1/invitations", b"{}", CONTENT_LENGTH="99000000")
    assert (machine.headers["Content-Type"], machine.json()["code"]) == (
        "application/problem+json",
        "too_large",
    )
