"""What our decision point adds to the standard: reasons, keys, and searches that promise nothing they do not keep."""

from __future__ import annotations

import time
from itertools import product
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from governance.accounts.models import Team
from governance.accounts.services import issue_api_key
from governance.approvals.models import Approval
from governance.approvals.services import revoke_approval
from governance.core.services import create_record
from registry.authzen.paging import TOKEN_LIVES
from registry.kill_switch.services import engage_kill_switch
from registry.sightings.models import Sighting
from tests.cast import Cast
from tests.registry.authzen.conftest import RECORDS, USERS, USES, Call, action, record, user
from tests.registry.decisions.test_veil import open_asker

pytestmark = pytest.mark.usefixtures("fixture")

READ_1 = {"subject": user("alice"), "action": action("read"), "resource": record("record-1")}


def codes(answer: Any) -> list[str]:
    """Return the codes of the reasons."""
    return [reason["code"] for reason in answer.json()["context"]["reasons"]]


def test_the_context_says_why_and_for_how_long(call: Call) -> None:
    answer = call("evaluation", READ_1)
    assert sorted(answer.json()["context"]) == [
        "alternatives",
        "decision_id",
        "obligations",
        "reasons",
        "revision",
        "valid_until",
    ]
    assert (codes(answer)[0], answer["Cache-Control"], "ETag" in answer) == (
        "approval.in_force",
        "no-store",
        False,
    )
    assert "Authorization" in answer["Vary"]


def test_circumstances_may_stand_in_the_context_but_not_differ(call: Call) -> None:
    plain = {"name": "use", "properties": {"use_case": USES["read"], "phase": 1}}
    context = {"data_classes": ["internal"], "region": "aws:eu-west-1", "environment": "production"}
    assert call("evaluation", {**READ_1, "action": plain, "context": context}).json()["decision"] is True
    assert call("evaluation", {**READ_1, "context": {"region": "aws:us-east-1"}}).status_code == 400
    missing = call("evaluation", {**READ_1, "action": plain})
    assert {"context.missing_region", "context.missing_data_class"} <= set(codes(missing))


@pytest.mark.parametrize("part", ["subject", "resource"])
def test_a_kind_that_no_registry_holds_is_denied(call: Call, part: str) -> None:
    answer = call("evaluation", {**READ_1, part: {"type": "spaceship", "id": "x"}})
    assert (answer.status_code, answer.json()["decision"], codes(answer)) == (
        200,
        False,
        ["question.invalid"],
    )
    assert (
        call("evaluation", {**READ_1, part: {"type": "spaceship", "id": "x"}, "context": 7}).status_code
        == 400
    )


def test_another_action_is_denied_by_name(call: Call) -> None:
    answer = call("evaluation", {**READ_1, "action": {**action("read"), "name": "train"}})
    assert (answer.json()["decision"], "context.unknown_action" in codes(answer)) == (False, True)


def test_a_past_instant_is_answered_from_history(cast: Cast, call: Call) -> None:
    before = timezone.now().isoformat()
    for approval in Approval.objects.all():
        revoke_approval(actor=cast.olga, approval=approval, reason="Incident")
    assert call("evaluation", READ_1).json()["decision"] is False
    assert call("evaluation", {**READ_1, "context": {"at": before}}).json()["decision"] is True
    assert call("evaluation", {**READ_1, "context": {"at": "2999-01-01T00:00:00Z"}}).status_code == 400


def test_an_unknown_name_is_noted(call: Call) -> None:
    call("evaluation", {**READ_1, "resource": {"type": "model", "id": "nobody/knows-2026-01-01"}})
    assert Sighting.objects.filter(identifier="nobody/knows-2026-01-01").exists()


def test_keys_without_the_scope_or_without_rights_are_refused(cast: Cast, call: Call) -> None:
    other = issue_api_key(actor=cast.ada, owner=cast.carol, name="r", scopes=["registry:read"])[1]
    nobody = issue_api_key(actor=cast.ada, owner=cast.dan, name="d", scopes=["decisions:ask"])[1]
    for endpoint in ("evaluation", "evaluations", "search/subject", "search/resource", "search/action"):
        statuses = [
            call(endpoint, READ_1, key=key).status_code for key in (other, nobody, "imp_wrong_key_of_nobody")
        ]
        assert statuses == [403, 403, 401]
    refusal = call("evaluation", READ_1, key="imp_wrong_key_of_nobody")
    assert refusal["WWW-Authenticate"].startswith("Bearer")
    assert refusal["Content-Type"] == "text/plain; charset=utf-8"


