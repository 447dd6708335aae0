"""Ask the gate as a person: the answer in words, what may be used instead, and the way to an approval."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.approvals.services import revoke_approval
from imprimatur import InvalidQuestion
from registry.decisions.forms import QuestionForm
from registry.sightings.models import Sighting
from tests.cast import Cast
from tests.factories.approvals import approve, make_request
from tests.factories.decisions import SCOPE, PermittedWorld
from tests.factories.models import make_version

QUESTION = {
    "model": "openai/gpt-4o-2024-08-06",
    "use_case": "ticket-summaries",
    "data_class": "internal",
    "region": "aws:eu-west-1",
    "team": "support",
    "environment": "production",
    "phase": "1",
}


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ask(user: Any, **changes: str) -> str:
    answer = sign_in(user).get(reverse("ask"), {**QUESTION, **changes})
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_approved_is_a_yes(cast: Cast, world: PermittedWorld) -> None:
    answer = sign_in(cast.eve).get(reverse("ask"), QUESTION).context["answer"]
    assert (answer.word, answer.request_url) == ("yes", "")
    assert [reason.code for reason in answer.reasons] == ["approval.in_force"]
    assert [note.code for note in answer.notes] == ["vendor.not_assessed"]
    assert "verdict--yes" in ask(cast.eve)


def test_what_is_not_approved_is_a_no_with_alternatives_and_a_way(cast: Cast, world: PermittedWorld) -> None:
    version = make_version(
        cast.system, "openai/gpt-4o-2024-11-20", vendor=world.vendor, service=world.service
    )
    text = ask(cast.eve, model=version.catalogue_id)
    assert "verdict--no" in text
    assert "approval.none" in text
    assert "openai/gpt-4o-2024-08-06" in text
    assert f"record_id={version.pk}" in text


def test_no_model_shows_what_may_be_used(cast: Cast, world: PermittedWorld) -> None:
    text = ask(cast.eve, model="")
    assert "What you may use for this" in text
    assert "openai/gpt-4o-2024-08-06" in text
    revoke_approval(actor=cast.olga, approval=world.approval, reason="Gone")
    assert "Nothing is approved for exactly this yet" in ask(cast.eve, model="")


def test_the_empty_form_asks_nothing(cast: Cast, world: PermittedWorld) -> None:
    text = sign_in(cast.eve).get(reverse("ask")).content.decode()
    assert "verdict" not in text.replace("ask.css", "")
    assert "This field is required" not in text


@pytest.mark.parametrize("value", ["\x00", "a\x00b", "\u202e", "x" * 5000, "<script>alert(1)</script>"])
def test_odd_values_break_nothing_and_are_escaped(cast: Cast, world: PermittedWorld, value: str) -> None:
    for name in QUESTION:
        assert "<script>alert(1)" not in ask(cast.eve, **{name: value})


def test_conditions_make_it_a_yes_if(cast: Cast, world: PermittedWorld) -> None:
    version = make_version(
        cast.system, "openai/gpt-4o-2024-11-20", vendor=world.vendor, service=world.service
    )
    review = {"code": "human-review", "message": "A person reads each answer."}
    request = make_request(cast.eve, version, scope=SCOPE, conditions=[review])
    approve(cast.ben, request)
    approve(cast.bea, request)
    text = ask(cast.eve, model=version.catalogue_id)
    assert ("verdict--if" in text, "A person reads each answer." in text) == (True, True)
    assert "A person reads each answer." in ask(cast.eve, model="")


def test_what_nobody_registered_is_noted(cast: Cast, world: PermittedWorld) -> None:
    text = ask(cast.eve, model="shadow/unheard-of-1")
    assert ("resource.unknown" in text, "noted for the governance officers" in text) == (True, True)
    assert "record_id=" not in text
    assert list(Sighting.objects.values_list("identifier", "last_subject")) == [
        ("shadow/unheard-of-1", "team:support")
    ]


def test_a_link_cannot_lead_to_the_request_of_another_record(cast: Cast, world: PermittedWorld) -> None:
    version = make_version(
        cast.system, "openai/gpt-4o-2024-11-20", vendor=world.vendor, service=world.service
    )
    text = ask(cast.eve, model=version.catalogue_id, record_id=str(world.version.pk))
    assert re.findall(r"record_id=([\w-]+)", text) == [str(version.pk)]


def test_each_fault_stands_beside_its_field(cast: Cast, world: PermittedWorld) -> None:
    client = sign_in(cast.eve)
    form = client.get(reverse("ask"), {**QUESTION, "use_case": "", "region": "moon:1"}).context["form"]
    assert sorted(form.errors) == ["region", "use_case"]
    form.place_faults(InvalidQuestion([("/resource/id", "is odd"), ("/context/data_classes/3", "is odd")]))
    assert sorted(form.errors) == ["data_class", "model", "region", "use_case"]


def test_each_region_is_offered_once_and_ours_first(cast: Cast, world: PermittedWorld) -> None:
    form = QuestionForm(actor=cast.eve)
    groups = form.fields["region"].choices[1:]
    assert [(heading, [key for key, _ in rows]) for heading, rows in groups] == [
        ("Where our services run", ["aws:eu-west-1"]),
        ("AWS", ["aws:eu-central-1", "aws:us-east-1"]),
        ("GCP", ["gcp:asia-south1"]),
    ]


def test_the_own_team_comes_first_and_is_chosen(cast: Cast, world: PermittedWorld) -> None:
    form = QuestionForm(actor=cast.eve)
    assert form.fields["team"].choices[1:] == [
        ("Your teams", [("support", "Support")]),
        ("Other teams", [("research", "Research")]),
    ]
    assert form["team"].value() == "support"


def test_the_page_of_a_version_asks_about_it(cast: Cast, world: PermittedWorld) -> None:
    page = reverse("admin:registry_modelversion_change", args=[world.version.pk])
    text = sign_in(cast.olga).get(page).content.decode()
    assert '<input type="hidden" name="model" value="openai/gpt-4o-2024-08-06">' in text
    assert 'id="ask_use_case"' in text
    new = sign_in(cast.olga).get(reverse("admin:registry_modelversion_add"))
    assert (new.status_code, 'id="ask_use_case"' in new.content.decode()) == (200, False)


def test_who_may_not_ask_is_told_so(cast: Cast, world: PermittedWorld) -> None:
    text = ask(cast.dan)
    assert ("no role that sees it yet" in text, "gpt-4o" in text, "verdict" in text) == (True, False, False)


def test_signed_out_readers_are_led_to_sign_in(cast: Cast, world: PermittedWorld) -> None:
    answer = Client().get(reverse("ask"))
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/ask/")
