"""What a vendor typed stays while it cannot be saved, and the page says that it is not."""

from __future__ import annotations

import contextlib
import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Error, Page, Route, expect

from governance.accounts.models import User
from tests.browser.test_ask_pages import sign_in
from tests.cast import get_cast
from tests.factories.assessments import get_part, make_assessment, make_respondent
from tests.factories.vendors import make_vendor
from vendors.assessments.models import AssessmentAnswer

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_typed_after_the_session_ended_stays(page: Page, base_url: str) -> None:
    cast = get_cast()
    vendor = make_vendor(cast.system, owner=cast.olga)
    vic = make_respondent(cast, vendor)
    part = get_part(make_assessment(cast, vendor))
    sign_in(page, vic, base_url)
    page.goto(reverse("portal:section", args=[part.pk, "data"]))
    comment, state = page.locator("#q0-comment"), page.locator("#q0-state")
    comment.fill("First")
    expect(state).to_contain_text("saved · Vic")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    comment.fill("Second")
    expect(state).to_contain_text("you are signed out")
    expect(comment).to_have_value("Second")
    expect(page.locator("input[type=password]")).to_have_count(0)
    assert [answer.comment for answer in AssessmentAnswer.objects.all()] == ["First"]


def test_a_file_that_does_not_arrive_is_said(page: Page, base_url: str) -> None:
    cast = get_cast()
    vendor = make_vendor(cast.system, owner=cast.olga)
    vic = make_respondent(cast, vendor)
    part = get_part(make_assessment(cast, vendor))
    sign_in(page, vic, base_url)
    page.goto(reverse("portal:section", args=[part.pk, "people"]))
    page.route(re.compile("/file/"), lambda route: route.abort())
    # The way on does not leave it behind in silence; who wants to goes on without it.
    page.goto(f"{page.url}?question=P-1")
    file = page.locator("#q3-file")
    file.set_input_files({"name": "report.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\nreport"})
    going_on = page.get_by_role("button", name="Next", exact=True)
    going_on.click()
    expect(page.locator("#p-fault")).to_contain_text("not uploaded yet")
    page.locator("button[form=upload-q3]").click()
    expect(page.locator("#q3 .p-fate")).to_contain_text("The file did not arrive")
    file.set_input_files(
        {"name": "film.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" + b"0" * 20_000_000}
    )
    page.locator("button[form=upload-q3]").click()
    expect(page.locator("#q3 .p-fate")).to_contain_text("larger than 20 MB")
    going_on.click()
    expect(page.locator("#p-fault")).to_contain_text("not uploaded yet")
    going_on.click()
    expect(page).not_to_have_url(re.compile("question=P-1"))


def test_a_page_that_was_open_while_its_reader_signed_in_anew_goes_on(page: Page, base_url: str) -> None:
    cast = get_cast()
    vendor = make_vendor(cast.system, owner=cast.olga)
    vic = make_respondent(cast, vendor)
    part = get_part(make_assessment(cast, vendor))
    sign_in(page, vic, base_url)
    page.goto(reverse("portal:section", args=[part.pk, "data"]))
    comment, state = page.locator("#q0-comment"), page.locator("#q0-state")

    def sign_in_anew(user: User) -> None:
        # As signing in does: another session, and a token that the open page does not know.
        sign_in(page, user, base_url)
        page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)

    # While it is typed, and as a whole by the button.
    sign_in_anew(vic)
    comment.fill("First")
    expect(state).to_contain_text("saved · Vic")
    sign_in_anew(vic)
    page.locator("input[name=q0-value][value=yes]").check(force=True)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main > .imp-alert")).to_contain_text("saved")
    assert [(row.comment, row.value) for row in AssessmentAnswer.objects.all()] == [("First", "yes")]
    page.wait_for_load_state()  # what is typed before the scripts of the new page listen, they do not hear
    # Somebody else is signed in there now: nothing is sent in their name.
    sign_in_anew(make_respondent(cast, vendor, "Val"))
    page.locator("#q0-comment").fill("Second")
    expect(page.locator("#q0-state")).to_contain_text("somebody else is signed in")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#p-fault")).to_contain_text("Nothing was sent")
    expect(page.locator("#q0-comment")).to_have_value("Second")
    assert [row.comment for row in AssessmentAnswer.objects.all()] == ["First"]


def test_going_on_waits_for_what_is_being_saved(page: Page, base_url: str) -> None:
    """On a slow line nobody is told that they themselves answered meanwhile."""
    cast = get_cast()
    vendor = make_vendor(cast.system, owner=cast.olga)
    vic = make_respondent(cast, vendor)
    part = get_part(make_assessment(cast, vendor))
    sign_in(page, vic, base_url)

    def answer_late(route: Route) -> None:
        answer = route.fetch()
        page.wait_for_timeout(1_000)
        with contextlib.suppress(Error):
            route.fulfill(response=answer)

    page.goto(f"{reverse('portal:section', args=[part.pk, 'data'])}?question=D-1")
    page.route(re.compile("/portal/answer/"), answer_late)
    comment = page.locator("#q0-comment")
    with page.expect_request(re.compile("/portal/answer/")):
        comment.fill("First")
    comment.fill("First and second")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page).to_have_url(re.compile("question=D-3"))
    assert [answer.comment for answer in AssessmentAnswer.objects.all()] == ["First and second"]
