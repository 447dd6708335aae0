"""The demo's key pages in a real browser: accessible, without a refused script or style, in both themes.

SCREENSHOTS names a folder to keep a picture of each; without it they go to the test's own folder.
"""

from __future__ import annotations

import os
import sys
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page

from governance.accounts.models import User
from governance.approvals.models import Approval, ApprovalRequest
from registry.ai_models.models import CatalogueImport, ModelVersion
from registry.demo.organisation import Installation, load_demo
from tests.browser.conftest import Audit
from tests.browser.test_ask_pages import sign_in
from tests.cast import remove_cast
from vendors.agreements.models import Agreement
from vendors.assessments.models import Assessment, AssessmentPart
from vendors.attestations.models import Attestation
from vendors.directory.models import Vendor
from vendors.questionnaires.importers.mapping import ColumnMapping
from vendors.questionnaires.models import TemplateVersion
from vendors.questionnaires.selectors import open_kept
from vendors.questionnaires.services import choose_columns, upload_file
from vendors.sub_processors.models import SubProcessorNotice

pytestmark = pytest.mark.django_db(transaction=True)

QUESTION = (
    "/ask/?use_case=ticket-summaries&data_class=internal&team=support&environment=production&phase=1"
    "&region={region}&model={model}"
)
PERMITTED = "openai/gpt-4o-2024-08-06"


def list_pages() -> dict[str, dict[str, str]]:
    """The pages to look at, by the first name of who looks and the page's own name."""
    version = ModelVersion.objects.get(catalogue_id=PERMITTED)
    open_request = ApprovalRequest.objects.get(record_label="openai/o1-2024-12-17")
    renewed = ApprovalRequest.objects.filter(record_label=PERMITTED).order_by("-id")[0]
    approval = Approval.objects.get(request=renewed)
    vendor = Vendor.objects.get(key="openai")
    agreement = Agreement.objects.get(vendor__key="anthropic", kind="dpa")
    report = Attestation.objects.get(title="OpenAI SOC 2 Type II")
    notice = SubProcessorNotice.objects.get()
    catalogue = CatalogueImport.objects.get()
    baseline = TemplateVersion.objects.get(template__key="ai-vendor-baseline")
    asked = Assessment.objects.get(state="submitted")
    answering = Assessment.objects.get(state="in_progress")
    part = AssessmentPart.objects.get(assessment=answering, version=baseline)
    section = baseline.questionnaire.sections[1]
    return {
        "olga": {
            "today": "/admin/",
            "versions": "/admin/registry/modelversion/",
            "version": f"/admin/registry/modelversion/{version.pk}/change/",
            "imports": "/admin/registry/catalogueimport/",
            "report": f"/admin/registry/catalogueimport/{catalogue.pk}/change/",
            "upload": "/admin/registry/catalogueimport/upload/",
            "requests": "/admin/governance/approvalrequest/",
            "request-form": "/admin/governance/approvalrequest/add/"
            f"?record_type=registry.modelversion&record_id={version.pk}",
            "approval": f"/admin/governance/approval/{approval.pk}/change/",
            "vendor": f"/admin/vendors/vendor/{vendor.pk}/change/",
            "clause": f"/admin/vendors/agreement/{agreement.pk}/clauses/audit_rights/",
            "impact": f"/admin/agreement-impact/{agreement.pk}",
            "clauses-from-review": f"/admin/agreement-from-review/{agreement.pk}",
            "reviewers": f"/admin/vendors/assessment/{asked.pk}/reviewers/",
            "vendor-impact": f"/admin/vendor-impact/{vendor.pk}",
            "vendor-overview": f"/admin/vendor-overview/{vendor.pk}",
            "vendor-overview-asked": f"/admin/vendor-overview/{asked.vendor_id}",
            "assessments": "/admin/vendors/assessment/",
            "assessment-review": f"/admin/vendors/assessment/{asked.pk}/change/",
            "questionnaires": "/admin/vendors/questionnairetemplate/",
            "questionnaire": f"/admin/vendors/templateversion/{baseline.pk}/change/",
            "questionnaire-preview": f"/admin/vendors/templateversion/{baseline.pk}/preview/",
            "layouts": "/admin/vendors/sheetlayout/",
            **list_steps(User.objects.get(email__startswith="olga@")),
            "calendar": "/admin/calendar/",
            "attestations": "/admin/vendors/attestation/",
            "attestation": f"/admin/vendors/attestation/{report.pk}/change/",
            "announced": "/admin/vendors/subprocessornotice/",
            "announcement": f"/admin/vendors/subprocessornotice/{notice.pk}/change/",
            "history": f"/admin/registry/modelversion/{version.pk}/history/",
            "access": f"/admin/vendors/vendor/{vendor.pk}/access/",
            "sightings": "/admin/registry/sighting/",
            "kill-switch": "/admin/registry/killswitchengagement/",
        },
        "ben": {
            "votes": "/admin/",
            "review": f"/admin/governance/approvalrequest/{open_request.pk}/change/",
            "review-renewal": f"/admin/governance/approvalrequest/{renewed.pk}/change/",
        },
        "eve": {
            "ask": "/ask/",
            "ask-permit": QUESTION.format(region="aws:eu-west-1", model=PERMITTED),
            "ask-alias": QUESTION.format(region="aws:eu-west-1", model="openai/gpt-4o"),
            "ask-region": QUESTION.format(region="aws:us-east-1", model=PERMITTED),
            "my-requests": "/requests/",
            "me": "/me/",
        },
        "dan": {"ask-outsider": "/ask/"},
        "vera": {
            "portal": "/portal/",
            "portal-news": "/portal/news/",
            "portal-people": f"/portal/{answering.pk}/people/",
            "portal-assessment": f"/portal/{answering.pk}/",
            "portal-section": f"/portal/part/{part.pk}/{section.key}/",
        },
    }


