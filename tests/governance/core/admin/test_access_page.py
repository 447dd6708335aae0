"""The access page: giving and taking back rights on one record, by POST and by the services alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from governance.accounts.models import Team
from governance.core.models import RecordedEvent
from governance.core.services import grant_access
from tests.cast import Cast
from tests.governance.core.admin.test_history_page import url_of


def give(client: Client, cast: Cast, **changes: str) -> Any:
    """Ask for a grant to Dan on the support team."""
    answer = {"user": str(cast.dan.pk), "action": "view", "expires_at": "", "reason": "Audit", **changes}
    return client.post(url_of(cast.support, "access"), answer)


def test_access_is_given_and_taken_back_and_both_are_recorded(cast: Cast, ada: Client) -> None:
    assert give(ada, cast, expires_at="2030-05-01T12:00").status_code == 302
    grant = cast.support.object_grants.get()
    assert (grant.user, grant.granted_by, grant.reason, grant.expires_at.isoformat()) == (
        cast.dan,
        cast.ada,
        "Audit",
        "2030-05-01T12:00:00+00:00",
    )
    page = ada.get(url_of(cast.support, "access"))
    assert [(row["grant"], str(row["action"]), row["has_ended"]) for row in page.context["rows"]] == [
        (grant, "view", False)
    ]
    assert ada.post(url_of(cast.support, "access"), {"grant": grant.pk, "reason": "Done"}).status_code == 302
    assert cast.support.object_grants.count() == 0
    events = RecordedEvent.objects.filter(record_id=cast.support.pk, name__startswith="governance.access")
    assert [(event.name, event.reason, event.channel) for event in events] == [
        ("governance.access.revoked", "Done", "admin"),
        ("governance.access.granted", "Audit", "admin"),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"action": "delete"}, "action"),
        ({"expires_at": "2020-01-01T00:00"}, "expires_at"),
        ({"expires_at": "soon"}, "expires_at"),
        ({"user": "00000000-0000-0000-0000-000000000000"}, "user"),
        ({"user": ""}, "user"),
    ],
)
def test_a_refusal_is_an_error_of_its_field(
    cast: Cast, ada: Client, changes: dict[str, str], field: str
) -> None:
    response = give(ada, cast, **changes)
    assert (response.status_code, list(response.context["form"].errors)) == (409, [field])
    assert cast.support.object_grants.count() == 0


def test_nobody_gives_to_themselves(cast: Cast, ada: Client) -> None:
    assert list(give(ada, cast, user=str(cast.ada.pk)).context["form"].errors) == ["user"]


def test_only_people_the_reader_may_see_are_offered(cast: Cast, pages: None, sign_in: Any) -> None:
    form = sign_in(cast.olga).get(url_of(cast.support, "access")).context["form"]
    visible = type(cast.olga).objects.restrict(cast.olga, "view").exclude(pk=cast.olga.pk)
    assert set(form.fields["user"].queryset) == set(visible.filter(is_active=True).exclude(kind="system"))


@pytest.mark.parametrize("person", ["carol", "ben", "dan"])
def test_without_the_right_to_grant_there_is_no_page(
    cast: Cast, pages: None, sign_in: Any, person: str
) -> None:
    grant = grant_access(actor=cast.ada, record=cast.support, user=cast.dan, action="view", reason="x")
    client = sign_in(getattr(cast, person))
    codes = [
        client.get(url_of(cast.support, "access")).status_code,
        give(client, cast).status_code,
        client.post(url_of(cast.support, "access"), {"grant": grant.pk}).status_code,
    ]
    assert codes == [404, 404, 404]
    assert cast.support.object_grants.count() == 1


def test_a_grant_of_another_record_is_not_taken_back_here(cast: Cast, ada: Client) -> None:
    other = grant_access(actor=cast.ada, record=cast.research, user=cast.dan, action="view", reason="x")
    assert ada.post(url_of(cast.support, "access"), {"grant": other.pk}).status_code == 404
    assert Team.grant_model.objects.count() == 1


def test_reading_changes_nothing(cast: Cast, ada: Client) -> None:
    answer = {"user": str(cast.dan.pk), "action": "view", "reason": "Audit"}
    assert ada.get(url_of(cast.support, "access"), answer).status_code == 200
    assert cast.support.object_grants.count() == 0
