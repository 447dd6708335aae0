"""Ask the gate in a real browser: the flow from a no to a request, legible and accessible in both themes and narrow."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from governance.accounts.models import User
from tests.browser.conftest import Audit
from tests.cast import get_cast
from tests.factories.decisions import make_permitted_world
from tests.factories.models import make_version

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.every_page]
QUESTION = {
    "model": "openai/gpt-4o-2024-08-06",
    "use_case": "ticket-summaries",
    "data_class": "internal",
    "region": "aws:eu-west-1",
    "team": "support",
    "environment": "production",
    "phase": "1",
}


def sign_in(page: Page, user: User, base_url: str) -> None:
    """Give the browser a session of the user."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies["imprimatur_session"]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_from_a_no_to_a_request(page: Page, axe: Audit, base_url: str, scheme: str, width: int) -> None:
    cast = get_cast()
    world = make_permitted_world(cast)
    make_version(cast.system, "openai/gpt-4o-2024-11-20", vendor=world.vendor, service=world.service)
    sign_in(page, cast.eve, base_url)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})

    page.goto("/ask/")
    check(page, axe, f"ask-empty-{scheme}-{width}")
    page.goto(f"/ask/?{urlencode({**QUESTION, 'model': ''})}")
    check(page, axe, f"ask-which-{scheme}-{width}")
    page.get_by_role("link", name="Ask about this one").click()
    expect(page.get_by_role("heading", name="Yes")).to_be_visible()
    check(page, axe, f"ask-yes-{scheme}-{width}")

    page.get_by_label("Which AI?").fill("openai/gpt-4o-2024-11-20")
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_role("heading", name="No", exact=True)).to_be_visible()
    check(page, axe, f"ask-no-{scheme}-{width}")
    page.get_by_role("link", name="Request approval").click()
    expect(page.get_by_label("aws:eu-west-1")).to_be_checked()
    check(page, axe, f"request-new-{scheme}-{width}")
    page.get_by_label("Why it is needed").fill("Better answers at night.")
    page.get_by_role("button", name="Send to the approvers").click()
    expect(page.get_by_text("is with the approvers")).to_be_visible()
    check(page, axe, f"request-{scheme}-{width}")
    page.goto("/requests/")
    check(page, axe, f"requests-{scheme}-{width}")


def check(page: Page, axe: Audit, name: str) -> None:
    """Find no fault of accessibility and nothing wider than the window; keep a picture when a folder is named."""
    # A heading can be visible before the style sheets have arrived; what is judged is the finished page.
    page.wait_for_load_state("networkidle")
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert (axe(page), wide) == ([], False), name
