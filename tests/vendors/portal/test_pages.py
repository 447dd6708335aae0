"""The portal: answered as a whole or while typing, nothing lost, and nothing of any other vendor."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from governance.accounts.models import User
from tests.cast import PASSWORD, Cast
from tests.factories.assessments import answer_all, get_part, make_assessment, make_respondent, make_submitted
from tests.factories.vendors import make_vendor
from vendors.assessments import services
from vendors.assessments.models import Assessment, AssessmentAnswer, Evidence, SectionDelegation
from vendors.assessments.services.inviting import make_token
from vendors.directory.models import Vendor

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nreport"


@pytest.fixture
def vendor(cast: Cast) -> Vendor:
    return make_vendor(cast.system, owner=cast.olga)


@pytest.fixture
def vic(cast: Cast, vendor: Vendor) -> User:
    return make_respondent(cast, vendor)


@pytest.fixture
def assessment(cast: Cast, vendor: Vendor) -> Assessment:
    return make_assessment(cast, vendor, introduction="Please be brief.")


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def section_url(assessment: Assessment, key: str = "data") -> str:
    return reverse("portal:section", args=[get_part(assessment).pk, key])


def values() -> dict[str, Any]:
    return dict(AssessmentAnswer.objects.values_list("question_id", "value"))


def test_home_shows_what_waits_and_is_calm_when_nothing_does(cast: Cast, vendor: Vendor, vic: User) -> None:
    client = sign_in(vic)
    assert "Nothing to answer now" in client.get(reverse("portal:home")).content.decode()
    make_assessment(cast, vendor, is_sent=False)
    assert "Nothing to answer now" in client.get(reverse("portal:home")).content.decode()
    assessment = make_assessment(cast, vendor)
    shown = client.get(reverse("portal:home")).content.decode()
    assert (assessment.title in shown, "0 of 4 answered" in shown) == (True, True)
    assert client.get("/").headers["Location"] == reverse("portal:home")


def test_a_section_is_saved_without_scripts(vic: User, assessment: Assessment) -> None:
    client = sign_in(vic)
    page = client.get(section_url(assessment))
    # The second question depends on the first and is not asked yet.
    assert [item.question.id for item in page.context["items"]] == ["D-1", "D-3"]
    answer = client.post(
        section_url(assessment),
        {
            "q0-value": "yes",
            "q0-seen": "0",
            "q0-comment": "Only\r\nhere",
            "q2-value": ["us", "eu"],
            "q2-seen": "0",
        },
    )
    assert answer.headers["Location"] == section_url(assessment)
    assert values() == {"D-1": "yes", "D-3": ["eu", "us"]}
    assert AssessmentAnswer.objects.get(question_id="D-1").comment == "Only\nhere"
    assert [i.question.id for i in client.get(section_url(assessment)).context["items"]] == [
        "D-1",
        "D-2",
        "D-3",
    ]
    onward = client.post(section_url(assessment), {"next": "1"})
    assert onward.headers["Location"] == section_url(assessment, "people")


def test_one_question_at_a_time(vic: User, assessment: Assessment) -> None:
    client = sign_in(vic)
    data, people = section_url(assessment), section_url(assessment, "people")
    page = client.get(f"{data}?question=D-1")
    text = page.content.decode()
    assert [item.question.id for item in page.context["items"]] == ["D-1"]
    assert ("Question 1 of 2 in this section" in text, "<title>Question 1 of 2" in text) == (True, True)
    steps = (
        ("D-1", {"q0-value": "yes", "q0-seen": "0", "next": "1"}, f"{data}?question=D-2"),
        # Going back saves what was typed just as going on does, and another answer may ask for more in between.
        ("D-2", {"q1-value": "By mail.", "q1-seen": "0", "back": "1"}, f"{data}?question=D-1"),
        ("D-3", {"q2-value": ["eu"], "q2-seen": "0", "next": "1"}, f"{people}?question=P-1"),
        ("D-3", {}, f"{data}?question=D-3"),
        ("D-1", {"back": "1"}, reverse("portal:assessment", args=[assessment.pk])),
    )
    for question, typed, onward in steps:
        assert client.post(f"{data}?question={question}", typed).headers["Location"] == onward
    assert values() == {"D-1": "yes", "D-2": "By mail.", "D-3": ["eu"]}
    assert "Question 2 of 3 in this section" in client.get(f"{data}?question=D-2").content.decode()
    wrong = client.post(f"{people}?question=P-2", {"q4-value": "many", "q4-seen": "0", "back": "1"})
    assert (wrong.status_code, 'value="many"' in wrong.content.decode()) == (400, True)
    assert client.get(f"{data}?question=P-1").status_code == 404


def test_what_is_done_beside_one_question_leads_back_to_it(vic: User, assessment: Assessment) -> None:
    client, part, people = sign_in(vic), get_part(assessment), section_url(assessment, "people")
    here = f"{people}?question=P-1"
    upload = f"{reverse('portal:upload', args=[part.pk, 3])}?one=1"
    assert f'action="{upload}"' in client.get(here).content.decode()
    kept = client.post(upload, {"file": SimpleUploadedFile("soc2.pdf", b"%PDF-1.7")})
    say = f"{reverse('portal:say', args=[part.pk, 3])}?one=1"
    remove = f"{reverse('portal:remove', args=[Evidence.objects.get().pk])}?one=1"
    page = client.get(here).content.decode()
    assert (f'action="{say}"' in page, f'action="{remove}"' in page) == (True, True)
    answers = [kept, client.post(say, {"text": "Soon"}), client.post(remove)]
    assert [answer.headers["Location"] for answer in answers] == [f"{here}#q3"] * 3
    whole = client.post(say.partition("?")[0], {"text": "Soon"})
    assert (whole.headers["Location"], "?one=1" in client.get(people).content.decode()) == (
        f"{people}#q3",
        False,
    )


def test_an_answer_to_what_is_not_asked_any_more_is_kept(vic: User, assessment: Assessment) -> None:
    client, page = sign_in(vic), section_url(assessment)
    one = f"{page}?question=D-2"
    client.post(one, {"q1-value": "By mail.", "q1-seen": "0", "next": "1"})
    assert values() == {"D-2": "By mail."}
    gone = client.get(one, follow=True)
    assert (gone.redirect_chain, "not asked any more" in gone.content.decode()) == ([(page, 302)], True)


def test_autosave_says_how_it_stands(vic: User, assessment: Assessment) -> None:
    client, part = sign_in(vic), get_part(assessment)
    address = reverse("portal:answer", args=[part.pk, 0])
    saved = client.post(address, {"q0-value": "yes", "q0-seen": "0"}).content.decode()
    assert ('name="q0-seen" value="1"' in saved, "saved · Vic" in saved) == (True, True)
    wrong = client.post(reverse("portal:answer", args=[part.pk, 4]), {"q4-value": "many", "q4-seen": "0"})
    assert "such as 12 or 12.5." in wrong.content.decode()
    assert (
        client.get(address).status_code,
        client.post(reverse("portal:answer", args=[part.pk, 9])).status_code,
    ) == (405, 404)
    assert values() == {"D-1": "yes"}


@pytest.mark.parametrize("way", ["section", "answer"])
def test_two_tabs_lose_nothing(
    cast: Cast, vendor: Vendor, vic: User, assessment: Assessment, way: str
) -> None:
    val = make_respondent(cast, vendor, "Val")
    part = get_part(assessment)
    services.save_answer(
        actor=val, part=part, question_id="D-1", values={"value": "no", "comment": "Never"}, seen=0
    )
    address = section_url(assessment) if way == "section" else reverse("portal:answer", args=[part.pk, 0])
    client = sign_in(vic)
    answer = client.post(address, {"q0-value": "yes", "q0-seen": "0", "q0-comment": "Mine"})
    text = answer.content.decode()
    assert ("Val answered this meanwhile" in text, "Never" in text, values()) == (True, True, {"D-1": "no"})
    if way == "section":
        assert (answer.status_code, "Mine</textarea>" in text) == (409, True)
    # The page now shows theirs, so saving again is deliberate.
    client.post(address, {"q0-value": "yes", "q0-seen": "1", "q0-comment": "Mine"})
    assert values() == {"D-1": "yes"}


def test_what_was_typed_wrongly_is_there_to_mend(vic: User, assessment: Assessment) -> None:
    answer = sign_in(vic).post(
        section_url(assessment, "people"),
        {"q3-value": "yes", "q3-seen": "0", "q4-value": "a dozen", "q4-seen": "0"},
    )
    text = answer.content.decode()
    assert (answer.status_code, 'value="a dozen"' in text, "such as 12 or 12.5" in text) == (400, True, True)
    assert values() == {"P-1": "yes"}


def test_handing_in_says_what_is_missing(vic: User, assessment: Assessment) -> None:
    client = sign_in(vic)
    page, submit = (
        reverse("portal:assessment", args=[assessment.pk]),
        reverse("portal:submit", args=[assessment.pk]),
    )
    shown = client.get(page).content.decode()
    assert ("3 questions must be answered first" in shown, "Please be brief." in shown) == (True, True)
    refused = client.post(submit, follow=True).content.decode()
    assert "3 questions must be answered first: D-1, D-3, P-1" in refused
    answer_all(vic, assessment)
    assert "Handed in. Thank you" in client.post(submit, follow=True).content.decode()
    twice = client.post(submit, follow=True).content.decode()
    assert "It was handed in already: submitted." in twice
    client.post(section_url(assessment), {"q0-value": "no", "q0-seen": "1"})
    assert values()["D-1"] == "yes"


def test_a_section_is_given_and_taken_back(
    cast: Cast, vendor: Vendor, vic: User, assessment: Assessment
) -> None:
    val = make_respondent(cast, vendor, "Val")
    client, address = sign_in(vic), reverse("portal:delegate", args=[get_part(assessment).pk, "data"])
    client.post(address, {"user": str(val.pk)})
    assert SectionDelegation.objects.get().user == val
    assert (
        "given to you"
        in sign_in(val).get(reverse("portal:assessment", args=[assessment.pk])).content.decode()
    )
    client.post(address, {"user": str(cast.eve.pk)})
    assert SectionDelegation.objects.get().user == val
    client.post(address, {"user": ""})
    assert SectionDelegation.objects.count() == 0


def test_a_conversation(cast: Cast, vendor: Vendor, vic: User) -> None:
    assessment = make_submitted(cast, vendor, vic)
    answer = AssessmentAnswer.objects.select_related("part__assessment").get(question_id="P-1")
    services.judge_answer(actor=cast.olga, answer=answer, verdict="questioned", question="Which period?")
    services.write_note(actor=cast.olga, answer=answer, text="Sounds invented.")
    services.ask_vendor(actor=cast.olga, assessment=assessment)
    client = sign_in(vic)
    shown = client.get(section_url(assessment, "people")).content.decode()
    assert ("Which period?" in shown, "Sounds invented." in shown) == (True, False)
    client.post(reverse("portal:say", args=[get_part(assessment).pk, 3]), {"text": "January to June"})
    assert [m.text for m in answer.messages.all()] == ["Which period?", "January to June"]
    assert "question back" in client.get(reverse("portal:assessment", args=[assessment.pk])).content.decode()


def test_another_vendor_does_not_exist(cast: Cast, assessment: Assessment, vic: User) -> None:
    rob = make_respondent(cast, make_vendor(cast.system, "rival"), "Rob")
    client, part = sign_in(rob), get_part(assessment)
    answers = [
        client.get(reverse("portal:assessment", args=[assessment.pk])),
        client.get(section_url(assessment)),
        client.post(section_url(assessment), {"q0-value": "yes", "q0-seen": "0"}),
        client.post(reverse("portal:answer", args=[part.pk, 0]), {"q0-value": "yes", "q0-seen": "0"}),
        client.post(reverse("portal:submit", args=[assessment.pk])),
        client.post(reverse("portal:delegate", args=[part.pk, "data"]), {"user": str(rob.pk)}),
        client.post(reverse("portal:say", args=[part.pk, 0]), {"text": "x"}),
        client.post(reverse("portal:upload", args=[part.pk, 0]), {"file": SimpleUploadedFile("a.pdf", PDF)}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 8
    assert "Nothing to answer now" in client.get(reverse("portal:home")).content.decode()
    for outsider in (cast.eve, cast.dan, cast.carol):
        assert sign_in(outsider).get(reverse("portal:home")).status_code == 404


def test_joining_by_a_link(cast: Cast, vendor: Vendor) -> None:
    invitation = services.invite_respondent(
        actor=cast.olga, vendor=vendor, email="new@openai.com", name="Nell"
    )
    address, client = reverse("portal:join", args=[make_token(invitation)]), Client()
    assert "This link works once, for new@openai.com" in client.get(address).content.decode()
    weak = client.post(address, {"name": "Nell", "password": "short"}).content.decode()
    assert ("imp-error" in weak, User.objects.filter(email="new@openai.com").exists()) == (True, False)
    joined = client.post(address, {"name": "Nell", "password": PASSWORD})
    assert joined.headers["Location"] == reverse("portal:home")
    assert "Welcome" in client.get(reverse("portal:home")).content.decode()
    again = Client().get(address)
    assert (again.status_code, "does not work any more" in again.content.decode()) == (404, True)
