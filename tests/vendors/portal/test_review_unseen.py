"""What a reviewer does with answers shows nowhere in the portal before it is sent back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.factories.assessments import get_part, make_respondent, make_submitted
from tests.factories.vendors import make_vendor
from tests.vendors.assessments.callers import get_answer, make_caller
from vendors.assessments import services
from vendors.assessments.models import Assessment
from vendors.portal.printing import print_own_answers

pytestmark = pytest.mark.django_db


def hide_tokens(text: str) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value|X-CSRFToken)[^>]*', "", text)


def test_looking_through_the_answers_shows_nowhere_until_it_is_sent_back(cast: Cast) -> None:
    vendor = make_vendor(cast.system, owner=cast.olga)
    vic = make_respondent(cast, vendor)
    call = make_caller(cast, vic, "assessments:answer")
    assessment = make_submitted(cast, vendor, vic)
    part, answer = get_part(assessment), get_answer(assessment)
    browser = Client()
    browser.force_login(vic)
    page = reverse("portal:section", args=[part.pk, part.version.questionnaire.sections[0].key])

    def look() -> Any:
        record = call("GET", f"portal/assessments/{assessment.pk}")
        main = browser.get(page).content.decode().partition("<h1>")[2]
        printed = [str(block) for block in print_own_answers(Assessment.objects.get()).blocks]
        return (
            record.headers["ETag"],
            call("GET", f"portal/parts/{part.pk}").json(),
            hide_tokens(main),
            printed,
        )

    before = look()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        services.judge_answer(actor=cast.olga, answer=answer, verdict="accepted")
        services.judge_answer(actor=cast.olga, answer=answer, verdict="questioned", question="Why?")
        services.change_reviewers(actor=cast.olga, assessment=assessment, owner=cast.ada)
    assert look() == before
    services.ask_vendor(actor=cast.ada, assessment=assessment)
    record, told, main, printed = look()
    assert [record != before[0], "Why?" in str(told), "Why?" in main, "Why?" in str(printed)] == [True] * 4
    assert call("GET", f"portal/assessments/{assessment.pk}", **{"If-None-Match": record}).status_code == 304