def list_steps(officer: User) -> dict[str, str]:
    """The steps from a filled sheet of nobody's layout to an assessment."""
    source = BytesIO(
        b"Ref;We ask;You say\n1;Is there MFA for all staff?;Yes\n2;Are logs kept for a year?;Perhaps\n"
    )
    file = upload_file(actor=officer, kind=Assessment, source=source, file_name="filled.csv")
    steps = f"/admin/vendors/assessment/file/{file.pk}/"
    opened = open_kept(file)
    mapping = ColumnMapping("CSV", 1, {"id": 0, "question": 1, "answer": 2})
    choose_columns(actor=officer, file=file, opened=opened, mapping=mapping)
    return {
        "workbook": "/admin/vendors/assessment/upload/",
        "workbook-columns": f"{steps}columns/",
        "workbook-understood": steps,
    }


@pytest.mark.every_page
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_key_pages_of_the_demo(
    page: Page,
    axe: Audit,
    base_url: str,
    faults: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    width: int,
) -> None:
    """No serious fault of accessibility, nothing refused by policy; public pages also fit a telephone."""
    # The server's own requirements have no Pygments; with it the admin would colour JSON by inline styles.
    monkeypatch.setitem(sys.modules, "pygments", None)
    remove_cast()
    load_demo(Installation(file=tmp_path / "demo.json", url=base_url + "/"), lambda text: None)
    pictures = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})

    found: dict[str, list[str]] = {}

    def look(name: str, path: str) -> None:
        answer = page.goto(path)
        page.wait_for_timeout(300)
        page.screenshot(path=pictures / f"{name}-{scheme}-{width}.png", full_page=True)
        problems = [*axe(page), *faults]
        faults.clear()
        if answer is None or answer.status != 200:
            problems.append(f"answered {answer and answer.status}")
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        if wide:
            problems.append("is wider than its window")
        if problems:
            found[name] = problems

    look("sign-in", "/accounts/login/")
    for first_name, pages in list_pages().items():
        sign_in(page, User.objects.get(email__startswith=f"{first_name}@"), base_url)
        for name, path in pages.items():
            look(name, path)
    assert found == {}, found
