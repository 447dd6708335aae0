"""The demo: loaded once through the services, complete, and never into somebody else's database."""

from __future__ import annotations

import json
import stat
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from governance.accounts.models import ApiKey, Team, User
from governance.accounts.services import get_system_actor, open_account
from governance.approvals.models import Approval, ApprovalRequest
from governance.approvals.selectors import list_waiting_for
from governance.core.models import RecordedEvent
from governance.use_cases.models import UseCase
from registry.ai_models.models import ModelVersion
from registry.demo.organisation import Installation, NotADemo, Outcome, load_demo
from tests.cast import remove_cast
from vendors.agreements.selectors import list_expiring
from vendors.assessments.models import Assessment, Evidence
from vendors.assessments.selectors import list_reviewers
from vendors.directory.models import Vendor

URL = "http://127.0.0.1:8000/"


class Rollback(Exception):
    """Ends the transaction that the whole module shares."""


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """Load the demo once for this module, and take it away afterwards."""
    installation = Installation(file=tmp_path_factory.mktemp("demo") / "demo.json", url=URL)
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                remove_cast()
                assert load_demo(installation, lambda text: None) == Outcome.LOADED
                yield installation
                raise Rollback
        except Rollback:
            pass


def read(installation: Installation) -> dict[str, Any]:
    """The file that the demo leaves."""
    summary: dict[str, Any] = json.loads(installation.file.read_text())
    return summary


def test_organisation_is_complete(demo: Installation) -> None:
    """Six teams, twenty vendors, eight use cases, seventy models."""
    counts = [model.objects.count() for model in (Team, Vendor, UseCase, ModelVersion)]
    assert counts == [6, 20, 8, 70]
    assert Counter(Vendor.objects.values_list("lifecycle", flat=True)) == {
        "active": 14,
        "onboarding": 2,
        "prospect": 2,
        "suspended": 1,
        "offboarded": 1,
    }


def test_approvals_stand_in_every_state(demo: Installation) -> None:
    """What an officer can meet is there to be met; only expiry needs time to pass."""
    assert Counter(ApprovalRequest.objects.values_list("state", flat=True)) == {
        "approved": 7,
        "open": 3,
        "refused": 1,
        "withdrawn": 1,
    }
    assert Counter(Approval.objects.values_list("state", flat=True)) == {
        "in_force": 5,
        "superseded": 1,
        "revoked": 1,
    }
    assert Counter(ModelVersion.objects.values_list("lifecycle", flat=True)) == {
        "proposed": 61,
        "in_review": 3,
        "approved": 4,
        "deprecated": 1,
        "suspended": 1,
    }


def test_walk_through_starts_unapproved(demo: Installation) -> None:
    """The version that the README walks through has no request yet."""
    version = ModelVersion.objects.get(catalogue_id="openai/gpt-4o-2024-11-20")
    assert version.lifecycle == "proposed"
    assert not ApprovalRequest.objects.filter(record_id=version.pk).exists()


def test_every_approver_has_something_to_vote_on(demo: Installation) -> None:
    """Bea has voted on one of the three already."""
    waiting = {
        name: len(list_waiting_for(User.objects.get(email=f"{name}@meridian.example")))
        for name in ("ben", "bea", "cai", "olga", "ada")
    }
    assert waiting == {"ben": 3, "bea": 2, "cai": 3, "olga": 0, "ada": 0}


def test_agreements_end_soon(demo: Installation) -> None:
    """Two agreements in force end within a month, and are not renewed."""
    olga = User.objects.get(email="olga@meridian.example")
    assert [each.vendor.key for each in list_expiring(olga, 30)] == ["harbour-search", "anthropic"]


