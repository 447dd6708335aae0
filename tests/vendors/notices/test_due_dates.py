"""Days before answers are due, each told of once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from governance.core.models import RecordedEvent
from tests.factories.assessments import answer_all, make_assessment
from tests.vendors.notices.told import World, ask_back, deliver
from vendors.assessments.services import preparing
from vendors.notices.services import remind_respondents

pytestmark = pytest.mark.django_db


def test_reminders_of_a_due_date_are_sent_once_each(world: World) -> None:
    due, system = world.assessment.due_date, world.cast.system
    assert due is not None
    seen = {}
    for before in (8, 7, 6, 1, 0, -1, -9):
        day = due - timedelta(days=before)
        for _turn in range(2):
            remind_respondents(actor=system, today=day)
        seen[before] = deliver()
    soon = [(name, "Answers are due soon: Yearly look") for name in ("val", "vic")]
    over = [(name, "Answers are overdue: Yearly look") for name in ("olga", "val", "vic")]
    assert seen == {8: [], 7: soon, 6: [], 1: soon, 0: [], -1: over, -9: []}
    assert RecordedEvent.objects.filter(name="vendors.assessment.due_reminded").count() == 3


def test_nobody_is_reminded_of_what_they_heard_just_now(world: World) -> None:
    today, system = timezone.now().date(), world.cast.system
    make_assessment(world.cast, world.vendor, due_date=today + timedelta(days=5), title="Short")
    make_assessment(world.cast, world.vendor, due_date=today, is_sent=False)
    deliver()
    assert (remind_respondents(actor=system, today=today), deliver()) == (0, [])


@pytest.mark.parametrize(("days", "told"), [(-1, 0), (0, 1)])
def test_questions_that_come_after_the_day_make_nobody_late(
    world: World, monkeypatch: pytest.MonkeyPatch, days: int, told: int
) -> None:
    monkeypatch.setattr(preparing, "_check_due_date", lambda day: None)
    today = timezone.now().date()
    world.assessment = make_assessment(world.cast, world.vendor, due_date=today + timedelta(days=days))
    answer_all(world.vic, world.assessment)
    ask_back(world)
    assert remind_respondents(actor=world.cast.system, today=today + timedelta(days=1)) == told
