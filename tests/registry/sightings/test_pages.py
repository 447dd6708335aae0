"""Sightings in the admin: a list of what nobody registered, judged by buttons."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registry.ai_models.models import ModelVersion
from registry.sightings.models import Sighting
from registry.sightings.services import note_sighting
from tests.cast import Cast

LIST = "admin:registry_sighting_changelist"


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def see(cast: Cast, identifier: str = "shadow/model-1") -> Sighting:
    return note_sighting(
        actor=cast.system, resource_type="model", identifier=identifier, subject="team:support", use_case="x"
    )


def do(client: Client, row: Sighting, name: str, **values: str) -> int:
    url = reverse("admin:registry_sighting_do", args=[row.pk, name])
    return client.post(url, values).status_code


def test_the_page_shows_the_state_in_words(cast: Cast) -> None:
    row = see(cast)
    text = sign_in(cast.olga).get(reverse("admin:registry_sighting_change", args=[row.pk])).content.decode()
    assert ("shadow/model-1" in text, "team:support" in text, "(&#x27;new&#x27;" in text) == (
        True,
        True,
        False,
    )


def test_an_empty_list_says_what_would_be_on_it(cast: Cast) -> None:
    text = sign_in(cast.olga).get(reverse(LIST)).content.decode()
    assert "Nothing unregistered was asked for." in text


def test_a_button_proposes_it_as_a_version(cast: Cast) -> None:
    row = see(cast)
    status = do(sign_in(cast.olga), row, "register", reason="Support uses it")
    row.refresh_from_db()
    versions = list(ModelVersion.objects.values_list("catalogue_id", "lifecycle"))
    assert (status, row.state, versions) == (302, "registered", [("shadow/model-1", "proposed")])


def test_a_button_dismisses_it_with_a_reason(cast: Cast) -> None:
    row, client = see(cast), sign_in(cast.olga)
    assert do(client, row, "dismiss") == 409
    assert do(client, row, "dismiss", reason="A typing mistake") == 302
    row.refresh_from_db()
    assert row.state == "dismissed"


@pytest.mark.parametrize("person", ["ben", "carol", "dan"])
def test_the_buttons_are_for_officers(cast: Cast, person: str) -> None:
    row = see(cast)
    assert do(sign_in(getattr(cast, person)), row, "dismiss", reason="x") == 404
    row.refresh_from_db()
    assert row.state == "new"
