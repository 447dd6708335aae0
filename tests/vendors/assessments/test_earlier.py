"""Earlier answers are proposed by what is asked, confirmed one by one, and never taken over unseen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.accounts.models import User
from tests.cast import Cast
from tests.factories.assessments import get_part, make_assessment, make_respondent, make_submitted
from tests.factories.questionnaires import SMALL, make_template_version
from tests.factories.vendors import make_vendor
from vendors.assessments import services
from vendors.assessments.models import Assessment
from vendors.directory.models import Vendor
from vendors.questionnaires.content import Question, Questionnaire

pytestmark = pytest.mark.django_db


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def values(assessment: Assessment) -> dict[str, Any]:
    return dict(get_part(assessment).answers.values_list("question_id", "value"))


def next_version() -> Questionnaire:
    """The first question has a new id, and its old id asks something else."""
    data, people = SMALL.sections
    moved = replace(data.questions[0], id="D-7")
    other = Question("D-1", "Do you publish a calendar of maintenance windows?", good=("yes",))
    last = replace(data.questions[2])
    return SMALL.with_sections((replace(data, questions=(other, moved, last)), people))


def test_another_round_begins_with_what_is_confirmed(cast: Cast, vendor: Vendor, vic: User) -> None:
    first = make_submitted(cast, vendor, vic)
    services.accept_assessment(actor=cast.olga, assessment=first)
    second = services.reopen_assessment(actor=cast.olga, assessment=first, reason="A year has passed")
    services.send_assessment(actor=cast.olga, assessment=second)
    client, page = sign_in(vic), reverse("portal:earlier", args=[get_part(second).pk])
    assert [offer.question.id for offer in client.get(page).context["offers"]] == [
        "D-1",
        "D-2",
        "D-3",
        "P-1",
        "P-2",
    ]
    assert values(second) == {}
    client.post(page, {"take": ["D-1", "D-3", "X-9"]})
    assert values(second) == {"D-1": "yes", "D-3": ["eu"]}
    assert [offer.question.id for offer in client.get(page).context["offers"]] == ["D-2", "P-1", "P-2"]
    services.save_answer(actor=vic, part=get_part(second), question_id="P-1", values={"value": "no"}, seen=0)
    client.post(page, {"take": ["P-1"]})
    assert values(second)["P-1"] == "no"
    shown = sign_in(cast.olga).get(reverse("admin:vendors_assessment_compare", args=[second.pk]))
    (compared,) = shown.context["compared"]
    changes = {each.before.question.id: each.change.value for each in compared["differences"]}
    assert changes == {"D-2": "withdrawn", "P-1": "changed", "P-2": "withdrawn"}


def test_an_id_that_asks_something_else_now_offers_nothing(cast: Cast, vendor: Vendor, vic: User) -> None:
    make_submitted(cast, vendor, vic)
    later = make_template_version(cast.olga, label="2", content=next_version())
    second = make_assessment(cast, vendor, versions=[later])
    page = reverse("portal:earlier", args=[get_part(second).pk])
    client = sign_in(vic)
    offers = client.get(page).context["offers"]
    found = {(each.question.id, each.earlier.id): each.proposal.offered is not None for each in offers}
    assert (found[("D-1", "D-1")], found[("D-7", "D-1")]) == (False, True)
    client.post(page, {"take": ["D-1", "D-7"]})
    assert values(second) == {"D-7": "yes"}


def test_nobody_elses_answers_are_offered(cast: Cast, vendor: Vendor, vic: User) -> None:
    make_submitted(cast, vendor, vic)
    rival = make_vendor(cast.system, "rival")
    rob, other = make_respondent(cast, rival, "Rob"), make_assessment(cast, rival)
    assert sign_in(rob).get(reverse("portal:earlier", args=[get_part(other).pk])).status_code == 404
    assert services.confirm_earlier(actor=rob, part=get_part(other), question_ids={"D-1"}) == []
