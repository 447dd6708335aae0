"""An assessment on paper: reviewers get what their page shows, a vendor what its portal shows, others nothing."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from governance.accounts.models import User
from governance.accounts.services import change_own_profile
from governance.core.services import grant_access
from tests.cast import Cast
from tests.factories.assessments import ANSWERS, answer_all, get_part, make_assessment, make_respondent
from tests.factories.vendors import make_vendor
from tests.kept import Kept, keep
from tests.pdf_text import ReadPdf, read_pdf
from vendors.assessments import services
from vendors.assessments.models import Assessment, AssessmentAnswer

pytestmark = pytest.mark.django_db


class Printed(NamedTuple):
    assessment: Assessment
    vic: User


@pytest.fixture(scope="module")
def kept_decided(request: pytest.FixtureRequest) -> Iterator[Kept[Printed] | None]:
    with keep(request, make_decided) as kept:
        yield kept


@pytest.fixture
def decided(kept_decided: Kept[Printed]) -> Printed:
    return kept_decided.take()


def make_decided(cast: Cast) -> Printed:
    vendor = make_vendor(cast.system, owner=cast.olga)
    vic = make_respondent(cast, vendor)
    assessment = make_assessment(cast, vendor, introduction="Please be brief.")
    answer_all(vic, assessment, {**ANSWERS, "D-2": "Ταχυδρομικώς ✓"})
    services.add_evidence(
        actor=vic,
        part=get_part(assessment),
        question_id="P-1",
        source=BytesIO(b"%PDF-1.7\nreport"),
        file_name="soc2 (b).pdf",
    )
    services.submit_assessment(actor=vic, assessment=assessment)
    answer = AssessmentAnswer.objects.select_related("part__assessment").get(question_id="D-1")
    services.write_note(actor=cast.olga, answer=answer, text="Do not believe this.")
    services.write_message(actor=cast.olga, answer=answer, text="Since when?")
    services.judge_answer(actor=cast.olga, answer=answer, verdict="finding")
    services.raise_finding(
        actor=cast.olga, assessment=assessment, question_id="D-1", title="Open bucket", severity="high"
    )
    done = services.accept_assessment(
        actor=cast.olga, assessment=assessment, note="For want of another.", conditions=["Close it."]
    )
    return Printed(done, vic)


def take(user: User, route: str, assessment: Assessment) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse(route, args=[assessment.pk]))


def list_found(texts: tuple[str, ...], read: ReadPdf) -> list[str]:
    return [text for text in texts if text in read.everything]


ADMIN, PORTAL = "admin:vendors_assessment_print", "portal:print"
BOTH = (
    "Small",
    "In the EU",
    "Ταχυδρομικώς ✓",
    "soc2 (b).pdf",
    "Since when?",
    "Close it.",
    "Vic",
    "Accepted with",
)
OURS = ("Do not believe this.", "For want of another.", "Open bucket", "a good answer", "%", "finding")


def test_reviewers_take_what_their_page_shows(cast: Cast, decided: Printed) -> None:
    response = take(cast.olga, ADMIN, decided.assessment)
    assert (
        response["Content-Type"],
        response["Content-Disposition"],
        "no-store" in response["Cache-Control"],
    ) == (
        "application/pdf",
        'attachment; filename="small-1-review.pdf"',
        True,
    )
    read = read_pdf(response.content)
    assert list_found((*BOTH, *OURS), read) == [*BOTH, *OURS]
    assert read.outline == ("Conditions", "Findings", "Small", "Data", "People")


def test_a_vendor_takes_its_own_answers_and_nothing_that_we_keep_about_it(decided: Printed) -> None:
    response = take(decided.vic, PORTAL, decided.assessment)
    assert response["Content-Disposition"] == 'attachment; filename="small-1-openai.pdf"'
    read = read_pdf(response.content)
    assert list_found((*BOTH, *OURS), read) == list(BOTH)
    assert (read.outline, "Please be brief." in read.text) == (
        ("Conditions", "Small", "Data", "People"),
        True,
    )
    assert "5 of 5 answered" not in read.text
    assert "3 of 3 answered" in read.text


def test_a_question_that_is_not_asked_is_not_on_the_vendors_paper(cast: Cast) -> None:
    vendor = make_vendor(cast.system, "other")
    vic = make_respondent(cast, vendor)
    assessment = make_assessment(cast, vendor)
    services.save_answer(
        actor=vic, part=get_part(assessment), question_id="D-1", values={"value": "no"}, seen=0
    )
    read = read_pdf(take(vic, PORTAL, assessment).content)
    assert [key for key in ("D-1", "D-2", "D-3") if f"{key}" in read.text] == ["D-1", "D-3"]
    assert [text for text in ("1 of 2 answered", "0 of 2 answered", "not answered") if text in read.text] == [
        "1 of 2 answered",
        "0 of 2 answered",
        "not answered",
    ]


def test_what_is_not_theirs_is_not_there(cast: Cast, decided: Printed) -> None:
    other = make_vendor(cast.system, "other")
    draft = make_assessment(cast, other, is_sent=False)
    val = make_respondent(cast, other, "Val")
    assert [
        take(val, PORTAL, decided.assessment).status_code,
        take(val, PORTAL, draft).status_code,
        take(decided.vic, ADMIN, decided.assessment).status_code,
        take(cast.dan, ADMIN, decided.assessment).status_code,
        take(cast.carol, ADMIN, decided.assessment).status_code,
    ] == [404, 404, 302, 404, 200]


def test_notes_are_printed_for_those_who_may_read_them(cast: Cast, decided: Printed) -> None:
    grant_access(actor=cast.root, record=decided.assessment, user=cast.dan, action="view", reason="Asked")
    read = read_pdf(take(cast.dan, ADMIN, decided.assessment).content)
    assert list_found(("In the EU", "Do not believe this.", "Open bucket"), read) == ["In the EU"]


def test_times_are_those_of_the_readers_zone(cast: Cast, decided: Printed) -> None:
    change_own_profile(actor=decided.vic, time_zone="Asia/Kolkata")
    read = read_pdf(take(decided.vic, PORTAL, decided.assessment).content)
    local = decided.assessment.submitted_at.astimezone(ZoneInfo("Asia/Kolkata"))
    assert (f"{local:%-d %B %Y, %H:%M} · Vic" in read.text, "(Asia/Kolkata) | 1 of" in read.margins[0]) == (
        True,
        True,
    )


def test_one_document_is_made_at_a_time_for_each_reader(cast: Cast, decided: Printed) -> None:
    cache.add(f"printing:{decided.vic.pk}", True, 30)
    waiting = take(decided.vic, PORTAL, decided.assessment)
    assert (waiting.status_code, waiting["Retry-After"]) == (429, "5")
    assert take(cast.olga, ADMIN, decided.assessment).status_code == 200
    cache.clear()
    assert [take(decided.vic, PORTAL, decided.assessment).status_code for _ in range(2)] == [200, 200]
