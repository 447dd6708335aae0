"""A form that was opened before its reader signed in anew is refused, and what was typed in it is not lost."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.assessments import get_part, make_assessment, make_respondent
from tests.factories.vendors import make_vendor
from vendors.assessments.models import AssessmentAnswer

pytestmark = pytest.mark.django_db
OURS = {"HTTP_ORIGIN": "http://testserver"}
TYPED = {"q0-value": "yes", "q0-comment": "Long <b>text", "q0-seen": "0", "csrfmiddlewaretoken": "x" * 64}


@pytest.fixture
def section(cast: Cast) -> str:
    vendor = make_vendor(cast.system)
    make_respondent(cast, vendor)
    return reverse("portal:section", args=[get_part(make_assessment(cast, vendor)).pk, "data"])


@pytest.fixture
def client(section: str) -> Client:
    from governance.accounts.models import User

    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(email="vic@openai.example.com"))
    client.get(section)
    return client


def test_what_was_typed_is_offered_in_a_form_of_this_session(client: Client, section: str) -> None:
    refused = client.post(section, {**TYPED, "next": "1", "back": "1"}, **OURS)  # type: ignore[arg-type]
    # Which button it was goes along, and nobody typed it.
    assert "1" not in refused.context["shown"]
    text = refused.content.decode()
    assert (refused.status_code, AssessmentAnswer.objects.count()) == (403, 0)
    assert ("Long &lt;b&gt;text" in text, "Send it again as Vic" in text) == (True, True)
    assert ("x" * 64 in text, refused.headers["Cache-Control"].count("no-store")) == (False, 1)
    token = client.get(reverse("portal:token")).json()["token"]
    sent = client.post(section, {**TYPED, "csrfmiddlewaretoken": token}, **OURS)  # type: ignore[arg-type]
    assert (sent.status_code, AssessmentAnswer.objects.get().comment) == (302, "Long <b>text")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "null"},
        {**OURS, "HTTP_SEC_FETCH_SITE": "cross-site"},
        {**OURS, "HTTP_SEC_FETCH_SITE": "same-site"},
    ],
)
def test_no_other_site_puts_words_into_that_form(
    client: Client, section: str, headers: dict[str, str]
) -> None:
    refused = client.post(section, TYPED, **headers)  # type: ignore[arg-type]
    assert (refused.status_code, "Long" in refused.content.decode()) == (403, False)


def test_pages_that_take_secrets_repeat_nothing(client: Client) -> None:
    typed = {"login": "zq-login", "password": "zq-password", "oldpassword": "zq-old"}
    for page in ("account_login", "account_change_password"):
        text = client.post(reverse(page), typed, **OURS).content.decode()  # type: ignore[arg-type]
        assert "zq-" not in text
    assert "zq-" not in client.post("/no-such-page/", typed, **OURS).content.decode()  # type: ignore[arg-type]


def test_the_token_is_told_to_the_reader_alone(client: Client) -> None:
    answer = client.get(reverse("portal:token"))
    assert (sorted(answer.json()), answer.json()["name"]) == (["name", "person", "token"], "Vic")
    assert "no-store" in answer.headers["Cache-Control"]
    assert Client().get(reverse("portal:token")).status_code == 302
