"""Reasons tell an asker no name of a record that the asker may not see: not as the record, not in the sentence."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from governance.accounts.models import Role, User
from governance.accounts.services import assign_role, open_account
from governance.core.services import change_record, create_record
from imprimatur import CODES, Question, Reason
from registry.decisions.selectors import decide
from tests.cast import Cast
from tests.factories.decisions import PermittedWorld, make_permitted_world
from tests.kept import Kept, keep
from vendors.directory.services import suspend_vendor

CANARY = "CANARY-7f3a"


def make_veiled_world(cast: Cast) -> PermittedWorld:
    """Return the permitted world with a DPA that has ended, a suspended vendor and a service hosted elsewhere."""
    world = make_permitted_world(cast)
    ended = {"title": f"{CANARY} agreement", "expiry_date": date(2026, 1, 1)}
    change_record(actor=cast.system, record=world.dpa, values=ended)
    change_record(actor=cast.system, record=world.vendor, values={"name": f"{CANARY} vendor"})
    change_record(actor=cast.system, record=world.service, values={"name": f"{CANARY} service"})
    suspend_vendor(actor=cast.system, vendor=world.vendor, reason="Breach")
    return world


@pytest.fixture(scope="module")
def kept_world(request: pytest.FixtureRequest) -> Iterator[Kept[PermittedWorld] | None]:
    """Make that world once."""
    with keep(request, make_veiled_world) as kept:
        yield kept


def ask(actor: User, world: PermittedWorld) -> list[Reason]:
    body: dict[str, Any] = deepcopy(world.question)
    body["context"].update(data_classes=["personal"], region="aws:us-east-1")
    return list(decide(actor=actor, question=Question.from_dict(body)).reasons)


def open_asker(cast: Cast, *permissions: str) -> User:
    """Return somebody whose role sees model versions and what else is named."""
    values = {
        "key": "asker",
        "name": "Asker",
        "permissions": ["registry.view_modelversion", *permissions],
    }
    role: Role = create_record(actor=cast.system, model=Role, values=values)
    user = open_account(
        actor=cast.system, email="asker@example.com", name="Asker", password="correct-horse-battery-7"
    )
    assign_role(actor=cast.system, user=user, role=role)
    return user


def test_the_officer_reads_every_name(cast: Cast, world: PermittedWorld) -> None:
    said = " ".join(reason.message for reason in ask(cast.olga, world))
    assert [f"{CANARY} {kind}" in said for kind in ("agreement", "vendor", "service")] == [True, True, True]


def test_an_engineer_learns_that_the_dpa_ended_and_not_what_it_is_called(
    cast: Cast, world: PermittedWorld
) -> None:
    reasons = {reason.code: reason for reason in ask(cast.eve, world)}
    assert reasons["agreement.dpa_expired"] == Reason(
        "agreement.dpa_expired", CODES["agreement.dpa_expired"].meaning, None
    )
    assert f"{CANARY} agreement" not in " ".join(reason.message for reason in reasons.values())
    assert f"{CANARY} vendor" in reasons["vendor.inactive"].message


def test_a_role_that_sees_models_alone_reads_codes_and_no_name(cast: Cast, world: PermittedWorld) -> None:
    reasons = ask(open_asker(cast), world)
    assert [reason.code for reason in reasons] == [reason.code for reason in ask(cast.olga, world)]
    told = [str(reason.to_dict()) for reason in reasons]
    secrets = (CANARY, "APR-", "Ticket summaries", "Personal data")
    assert [text for text in told if any(secret in text for secret in secrets)] == []


def test_a_sentence_about_a_visible_record_hides_the_invisible_one_it_names(
    cast: Cast, world: PermittedWorld
) -> None:
    reasons = {reason.code: reason for reason in ask(open_asker(cast, "governance.view_region"), world)}
    assert reasons["residency.region_not_hosted"].message == CODES["residency.region_not_hosted"].meaning
