"""Who is told of what, once, in one mail that carries nothing of what was written."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from governance.accounts.models import RoleAssignment
from governance.accounts.services import withdraw_role
from governance.core.errors import ConflictingState
from governance.core.models import RecordedEvent
from governance.core.outbox import deliver_due_messages
from governance.notifications.models import ActionItem
from tests.factories.assessments import answer_all, get_part, make_assessment
from tests.vendors.notices.told import LATER, World, ask_back, deliver, get_answer, list_told
from vendors.assessments import services
from vendors.assessments.services import remarks
from vendors.assessments.services.evidence import settle_scan
from vendors.notices import mail as notice_mail
from vendors.notices.models import Notice
from vendors.notices.receivers import note_message
from vendors.notices.services import read_notices

pytestmark = pytest.mark.django_db


def test_questions_asked_back_are_told_when_they_are_sent_and_in_one_mail(world: World) -> None:
    ask_back(world)
    what = "Questions about your answers: Yearly look"
    assert deliver() == [("olga", "Answers were handed in: Yearly look"), ("val", what), ("vic", what)]
    assert list_told() == [
        ("Olga", "handed_in", ""),
        *(("Val", "question", each) for each in ("D-2", "P-1")),
        *(("Vic", "question", each) for each in ("D-2", "P-1")),
    ]
    bodies = [str(message.body) for message in mail.outbox]
    assert sum("questions about 2 of your answers" in body for body in bodies) == 2
    links = {re.search(r"https?://\S+(/portal/\S+|/admin/\S+)", body)[1] for body in bodies}  # type: ignore[index]
    assert links == {
        reverse("portal:assessment", args=[world.assessment.pk]),
        reverse("admin:vendors_assessment_change", args=[world.assessment.pk]),
    }
    for body in bodies:
        assert [text for text in ("Secret why?", "By mail.", "P-1", "D-2") if text in body] == []
    services.submit_assessment(actor=world.vic, assessment=world.assessment)
    assert deliver() == [("olga", "Your questions were answered: Yearly look")]
    # What asked for it is read with that.
    assert Notice.objects.filter(side="vendor", read_at__isnull=True).count() == 0


def test_many_messages_are_one_mail_and_one_task_until_somebody_answers(world: World) -> None:
    for text in ("One", "Two", "Three"):
        services.write_message(actor=world.vic, answer=get_answer(), text=f"{text} of the vendor")
    assert deliver() == []
    assert deliver(LATER) == [("olga", "A new message: Yearly look")]
    (body,) = (str(message.body) for message in mail.outbox)
    assert ("3 new messages of the vendor" in body, "One of the vendor" in body) == (True, False)
    item = ActionItem.objects.get(kind="vendors.assessment.message")
    assert (item.owner, item.is_open) == (world.cast.olga, True)
    services.write_message(actor=world.cast.olga, answer=get_answer(), text="Thanks")
    services.write_note(actor=world.cast.olga, answer=get_answer(), text="Odd")
    assert deliver(LATER) == [(name, "A new message: Yearly look") for name in ("val", "vic")]
    item.refresh_from_db()
    assert item.is_open is False


def test_what_was_read_meanwhile_and_whoever_may_not_open_it_get_no_mail(world: World) -> None:
    services.write_message(actor=world.cast.olga, answer=get_answer(), text="Hello")
    deliver_due_messages()
    read_notices(actor=world.vic, notices=Notice.objects.filter(recipient=world.vic))
    withdraw_role(actor=world.cast.ada, assignment=RoleAssignment.objects.get(user=world.val))
    assert deliver(LATER) == []
    assert Notice.objects.filter(mail_at__isnull=False).count() == 0


def test_each_is_told_once_however_often_it_is_delivered(world: World) -> None:
    services.write_message(actor=world.cast.olga, answer=get_answer(), text="Hello")
    event = RecordedEvent.objects.filter(name="vendors.answermessage.written").latest("id")
    for _turn in range(3):
        note_message(event, "key")
    assert (len(deliver(LATER)), deliver(LATER), len(list_told())) == (2, [], 2)


def test_a_mail_server_that_is_away_loses_nothing_and_doubles_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.write_message(actor=world.cast.olga, answer=get_answer(), text="Hello")
    send, fails_for = notice_mail.send_letter, {"vic@openai.example.com"}

    def send_letter(subject: str, body: str, address: str) -> None:
        if address in fails_for:
            raise OSError("away")
        send(subject, body, address)

    monkeypatch.setattr(notice_mail, "send_letter", send_letter)
    assert [name for name, _subject in deliver(LATER)] == ["val"]
    assert deliver() == []
    fails_for.clear()
    assert [name for name, _subject in deliver(LATER)] == ["vic"]
    assert deliver(LATER) == []


def test_decisions_due_dates_and_withdrawal_are_told_at_once(world: World) -> None:
    day = timezone.now().date() + timedelta(days=40)
    services.change_due_date(actor=world.cast.olga, assessment=world.assessment, due_date=day, reason="More")
    services.withdraw_assessment(actor=world.cast.olga, assessment=world.assessment, reason="Not needed")
    assert deliver() == [(name, "What is new: Yearly look") for name in ("val", "vic")]
    assert {reverse("portal:home") in str(message.body) for message in mail.outbox} == {True}
    prepared = make_assessment(world.cast, world.vendor, is_sent=False)
    services.withdraw_assessment(actor=world.cast.olga, assessment=prepared, reason="Not needed")
    other = make_assessment(world.cast, world.vendor, title="Other")
    assert deliver() == [(name, "Questions to answer: Other") for name in ("val", "vic")]
    answer_all(world.vic, other)
    services.submit_assessment(actor=world.vic, assessment=other)
    services.reject_assessment(actor=world.cast.olga, assessment=other, reason="Too little")
    assert deliver() == [
        ("olga", "Answers were handed in: Other"),
        ("val", "Your answers were not accepted: Other"),
        ("vic", "Your answers were not accepted: Other"),
    ]


def test_a_section_is_told_to_its_colleague_alone_while_it_is_theirs(world: World) -> None:
    part = get_part(world.assessment)
    services.delegate_section(actor=world.vic, part=part, section_key="data", user=world.val)
    services.delegate_section(actor=world.vic, part=part, section_key="people", user=world.vic)
    assert deliver(LATER) == [("val", "A section was given to you: Yearly look")]
    services.take_back_section(actor=world.vic, part=part, section_key="data")
    services.delegate_section(actor=world.vic, part=part, section_key="data", user=world.val)
    services.take_back_section(actor=world.vic, part=part, section_key="data")
    assert deliver(LATER) == []
    # To and fro is one notice a day.
    services.delegate_section(actor=world.vic, part=part, section_key="data", user=world.val)
    assert (deliver(LATER), Notice.objects.filter(kind="section").count()) == ([], 1)


def test_a_file_that_the_scanner_refused_is_told_to_whoever_sent_it(world: World, settings: Any) -> None:
    settings.EVIDENCE_SCANNER = "127.0.0.1:9"
    for virus in ("", "Test.Bad"):
        file = services.add_evidence(
            actor=world.val,
            part=get_part(world.assessment),
            question_id="P-1",
            source=BytesIO(virus.encode() or b"fine"),
            file_name="a.txt",
        )
        settle_scan(actor=world.cast.system, evidence=file, virus=virus)
    assert deliver(LATER) == [("val", "A file was refused: Yearly look")]
    assert [str(message.body) for message in mail.outbox if "a.txt" in str(message.body)] == []


def test_messages_about_an_answer_have_a_limit_on_each_side(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remarks, "MOST_MESSAGES", 2)
    for _turn in range(2):
        services.write_message(actor=world.vic, answer=get_answer(), text="Again")
    with pytest.raises(ConflictingState, match="2 messages of yours about this answer"):
        services.write_message(actor=world.val, answer=get_answer(), text="Again")
    services.write_message(actor=world.cast.olga, answer=get_answer(), text="Enough")
    monkeypatch.setattr(remarks, "MOST_IN_ALL", 2)
    with pytest.raises(ConflictingState, match="2 messages of yours in this assessment"):
        services.write_message(actor=world.vic, answer=get_answer("D-3"), text="Elsewhere")