def test_a_search_finds_exactly_what_would_be_permitted(call: Call) -> None:
    """Subject × use × phase × resource: found by each of the three searches just when evaluated true."""
    place = {"data_classes": ["internal"], "region": "aws:eu-west-1", "environment": "production"}
    permitted = set()
    for who, use, phase, what in product(USERS, USES, (1, 2), RECORDS):
        does = {"name": "use", "properties": {"use_case": USES[use], "phase": phase}}
        body = {"subject": user(who), "action": does, "resource": record(what), "context": place}
        if call("evaluation", body).json()["decision"]:
            permitted.add((USERS[who], USES[use], phase, RECORDS[what]))
    assert permitted
    found: dict[str, set[Any]] = {"subject": set(), "resource": set(), "action": set()}
    for use, phase in product(USES, (1, 2)):
        does = {"name": "use", "properties": {"use_case": USES[use], "phase": phase}}
        for what in RECORDS:
            body = {"subject": {"type": "team"}, "action": does, "resource": record(what), "context": place}
            results = call("search/subject", body).json()["results"]
            found["subject"] |= {(each["id"], USES[use], phase, RECORDS[what]) for each in results}
        for who in USERS:
            body = {"subject": user(who), "action": does, "resource": {"type": "model"}, "context": place}
            results = call("search/resource", body).json()["results"]
            found["resource"] |= {(USERS[who], USES[use], phase, each["id"]) for each in results}
    for who, what in product(USERS, RECORDS):
        results = call(
            "search/action", {"subject": user(who), "resource": record(what), "context": place}
        ).json()["results"]
        found["action"] |= {
            (USERS[who], each["properties"]["use_case"], each["properties"]["phase"], RECORDS[what])
            for each in results
        }
    assert found == dict.fromkeys(found, permitted)


def test_a_search_finds_nothing_once_all_is_stopped(cast: Cast, call: Call) -> None:
    engage_kill_switch(actor=cast.olga, stops="organisation", reason="Leak")
    body = {**READ_1, "resource": {"type": "model"}}
    assert call("search/resource", body).json() == {"page": {"next_token": "", "count": 0}, "results": []}


def test_a_search_names_only_teams_that_the_caller_may_see(cast: Cast, call: Call) -> None:
    key = issue_api_key(actor=cast.ada, owner=open_asker(cast), name="a", scopes=["decisions:ask"])[1]
    body = {**READ_1, "subject": {"type": "team"}}
    assert call("search/subject", body, key=key).json()["results"] == []
    assert len(call("search/subject", body).json()["results"]) == 2


@pytest.mark.parametrize("kind", ["agent", "spaceship"])
def test_a_search_for_kinds_nobody_is_of_is_empty(call: Call, kind: str) -> None:
    assert call("search/subject", {**READ_1, "subject": {"type": kind}}).json()["results"] == []


def first_page(call: Call, body: dict[str, Any], **headers: str) -> str:
    """Return the token of the first page."""
    token: str = call("search/subject", {**body, "page": {"limit": 1}}, **headers).json()["page"][
        "next_token"
    ]
    assert token
    return token


def test_a_token_continues_its_own_query_alone(cast: Cast, call: Call) -> None:
    body = {**READ_1, "subject": {"type": "team"}}
    token = first_page(call, body)
    other_key = issue_api_key(actor=cast.ada, owner=cast.olga, name="o", scopes=["decisions:ask"])[1]

    def status(what: str = "subject", **changes: Any) -> int:
        key = {"key": changes.pop("key")} if "key" in changes else {}
        page = {"token": token, **changes.pop("page", {})}
        answer = call(f"search/{what}", {**body, **changes, "page": page}, **key)
        return int(answer.status_code)

    assert status() == 200
    assert status(page={"limit": 1}) == 200
    assert status(page={"limit": 2}) == 400
    assert status(action=action("write")) == 400
    assert status(resource=record("record-2")) == 400
    assert status(context={"ip": "10.0.0.1"}) == 400
    assert status(what="resource") == 400
    assert status(key=other_key) == 400
    assert status(page={"token": token[:-1] + ("A" if token[-1] != "A" else "B")}) == 400
    with time_machine.travel(time.time() + TOKEN_LIVES + 5, tick=False):
        assert status() in {400, 401}


def test_a_team_that_joins_between_two_pages_disturbs_nothing(cast: Cast, call: Call) -> None:
    body = {**READ_1, "subject": {"type": "team"}}
    token = first_page(call, body)
    create_record(actor=cast.system, model=Team, values={"key": "aaa", "name": "Early"})
    rest = call("search/subject", {**body, "page": {"token": token}}).json()
    assert rest == {"page": {"next_token": "", "count": 1}, "results": [user("alice")]}


def test_people_are_found_by_the_teams_they_belong_to(cast: Cast, call: Call) -> None:
    found = call("search/subject", {**READ_1, "subject": {"type": "person"}}).json()["results"]
    assert found == [{"type": "person", "id": cast.eve.email}]
    key = issue_api_key(actor=cast.ada, owner=open_asker(cast), name="a", scopes=["decisions:ask"])[1]
    assert call("search/subject", {**READ_1, "subject": {"type": "person"}}, key=key).json()["results"] == []
