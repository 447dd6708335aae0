"""The OPA bundle allows what the engine permits to teams, and nothing that it does not."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone
from regopy import Interpreter

from governance.accounts.services import issue_api_key
from imprimatur import Question, evaluate
from registry.bundles import opa
from registry.decisions.snapshots import get_snapshot
from registry.kill_switch.services import engage_kill_switch
from tests.cast import Cast
from tests.factories.approvals import approve, make_request
from tests.factories.decisions import SCOPE, PermittedWorld, make_permitted_world
from tests.factories.models import make_version
from tests.kept import Kept, keep
from tests.registry.bundles.test_bundle import make_questions

pytestmark = pytest.mark.django_db
URL = "/api/v1/bundle/opa"


def make_wide_world(cast: Cast) -> PermittedWorld:
    """Return the permitted world with approvals of several widths beside it."""
    world = make_permitted_world(cast)
    scopes: list[dict[str, Any]] = [
        {**SCOPE, "data_classes": ["internal", "public"], "teams": ["*"], "max_phase": 3},
        {**SCOPE, "regions": ["*"], "environments": ["*"], "use_cases": ["*"]},
    ]
    for number, scope in enumerate(scopes):
        name = f"openai/wide-{number}-2024-08-06"
        version = make_version(cast.system, name, vendor=world.vendor, service=world.service)
        request = make_request(cast.eve, version, scope=scope)
        approve(cast.ben, request)
        approve(cast.bea, request)
    return world


@pytest.fixture(scope="module")
def kept_world(request: pytest.FixtureRequest) -> Iterator[Kept[PermittedWorld] | None]:
    """Make that world once."""
    with keep(request, make_wide_world) as kept:
        yield kept


@pytest.fixture
def secret(cast: Cast, world: PermittedWorld) -> str:
    return issue_api_key(actor=cast.ada, owner=cast.carol, name="edge", scopes=["decisions:bundle"])[1]


def get(secret: str, **headers: str) -> Any:
    return Browser().get(URL, headers={"Authorization": f"Bearer {secret}", **headers})


def unpack(raw: bytes) -> dict[str, bytes]:
    """Return the files of a bundle."""
    with tarfile.open(fileobj=io.BytesIO(raw), mode="r:gz") as archive:
        return {entry.name: archive.extractfile(entry).read() for entry in archive}  # type: ignore[union-attr]


class Agent:
    """A Rego evaluator that holds a bundle."""

    def __init__(self, raw: bytes) -> None:
        files = unpack(raw)
        self.manifest = json.loads(files[".manifest"])
        self._rego = Interpreter()
        self._rego.add_module("policy.rego", files["imprimatur/policy.rego"].decode())
        self.data = json.loads(files["imprimatur/registry/data.json"])
        self._rego.add_data({"imprimatur": {"registry": self.data}})

    def ask(self, body: Any) -> tuple[bool, list[str]]:
        """Return whether it is allowed, and the codes of the obligations."""
        self._rego.set_input(body)
        said = json.loads(str(self._rego.query("data.imprimatur")))["expressions"][0]
        return said["allow"], sorted(each["code"] for each in said["obligations"])


def test_it_has_the_form_of_a_bundle(secret: str) -> None:
    response = get(secret)
    assert (response.status_code, response["Content-Type"]) == (200, "application/gzip")
    agent = Agent(response.content)
    assert agent.manifest == {
        "revision": str(get_snapshot().revision),
        "roots": ["imprimatur"],
        "rego_version": 1,
    }
    left = datetime.fromtimestamp(agent.data["valid_until_ns"] / 1e9, tz=UTC) - timezone.now()
    assert timedelta(seconds=15) < left <= timedelta(seconds=30)


def test_it_allows_what_the_engine_permits_to_teams_and_nothing_else(
    secret: str, world: PermittedWorld
) -> None:
    agent = Agent(get(secret).content)
    snapshot, now = get_snapshot(), timezone.now()
    allowed = 0
    questions = [Question.from_dict(world.question)]
    for number in range(2):
        body = {**world.question, "resource": {"type": "model", "id": f"openai/wide-{number}-2024-08-06"}}
        questions.append(Question.from_dict(body))
    for question in [*questions, *make_questions(world, 400)]:
        decision = evaluate(snapshot, question, now)
        is_answered = question.subject_type == "team" and question.action == "use"
        # A name that only stands for another is denied here.
        is_answered &= (question.resource_type, question.resource_id) in snapshot.resources
        allow, obliged = agent.ask(question.to_dict())
        assert allow == (decision.is_permit and is_answered), question
        assert {each.code for each in decision.obligations} <= set(obliged) or not allow
        allowed += allow
    assert allowed >= 3


CHANGES: list[dict[str, Any]] = [
    {"at": "2026-01-01T00:00:00Z"},
    {"action": {"name": "delete", "properties": {"use_case": "ticket-summaries", "phase": 1}}},
    {"action": {"name": "use"}},
    {"context": {"data_classes": [], "region": "aws:eu-west-1", "environment": "production"}},
    {"context": {"data_classes": ["internal", "personal"], "region": "aws:eu-west-1"}},
    {"context": {"data_classes": ["internal"], "region": "aws:us-east-1", "environment": "production"}},
    {"context": {"data_classes": ["public"], "region": "aws:eu-west-1", "environment": "production"}},
    {"context": {"data_classes": ["internal"], "region": "aws:eu-west-1", "environment": "test"}},
    {"action": {"name": "use", "properties": {"use_case": "ticket-summaries", "phase": 2}}},
    {"action": {"name": "use", "properties": {"use_case": "other", "phase": 1}}},
    {"subject": {"type": "team", "id": "research"}},
    {"subject": {"type": "person", "id": "support"}},
    {"subject": {"type": "team"}},
    {"resource": {"type": "tool", "id": "openai/gpt-4o-2024-08-06"}},
    {"context": None},
]


def test_a_question_that_lacks_or_changes_something_is_denied(secret: str, world: PermittedWorld) -> None:
    agent = Agent(get(secret).content)
    assert agent.ask(world.question)[0]
    for change in CHANGES:
        assert agent.ask({**world.question, **change}) == (False, []), change


def test_two_approvals_do_not_add_up(secret: str, world: PermittedWorld, cast: Cast) -> None:
    """One covers one data class and another a second: no approval covers both."""
    version = make_version(cast.system, "openai/two-2024-08-06", vendor=world.vendor, service=world.service)
    for data_class in ("internal", "public"):
        version.refresh_from_db()
        request = make_request(cast.eve, version, scope={**SCOPE, "data_classes": [data_class]})
        approve(cast.ben, request)
        approve(cast.bea, request)
    agent = Agent(get(secret).content)
    body = {**world.question, "resource": {"type": "model", "id": version.catalogue_id}}
    both = {**body, "context": {**body["context"], "data_classes": ["internal", "public"]}}
    for asked in (body, both):
        decision = evaluate(get_snapshot(), Question.from_dict(asked), timezone.now())
        assert agent.ask(asked)[0] == decision.is_permit
    assert not agent.ask(both)[0]


def test_it_denies_once_its_time_is_over(world: PermittedWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    monkeypatch.setattr(opa, "begin_step", lambda _now: (now, now - timedelta(milliseconds=1)))
    agent = Agent(opa.OpaAssembler().make(get_snapshot(), now).raw)
    assert agent.data["grants"]
    assert agent.ask(world.question) == (False, [])


def test_it_holds_no_longer_than_what_it_rests_on(world: PermittedWorld) -> None:
    ends = world.approval.valid_until
    bundle = opa.OpaAssembler().make(get_snapshot(), ends - timedelta(seconds=2))
    assert Agent(bundle.raw).data["valid_until_ns"] <= int(ends.timestamp() * 1e6) * 1_000


def test_a_kill_empties_it(secret: str, world: PermittedWorld, cast: Cast) -> None:
    first = get(secret)
    engage_kill_switch(actor=cast.olga, stops="organisation", reason="Leak")
    killed = get(secret, **{"If-None-Match": first["ETag"]})
    assert killed.status_code == 200
    assert Agent(killed.content).data["grants"] == {}


def test_the_same_bytes_are_not_sent_twice(secret: str) -> None:
    soon = timezone.now() + timedelta(minutes=1)
    with time_machine.travel(soon.replace(second=5, microsecond=0), tick=False) as clock:
        first = get(secret)
        assert get(secret, **{"If-None-Match": first["ETag"]}).status_code == 304
        clock.shift(10)
        assert get(secret, **{"If-None-Match": first["ETag"]}).status_code == 200


def test_scopes_too_wide_are_refused_with_a_way_out(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opa, "MOST_QUESTIONS", 3)
    monkeypatch.setattr("registry.bundles.api.opa_assembler", opa.OpaAssembler())
    response = get(secret)
    assert (response.status_code, "signed bundle" in response.json()["detail"]) == (409, True)


def test_who_may_not_read_all_of_it_gets_none(cast: Cast, world: PermittedWorld) -> None:
    for owner, scope in ((cast.eve, "decisions:bundle"), (cast.carol, "decisions:ask")):
        key = issue_api_key(actor=cast.ada, owner=owner, name="edge", scopes=[scope])[1]
        assert get(key).status_code == 403
