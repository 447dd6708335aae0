"""Evidence counts until its day: in the score, in what is missing, on the review, in the calendar and reminders."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from governance.core.errors import ConflictingState, InvalidInput
from governance.templatetags.times import day
from tests.cast import Cast
from tests.factories.assessments import answer_all, get_part, make_assessment, make_respondent
from tests.factories.questionnaires import make_template_version
from tests.factories.vendors import make_vendor
from tests.vendors.questionnaires.made import a_question, ask
from vendors.assessments import services
from vendors.assessments.earlier import compare_parts
from vendors.assessments.models import Assessment
from vendors.assessments.review import list_evidence_due, review_assessment, score_part
from vendors.assessments.selectors import load_answers
from vendors.deadlines.enums import DeadlineKind
from vendors.deadlines.selectors import Deadline, list_deadlines
from vendors.questionnaires.content import QuestionKind

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()


def until(days: int) -> date:
    return TODAY + timedelta(days=days)


def make_accepted(cast: Cast, *ends: date | None) -> Assessment:
    """Return an accepted assessment whose report (P-1) was given with files that end on these days."""
    vendor = make_vendor(cast.olga, owner=cast.ben)
    vic = make_respondent(cast, vendor)
    assessment = make_assessment(cast, vendor, owner=cast.ada)
    answer_all(vic, assessment)
    for number, end in enumerate(ends):
        services.add_evidence(
            actor=vic,
            part=get_part(assessment),
            question_id="P-1",
            source=BytesIO(b"report"),
            file_name=f"{number}.txt",
            expires_on=end,
        )
    services.submit_assessment(actor=vic, assessment=assessment)
    return services.accept_assessment(actor=cast.olga, assessment=assessment)


def list_due(cast: Cast) -> list[Deadline]:
    return list_deadlines(cast.olga, today=TODAY, before=until(91), kinds=[DeadlineKind.EVIDENCE])


@pytest.mark.parametrize(
    ("ends", "counted"),
    [
        ([30], (1, 0, "good")),
        ([1], (1, 0, "good")),
        ([0], (0, 1, "expired_evidence")),
        ([-1, 30], (1, 1, "good")),
        ([-1, None], (1, 1, "good")),
        ([], (0, 0, "no_evidence")),
    ],
)
def test_a_file_counts_before_its_day(
    cast: Cast, ends: list[int | None], counted: tuple[int, int, str]
) -> None:
    part = get_part(make_accepted(cast, *(None if each is None else until(each) for each in ends)))
    answer = load_answers(part)["P-1"]
    lines = {line.question_id: line.reason for line in score_part(part).lines}
    assert (answer.evidence, answer.expired, lines["P-1"]) == counted


def test_a_question_that_only_a_file_answers_is_unanswered_again(cast: Cast) -> None:
    content = ask(a_question("A", kind=QuestionKind.FILE))
    vendor = make_vendor(cast.olga)
    vic = make_respondent(cast, vendor)
    assessment = make_assessment(cast, vendor, versions=[make_template_version(cast.olga, "f", "1", content)])
    values = {"part": get_part(assessment), "question_id": "A", "file_name": "a.txt", "actor": vic}
    services.add_evidence(**values, source=BytesIO(b"old"), expires_on=TODAY)
    with pytest.raises(InvalidInput, match="must be answered first: A"):
        services.submit_assessment(actor=vic, assessment=assessment)
    services.add_evidence(**values, source=BytesIO(b"new"), expires_on=until(1))
    services.submit_assessment(actor=vic, assessment=assessment)
    assert load_answers(get_part(assessment), on=until(1))["A"].evidence == 0


def test_what_expired_while_it_waited_is_not_accepted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    content = ask(a_question("A", kind=QuestionKind.FILE))
    vendor = make_vendor(cast.olga)
    vic = make_respondent(cast, vendor)
    assessment = make_assessment(cast, vendor, versions=[make_template_version(cast.olga, "f", "1", content)])
    services.add_evidence(
        actor=vic,
        part=get_part(assessment),
        question_id="A",
        source=BytesIO(b"x"),
        file_name="a.txt",
        expires_on=until(1),
    )
    assessment = services.submit_assessment(actor=vic, assessment=assessment)
    later = datetime.now(UTC) + timedelta(days=2)
    monkeypatch.setattr("vendors.assessments.selectors.timezone.now", lambda: later)
    with pytest.raises(ConflictingState, match="without a valid file that can be opened: A"):
        services.accept_assessment(actor=cast.olga, assessment=assessment)


def test_a_round_is_compared_with_its_evidence_of_the_day_it_was_decided(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_accepted(cast, until(1))
    again = services.reopen_assessment(actor=cast.olga, assessment=first, reason="x")
    later = datetime.now(UTC) + timedelta(days=2)
    monkeypatch.setattr("vendors.assessments.selectors.timezone.now", lambda: later)
    compared = compare_parts(get_part(first), get_part(again))
    assert (compared.percent_before, score_part(get_part(first)).percent) == (50, 42)


def test_the_review_says_what_expired_and_what_will(cast: Cast) -> None:
    assessment = make_accepted(cast, until(-3), until(-1))
    parts = review_assessment(cast.olga, assessment)
    assert [
        (each.row.question.id, each.file.file_name, each.has_expired) for each in list_evidence_due(parts)
    ] == [("P-1", "1.txt", True)]
    client = Client()
    client.force_login(cast.olga)
    page = client.get(reverse("admin:vendors_assessment_change", args=[assessment.pk])).content.decode()
    assert [
        text in page
        for text in (
            "The evidence of 1 answer has expired.",
            f"expired on {day(until(-1))}",
            "its evidence has expired and counts as missing",
        )
    ] == [True] * 3


def test_its_end_is_a_deadline_of_the_reviewer_until_the_next_round_is_sent(cast: Cast) -> None:
    assessment = make_accepted(cast, until(10), until(30))
    (due,) = list_due(cast)
    assert (due.day, due.record, due.owner, due.details) == (until(30), assessment, cast.ada, ("1.txt",))
    again = services.reopen_assessment(actor=cast.olga, assessment=assessment, reason="x")
    assert len(list_due(cast)) == 1
    services.send_assessment(actor=cast.olga, assessment=again)
    assert list_due(cast) == []


@pytest.mark.parametrize("ends", [[None, 10], [120]])
def test_what_goes_on_is_no_deadline(cast: Cast, ends: list[int | None]) -> None:
    make_accepted(cast, *(None if each is None else until(each) for each in ends))
    assert list_due(cast) == []
