"""Saved filters: kept for the reader alone, used by a link, dropped by a button."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from governance.core.models import SavedFilter
from tests.cast import Cast

LIST = "admin:governance_approvalrequest_changelist"
SAVE = "admin:governance_approvalrequest_save_filter"
DROP = "admin:governance_approvalrequest_drop_filter"


def sign_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_filters_are_saved_under_a_name_and_offered_again(cast: Cast) -> None:
    client = sign_in(cast.olga)
    query = "state__exact=open&risk_tier__exact=high"
    answer = client.post(reverse(SAVE), {"name": "High and open", "query": f"{query}&p=3"})
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse(LIST)}?{query}")
    assert list(SavedFilter.objects.values_list("owner_id", "name", "query")) == [
        (cast.olga.pk, "High and open", query)
    ]
    text = client.get(reverse(LIST)).content.decode()
    assert "High and open" in text
    assert "Save filters" not in text
    assert "Save filters" in client.get(f"{reverse(LIST)}?{query}").content.decode()


def test_saved_filters_are_nobody_elses(cast: Cast) -> None:
    sign_in(cast.olga).post(reverse(SAVE), {"name": "Mine alone", "query": "state__exact=open"})
    saved = SavedFilter.objects.get()
    other = sign_in(cast.ben)
    assert "Mine alone" not in other.get(reverse(LIST)).content.decode()
    assert other.post(reverse(DROP, args=[saved.pk])).status_code == 404
    assert sign_in(cast.olga).get(reverse(DROP, args=[saved.pk])).status_code == 302
    assert SavedFilter.objects.count() == 1
    assert sign_in(cast.olga).post(reverse(DROP, args=[saved.pk])).status_code == 302
    assert SavedFilter.objects.count() == 0


def test_nothing_is_saved_without_a_name_or_without_filters(cast: Cast) -> None:
    client = sign_in(cast.olga)
    client.post(reverse(SAVE), {"name": " ", "query": "state__exact=open"})
    client.post(reverse(SAVE), {"name": "Empty", "query": "p=2"})
    assert SavedFilter.objects.count() == 0