def test_diligence_stands_in_every_stage(demo: Installation) -> None:
    """Two reviewers look through each; a file of the accepted one ends within a month."""
    stages = {each.state: each for each in Assessment.objects.all()}
    assert sorted(stages) == ["accepted_with_conditions", "in_progress", "submitted"]
    names = {state: [str(person) for person in list_reviewers(each)] for state, each in stages.items()}
    assert names == {key: ["Olga Brandt", "Ada Nwosu"] for key in stages}
    file = Evidence.objects.get()
    assert file.answer.part.assessment == stages["accepted_with_conditions"]
    assert file.expires_on == timezone.now().date() + timedelta(days=26)


def test_history_is_real(demo: Installation) -> None:
    """Every vendor has its events and history rows, made by the officer and not by the loader."""
    actors = set(
        RecordedEvent.objects.filter(record_type__model="vendor").values_list("actor__name", flat=True)
    )
    assert actors == {"Olga Brandt"}
    assert [each for each in Vendor.objects.all() if not each.history.exists()] == []


def test_file_holds_what_the_contract_says(demo: Installation) -> None:
    """Readable by its owner alone; logins that work, keys that are live, three questions."""
    summary = read(demo)
    assert stat.S_IMODE(demo.file.stat().st_mode) == 0o600
    assert sorted(summary) == ["api_keys", "questions", "url", "users"]
    assert summary["url"] == URL
    assert [user["role"] for user in summary["users"]] == [
        "Owner",
        "Governance officer",
        "Approver",
        "Approver",
        "Approver",
        "Auditor",
        "Operator",
        "Outsider",
        "Vendor respondent",
    ]
    signed = [
        User.objects.get(email=each["email"]).check_password(each["password"]) for each in summary["users"]
    ]
    assert signed == [True] * 9
    assert {user.password_is_temporary for user in User.objects.all()} == {False}
    hashes = {name: ApiKey.hash_secret(secret) for name, secret in summary["api_keys"].items()}
    scopes = {name: ApiKey.objects.get(secret_hash=value).scopes for name, value in hashes.items()}
    assert scopes["read"] == [
        "approvals:read",
        "assessments:read",
        "decisions:ask",
        "registry:read",
        "vendors:read",
    ]
    assert scopes["ask"] == ["decisions:ask"]
    assert sorted(scopes) == ["ask", "read", "request", "write"]
    assert sorted(summary["questions"]) == ["deny_alias", "deny_region", "permit"]


def test_second_load_changes_nothing(demo: Installation) -> None:
    """Only the address follows HOST and PORT."""
    events, before = RecordedEvent.objects.count(), read(demo)
    moved = Installation(file=demo.file, url="http://127.0.0.1:8123/")
    assert load_demo(moved, lambda text: None) == Outcome.UNCHANGED
    assert RecordedEvent.objects.count() == events
    assert read(demo) == {**before, "url": "http://127.0.0.1:8123/"}
    load_demo(demo, lambda text: None)


def test_lost_file_brings_new_passwords_and_revokes_the_old_keys(demo: Installation, tmp_path: Path) -> None:
    """Nothing else could: passwords and keys are stored as hashes."""
    old = read(demo)
    lost = Installation(file=tmp_path / "demo.json", url=URL)
    with transaction.atomic():
        assert load_demo(lost, lambda text: None) == Outcome.NEW_ACCESS
        new = read(lost)
        keys = ApiKey.objects.filter(secret_hash=ApiKey.hash_secret(old["api_keys"]["read"]))
        assert [key.revoked_at is None for key in keys] == [False]
        ada = User.objects.get(email="ada@meridian.example")
        passwords = [summary["users"][0]["password"] for summary in (old, new)]
        assert [ada.check_password(password) for password in passwords] == [False, True]
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_database_of_others_is_left_alone(tmp_path: Path) -> None:
    """Demo people with known passwords must not appear beside real ones."""
    remove_cast()
    open_account(actor=get_system_actor("tests"), email="somebody@example.com", name="Somebody")
    with pytest.raises(NotADemo):
        load_demo(Installation(file=tmp_path / "demo.json", url=URL), lambda text: None)
    assert User.objects.filter(kind="person").count() == 1
    assert list(tmp_path.iterdir()) == []
