"""LiteLLM's guardrail contract: NONE for exactly what is permitted, BLOCKED with the reason for all else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from governance.accounts.services import issue_api_key
from governance.core.freshness import StateReader
from registry.decision_log.models import LoggedDecision
from registry.sightings.models import Sighting
from tests.cast import Cast
from tests.factories.decisions import PermittedWorld

pytestmark = pytest.mark.django_db
URL = "/api/v1/litellm/beta/litellm_basic_guardrail_api"
MODEL = "openai/gpt-4o-2024-08-06"
#: What the gateway's administrator sets on the guardrail.
SET = {
    "X-Imprimatur-Use-Case": "ticket-summaries",
    "X-Imprimatur-Phase": "1",
    "X-Imprimatur-Region": "aws:eu-west-1",
    "X-Imprimatur-Environment": "production",
    "X-Imprimatur-Data-Classes": "internal",
}
PROMPT = "the prompt that nobody keeps"


@pytest.fixture
def secret(cast: Cast, world: PermittedWorld) -> str:
    return issue_api_key(actor=cast.ada, owner=cast.eve, name="gateway", scopes=["decisions:ask"])[1]


def send(secret: str, headers: dict[str, str] = SET, **changes: Any) -> Any:
    """Send what LiteLLM 1.108 sends, with some members changed; None takes one away."""
    body: dict[str, Any] = {
        "input_type": "request",
        "litellm_call_id": "c1",
        "litellm_trace_id": None,
        "structured_messages": [{"role": "user", "content": PROMPT}],
        "images": None,
        "tools": None,
        "texts": [PROMPT],
        "request_data": {"user_api_key_hash": "h", "user_api_key_team_alias": "support"},
        "request_headers": {"host": "gateway", "authorization": "[present]"},
        "litellm_version": "1.108.7",
        "additional_provider_specific_params": {},
        "tool_calls": None,
        "model": MODEL,
        **changes,
    }
    raw = json.dumps({name: value for name, value in body.items() if value != "gone"})
    return Client().generic(
        "POST", URL, raw, content_type="application/json", headers={"X-API-Key": secret, **headers}
    )


def test_what_is_approved_passes(secret: str) -> None:
    response = send(secret)
    assert (response.status_code, response.json()) == (200, {"action": "NONE"})
    row = LoggedDecision.objects.get()
    assert (row.through, row.decision, row.resource_id, row.subject_id) == (
        "litellm",
        "permit",
        MODEL,
        "support",
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"model": "openai/gpt-4o"}, "resource.unknown"),
        ({"model": "openai/gpt-4o-2024-11-20"}, "resource.unknown"),
        ({"request_data": {"user_api_key_team_alias": "research"}}, "approval.scope.team"),
        ({"request_data": {"user_api_key_team_alias": "nobody"}}, "context.unknown_team"),
        ({"request_headers": {"X-Imprimatur-Data-Classes": "confidential"}}, "approval.scope.data_class"),
    ],
)
def test_what_is_not_approved_is_blocked_with_the_reason(
    secret: str, changes: dict[str, Any], code: str
) -> None:
    answer = send(secret, **changes).json()
    assert answer["action"] == "BLOCKED"
    assert code in answer["blocked_reason"]


@pytest.mark.parametrize("missing", sorted(SET))
def test_what_nobody_says_is_blocked(secret: str, missing: str) -> None:
    answer = send(secret, {name: value for name, value in SET.items() if name != missing}).json()
    assert answer["action"] == "BLOCKED"


@pytest.mark.parametrize(
    "changes",
    [
        {"input_type": "response"},
        {"input_type": "gone"},
        {"model": None},
        {"model": "gone"},
        {"model": ["openai/gpt-4o-2024-08-06"]},
        {"request_data": {}},
        {"request_data": None},
        {"request_data": "support"},
        {"request_headers": []},
        {"request_headers": {"x-imprimatur-data-classes": ["confidential"]}},
        {"request_headers": {"x-imprimatur-data-classes": "[present]"}},
        {
            "request_data": {"user_api_key_team_alias": ["support"]},
            "request_headers": {"x-imprimatur-team": "support"},
        },
    ],
)
def test_what_cannot_be_judged_is_blocked(secret: str, changes: dict[str, Any]) -> None:
    response = send(secret, **changes)
    assert (response.status_code, response.json()["action"]) == (200, "BLOCKED")


@pytest.mark.parametrize("name", sorted(SET))
def test_a_header_that_is_set_to_nothing_gives_no_caller_the_word(secret: str, name: str) -> None:
    """A variable of the gateway that is not there must not hand its place to whoever calls."""
    claims = {name.lower(): SET[name]}
    assert send(secret, {**SET, name: ""}, request_headers=claims).json()["action"] == "BLOCKED"
    unset = {each: value for each, value in SET.items() if each != name}
    assert send(secret, unset, request_headers=claims).json()["action"] == "NONE"


def test_a_header_that_the_gateway_holds_back_is_not_said(secret: str) -> None:
    claims = {"x-imprimatur-team": "[present]", "x-imprimatur-region": "[present]"}
    assert send(secret, request_headers=claims).json() == {"action": "NONE"}
    assert send(secret, request_headers=claims, request_data={}).json()["action"] == "BLOCKED"


@pytest.mark.parametrize("phase", ["9" * 5_000, "1.5", "-1", "\u0661", "one", "12"])
def test_a_phase_that_is_none_is_blocked(secret: str, phase: str) -> None:
    unset = {name: value for name, value in SET.items() if name != "X-Imprimatur-Phase"}
    response = send(secret, unset, request_headers={"x-imprimatur-phase": phase})
    assert (response.status_code, response.json()["action"]) == (200, "BLOCKED")


def test_data_classes_said_twice_add_up(secret: str) -> None:
    claims = {"X-Imprimatur-Data-Classes": "confidential", "x-imprimatur-data-classes": "internal"}
    assert send(secret, request_headers=claims).json()["action"] == "BLOCKED"


def test_the_administrators_word_counts_more_than_the_callers(secret: str) -> None:
    """A caller can add a data class and can neither take one away nor be another team than their key's."""
    claims = {
        "x-imprimatur-team": "support",
        "x-imprimatur-use-case": "ticket-summaries",
        "x-imprimatur-data-classes": "",
    }
    blocked = send(
        secret,
        {**SET, "X-Imprimatur-Data-Classes": "confidential"},
        request_headers=claims,
    ).json()
    assert "approval.scope.data_class" in blocked["blocked_reason"]
    blocked = send(secret, request_data={"user_api_key_team_alias": "research"}, request_headers=claims)
    assert "approval.scope.team" in blocked.json()["blocked_reason"]
    assert send(secret, {**SET, "X-Imprimatur-Team": "support"}, request_data={}).json()["action"] == "NONE"
    assert send(secret, request_data={}, request_headers=claims).json()["action"] == "NONE"


