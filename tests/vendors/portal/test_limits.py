"""What a vendor learns of itself, and addresses that odd questionnaires need."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from governance.accounts.models import User
from governance.core.errors import InvalidInput
from tests.cast import Cast
from tests.factories.assessments import get_part, make_assessment, make_respondent, make_submitted
from tests.factories.questionnaires import make_template_version
from tests.factories.vendors import make_service, make_vendor
from vendors.assessments import services
from vendors.assessments.models import AssessmentAnswer, SectionDelegation
from vendors.directory.models import Vendor
from vendors.questionnaires.content import Question, Questionnaire, Section

pytestmark = pytest.mark.django_db


@pytest.fixture
def vendor(cast: Cast) -> Vendor:
    return make_vendor(cast.system, owner=cast.olga, notes="Replace them soon.")


@pytest.fixture
def vic(cast: Cast, vendor: Vendor) -> User:
    return make_respondent(cast, vendor)


@pytest.fixture
def portal(client: Client, vic: User) -> Client:
    client.force_login(vic)
    return client


def test_a_vendor_does_not_read_what_we_keep_about_it(
    cast: Cast, vendor: Vendor, vic: User, portal: Client
) -> None:
    service = make_service(cast.olga, vendor)
    assessment = make_submitted(cast, vendor, vic)
    answer = AssessmentAnswer.objects.select_related("part__assessment").get(question_id="D-1")
    services.judge_answer(actor=cast.olga, answer=answer, verdict="finding")
    services.accept_assessment(actor=cast.olga, assessment=assessment, note="For want of another.")
    draft = make_assessment(cast, vendor, is_sent=False)
    lists = [portal.get(f"/api/v1/{name}").json()["results"] for name in ("vendors", "services")]
    assert lists == [[], []]
    records = (vendor, service, assessment, assessment.parts.get(), answer, draft)
    assert [
        portal.get(f"/api/v1/history/{record._meta.label_lower}/{record.pk}").status_code
        for record in records
    ] == [404] * len(records)


@pytest.mark.parametrize("key", ["A&A", "a/b", "5.1", "é", "A B"])
def test_a_section_is_opened_whatever_its_key(
    cast: Cast, vendor: Vendor, vic: User, portal: Client, key: str
) -> None:
    questions = (Question("A&A-01.1", "Audited?"), Question("A&A-01.2", "Reviewed?"))
    content = Questionnaire("Odd", (Section(key, "Audit", "", questions),))
    version = make_template_version(cast.olga, "odd", content=content)
    assessment = make_assessment(cast, vendor, versions=[version])
    part = get_part(assessment)
    page = reverse("portal:section", args=[part.pk, key])
    assert escape(page) in portal.get(reverse("portal:assessment", args=[assessment.pk])).content.decode()
    following = portal.post(
        f"{page}?question=A%26A-01.1", {"q0-value": "yes", "q0-seen": "0", "next": "1"}, follow=True
    )
    assert [item.question.id for item in following.context["items"]] == ["A&A-01.2"]
    portal.post(reverse("portal:delegate", args=[part.pk, key]), {"user": str(vic.pk)})
    assert [row.section_key for row in SectionDelegation.objects.all()] == [key]


@pytest.mark.parametrize("key", ["/a", "x" * 81, "a\nb"])
def test_a_key_that_no_address_holds_is_refused(cast: Cast, key: str) -> None:
    content = Questionnaire("Odd", (Section(key, "Audit", "", (Question("A", "So?"),)),))
    with pytest.raises(InvalidInput):
        make_template_version(cast.olga, "odd", content=content)
