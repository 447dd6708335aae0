"""Ask the gate as a person: the answer in words, what may be used instead, and the way to an approval."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.approvals.models import ApprovalRequest
from governance.approvals.services import revoke_approval
from tests.cast import Cast
from tests.factories.decisions import PermittedWorld, make_permitted_world
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


@pytest.fixture
def world(cast: Cast) -> PermittedWorld:
    return make_permitted_world(cast)


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def without_token(answer: Any) -> bytes:
    """Return the body without the form token, which differs on every page."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.content)


def ask(user: Any, **changes: str) -> str:
    answer = sign_in(user).get(reverse("ask"), {**QUESTION, **changes})
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_approved_is_a_yes(cast: Cast, world: PermittedWorld) -> None:
    text = ask(cast.eve)
    assert "verdict--yes" in text
    assert "approval.in_force" in text


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


def test_a_request_carries_the_question_over(cast: Cast, world: PermittedWorld) -> None:
    version = make_version(
        cast.system, "openai/gpt-4o-2024-11-20", vendor=world.vendor, service=world.service
    )
    address = (
        f"{reverse('request-new')}?record_type=registry.modelversion&record_id={version.pk}"
        "&use_case=ticket-summaries&team=support&data_class=internal&region=aws:eu-west-1&environment=production&phase=1"
    )
    client = sign_in(cast.eve)
    text = client.get(address).content.decode()
    assert 'value="ticket-summaries" selected' in text
    values = {
        "use_cases": ["ticket-summaries"],
        "teams": ["support"],
        "data_classes": ["internal"],
        "regions": ["aws:eu-west-1"],
        "environments": ["production"],
        "max_phase": "1",
        "justification": "Better answers at night.",
    }
    answer = client.post(address, values)
    row = ApprovalRequest.objects.exclude(state="approved").get()
    assert (answer.status_code, answer["Location"], row.requester) == (
        302,
        reverse("request", args=[row.pk]),
        cast.eve,
    )
    shown = client.get(answer["Location"]).content.decode()
    assert "Better answers at night." in shown
    assert row.number in client.get(reverse("requests")).content.decode()
    client.post(answer["Location"], {"act": "withdraw"})
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_a_refused_form_keeps_what_was_typed(cast: Cast, world: PermittedWorld) -> None:
    address = f"{reverse('request-new')}?record_type=registry.modelversion&record_id={world.version.pk}"
    answer = sign_in(cast.eve).post(address, {"justification": "Typed with care"})
    assert (answer.status_code, "Typed with care" in answer.content.decode()) == (200, True)


def test_strangers_find_no_gate_and_no_requests_of_others(cast: Cast, world: PermittedWorld) -> None:
    client = sign_in(cast.dan)
    assert client.get(reverse("ask")).status_code == 404
    row = ApprovalRequest.objects.get()
    foreign = client.get(reverse("request", args=[row.pk]))
    missing = client.get(reverse("request", args=["01900000-0000-7000-8000-000000000000"]))
    assert (foreign.status_code, without_token(foreign)) == (missing.status_code, without_token(missing))


def test_signed_out_readers_are_led_to_sign_in(cast: Cast, world: PermittedWorld) -> None:
    answer = Client().get(reverse("ask"))
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/ask/")
