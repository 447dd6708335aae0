"""An answer check by check over the API: what each looked at, and links to what it rests on, veiled like reasons."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from governance.accounts.models import User
from governance.accounts.services import issue_api_key
from governance.approvals.services import revoke_approval
from imprimatur.rules import RULES
from registry.sightings.models import Sighting
from tests.cast import Cast
from tests.factories.decisions import PermittedWorld
from tests.registry.decisions.asking import ask
from tests.registry.decisions.test_veil import open_asker


def explained(cast: Cast, owner: User, question: dict[str, Any]) -> Any:
    """Return the answer that somebody's key gets when it asks for the checks."""
    secret = issue_api_key(actor=cast.ada, owner=owner, name="why", scopes=["decisions:ask"])[1]
    return ask(secret, {**question, "explain": True})


def test_every_check_is_told_in_order_with_links_to_what_it_rests_on(
    cast: Cast, world: PermittedWorld
) -> None:
    answer = explained(cast, cast.carol, world.question).json()
    checks = {check["name"]: check for check in answer["checks"]}
    assert (answer["decision"], list(checks)) == ("permit", [rule.name for rule in RULES])
    approval = checks["approval"]
    assert (approval["outcome"], approval["inputs"]["use_case"]) == ("pass", "ticket-summaries")
    assert approval["records"] == [
        {
            "type": "approval",
            "id": str(world.approval.pk),
            "label": world.approval.number,
            "page": f"/admin/governance/approval/{world.approval.pk}/change/",
            "history": f"/api/v1/history/governance.approval/{world.approval.pk}",
        }
    ]
    assert checks["rollout"]["outcome"] == "not_applicable"


def test_who_sees_no_vendors_is_told_nothing_of_them(cast: Cast, world: PermittedWorld) -> None:
    answer = explained(cast, open_asker(cast), world.question)
    checks = {check["name"]: check for check in answer.json()["checks"]}
    assert (checks["vendor"]["inputs"], checks["vendor"]["records"]) == (None, [])
    assert str(world.vendor.pk) not in answer.content.decode()
    assert world.service.name not in answer.content.decode()


def test_a_past_answer_says_which_records_it_rested_on(cast: Cast, world: PermittedWorld) -> None:
    before = timezone.now().isoformat()
    revoke_approval(actor=cast.olga, approval=world.approval, reason="Incident")
    answer = explained(cast, cast.carol, {**world.question, "at": before}).json()
    rested = {record["id"] for check in answer["checks"] for record in check["records"]}
    assert (answer["decision"], str(world.approval.pk) in rested) == ("permit", True)
    assert explained(cast, cast.carol, world.question).json()["decision"] == "deny"


def test_explaining_notes_an_unknown_name_once(cast: Cast, world: PermittedWorld) -> None:
    question = {**world.question, "resource": {"type": "model", "id": "nobody/knows-2026-01-01"}}
    assert explained(cast, cast.carol, question).json()["checks"][1]["outcome"] == "fail"
    assert Sighting.objects.filter(identifier="nobody/knows-2026-01-01").count() == 1


@pytest.mark.parametrize("value", ["yes", 1, None, []])
def test_explain_is_true_or_false(cast: Cast, world: PermittedWorld, value: Any) -> None:
    secret = issue_api_key(actor=cast.ada, owner=cast.eve, name="why", scopes=["decisions:ask"])[1]
    answer = ask(secret, {**world.question, "explain": value})
    assert (answer.status_code, answer.json()["errors"]) == (400, {"/explain": ["must be true or false"]})


def test_one_question_of_many_is_not_explained(cast: Cast, world: PermittedWorld) -> None:
    secret = issue_api_key(actor=cast.ada, owner=cast.eve, name="why", scopes=["decisions:ask"])[1]
    answer = ask(secret, {"questions": [{**world.question, "explain": True}, world.question]}).json()
    assert [each["decision"] for each in answer["decisions"]] == ["deny", "permit"]
