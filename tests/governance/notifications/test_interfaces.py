"""Action items on their page and over the API."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from governance.accounts.services import issue_api_key
from governance.notifications.models import ActionItem
from governance.notifications.services import raise_action_item
from tests.cast import Cast

LIST = "admin:governance_actionitem_changelist"


def sign_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def raise_item(cast: Cast, title: str, **values: object) -> ActionItem:
    return raise_action_item(actor=cast.system, kind="test.item.raised", title=title, **values)


def test_officers_close_many_at_once_and_closed_ones_leave_the_list(cast: Cast) -> None:
    items = [raise_item(cast, f"Look {number}") for number in range(3)]
    client = sign_in(cast.olga)
    chosen = [str(item.pk) for item in items[:2]]
    client.post(reverse(LIST), {"action": "close_action", "_selected_action": chosen})
    assert set(ActionItem.objects.filter(done_by=cast.olga)) == set(items[:2])
    assert list(client.get(reverse(LIST)).context["cl"].result_list) == [items[2]]
    assert len(client.get(reverse(LIST), {"state": "all"}).context["cl"].result_list) == 3


def test_the_button_closes_an_item(cast: Cast) -> None:
    item = raise_item(cast, "Look")
    client = sign_in(cast.olga)
    assert client.get(reverse("admin:governance_actionitem_change", args=[item.pk])).status_code == 200
    answer = client.post(reverse("admin:governance_actionitem_do", args=[item.pk, "done"]))
    assert (answer.status_code, ActionItem.objects.get(pk=item.pk).done_by) == (302, cast.olga)


def test_an_auditor_closes_nothing_by_button_or_in_bulk(cast: Cast) -> None:
    item = raise_item(cast, "Look")
    client = sign_in(cast.carol)
    client.post(reverse("admin:governance_actionitem_do", args=[item.pk, "done"]))
    client.post(reverse(LIST), {"action": "close_action", "_selected_action": [str(item.pk)]})
    assert ActionItem.objects.get(pk=item.pk).is_open


@pytest.mark.parametrize(("person", "status"), [("olga", 200), ("eve", 200), ("dan", 404)])
def test_the_api_closes_what_the_caller_may_close(cast: Cast, person: str, status: int) -> None:
    item = raise_item(cast, "Look", owner=cast.eve)
    scopes = ["registry:read", "registry:write"]
    _key, secret = issue_api_key(actor=cast.ada, owner=getattr(cast, person), name="k", scopes=scopes)
    answer = Client().post(
        f"/api/v1/action-items/{item.pk}/close",
        content_type="application/json",
        headers={"authorization": f"Bearer {secret}"},
    )
    assert (answer.status_code, ActionItem.objects.get(pk=item.pk).is_open) == (status, status != 200)


def test_the_api_lists_what_the_caller_may_see(cast: Cast) -> None:
    mine, other = raise_item(cast, "Eve's", owner=cast.eve), raise_item(cast, "Officers")
    seen = {}
    for person in (cast.eve, cast.olga, cast.dan):
        answer = sign_in(person).get("/api/v1/action-items")
        seen[person.name] = {row["id"] for row in answer.json()["results"]}
    assert seen == {"Eve": {str(mine.pk)}, "Olga": {str(mine.pk), str(other.pk)}, "Dan": set()}
