"""A real browser against a real server.

The server is pytest-django's live server, or the one that BASE_URL names (a `make run` elsewhere).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, Route, sync_playwright

from tests.services import find_chromium

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
# The browser itself calls out at every start unless told not to; --no-sandbox because CI runs as root.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Audit = Callable[..., list[str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as one that needs a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for this folder, closed before other tests of the same process run.

    Playwright's synchronous interface keeps an event loop in this thread, which Django takes for asynchronous code;
    the tests' own queries are safe, since nothing else runs while they do.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        started = playwright.chromium.launch(
            executable_path=find_chromium(), headless=True, args=CHROMIUM_FLAGS
        )
        yield started
        started.close()


@pytest.fixture
def base_url(request: pytest.FixtureRequest) -> str:
    """Where the server answers, without a final slash."""
    outside = os.environ.get("BASE_URL", "").rstrip("/")
    return outside or str(request.getfixturevalue("live_server").url)


@pytest.fixture
def faults() -> list[str]:
    """What went wrong in the browser during a test; the test fails when anything is left in it."""
    return []


@pytest.fixture
def page(browser: Browser, base_url: str, faults: list[str]) -> Iterator[Page]:
    """A fresh browser session; a script error, a refusal by policy or a call to another host fails the test."""
    context = browser.new_context(base_url=base_url, viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(10_000)
    own_host = urlsplit(base_url).netloc

    def refuse_outside(route: Route, request: Request) -> None:
        if urlsplit(request.url).netloc == own_host:
            route.continue_()
        else:
            faults.append(f"asked for {request.url}")
            route.abort()

    context.route("http*://**/*", refuse_outside)
    opened = context.new_page()
    opened.on("pageerror", lambda error: faults.append(f"script error on {opened.url}: {error}"))
    opened.on(
        "console",
        lambda message: (
            faults.append(f"refused on {opened.url}: {message.text}")
            if "Content Security Policy" in message.text
            else None
        ),
    )
    yield opened
    context.close()
    assert faults == []


@pytest.fixture
def axe() -> Audit:
    """Audit a page for accessibility: `assert axe(page) == []`.

    Returns the serious and critical violations as "rule: selector", without the rules named in `allow`.
    """
    source = AXE.read_text(encoding="utf-8")

    def audit(page: Page, *, allow: tuple[str, ...] = ()) -> list[str]:
        # evaluate() does not pass through the page's content security policy, so axe needs no exception in it.
        page.evaluate(source)
        result: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{violation['id']}: {' '.join(map(str, node['target']))}"
            for violation in result["violations"]
            if violation["impact"] in ("serious", "critical") and violation["id"] not in allow
            for node in violation["nodes"]
        ]

    return audit
