"""What is new, in the portal: told to one reader, and gone when it was read."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.assessments import get_part
from tests.vendors.notices.told import World, ask_back, deliver, get_answer
from vendors.assessments import services
from vendors.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_the_portal_lists_what_is_new_and_leads_there(world: World) -> None:
    ask_back(world)
    deliver()
    client = Client()
    client.force_login(world.vic)
    home, assessment = reverse("portal:home"), reverse("portal:assessment", args=[world.assessment.pk])
    for page in (home, assessment):
        shown = client.get(page).content.decode()
        assert ("The reviewer asks about your answer to P-1." in shown, "2 not read" in shown) == (True, True)
    notice = Notice.objects.get(recipient=world.vic, about="P-1")
    opened = client.post(reverse("portal:notice", args=[notice.pk]))
    section = reverse("portal:section", args=[get_part(world.assessment).pk, "people"])
    assert opened.headers["Location"] == f"{section}#q3"
    assert "1 not read" in client.get(home).content.decode()
    # Whoever answers the question has read what asked for it.
    revision = get_answer("D-2").revision
    client.post(
        reverse("portal:answer", args=[get_part(world.assessment).pk, 1]),
        {"q1-value": "By post.", "q1-seen": str(revision)},
    )
    assert "not read" not in client.get(home).content.decode()
    page = client.get(reverse("portal:news"))
    assert [row.about for row in page.context["page"]] == ["D-2", "P-1"]
    services.write_message(actor=world.cast.olga, answer=get_answer(), text="Hello")
    deliver()
    client.post(reverse("portal:news"))
    assert Notice.objects.filter(recipient=world.vic, read_at__isnull=True).count() == 0


def test_notices_of_others_do_not_exist(world: World) -> None:
    ask_back(world)
    deliver()
    notice = Notice.objects.filter(recipient=world.vic).first()
    assert notice is not None
    for other in (world.rob, world.val, world.cast.olga):
        client = Client()
        client.force_login(other)
        assert client.post(reverse("portal:notice", args=[notice.pk])).status_code == 404
    client = Client()
    client.force_login(world.rob)
    assert "Nothing yet." in client.get(reverse("portal:news")).content.decode()
    client.post(reverse("portal:news"))
    assert Notice.objects.filter(read_at__isnull=False).count() == 0
    # A withdrawn assessment is gone from the portal, and its notices with it.
    services.withdraw_assessment(actor=world.cast.olga, assessment=world.assessment, reason="Not needed")
    client.force_login(world.vic)
    assert "Nothing yet." in client.get(reverse("portal:news")).content.decode()
