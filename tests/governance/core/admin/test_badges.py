"""A badge is drawn in lists and read as a word on the record's own page."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.models import make_version


def test_the_state_of_a_record_is_a_word_on_its_page(cast: Cast) -> None:
    version = make_version(cast.system, lifecycle="in_review")
    client = Client()
    client.force_login(cast.olga)
    text = client.get(reverse("admin:registry_modelversion_change", args=[version.pk])).content.decode()
    assert "(&#x27;in_review&#x27;" not in text
    assert version.get_lifecycle_display() in text
