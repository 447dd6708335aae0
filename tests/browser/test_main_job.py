"""The main job in a real browser: import a catalogue over an older one, approve one version by two people, ask."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from governance.accounts.services import issue_api_key
from governance.core.jobs import run_due_jobs
from registry.ai_models.models import ModelVersion
from registry.ai_models.services import link_vendor
from tests.browser.conftest import Audit
from tests.browser.test_ask_pages import sign_in
from tests.cast import get_cast
from tests.factories.approvals import make_policy
from tests.factories.classification import make_data_classes, make_groupings, make_regions, make_use_case
from tests.factories.decisions import QUESTION, SCOPE
from tests.factories.vendors import make_agreement, make_service, make_vendor

pytestmark = pytest.mark.django_db(transaction=True)
SHIPPED = Path("registry/ai_models/demo_data/catalogue.json")
VERSION = "openai/gpt-4o-2024-08-06"


def make_catalogues(folder: Path) -> list[Path]:
    """Return an older and a newer catalogue: own copies by CATALOGUE_DIR, or the shipped one and a change of it."""
    own = sorted(Path(os.environ.get("CATALOGUE_DIR", "/nowhere")).glob("litellm_*_model_prices.json"))
    if len(own) >= 2:
        return own[:2]
    rows = json.loads(SHIPPED.read_text())
    rows["gpt-4o-2024-11-20"]["deprecation_date"] = "2027-01-31"
    rows["openai-test-2026-01-01"] = {"litellm_provider": "openai", "mode": "chat"}
    newer = folder / "newer.json"
    newer.write_text(json.dumps(rows))
    return [SHIPPED, newer]


def take_in(page: Page, catalogue: Path) -> None:
    """Upload a catalogue, read its report, apply it."""
    page.goto("/admin/registry/catalogueimport/upload/")
    page.set_input_files("input[type=file]", str(catalogue))
    page.locator("form:has(input[type=file]) [type=submit]").first.click()
    run_due_jobs()
    page.reload()
    page.get_by_role("button", name="Apply").click()
    run_due_jobs()
    page.reload()
    expect(page.get_by_text("applied", exact=False).first).to_be_visible()


def test_the_main_job(page: Page, browser: Browser, axe: Audit, base_url: str, tmp_path: Path) -> None:
    cast = get_cast()
    system = cast.system
    make_regions(system)
    make_groupings(system)
    make_data_classes(system)
    make_use_case(system, "ticket-summaries", owner=cast.olga)
    make_policy(system)
    vendor = make_vendor(system, owner=cast.olga)
    service = make_service(system, vendor)
    make_agreement(system, vendor)
    secret = issue_api_key(actor=cast.ada, owner=cast.eve, name="gateway", scopes=["decisions:ask"])[1]

    def ask(**changes: str) -> tuple[str, list[str]]:
        body = json.loads(json.dumps(QUESTION))
        body["resource"]["id"] = changes.get("model", VERSION)
        body["context"]["region"] = changes.get("region", "aws:eu-west-1")
        answer = (
            Client()
            .post(
                "/api/v1/decisions",
                body,
                content_type="application/json",
                headers={"Authorization": f"Bearer {secret}"},
            )
            .json()
        )
        return answer["decision"], [reason["code"] for reason in answer["reasons"]]

    sign_in(page, cast.olga, base_url)
    for catalogue in make_catalogues(tmp_path):
        take_in(page, catalogue)
    assert axe(page) == []
    version = ModelVersion.objects.get(catalogue_id=VERSION)
    link_vendor(actor=system, model=version.model, vendor=vendor, service=service)
    assert ask()[0] == "deny"

    page.goto(
        f"/admin/governance/approvalrequest/add/?record_type=registry.modelversion&record_id={version.pk}"
    )
    page.get_by_label("Why it is needed").fill("Support answers faster.")
    for field in ("use_cases", "teams", "data_classes", "regions", "environments"):
        page.select_option(f"select[name={field}]", SCOPE[field])
    page.get_by_role("button", name="Send to the approvers").click()
    page.wait_for_url("**/change/")
    review = page.url
    assert axe(page) == []

    for person, decision in ((cast.ben, "deny"), (cast.bea, "permit")):
        context = browser.new_context(base_url=base_url)
        other = context.new_page()
        sign_in(other, person, base_url)
        other.goto(review)
        other.get_by_role("button", name="Approve").click()
        expect(other.get_by_text("Your vote").first).to_be_visible()
        context.close()
        assert ask()[0] == decision

    assert "resource.unpinned" in ask(model="openai/gpt-4o")[1]
    assert "approval.scope.region" in ask(region="aws:us-east-1")[1]
    assert "approval.none" in ask(model="openai/gpt-4o-2024-11-20")[1]

    page.goto("/admin/governance/approval/")
    page.locator("#result_list tbody a").first.click()
    page.get_by_role("link", name="Revoke").click()
    page.get_by_label("Reason").fill("Incident at the vendor")
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Decisions deny from now on").first).to_be_visible()
    assert "approval.revoked" in ask()[1]
