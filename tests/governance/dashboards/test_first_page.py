"""The officers' first page: each reader sees what waits for them, in the same few queries however much waits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.accounts.models import Role, Team, User
from governance.accounts.services import assign_role, open_account
from governance.approvals import subjects
from governance.approvals.models import ApprovalPolicy
from governance.core.services import create_record
from governance.dashboards.panels import Bar, Chart, Content, Row, fill_panels, panel, say_days, tone_of_days
from governance.notifications.services import raise_action_item
from registry.kill_switch.services import engage_kill_switch
from registry.sightings.services import note_sighting
from tests.cast import Cast
from tests.factories.approvals import approve, make_policy, make_request, register_team_as_subject
from tests.factories.vendors import make_agreement, make_vendor


@pytest.fixture
def policy(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> ApprovalPolicy:
    """Two approvers decide, and a team stands for whatever is approved."""
    monkeypatch.setattr(subjects, "_kinds", dict(subjects._kinds))
    register_team_as_subject()
    return make_policy(cast.system)


def open_page(user: User) -> Any:
    """The first page as a person gets it."""
    client = Client()
    client.force_login(user)
    return client.get(reverse("admin:index"))


def see(user: User) -> dict[str, list[str]]:
    """The titles in each panel that has something to show."""
    return {
        each.panel.key: [row.title for row in each.content.rows]
        for each in fill_panels(user)
        if not each.is_empty
    }


def make_busy(cast: Cast, number: int) -> None:
    """Let `number` of everything wait, and one kill switch be engaged."""
    for index in range(number):
        team = create_record(
            actor=cast.system, model=Team, values={"key": f"team-{index}", "name": f"Team {index:02}"}
        )
        make_request(cast.eve, team)
        approved = make_request(
            cast.eve,
            create_record(
                actor=cast.system, model=Team, values={"key": f"old-{index}", "name": f"Old {index:02}"}
            ),
            valid_until=timezone.now() + timedelta(days=10),
        )
        approve(cast.ben, approved)
        approve(cast.bea, approved)
        raise_action_item(
            actor=cast.system, kind="test", title=f"Look at {index:02}", due_date=date(2026, 1, 1)
        )
        make_agreement(
            cast.system,
            make_vendor(cast.system, f"vendor-{index}"),
            expiry_date=timezone.now().date() + timedelta(days=10),
        )
        note_sighting(
            actor=cast.system, resource_type="model", identifier=f"x/m-{index}", subject="team:x", use_case=""
        )
    engage_kill_switch(actor=cast.olga, stops="organisation", reason="A drill")


def test_each_reader_sees_what_waits_for_them(cast: Cast, policy: ApprovalPolicy) -> None:
    """An approver votes, an officer looks after the rest, the auditor reads along, an outsider sees no panel."""
    make_busy(cast, 1)
    readable = {
        "kill_switch": ["the whole organisation"],
        "approvals-ending": ["Old 00"],
        "agreements-ending": ["DPA with Vendor 0"],
        "sightings": ["x/m-0"],
    }
    assert see(cast.ben) == {**readable, "votes": ["Team 00"]}
    assert see(cast.olga) == {**readable, "actions": ["Look at 00"]}
    assert see(cast.carol) == readable
    assert see(cast.dan) == {}


def test_panels_show_five_rows_and_count_the_rest(cast: Cast, policy: ApprovalPolicy) -> None:
    """The soonest first, and how many more there are."""
    make_busy(cast, 7)
    votes = next(each for each in fill_panels(cast.ben) if each.panel.key == "votes")
    assert [row.title for row in votes.content.rows] == [f"Team {index:02}" for index in range(5)]
    assert (votes.content.total, votes.hidden) == (7, 2)


def test_page_asks_as_much_for_twelve_of_everything_as_for_one(cast: Cast, policy: ApprovalPolicy) -> None:
    """It is opened by every officer each morning."""
    make_busy(cast, 1)
    counts = []
    owl = open_account(actor=cast.system, email="owl@example.com", name="Owl", is_staff=True)
    for key in ("governance-officer", "approver"):
        assign_role(actor=cast.system, user=owl, role=Role.objects.get(key=key))
    client = Client()
    client.force_login(owl)
    client.get(reverse("admin:index"))
    for more in (0, 12):
        for index in range(more):
            note_sighting(
                actor=cast.system,
                resource_type="model",
                identifier=f"y/m-{index}",
                subject="team:x",
                use_case="",
            )
            raise_action_item(actor=cast.system, kind="test", title=f"More {index}")
            team = create_record(
                actor=cast.system, model=Team, values={"key": f"more-{index}", "name": f"More {index}"}
            )
            make_request(cast.eve, team)
            make_agreement(
                cast.system,
                make_vendor(cast.system, f"more-{index}"),
                expiry_date=timezone.now().date() + timedelta(days=10),
            )
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("admin:index"))
        counts.append(len(queries))
    votes = next(each for each in page.context["panels"] if each.panel.key == "votes")
    assert votes.content.total == 13
    assert counts[0] == counts[1]


def test_quiet_page_says_so(cast: Cast) -> None:
    """Nothing is invented to fill the page; each empty panel has its sentence."""
    page = open_page(cast.olga)
    assert page.context["panels"] == []
    assert [str(each.panel.empty) for each in page.context["quiet_panels"]] == [
        "No kill switch is engaged.",
        "Nothing else waits for you.",
        "No approval ends within 30 days.",
        "No approved version ends within 180 days or is gone from its catalogue.",
        "No agreement ends within 30 days.",
        "Nothing unregistered was asked for.",
        "No catalogue has been imported yet.",
        "No background work is running, and none failed today.",
    ]
    assert "Nothing waits for you." in page.content.decode()


def test_front_door_leads_staff_to_the_admin_and_others_to_the_gate(cast: Cast) -> None:
    """Everybody starts where their work is."""
    doors = []
    for person in (cast.olga, cast.eve):
        client = Client()
        client.force_login(person)
        doors.append(client.get("/").headers["Location"])
    assert doors == ["/admin/", "/ask/"]


def test_panel_is_registered_once() -> None:
    """A second panel under the same key is a mistake."""
    with pytest.raises(ValueError, match="registered twice"):
        panel("votes", order=1, title="", empty="", icon="")(lambda user: Content([Row("x")], 1))


def test_chart_scales_to_its_highest_bar_and_is_left_out_when_flat() -> None:
    """Full height for the highest, a hair's breadth for none."""
    chart = Chart.draw([Bar("Nov", 2), Bar("Dec", 0), Bar("Jan", 1)], "By month")
    assert chart is not None
    assert [(bar.x, bar.y, bar.height) for bar in chart.bars] == [(0, 16, 64), (30, 79, 1), (60, 48, 32)]
    assert Chart.draw([Bar("Nov", 0)], "By month") is None


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (-2, "2 days ago", "bad"),
        (0, "today", "warn"),
        (1, "in 1 day", "warn"),
        (14, "in 14 days", "warn"),
        (15, "in 15 days", ""),
    ],
)
def test_days_are_said_in_words(days: int, words: str, tone: str) -> None:
    """The tag's colour repeats what its words say."""
    assert (say_days(days), tone_of_days(days)) == (words, tone)
