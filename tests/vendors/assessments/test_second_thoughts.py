"""What officers change their minds about: a day, a round that was given up, an invitation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.accounts.models import User
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from tests.cast import PASSWORD, Cast
from tests.factories.assessments import get_part, make_assessment, make_submitted
from vendors.assessments import services
from vendors.assessments.models import Assessment, AssessmentAnswer, Invitation
from vendors.assessments.selectors import load_rows
from vendors.assessments.services import inviting
from vendors.directory.models import Vendor

pytestmark = pytest.mark.django_db


def in_days(days: int) -> Any:
    return timezone.now().date() + timedelta(days=days)


def test_a_day_that_is_over_is_refused_before_anything_is_sent(cast: Cast, vendor: Vendor, vic: User) -> None:
    decided = make_submitted(cast, vendor, vic)
    services.reject_assessment(actor=cast.olga, assessment=decided, reason="No")
    over = {"due_date": in_days(-1)}
    acts: tuple[Callable[[], Any], ...] = (
        lambda: make_assessment(cast, vendor, is_sent=False, **over),
        lambda: services.reopen_assessment(actor=cast.olga, assessment=decided, reason="Again", **over),
        lambda: services.change_due_date(
            actor=cast.olga, assessment=make_assessment(cast, vendor), reason="Less", **over
        ),
    )
    for act in acts:
        with pytest.raises(InvalidInput) as refusal:
            act()
        assert list(refusal.value.fields) == ["due_date"]


def test_a_vendor_gets_more_time_until_it_handed_in(cast: Cast, vendor: Vendor, vic: User) -> None:
    assessment = make_assessment(cast, vendor, due_date=in_days(1))
    with pytest.raises(NotPermitted):
        services.change_due_date(actor=vic, assessment=assessment, due_date=None, reason="Busy")
    services.change_due_date(actor=cast.olga, assessment=assessment, due_date=in_days(9), reason="They asked")
    assert Assessment.objects.get(pk=assessment.pk).due_date == in_days(9)
    submitted = make_submitted(cast, vendor, vic)
    with pytest.raises(ConflictingState):
        services.change_due_date(actor=cast.olga, assessment=submitted, due_date=None, reason="Late")


def test_a_round_that_was_given_up_is_begun_again(cast: Cast, vendor: Vendor, vic: User) -> None:
    first = make_submitted(cast, vendor, vic)
    services.reject_assessment(actor=cast.olga, assessment=first, reason="No")
    second = services.reopen_assessment(actor=cast.olga, assessment=first, reason="Once more")
    services.withdraw_assessment(actor=cast.olga, assessment=second, reason="Wrong day")
    third = services.reopen_assessment(actor=cast.olga, assessment=second, reason="Now")
    assert (third.state, third.round_number, third.previous_id) == ("draft", 3, second.pk)
    never_sent = make_assessment(cast, vendor, is_sent=False)
    services.withdraw_assessment(actor=cast.olga, assessment=never_sent, reason="Wrong vendor")
    with pytest.raises(ConflictingState):
        services.reopen_assessment(actor=cast.olga, assessment=never_sent, reason="Now")


def test_a_revoked_link_works_no_more(cast: Cast, vendor: Vendor, vic: User, client: Client) -> None:
    invitation = services.invite_respondent(
        actor=cast.olga, vendor=vendor, email="wrong@example.com", name="W"
    )
    token = inviting.make_token(invitation)
    with pytest.raises(NotPermitted):
        services.revoke_invitation(actor=vic, invitation=invitation, reason="Mine")
    client.force_login(cast.olga)
    page = reverse("admin:vendors_invitation_do", args=[invitation.pk, "revoke"])
    assert client.post(page, {"reason": "Wrong address"}).status_code == 302
    assert inviting.find_invitation(token) is None
    with pytest.raises(NotPermitted):
        services.use_invitation(token=token, name="W", password=PASSWORD)
    with pytest.raises(ConflictingState):
        services.revoke_invitation(actor=cast.olga, invitation=invitation, reason="Twice")
    again = services.invite_respondent(actor=cast.olga, vendor=vendor, email="wrong@example.com", name="W")
    assert (again.pk, Invitation.objects.filter(used_at=None).count()) == (invitation.pk, 1)
    assert services.use_invitation(token=inviting.make_token(again), name="W", password=PASSWORD)[0] == again


def test_what_a_reviewer_questions_is_said_once_it_is_sent_back(
    cast: Cast, vendor: Vendor, vic: User, client: Client
) -> None:
    assessment = make_submitted(cast, vendor, vic)
    answer = AssessmentAnswer.objects.select_related("part__assessment").get(question_id="D-1")
    services.judge_answer(actor=cast.olga, answer=answer, verdict="questioned", question="Since when?")
    client.force_login(vic)
    page = reverse("portal:assessment", args=[assessment.pk])
    assert client.get(page).content.decode().count("1 question back") == 0
    services.ask_vendor(actor=cast.olga, assessment=assessment)
    assert client.get(page).content.decode().count("1 question back") == 1


def test_a_reviewer_answers_while_the_questions_are_with_the_vendor(
    cast: Cast, vendor: Vendor, vic: User, client: Client
) -> None:
    assessment = make_submitted(cast, vendor, vic)
    answer = AssessmentAnswer.objects.select_related("part__assessment").get(question_id="D-1")
    services.judge_answer(actor=cast.olga, answer=answer, verdict="questioned", question="Since when?")
    services.ask_vendor(actor=cast.olga, assessment=assessment)
    services.write_message(actor=vic, answer=answer, text="Which product?")
    client.force_login(cast.olga)
    page = client.get(reverse("admin:vendors_assessment_change", args=[assessment.pk])).content.decode()
    assert ("Write to the vendor" in page, "?answer=" in page) == (True, False)
    client.post(
        reverse("admin:vendors_assessment_remark", args=[assessment.pk]),
        {"answer": str(answer.pk), "kind": "message", "text": "The API."},
    )
    assert [message.text for message in answer.messages.all()] == [
        "Since when?",
        "Which product?",
        "The API.",
    ]


def test_a_verdict_does_not_move_the_time_of_an_answer(cast: Cast, vendor: Vendor, vic: User) -> None:
    """The vendor reads that time, and must not learn from it when somebody judged."""
    part = get_part(make_submitted(cast, vendor, vic))
    before = load_rows(part)["D-1"]
    services.judge_answer(actor=cast.olga, answer=before, verdict="finding")
    after = load_rows(part)["D-1"]
    assert (after.answered_at, after.updated_at > before.updated_at) == (before.answered_at, True)
