"""Headers, cookies and cross-site requests on every route (H4, H5)."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from tests.security.findings import expect_none
from tests.security.prober import Prober
from tests.security.routes import Target, list_targets
from tests.security.thoroughness import is_example, is_repetition, is_sent, take_share
from tests.security.world import World

pytestmark = pytest.mark.django_db

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
NEEDED = (
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
)
LOADED = re.compile(
    r"""<(?:script|style)(?![^>]*\bnonce=)(?![^>]*\bsrc=)(?![^>]*type="(?:application/json|text/template)")"""
)
CHANGING = ("post", "put", "patch", "delete")
# Swagger's own page carries one style element, which the policy refuses: it looks a little plainer, no more.
REFUSED_STYLE = "api/docs/"


class _Handlers(HTMLParser):
    """Collects the attributes that would run script."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [
            f"<{tag} {name}>"
            for name, value in attrs
            if name.startswith("on")
            or (name in {"href", "src", "action"} and (value or "").startswith("javascript:"))
        ]


def list_handlers(page: str) -> list[str]:
    """Return the inline event handlers and script addresses of a page."""
    reader = _Handlers()
    reader.feed(page)
    return reader.found


def one_of_each(world: World) -> list[Target]:
    """Return one address for each route, with the own object."""
    own = (t for t in list_targets(world) if t.which in {"own", "plain"} and not is_repetition(t))
    return list({target.route: target for target in own}.values())


@pytest.mark.parametrize("role", ["anonymous", "superuser"])
def test_every_answer_carries_the_headers(world: World, role: str) -> None:
    """nosniff, no framing, same-origin referrer and opener, and a content policy without unsafe-inline."""
    prober = Prober(world, role)
    faults = []
    for target in filter(is_sent, one_of_each(world)):
        outcome = prober.read(target)
        where = f"{target.url} as {role} ({outcome.status})"
        faults += [
            f"{where}: {name} is {outcome.headers.get(name)!r}"
            for name, value in EXPECTED.items()
            if outcome.headers.get(name) != value
        ]
        policy = outcome.headers.get("Content-Security-Policy", "")
        faults += [f"{where}: the content policy lacks {text}" for text in NEEDED if text not in policy]
        if "unsafe-inline" in policy or "*" in policy or "http:" in policy:
            faults.append(f"{where}: {policy}")
        if "unsafe-eval" in policy and not target.url.startswith("/admin/"):
            faults.append(f"{where}: unsafe-eval outside the admin")
        if "html" in outcome.headers.get("Content-Type", ""):
            loaded = LOADED.findall(outcome.body) if target.route != REFUSED_STYLE else ()
            faults += [f"{where}: loads {text[:80]} without a nonce" for text in loaded]
            faults += [f"{where}: an inline handler {text}" for text in list_handlers(outcome.body)]
    expect_none(faults)


def test_cookies_stay_out_of_scripts_and_of_other_sites(world: World) -> None:
    """Every cookie that any route sets is HttpOnly and SameSite=Lax or Strict."""
    client = Client(raise_request_exception=False)
    client.force_login(world.cast.ada, backend="governance.accounts.backends.SignInBackend")
    faults = []
    seen = set()
    targets = [target for target in one_of_each(world) if is_example(target)]
    for target in take_share(targets, 0, 2):
        for name, cookie in client.get(target.url).cookies.items():
            seen.add(name)
            if cookie.value and not (cookie["httponly"] and cookie["samesite"] in {"Lax", "Strict"}):
                faults.append(f"{target.url}: {cookie.OutputString()}")
    expect_none(faults)
    assert "imprimatur_csrf" in seen


def test_a_post_of_another_site_is_refused(world: World) -> None:
    """Without the CSRF token, and with a foreign Origin, no session-authenticated route takes a POST."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(world.cast.root, backend="governance.accounts.backends.SignInBackend")
    faults = []
    for number, target in enumerate(filter(is_sent, one_of_each(world))):
        for headers in take_share(({}, {"Origin": "https://evil.example"}), number, 2):
            body = {"data": "{}", "content_type": "application/json"} if target.is_api else {}
            for method in take_share(CHANGING, number, 4) if target.is_api else ("post",):
                response = getattr(client, method)(target.url, headers=headers, **body)
                # 401: a route that knows no session at all.
                if response.status_code not in {401, 403, 405, 404}:
                    faults.append(f"{method.upper()} {target.url} {headers}: {response.status_code}")
    expect_none(faults)