def test_a_caller_cannot_say_it_by_parameters(secret: str) -> None:
    parameters = {"team": "support", "X-Imprimatur-Team": "support"}
    answer = send(secret, request_data={}, additional_provider_specific_params=parameters)
    assert answer.json()["action"] == "BLOCKED"


def test_the_gateways_own_names_are_read_as_what_they_stand_for(secret: str) -> None:
    names = {**SET, "X-Imprimatur-Models": f"fast = {MODEL}, other=openai/x"}
    assert send(secret, names, model="fast").json() == {"action": "NONE"}
    assert send(secret, names, model="slow").json()["action"] == "BLOCKED"
    assert send(secret, names, model="other").json()["action"] == "BLOCKED"


def test_an_unregistered_model_becomes_a_sighting_and_its_caller_is_told_what_to_use(secret: str) -> None:
    reason = send(secret, model="shadow/model-9").json()["blocked_reason"]
    assert f"Permitted instead: {MODEL}." in reason
    assert Sighting.objects.filter(identifier="shadow/model-9").exists()


def test_nothing_of_a_prompt_is_kept(secret: str, caplog: pytest.LogCaptureFixture) -> None:
    send(secret, model="shadow/model-9")
    kept = [*LoggedDecision.objects.values(), *Sighting.objects.values(), *Sighting.history.values()]
    assert PROMPT not in repr(kept) + caplog.text


def test_a_registry_that_cannot_be_reached_blocks(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_reader: StateReader) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(StateReader, "read", fail)
    response = send(secret)
    assert (response.status_code, response.json()["action"]) == (200, "BLOCKED")


def test_who_may_not_ask_gets_an_error_and_not_a_pass(secret: str, cast: Cast) -> None:
    """LiteLLM blocks on every status but a success."""
    reader = issue_api_key(actor=cast.ada, owner=cast.eve, name="reads", scopes=["registry:read"])[1]
    outsider = issue_api_key(actor=cast.ada, owner=cast.dan, name="dan", scopes=["decisions:ask"])[1]
    assert [send(key).status_code for key in (reader, outsider, "imp_wrong_0123456789")] == [403, 403, 401]
    bearer = send(secret, {**SET, "Authorization": "Bearer imp_wrong_0123456789"})
    assert bearer.status_code == 401


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_a_body_that_is_none_is_an_error_and_not_a_pass(secret: str, raw: bytes) -> None:
    response = Client().generic(
        "POST", URL, raw, content_type="application/json", headers={"X-API-Key": secret, **SET}
    )
    refused = response.status_code == 400 or response.json()["action"] == "BLOCKED"
    assert (refused, "NONE" in response.content.decode()) == (True, False)
