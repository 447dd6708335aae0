"""The history page: one timeline in words, for whoever may see the record and nobody else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.accounts.models import Role, RoleAssignment, Team, User
from governance.accounts.services import anonymise_account, assign_role, close_account, open_account
from governance.core.enums import AsOfState
from governance.core.origin import arriving_through, because
from governance.core.selectors import HistoryFilter, get_as_of, list_history
from governance.core.services import (
    change_record,
    create_record,
    delete_record,
    grant_access,
    revoke_access,
)
from tests.cast import Cast

MAY = datetime(2030, 5, 1, 12, tzinfo=UTC)


def url_of(record: Any, page: str = "history") -> str:
    """Return the address of a page of a record."""
    return f"/admin/{record._meta.app_label}/{record._meta.model_name}/{record.pk}/{page}/"


def tell(record: Any, reader: User, **wanted: Any) -> list[tuple[str, str, str, str, list[str]]]:
    """Return (who, through what, what, why, changes) of a record's timeline."""
    page = list_history(record, actor=reader, wanted=HistoryFilter(**wanted))
    return [
        (entry.actor, entry.channel, entry.title, entry.reason, [change.sentence for change in entry.changes])
        for entry in page.entries
    ]


def without_token(response: Any) -> bytes:
    """Return the page without its CSRF token, which differs each time."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)


def test_the_timeline_says_who_through_what_why_and_what(cast: Cast) -> None:
    with arriving_through("admin"), because("Reorganisation"):
        change_record(actor=cast.ada, record=cast.support, values={"name": "Help desk", "is_active": False})
    with arriving_through("admin"):
        grant = grant_access(
            actor=cast.ada, record=cast.support, user=cast.dan, action="view", reason="Audit of May"
        )
    with arriving_through("api"):
        revoke_access(actor=cast.ada, record=cast.support, grant=grant, reason="Done")
    assert tell(cast.support, cast.ada) == [
        ("Ada", "API", "Access revoked", "Done", []),
        ("Ada", "admin", "Access granted", "Audit of May", []),
        (
            "Ada",
            "admin",
            "Changed",
            "Reorganisation",
            ["Name: Support → Help desk", "Active: yes → no"],
        ),
        ("System: tests", "command line", "Created", "", ["Key: support", "Name: Support", "Active: yes"]),
    ]


def test_a_change_and_its_event_are_one_act(cast: Cast) -> None:
    with arriving_through("admin"):
        close_account(actor=cast.ada, user=cast.dan, reason="Left")
    closed = tell(cast.dan, cast.ada)[0]
    assert closed[1:4] == ("admin", "Account closed; its sessions and keys are dead", "Left")
    assert closed[4] == ["Active: yes → no"]


def test_facts_of_events_are_for_those_who_read_events(cast: Cast) -> None:
    grant_access(actor=cast.ada, record=cast.support, user=cast.dan, action="view", reason="x")
    newest = [list_history(cast.support, actor=reader).entries[0] for reader in (cast.carol, cast.ben)]
    assert [entry.facts for entry in newest] == [(("Action", "view"), ("User", "Dan")), ()]


def test_a_related_record_is_named_to_those_who_may_see_it(cast: Cast) -> None:
    assignment = RoleAssignment.objects.get(user=cast.carol)
    sentences = [tell(assignment, reader)[0][4] for reader in (cast.ada, cast.ben)]
    assert [line for line in sentences[0] if line.startswith("Account")] == ["Account: Carol"]
    assert [line for line in sentences[1] if line.startswith("Account")] == [
        "Account: a record you cannot see"
    ]


def test_an_anonymised_actor_keeps_the_pseudonym_in_the_timeline(cast: Cast) -> None:
    change_record(actor=cast.olga, record=cast.support, values={"name": "Help desk"})
    close_account(actor=cast.ada, user=cast.olga, reason="Left")
    anonymise_account(actor=cast.ada, user=cast.olga, reason="Asked")
    assert tell(cast.support, cast.ada)[0][0] == f"person-{str(cast.olga.pk)[-12:]}"


def test_the_timeline_is_filtered_by_field_person_and_day(cast: Cast) -> None:
    for day, actor, values in (
        (1, cast.ada, {"name": "A"}),
        (2, cast.root, {"description": "B"}),
        (3, cast.ada, {"name": "C"}),
    ):
        with time_machine.travel(MAY + timedelta(days=day - 1, minutes=1), tick=False):
            change_record(actor=actor, record=cast.support, values=values)

    def changes(**wanted: Any) -> list[list[str]]:
        return [entry[4] for entry in tell(cast.support, cast.ada, **wanted)]

    assert changes(person=cast.root.pk) == [["Description: empty → B"]]
    assert changes(field="description") == [["Description: empty → B"]]
    assert changes(since=MAY + timedelta(days=1), until=MAY + timedelta(days=2)) == [
        ["Description: empty → B"]
    ]


def test_pages_follow_each_other_without_gap_or_repetition(cast: Cast) -> None:
    for number in range(120):
        with arriving_through("admin"):
            change_record(actor=cast.ada, record=cast.support, values={"name": f"Team {number}"})
    seen, before, sizes = [], "", []
    while True:
        page = list_history(cast.support, actor=cast.ada, before=before)
        sizes.append(len(page.entries))
        seen += [entry.changes[-1].after for entry in page.entries]
        before = page.next
        if not before:
            break
    assert sizes == [50, 50, 21]
    assert seen == [*(f"Team {number}" for number in reversed(range(120))), "yes"]


@pytest.mark.parametrize("before", ["x", "20260501T120000.000000-zz", "20260501T120000.000000-" + "0" * 32])
def test_a_page_link_that_makes_no_sense_is_no_error(ada: Client, cast: Cast, before: str) -> None:
    assert ada.get(url_of(cast.support), {"before": before}).status_code == 200


def test_a_record_as_it_was(cast: Cast) -> None:
    with time_machine.travel(MAY, tick=False):
        team = create_record(actor=cast.ada, model=Team, values={"key": "legal", "name": "Legal"})
    with time_machine.travel(MAY + timedelta(hours=1), tick=False):
        change_record(actor=cast.ada, record=team, values={"name": "Law"})
    with time_machine.travel(MAY + timedelta(hours=2), tick=False):
        delete_record(actor=cast.ada, record=Team.objects.get(pk=team.pk))
    instants = [MAY + timedelta(minutes=minutes) for minutes in (-1, 0, 59, 60, 120)]
    answers = [get_as_of(team, at, actor=cast.ada) for at in instants]
    assert [answer.state for answer in answers] == [
        AsOfState.NOT_YET,
        AsOfState.EXISTED,
        AsOfState.EXISTED,
        AsOfState.EXISTED,
        AsOfState.DELETED,
    ]
    assert [dict(answer.fields).get("Name") for answer in answers] == [None, "Legal", "Legal", "Law", None]


def test_the_page_reads_instants_in_the_zone_of_the_reader(cast: Cast, pages: None, sign_in: Any) -> None:
    values = {"email": "paul@example.com", "name": "Paul", "is_staff": True, "time_zone": "Europe/Paris"}
    paul = open_account(actor=cast.system, **values)
    assign_role(actor=cast.system, user=paul, role=Role.objects.get(key="auditor"))
    client = sign_in(paul)
    with time_machine.travel(MAY, tick=False):
        team = create_record(actor=cast.ada, model=Team, values={"key": "legal", "name": "Legal"})
    states = [
        client.get(url_of(team), {"as_of": at}).context["as_of"].state
        for at in ("2030-05-01T13:59", "2030-05-01T14:00")
    ]
    assert states == [AsOfState.NOT_YET, AsOfState.EXISTED]
    page = client.get(url_of(team)).content.decode()
    assert '<time datetime="2030-05-01T12:00:00Z">1 May 2030, 14:00 CEST</time>' in page


def test_a_deleted_record_keeps_its_page_for_those_who_see_all(cast: Cast, ada: Client, sign_in: Any) -> None:
    grant_access(actor=cast.ada, record=cast.research, user=cast.dan, action="view", reason="x")
    delete_record(actor=cast.ada, record=cast.research, reason="Merged")
    response = ada.get(url_of(cast.research))
    entry = response.context["page"].entries[0]
    assert (response.status_code, entry.title, entry.reason) == (200, "Deleted", "Merged")
    assert sign_in(cast.dan).get(url_of(cast.research)).status_code == 404


def test_foreign_is_missing(cast: Cast, pages: None, sign_in: Any) -> None:
    grant_access(actor=cast.ada, record=cast.support, user=cast.dan, action="view", reason="x")
    client = sign_in(cast.dan)
    missing = Team(pk=uuid4())
    for page in ("history", "access"):
        foreign, none = client.get(url_of(cast.research, page)), client.get(url_of(missing, page))
        assert (foreign.status_code, without_token(foreign)) == (404, without_token(none))
    assert client.get(url_of(cast.support)).status_code == 200


def test_the_page_only_reads(cast: Cast, ada: Client) -> None:
    assert ada.post(url_of(cast.support), {"revert": "1"}).status_code == 405


def test_markup_in_a_record_is_text(cast: Cast, ada: Client) -> None:
    change_record(actor=cast.ada, record=cast.support, values={"name": "<script>x</script>"})
    page = ada.get(url_of(cast.support)).content.decode()
    assert "<script>x</script>" not in page
    assert "Name: Support → &lt;script&gt;x&lt;/script&gt;" in page


def test_the_page_costs_the_same_at_one_and_at_thirty_changes(cast: Cast, ada: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert ada.get(url_of(cast.support)).status_code == 200
        return len(queries)

    change_record(actor=cast.ada, record=cast.support, values={"name": "A"})
    count()
    one = count()
    for number in range(30):
        change_record(actor=cast.ada, record=cast.support, values={"name": f"B{number}"})
    assert count() == one
