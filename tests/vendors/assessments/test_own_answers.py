"""What an acceptance rests on: all answers, as they were accepted, by other people than who decides."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from governance.accounts.models import User
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from tests.cast import PASSWORD, Cast
from tests.factories.assessments import answer_all, get_part, make_assessment, make_submitted
from tests.factories.questionnaires import make_template_version
from vendors.assessments import services
from vendors.assessments.models import Assessment, AssessmentAnswer, Evidence
from vendors.assessments.services.evidence import settle_scan
from vendors.assessments.services.inviting import make_token, show_link
from vendors.directory.models import Vendor
from vendors.questionnaires.content import Question, QuestionKind, Questionnaire, Section

pytestmark = pytest.mark.django_db


def attach(actor: Any, assessment: Assessment, question: str = "P-1") -> Evidence:
    return services.add_evidence(
        actor=actor,
        part=get_part(assessment),
        question_id=question,
        source=BytesIO(b"%PDF-1.7\nreport"),
        file_name="report.pdf",
    )


def get_answer(assessment: Assessment, question: str) -> AssessmentAnswer:
    rows = AssessmentAnswer.objects.select_related("part__assessment", "part__version")
    return rows.get(part__assessment=assessment, question_id=question)


def ask_back(cast: Cast, assessment: Assessment, verdicts: dict[str, str]) -> None:
    for question, verdict in verdicts.items():
        services.judge_answer(
            actor=cast.olga, answer=get_answer(assessment, question), verdict=verdict, question="Which?"
        )
    services.ask_vendor(actor=cast.olga, assessment=assessment)


def test_the_files_of_an_accepted_answer_stay(cast: Cast, vendor: Vendor, vic: User) -> None:
    assessment = make_assessment(cast, vendor)
    answer_all(vic, assessment)
    kept, moving = attach(vic, assessment), attach(vic, assessment, "D-1")
    services.submit_assessment(actor=vic, assessment=assessment)
    ask_back(cast, assessment, {"P-1": "accepted", "D-1": "questioned"})
    for act in (
        lambda: attach(vic, assessment),
        lambda: services.remove_evidence(actor=vic, evidence=kept),
    ):
        with pytest.raises(ConflictingState):
            act()
    services.remove_evidence(actor=vic, evidence=moving)
    # Twice is once: the second of two clicks finds it gone.
    services.remove_evidence(actor=vic, evidence=moving)
    assert [row.pk for row in Evidence.objects.all()] == [kept.pk]
    assert (get_answer(assessment, "P-1").verdict, get_answer(assessment, "D-1").verdict) == ("accepted", "")


def test_a_file_that_comes_first_is_in_nobodys_way(cast: Cast, vendor: Vendor, vic: User) -> None:
    """Whoever opened the page before answers as if there were nothing, which is so."""
    assessment = make_assessment(cast, vendor)
    attach(vic, assessment, "D-1")
    answer_all(vic, assessment, {"D-1": "yes"})
    answer = get_answer(assessment, "D-1")
    assert (answer.value, answer.revision, answer.evidence.count()) == ("yes", 1, 1)


@pytest.mark.parametrize("way", ["overwritten", "file"])
def test_whoever_had_a_hand_in_the_answers_does_not_decide(
    cast: Cast, vendor: Vendor, vic: User, way: str
) -> None:
    assessment = make_assessment(cast, vendor)
    if way == "overwritten":
        answer_all(cast.olga, assessment)
        for answer in AssessmentAnswer.objects.select_related("part__assessment", "part__version"):
            services.save_answer(
                actor=vic,
                part=answer.part,
                question_id=answer.question_id,
                values={"comment": "Seen."},
                seen=answer.revision,
            )
    else:
        answer_all(vic, assessment)
        services.remove_evidence(actor=vic, evidence=attach(cast.olga, assessment))
    services.submit_assessment(actor=vic, assessment=assessment)
    for act in (
        lambda: services.judge_answer(
            actor=cast.olga, answer=get_answer(assessment, "D-1"), verdict="accepted"
        ),
        lambda: services.accept_assessment(actor=cast.olga, assessment=assessment),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert services.accept_assessment(actor=cast.ada, assessment=assessment).state == "accepted"


@pytest.mark.parametrize("virus", ["", "Eicar"])
def test_a_required_file_that_nobody_can_open_is_no_answer(
    cast: Cast, vendor: Vendor, vic: User, virus: str, settings: Any
) -> None:
    settings.EVIDENCE_SCANNER = "127.0.0.1:9"
    content = Questionnaire(
        "Files", (Section("files", "Files", "", (Question("F-1", "Report?", QuestionKind.FILE),)),)
    )
    version = make_template_version(cast.olga, "files", content=content)
    assessment = make_assessment(cast, vendor, versions=[version])
    file = attach(vic, assessment, "F-1")
    services.submit_assessment(actor=vic, assessment=assessment)
    with pytest.raises(ConflictingState):
        services.accept_assessment(actor=cast.olga, assessment=assessment)
    settle_scan(actor=cast.system, evidence=file, virus=virus)
    if virus:
        with pytest.raises(ConflictingState):
            services.accept_assessment(actor=cast.olga, assessment=assessment)
    else:
        assert services.accept_assessment(actor=cast.olga, assessment=assessment).state == "accepted"


@pytest.mark.parametrize("letter", ["\x00", "\ud800"])
def test_letters_that_no_database_keeps(cast: Cast, vendor: Vendor, vic: User, letter: str) -> None:
    assessment = make_submitted(cast, vendor, vic)
    answer = get_answer(assessment, "D-1")
    opened = make_assessment(cast, vendor)
    for act in (
        lambda: services.write_message(actor=vic, answer=answer, text=f"a{letter}b"),
        lambda: services.write_note(actor=cast.olga, answer=answer, text=f"a{letter}b"),
        *(
            lambda name=name: services.save_answer(  # type: ignore[misc]
                actor=vic, part=get_part(opened), question_id="D-1", values={name: f"a{letter}b"}, seen=0
            )
            for name in ("value", "comment", "duties", "owner_key")
        ),
    ):
        with pytest.raises(InvalidInput):
            act()


def test_whoever_took_the_link_of_a_respondent_cannot_decide(cast: Cast, vendor: Vendor) -> None:
    invitation = services.invite_respondent(actor=cast.ada, vendor=vendor, email="v@x.com", name="V")
    show_link(actor=cast.olga, invitation=invitation)
    _used, user = services.use_invitation(token=make_token(invitation), name="V", password=PASSWORD)
    assessment = make_submitted(cast, vendor, user)
    with pytest.raises(NotPermitted):
        services.accept_assessment(actor=cast.olga, assessment=assessment)
    assert services.accept_assessment(actor=cast.ada, assessment=assessment).state == "accepted"


def test_whoever_handed_in_once_or_took_a_file_back_cannot_decide(
    cast: Cast, vendor: Vendor, vic: User
) -> None:
    assessment = make_assessment(cast, vendor)
    answer_all(vic, assessment)
    removed = attach(vic, assessment)
    services.submit_assessment(actor=cast.olga, assessment=assessment)
    services.judge_answer(
        actor=cast.ada, answer=get_answer(assessment, "D-1"), verdict="questioned", question="Which?"
    )
    services.ask_vendor(actor=cast.ada, assessment=assessment)
    services.remove_evidence(actor=cast.ada, evidence=removed)
    services.submit_assessment(actor=vic, assessment=assessment)
    services.start_review(actor=cast.olga, assessment=assessment)
    for reviewer in (cast.olga, cast.ada):
        with pytest.raises(NotPermitted, match="cannot decide"):
            services.accept_assessment(actor=reviewer, assessment=assessment)
