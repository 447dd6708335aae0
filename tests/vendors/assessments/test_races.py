"""Many people answering at once lose nothing, and nobody answers into what was handed in."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from django.db import connection

from governance.core.errors import ConflictingState, InvalidInput
from tests.cast import Cast
from tests.factories.assessments import answer_all, get_part, make_assessment, make_respondent
from tests.factories.questionnaires import make_template_version
from tests.factories.vendors import make_vendor
from vendors.assessments import services
from vendors.assessments.models import Assessment, AssessmentAnswer, Evidence
from vendors.assessments.services import evidence
from vendors.questionnaires.content import Question, QuestionKind, Questionnaire, Section

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = int(os.environ.get("PEOPLE", "24"))


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run every act in a thread of its own and return what each returned, or the refusal that it raised."""

    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except ConflictingState as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_everybody_answers_another_question(cast: Cast) -> None:
    questions = tuple(Question(f"Q-{n}", f"Question {n}?", QuestionKind.TEXT) for n in range(PEOPLE))
    version = make_template_version(
        cast.olga, "wide", content=Questionnaire("Wide", (Section("all", "All", questions=questions),))
    )
    vendor = make_vendor(cast.system)
    vic = make_respondent(cast, vendor)
    part = get_part(make_assessment(cast, vendor, versions=[version]))

    def save(number: int) -> Callable[[], Any]:
        values = {"value": f"Answer {number}"}
        return lambda: services.save_answer(
            actor=vic, part=get_part(part.assessment), question_id=f"Q-{number}", values=values, seen=0
        )

    saved = at_once([save(number) for number in range(PEOPLE)])
    assert [each.value for each in saved] == [f"Answer {number}" for number in range(PEOPLE)]
    assert dict(AssessmentAnswer.objects.values_list("question_id", "value")) == {
        f"Q-{number}": f"Answer {number}" for number in range(PEOPLE)
    }


def test_of_many_answers_to_one_question_one_is_kept_and_the_others_are_told(cast: Cast) -> None:
    vendor = make_vendor(cast.system)
    vic = make_respondent(cast, vendor)
    assessment = make_assessment(cast, vendor)

    def save(text: str) -> Callable[[], Any]:
        return lambda: services.save_answer(
            actor=vic, part=get_part(assessment), question_id="P-1", values={"comment": text}, seen=0
        )

    found = at_once([save(f"Text {number}") for number in range(8)])
    (kept,) = (each for each in found if isinstance(each, AssessmentAnswer))
    told = [each.current.comment for each in found if isinstance(each, services.AnswerChanged)]
    assert (AssessmentAnswer.objects.get().comment, told) == (kept.comment, [kept.comment] * 7)


def test_handed_in_once_and_nothing_after(cast: Cast) -> None:
    vendor = make_vendor(cast.system)
    vic = make_respondent(cast, vendor)
    assessment = make_assessment(cast, vendor)
    answer_all(vic, assessment)

    def submit() -> Any:
        return services.submit_assessment(actor=vic, assessment=assessment)

    def change() -> Any:
        return services.save_answer(
            actor=vic, part=get_part(assessment), question_id="P-2", values={"value": "13"}, seen=1
        )

    found = at_once([submit, change, submit, submit])
    submitted = [each for each in found if getattr(each, "state", "") == "submitted"]
    assessment.refresh_from_db()
    changed = AssessmentAnswer.objects.get(question_id="P-2")
    assert (len(submitted), assessment.state) == (1, "submitted")
    # Kept before it was handed in, or told that it was too late: never after.
    assert changed.updated_at <= assessment.submitted_at  # type: ignore[operator]
    assert changed.value == ("12" if isinstance(found[1], ConflictingState) else "13")


def test_two_assessments_of_a_vendor_do_not_pass_its_quota_together(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "MOST_BYTES", 10)
    vendor = make_vendor(cast.system)
    vic = make_respondent(cast, vendor)
    assessments = [make_assessment(cast, vendor) for _number in range(6)]

    def upload(assessment: Assessment) -> Callable[[], Any]:
        def act() -> Any:
            try:
                return services.add_evidence(
                    actor=vic,
                    part=get_part(assessment),
                    question_id="P-1",
                    source=BytesIO(b"12345678"),
                    file_name="a.txt",
                )
            except InvalidInput as refusal:
                return refusal

        return act

    found = at_once([upload(assessment) for assessment in assessments])
    assert sorted(type(each).__name__ for each in found) == ["Evidence"] + ["InvalidInput"] * 5
    assert Evidence.objects.count() == 1
