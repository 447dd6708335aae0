"""The instruments of the browser tests are seen to find what they are for."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Audit

FAULTY = "<html lang=en><title>x</title><main><h1>x</h1><img src='data:,'><button></button></main></html>"


def test_audit_finds_seeded_violations(page: Page, axe: Audit) -> None:
    """A picture without words and a button without a name are critical."""
    page.set_content(FAULTY)
    assert axe(page) == ["button-name: button", "image-alt: img"]
    assert axe(page, allow=("image-alt",)) == ["button-name: button"]


def test_sign_in_page_is_accessible(page: Page, axe: Audit) -> None:
    """The first page that anybody sees, under its own content security policy."""
    page.goto("/accounts/login/")
    assert axe(page) == []


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("new Image().src = 'http://outside.example/x'", "asked for http://outside.example/x"),
        ("throw new Error('seeded')", "script error on about:blank: seeded"),
    ],
)
def test_fault_of_a_page_is_noticed(page: Page, faults: list[str], script: str, fault: str) -> None:
    """A call to another host and a script error would fail the test that caused them."""
    page.evaluate("source => { setTimeout(source) }", script)
    page.wait_for_timeout(200)
    noticed = faults.copy()
    faults.clear()
    assert noticed == [fault]
