"""No page names what its reader may not see: lists, filters, forms, read-only pages, search and deletion."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.accounts.models import Role, Team, TeamMembership
from governance.accounts.services import assign_role, set_role_permissions
from governance.core.services import change_record, create_record, grant_access
from tests.cast import Cast
from tests.governance.core.admin.test_history_page import url_of

MEMBERS = "/admin/governance/teammembership/"
CANARY = "Canary of research"


@pytest.fixture
def member(cast: Cast, pages: None) -> TeamMembership:
    """A membership that Dan may change although he sees neither its team nor its person."""
    change_record(actor=cast.ada, record=cast.research, values={"name": CANARY})
    record = create_record(
        actor=cast.ada, model=TeamMembership, values={"team": cast.research, "user": cast.ben}
    )
    for action in ("view", "change"):
        grant_access(actor=cast.ada, record=record, user=cast.dan, action=action, reason="Review")
    grant_access(actor=cast.ada, record=cast.support, user=cast.dan, action="view", reason="Review")
    return record


@pytest.fixture
def dan(cast: Cast, member: TeamMembership, sign_in: Any) -> Client:
    """The browser of Dan."""
    return sign_in(cast.dan)


@pytest.mark.parametrize(
    "page",
    [
        MEMBERS,
        f"{MEMBERS}?o=1",
        "/admin/governance/team/",
        "/admin/search/?s=canary",
        "/admin/autocomplete/?app_label=governance&model_name=teammembership&field_name=team&term=canary",
        "/admin/",
    ],
)
def test_no_list_filter_or_search_names_a_foreign_record(dan: Client, page: str) -> None:
    response = dan.get(page)
    assert (response.status_code in {200, 404}, CANARY in response.content.decode()) == (True, False)


@pytest.mark.parametrize("page", ["change", "history"])
def test_no_page_of_a_record_names_a_foreign_record(dan: Client, member: TeamMembership, page: str) -> None:
    text = dan.get(url_of(member, page)).content.decode()
    assert (CANARY in text, "a record you cannot see" in text) == (False, True)


def test_a_read_only_page_names_no_foreign_record(cast: Cast, pages: None, sign_in: Any) -> None:
    change_record(actor=cast.ada, record=cast.research, values={"name": CANARY})
    values = {"team": cast.research, "user": cast.ben}
    record = create_record(actor=cast.ada, model=TeamMembership, values=values)
    grant_access(actor=cast.ada, record=record, user=cast.dan, action="view", reason="Review")
    text = sign_in(cast.dan).get(url_of(record, "change")).content.decode()
    assert (CANARY in text, "a record you cannot see" in text) == (False, True)


def test_filters_offer_visible_records_only(dan: Client, cast: Cast) -> None:
    legal = create_record(actor=cast.ada, model=Team, values={"key": "legal", "name": "Legal"})
    grant_access(actor=cast.ada, record=legal, user=cast.dan, action="view", reason="Review")
    filters = dan.get(MEMBERS).context["cl"].filter_specs
    assert [list(each.lookup_choices) for each in filters] == [
        [(legal.pk, "Legal"), (cast.support.pk, "Support")]
    ]


def test_a_foreign_key_that_cannot_be_seen_survives_saving(
    dan: Client, cast: Cast, member: TeamMembership
) -> None:
    answer = {"team": str(cast.support.pk), "user": str(cast.dan.pk), "is_lead": "on"}
    assert dan.post(url_of(member, "change"), answer).status_code == 302
    member.refresh_from_db()
    assert (member.team, member.user, member.is_lead) == (cast.research, cast.ben, True)


def test_a_foreign_parent_is_refused_like_a_missing_one(cast: Cast, pages: None, sign_in: Any) -> None:
    role = create_record(actor=cast.ada, model=Role, values={"key": "own", "name": "Own"})
    names = [f"governance.{action}_teammembership" for action in ("view", "add", "change")]
    set_role_permissions(actor=cast.ada, role=role, permissions=[*names, "governance.view_team"])
    assign_role(actor=cast.ada, user=cast.dan, role=role, team=cast.support)
    client = sign_in(cast.dan)
    errors = [
        client.post(f"{MEMBERS}add/", {"team": key, "user": ""}).context["errors"]
        for key in (cast.research.pk, "00000000-0000-0000-0000-000000000000")
    ]
    assert errors[0] == errors[1]
    assert TeamMembership.objects.filter(team=cast.research).count() == 0


def test_deletion_names_the_record_alone_and_a_refusal_is_a_sentence(cast: Cast, ada: Client) -> None:
    response = ada.get(url_of(cast.support, "delete"))
    assert [str(name) for name in response.context["deleted_objects"]] == ["Support"]
    role = Role.objects.get(key="viewer")
    assign_role(actor=cast.ada, user=cast.dan, role=role, team=cast.support)
    response = ada.post(url_of(cast.support, "delete"), {"post": "yes"}, follow=True)
    assert response.status_code == 200
    assert [str(message) for message in response.context["messages"]] != []


def test_a_list_costs_a_scoped_reader_the_same_at_one_and_at_thirty_rows(
    cast: Cast, member: TeamMembership, dan: Client
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert dan.get(MEMBERS).status_code == 200
        return len(queries)

    few = count()
    for number in range(30):
        team = create_record(
            actor=cast.ada, model=Team, values={"key": f"team-{number}", "name": f"Team {number}"}
        )
        record = create_record(actor=cast.ada, model=TeamMembership, values={"team": team, "user": cast.ben})
        grant_access(actor=cast.ada, record=record, user=cast.dan, action="view", reason="Review")
    assert count() == few
