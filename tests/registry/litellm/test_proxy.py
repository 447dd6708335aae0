"""A real LiteLLM proxy, configured by the YAML of docs/litellm.md alone, asks before each call."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from governance.accounts.services import issue_api_key
from registry.decision_log.models import LoggedDecision
from registry.sightings.models import Sighting
from tests.cast import get_cast
from tests.factories.decisions import make_permitted_world
from tests.registry.fast_lane.flipping import serving
from tests.registry.litellm.proxying import (
    APPROVED,
    FAILING,
    SAYS,
    UNAPPROVED,
    UNKNOWN,
    call,
    chat,
    proxying,
    write_configuration,
)

pytestmark = [pytest.mark.proxy, pytest.mark.django_db(transaction=True)]
#: The keys of a gateway, and what its administrator wrote on each.
KEYS: dict[str, Any] = {
    "sk-support": {"team_id": "t-1", "team_alias": "support", "metadata": {"disable_fallbacks": True}},
    "sk-research": {"team_id": "t-2", "team_alias": "research"},
    "sk-nobody": {},
    "sk-open": {"team_id": "t-1", "team_alias": "support"},
}
IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}


def test_the_proxy_serves_what_is_approved_and_nothing_else(tmp_path: Path) -> None:
    cast = get_cast()
    make_permitted_world(cast)
    secret = issue_api_key(actor=cast.ada, owner=cast.eve, name="gateway", scopes=["decisions:ask"])[1]
    configuration = tmp_path / "proxy.yaml"
    with ExitStack() as up:
        server = up.enter_context(serving(DECISION_LOG="strict"))
        write_configuration(configuration, server)
        with proxying(configuration, secret) as proxy:
            status, text = chat(proxy, APPROVED)
            assert (status, SAYS in text) == (200, True), text
            for model in (UNAPPROVED, UNKNOWN):
                status, text = chat(proxy, model)
                assert (400 <= status < 500, SAYS in text) == (True, False), text
                assert "resource.unknown" in text
                assert f"Permitted instead: {APPROVED}." in text
            # Nor by the parameters that a caller may send along.
            parameters = [{"imprimatur": {"extra_body": {"team": "support", "model": APPROVED}}}]
            status, text = chat(proxy, UNAPPROVED, guardrails=parameters)
            assert (status >= 400, SAYS in text) == (True, False), text
            told = {row.resource_id: row.decision for row in LoggedDecision.objects.all()}
            assert told == {APPROVED: "permit", UNAPPROVED: "deny", UNKNOWN: "deny"}
            wait_for_sighting(UNKNOWN)
            up.close()
            assert call(server, "/healthz")[0] == 0
            status, text = chat(proxy, APPROVED)
            assert (status >= 400, SAYS in text) == (True, False), text


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[int]:
    """A proxy whose keys have teams, in front of a server of ours; yields its port."""
    cast = get_cast()
    make_permitted_world(cast)
    secret = issue_api_key(actor=cast.ada, owner=cast.eve, name="gateway", scopes=["decisions:ask"])[1]
    with serving(DECISION_LOG="strict") as server:
        write_configuration(tmp_path / "proxy.yaml", server, keys=KEYS)
        with proxying(tmp_path / "proxy.yaml", secret) as port:
            yield port


def is_served(answer: tuple[int, str]) -> bool:
    """Whether a model answered."""
    status, text = answer
    assert (status == 200) == (SAYS in text), answer
    return status == 200


def test_the_team_is_the_keys_and_a_caller_can_only_make_it_stricter(gateway: int) -> None:
    assert is_served(chat(gateway, APPROVED, key="sk-support"))
    assert (
        "approval.scope.data_class"
        in chat(gateway, APPROVED, key="sk-support", headers={"X-Imprimatur-Data-Classes": "confidential"})[1]
    )
    assert is_served(
        chat(gateway, APPROVED, key="sk-support", headers={"X-Imprimatur-Region": "aws:us-east-1"})
    )
    claims = {"user_api_key_team_alias": "support"}
    for key, reason in (("sk-research", "approval.scope.team"), ("sk-nobody", "which team asks")):
        for more in ({}, {"metadata": claims}, {"litellm_metadata": claims}):
            answer = chat(gateway, APPROVED, key=key, headers={"X-Imprimatur-Team": "support"}, **more)
            assert (is_served(answer), reason in answer[1]) == (False, True), answer
    assert {row.subject_id for row in LoggedDecision.objects.all()} == {"support", "research"}


def test_a_failing_model_hands_the_call_to_no_other(gateway: int) -> None:
    """A fallback is not asked about, so the YAML allows none, and the key none that its caller asks for."""
    for fallbacks in (UNAPPROVED, {"model": UNAPPROVED}, {"*": [UNAPPROVED]}):
        assert not is_served(chat(gateway, FAILING[0], key="sk-open", fallbacks=[fallbacks]))
    insist = {"fallbacks": [UNAPPROVED], "max_fallbacks": 5, "disable_fallbacks": False}
    assert not is_served(chat(gateway, FAILING[1], key="sk-support", **insist))
    # What the page says of a key without that: LiteLLM lets the caller's number count.
    assert is_served(chat(gateway, FAILING[1], key="sk-open", **insist))
    assert UNAPPROVED not in set(LoggedDecision.objects.values_list("resource_id", flat=True))


def test_what_the_page_says_is_not_asked_is_not_asked(gateway: int) -> None:
    """LiteLLM calls no guardrail where it finds no text. When this fails, it does: then the page must say so."""
    audio = {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}
    for content in (None, [IMAGE], [audio]):
        messages = [{"role": "user", "content": content}]
        assert is_served(chat(gateway, UNAPPROVED, key="sk-support", messages=messages))
        # What bounds such a call is what the proxy offers at all.
        assert not is_served(chat(gateway, "openai/not-offered", key="sk-support", messages=messages))
    assert not LoggedDecision.objects.exists()
    # With a text beside it, it is asked about.
    text = [{"role": "user", "content": [{"type": "text", "text": "See?"}, IMAGE]}]
    assert not is_served(chat(gateway, UNAPPROVED, key="sk-support", messages=text))


def wait_for_sighting(name: str) -> None:
    """Return when the name has become a sighting: a thread notes it."""
    deadline = time.monotonic() + 10
    while not Sighting.objects.filter(identifier=name).exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)
