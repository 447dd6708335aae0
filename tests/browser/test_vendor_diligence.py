"""Due diligence in a real browser: sent by an officer, answered on a phone, questioned, accepted with a condition."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from governance.accounts.models import User
from imprimatur import Question
from registry.decisions.selectors import decide
from tests.browser.conftest import Audit
from tests.browser.test_ask_pages import sign_in
from tests.cast import get_cast
from tests.factories.assessments import make_respondent
from tests.factories.decisions import make_permitted_world
from tests.factories.questionnaires import make_template_version
from vendors.assessments.models import Assessment, AssessmentAnswer, Evidence, SectionDelegation
from vendors.directory.models import Vendor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.every_page]


def test_from_sending_to_a_decision(
    page: Page, browser: Browser, axe: Audit, base_url: str, settings: object, tmp_path: Path
) -> None:
    settings.DECISIONS_NEED_ASSESSMENT = True  # type: ignore[attr-defined]
    cast = get_cast()
    world = make_permitted_world(cast)
    make_template_version(cast.system)
    make_template_version(cast.system, "other")
    vic, val = make_respondent(cast, world.vendor), make_respondent(cast, world.vendor, "Val")
    question = Question.from_dict(world.question)
    assert decide(actor=cast.carol, question=question).decision == "deny"

    assessment = send_two(page, axe, base_url, cast.olga, world.vendor)
    phone = browser.new_context(
        base_url=base_url, viewport={"width": 360, "height": 780}, locale="en-GB"
    ).new_page()
    answer_on_a_phone(phone, axe, base_url, vic, val, tmp_path)
    assessment.refresh_from_db()
    assert (assessment.state, assessment.submitted_by) == ("submitted", vic)
    assert (Evidence.objects.get().file_name, SectionDelegation.objects.get().user) == ("soc2.pdf", val)

    ask_back(page, axe, assessment)
    answer_back(phone, assessment)
    accept(page, axe, assessment)
    assessment.refresh_from_db()
    assert (assessment.state, assessment.conditions) == ("accepted_with_conditions", ["A new report by May"])
    answer = decide(actor=cast.carol, question=question)
    assert (answer.decision, answer.valid_until <= assessment.ends_at) == ("permit", True)  # type: ignore[operator]
    phone.context.close()


def send_two(page: Page, axe: Audit, base_url: str, officer: User, vendor: Vendor) -> Assessment:
    """Prepare an assessment of two questionnaires and send it."""
    sign_in(page, officer, base_url)
    page.goto(f"/admin/vendors/assessment/add/?vendor={vendor.pk}")
    for title in ("Other 1", "Small 1"):
        page.get_by_label(title).check()
    page.get_by_label("Title").fill("Yearly review")
    check(page, axe, "diligence-prepare")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Send", exact=True).click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("finds it in the portal now").first).to_be_visible()
    return Assessment.objects.get(title="Yearly review")


def answer_on_a_phone(phone: Page, axe: Audit, base_url: str, vic: User, val: User, folder: Path) -> None:
    """Answer everything that must be, with a file, and give a section away."""
    sign_in(phone, vic, base_url)
    phone.goto("/portal/")
    check(phone, axe, "portal-home")
    phone.get_by_role("link", name="Begin").click()
    check(phone, axe, "portal-assessment")
    for number in range(2):
        phone.get_by_role("link", name="Data", exact=True).nth(number).click()
        first = phone.locator(".p-item").first
        first.get_by_label("No", exact=True).check()
        expect(first.get_by_text("saved · Vic")).to_be_visible()
        phone.get_by_label("In the EU").check()
        check(phone, axe, f"portal-section-{number}")
        phone.get_by_role("button", name="Save and go on").click()
        phone.get_by_label("Yes", exact=True).check()
        # The page is sent once its token is renewed; a file that is chosen before would be lost with the old page.
        with phone.expect_navigation():
            phone.get_by_role("button", name="Save", exact=True).click()
        expect(phone.get_by_role("status").get_by_text("saved").first).to_be_visible()
        if number == 0:
            report = folder / "soc2.pdf"
            report.write_bytes(b"%PDF-1.7\nreport")
            phone.locator("input[type=file]").first.set_input_files(str(report))
            phone.get_by_role("button", name="Upload P-1").click()
            expect(phone.get_by_role("link", name="soc2.pdf")).to_be_visible()
        phone.get_by_role("link", name="Yearly review").click()
    phone.get_by_text("Give to a colleague: People").first.click()
    phone.get_by_label("Colleague").locator("visible=true").select_option(label="Val")
    phone.get_by_role("button", name="Give", exact=True).locator("visible=true").click()
    expect(phone.get_by_text("sees this section as theirs now")).to_be_visible()
    check(phone, axe, "portal-complete")
    phone.get_by_role("button", name="Hand in").click()
    expect(phone.get_by_text("Handed in. Thank you")).to_be_visible()


def ask_back(page: Page, axe: Audit, assessment: Assessment) -> None:
    """Question one answer and give the assessment back."""
    page.goto(f"/admin/vendors/assessment/{assessment.pk}/change/")
    page.get_by_role("link", name="Start the review").click()
    page.get_by_role("button", name="Start the review").click()
    answer = page.locator(f"#a-{AssessmentAnswer.objects.filter(question_id='P-1').earliest('id').pk}")
    answer.get_by_text("Question or note").click()
    answer.get_by_label("Text").fill("Which period does it cover?")
    answer.get_by_role("button", name="Ask the vendor").click()
    check(page, axe, "diligence-review")
    page.get_by_role("link", name="Send the questions back").click()
    page.get_by_role("button", name="Send the questions back").click()
    expect(page.get_by_text("The questions are with the vendor").first).to_be_visible()


def answer_back(phone: Page, assessment: Assessment) -> None:
    """Answer what was asked and hand in again."""
    phone.goto(f"/portal/{assessment.pk}/")
    expect(phone.get_by_text("1 question back")).to_be_visible()
    phone.get_by_role("link", name="People", exact=True).first.click()
    expect(phone.get_by_text("Which period does it cover?")).to_be_visible()
    phone.locator("#q3-say").fill("January to June.")
    phone.get_by_role("button", name="Send").first.click()
    expect(phone.get_by_text("January to June.")).to_be_visible()
    phone.goto(f"/portal/{assessment.pk}/")
    phone.get_by_role("button", name="Hand in").click()
    expect(phone.get_by_text("Handed in. Thank you")).to_be_visible()


def accept(page: Page, axe: Audit, assessment: Assessment) -> None:
    """Accept with a condition."""
    page.goto(f"/admin/vendors/assessment/{assessment.pk}/change/")
    page.get_by_role("link", name="Start the review").click()
    page.get_by_role("button", name="Start the review").click()
    page.get_by_role("link", name="Accept", exact=True).click()
    page.get_by_label("Conditions").fill("A new report by May")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_text("A new report by May")).to_be_visible()
    check(page, axe, "diligence-accepted")


def check(page: Page, axe: Audit, name: str) -> None:
    """Find no fault of accessibility and nothing wider than the window; keep a picture when a folder is named."""
    page.wait_for_load_state("networkidle")
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert (axe(page), wide) == ([], False), name


def test_the_builder_shows_a_question_as_it_is_typed(page: Page, axe: Audit, base_url: str) -> None:
    cast = get_cast()
    version = make_template_version(cast.system, is_published=False)
    sign_in(page, cast.olga, base_url)
    page.goto(f"/admin/vendors/templateversion/{version.pk}/change/")
    check(page, axe, "builder")
    page.get_by_role("link", name="Change D-1").click()
    page.locator("#id_text").fill("Do you train on it?")
    expect(page.locator("#preview").get_by_text("Do you train on it?")).to_be_visible()
    check(page, axe, "builder-question")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Do you train on it?").first).to_be_visible()


def test_joining_by_a_link_with_the_keyboard_alone(page: Page, axe: Audit) -> None:
    from tests.factories.vendors import make_vendor
    from vendors.assessments import services
    from vendors.assessments.services.inviting import make_token

    cast = get_cast()
    vendor = make_vendor(cast.system)
    invitation = services.invite_respondent(actor=cast.olga, vendor=vendor, email="new@x.com", name="Nell")
    page.goto(f"/portal/join/{make_token(invitation)}/")
    check(page, axe, "portal-join")
    page.get_by_label("Choose a password").focus()
    page.keyboard.type("correct-horse-battery-7")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing to answer now")).to_be_visible()
    check(page, axe, "portal-empty")
    assert Client().get(f"/portal/join/{make_token(invitation)}/").status_code == 404
