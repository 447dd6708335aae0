"""Verdicts: a finding says at once how bad it is and who sees to it, and a verdict is taken back until the decision."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from governance.accounts.models import User
from governance.core.errors import ConflictingState, NotPermitted
from governance.core.models import RecordedEvent
from tests.cast import Cast
from tests.factories.assessments import ANSWERS, make_assessment, make_submitted
from tests.factories.questionnaires import make_template_version
from vendors.assessments import services
from vendors.assessments.models import AnswerMessage, AssessmentAnswer, AssessmentFinding
from vendors.assessments.review import review_assessment, score_part
from vendors.directory.models import Vendor

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(cast: Cast, vendor: Vendor, vic: User) -> AssessmentAnswer:
    make_submitted(cast, vendor, vic)
    return get_answer()


def get_answer(question_id: str = "P-1") -> AssessmentAnswer:
    rows = AssessmentAnswer.objects.select_related("part__assessment", "part__version")
    return rows.get(question_id=question_id)


def page_of(answer: AssessmentAnswer, name: str = "change") -> str:
    return reverse(f"admin:vendors_assessment_{name}", args=[answer.part.assessment_id])


def test_a_finding_is_one_step_that_asks_for_all_of_it(
    cast: Cast, answer: AssessmentAnswer, client: Client
) -> None:
    client.force_login(cast.olga)
    form = f"{page_of(answer, 'finding')}?answer={answer.pk}"
    assert form in client.get(page_of(answer)).content.decode()
    typed = {"title": "No report", "severity": "high", "owner": str(cast.ada.pk), "due_date": "2027-05-01"}
    # What is wrong stays on the page, and nothing is half done.
    refused = client.post(form, {**typed, "title": "", "description": "None since 2024"})
    assert ("None since 2024" in refused.content.decode(), get_answer().verdict) == (True, "")
    done = client.post(form, typed)
    assert done.headers["Location"] == f"{page_of(answer)}#a-{answer.pk}"
    finding = AssessmentFinding.objects.get()
    shown = (finding.question_id, finding.severity, finding.owner, finding.due_date, get_answer().verdict)
    assert shown == ("P-1", "high", cast.ada, date(2027, 5, 1), "finding")
    assert "No report" in client.get(page_of(answer)).content.decode()
    with pytest.raises(NotPermitted):
        services.judge_as_finding(actor=cast.carol, answer=answer, title="Mine")
    assert AssessmentFinding.objects.count() == 1


def test_a_verdict_of_before_is_recorded_later(cast: Cast, answer: AssessmentAnswer, client: Client) -> None:
    services.judge_answer(actor=cast.olga, answer=answer, verdict="finding")
    client.force_login(cast.olga)
    page = client.get(page_of(answer)).content.decode()
    assert ("Record the finding" in page, "Nothing is recorded of it yet" in page) == (True, True)


def test_a_verdict_is_taken_back_and_its_history_stays(
    cast: Cast, answer: AssessmentAnswer, client: Client
) -> None:
    before = score_part(answer.part).percent
    services.judge_answer(actor=cast.olga, answer=answer, verdict="finding")
    assert score_part(answer.part).percent != before
    client.force_login(cast.olga)
    client.post(page_of(answer, "take_back"), {"answer": str(answer.pk)})
    again = get_answer()
    assert (again.verdict, score_part(answer.part).percent) == ("", before)
    assert [row.verdict for row in again.history.all()[:2]] == ["", "finding"]
    event = RecordedEvent.objects.get(name="vendors.assessmentanswer.verdict_taken_back")
    assert (event.actor, event.data) == (cast.olga, {"verdict": "finding"})
    assert "taken back: finding" in client.get(page_of(answer)).content.decode()
    # Twice is once, and "" over the API is the same.
    services.judge_answer(actor=cast.olga, answer=again, verdict="")
    assert RecordedEvent.objects.filter(name=event.name).count() == 1


def test_what_was_asked_and_not_sent_is_taken_back_with_it(cast: Cast, answer: AssessmentAnswer) -> None:
    other = get_answer("D-1")
    for each, text in ((answer, "Which period?"), (other, "Since when?")):
        services.judge_answer(actor=cast.olga, answer=each, verdict="questioned", question=text)
    services.take_back_verdict(actor=cast.olga, answer=answer)
    assert [message.text for message in AnswerMessage.objects.all()] == ["Since when?"]
    services.ask_vendor(actor=cast.olga, assessment=answer.part.assessment)
    with pytest.raises(ConflictingState, match="It is with the vendor"):
        services.take_back_verdict(actor=cast.olga, answer=other)
    services.submit_assessment(actor=User.objects.get(name="Vic"), assessment=answer.part.assessment)
    services.take_back_verdict(actor=cast.olga, answer=get_answer("D-1"))
    # What the vendor was told stays said.
    assert (AnswerMessage.objects.count(), get_answer("D-1").verdict) == (1, "")


def test_a_finding_stays_open_unless_somebody_who_may_closes_it(cast: Cast, answer: AssessmentAnswer) -> None:
    services.judge_as_finding(actor=cast.olga, answer=answer, title="No report", severity="critical")
    services.take_back_verdict(actor=cast.olga, answer=answer)
    assert AssessmentFinding.objects.get().is_open is True
    services.judge_answer(actor=cast.olga, answer=answer, verdict="finding")
    services.take_back_verdict(actor=cast.olga, answer=answer, closing_note="The wrong vendor")
    closed = AssessmentFinding.objects.get()
    assert (closed.is_open, closed.closing_note, closed.closed_by) == (False, "The wrong vendor", cast.olga)


def test_nobody_takes_a_verdict_back_after_the_decision(
    cast: Cast, answer: AssessmentAnswer, vic: User, client: Client
) -> None:
    services.judge_answer(actor=cast.olga, answer=answer, verdict="accepted")
    with pytest.raises(NotPermitted):
        services.take_back_verdict(actor=vic, answer=answer)
    services.reject_assessment(actor=cast.olga, assessment=answer.part.assessment, reason="Too little")
    client.force_login(cast.olga)
    assert "Take the verdict back" not in client.get(page_of(answer)).content.decode()
    refused = client.post(page_of(answer, "take_back"), {"answer": str(answer.pk)}, follow=True)
    assert ("This round is decided" in refused.content.decode(), get_answer().verdict) == (True, "accepted")


def test_the_same_id_in_two_questionnaires_is_two_questions(cast: Cast, vendor: Vendor, vic: User) -> None:
    """Taking a verdict back closes nothing that was found of the other question; a critical one goes on denying."""
    versions = [make_template_version(cast.olga), make_template_version(cast.olga, key="other")]
    assessment = make_assessment(cast, vendor, versions=versions)
    for part in assessment.parts.all():
        for key, value in ANSWERS.items():
            services.save_answer(actor=vic, part=part, question_id=key, values={"value": value}, seen=0)
    services.submit_assessment(actor=vic, assessment=assessment)
    one, other = AssessmentAnswer.objects.filter(question_id="P-1").order_by("part__position")
    services.judge_as_finding(actor=cast.olga, answer=one, title="No report", severity="critical")
    services.judge_answer(actor=cast.olga, answer=other, verdict="accepted")
    shown = [
        [finding.title for row in section.rows for finding in row.findings]
        for part in review_assessment(cast.olga, assessment)
        for section in part.sections
        if any(row.question.id == "P-1" for row in section.rows)
    ]
    assert shown == [["No report"], []]
    # One that was raised without saying of which: about either, and closed by neither.
    services.raise_finding(actor=cast.olga, assessment=assessment, title="Either", question_id="P-1")
    services.take_back_verdict(actor=cast.olga, answer=other, closing_note="A slip")
    assert [row.is_open for row in AssessmentFinding.objects.all()] == [True, True]
    services.take_back_verdict(actor=cast.olga, answer=one, closing_note="Read wrongly")
    assert [row.title for row in AssessmentFinding.objects.filter(closed_at__isnull=True)] == ["Either"]
