"""People choose what is mailed to them, and what was read long ago goes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.core.errors import InvalidInput
from governance.core.models import RecordedEvent
from tests.vendors.notices.told import LATER, World, ask_back, deliver, get_answer
from vendors.assessments import services
from vendors.notices.choosing import choose_mail, forget_notices
from vendors.notices.enums import FOR_VENDOR
from vendors.notices.models import Notice
from vendors.notices.services import remind_respondents

pytestmark = pytest.mark.django_db


def sign_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_what_somebody_does_not_want_is_in_the_portal_and_not_in_their_mail(world: World) -> None:
    client, page = sign_in(world.vic), reverse("notice-mail")
    assert page in client.get(reverse("portal:home")).content.decode()
    assert client.get(page).content.decode().count(" checked") == len(FOR_VENDOR)
    kept = client.post(page, {"kinds": [kind for kind in FOR_VENDOR if kind != "message"]}, follow=True)
    assert kept.content.decode().count(" checked") == len(FOR_VENDOR) - 1
    event = RecordedEvent.objects.get(name="vendors.notice.mail_chosen")
    assert (event.actor, event.record_id, event.data) == (
        world.vic,
        world.vic.pk,
        {"not_mailed": ["message"]},
    )
    services.write_message(actor=world.cast.olga, answer=get_answer(), text="Hello")
    assert deliver(LATER) == [("val", "A new message: Yearly look")]
    assert page in str(mail.outbox[-1].body)
    told = Notice.objects.filter(recipient=world.vic, kind="message").get()
    assert (told.read_at, told.mail_at, told.mailed_at) == (None, None, None)
    # Of the same letter what is wanted is told, and the rest is left out.
    services.write_message(actor=world.cast.olga, answer=get_answer(), text="Once more")
    ask_back(world)
    assert ("vic", "Questions about your answers: Yearly look") in deliver()
    choose_mail(actor=world.vic, kinds=list(map(str, FOR_VENDOR)))
    services.write_message(actor=world.cast.olga, answer=get_answer(), text="Again")
    assert ("vic", "A new message: Yearly look") in deliver(LATER)


def test_everybody_chooses_among_what_may_reach_them(world: World) -> None:
    with pytest.raises(InvalidInput):
        choose_mail(actor=world.vic, kinds=["handed_in"])
    page = reverse("notice-mail")
    offered = sign_in(world.cast.olga).get(page)
    assert list(map(str, offered.context["offered"])) == [
        "message",
        "overdue",
        "handed_in",
        "answered",
        "colleague_waits",
    ]
    assert "You get no mail about assessments" in sign_in(world.cast.vera).get(page).content.decode()


def test_what_was_read_long_ago_goes_and_nothing_that_is_still_needed(world: World) -> None:
    due, system, now = world.assessment.due_date, world.cast.system, timezone.now()
    assert due is not None
    remind_respondents(actor=system, today=due + timedelta(days=1))
    services.write_message(actor=world.cast.olga, answer=get_answer(), text="Hello")
    deliver(LATER)
    Notice.objects.filter(recipient=world.vic).update(read_at=now)
    later = now + timedelta(days=180)
    assert forget_notices(actor=system, now=later) == 0
    assert forget_notices(actor=system, now=later + timedelta(minutes=1)) > 0
    left = Notice.objects.values_list("recipient__name", "kind")
    assert {each for each in left if each[0] == "Vic"} == {("Vic", "overdue")}
    assert {("Val", "message"), ("Val", "overdue"), ("Olga", "overdue")} <= set(left)
    # So nobody is reminded once more of what they were reminded of.
    assert remind_respondents(actor=system, today=due + timedelta(days=200)) == 0
