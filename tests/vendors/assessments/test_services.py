"""From sending to a decision: who may do what when, nothing lost, nobody judges their own answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from governance.accounts.models import User
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted, ServiceError
from governance.core.models import RecordedEvent, RegistryRevision
from tests.cast import Cast
from tests.factories.assessments import answer_all, get_part, make_assessment, make_respondent, make_submitted
from tests.factories.questionnaires import make_template_version
from tests.factories.vendors import make_service, make_vendor
from vendors.assessments import services
from vendors.assessments.models import Assessment, AssessmentAnswer, ReviewNote
from vendors.assessments.services.deciding import add_months
from vendors.directory.models import Vendor

pytestmark = pytest.mark.django_db


def save(actor: Any, assessment: Assessment, question: str, value: Any, seen: int = 0) -> AssessmentAnswer:
    return services.save_answer(
        actor=actor, part=get_part(assessment), question_id=question, values={"value": value}, seen=seen
    )


# Sending -------------------------------------------------------------------------------------------------------------


def test_two_questionnaires_are_sent(cast: Cast, vendor: Vendor) -> None:
    versions = [make_template_version(cast.olga), make_template_version(cast.olga, "other")]
    assessment = services.prepare_assessment(actor=cast.olga, vendor=vendor, versions=versions)
    assert (assessment.state, assessment.title) == ("draft", "Small 1, Other 1")
    services.send_assessment(actor=cast.olga, assessment=assessment)
    assessment.refresh_from_db()
    assert (assessment.state, assessment.parts.count(), assessment.sent_at is not None) == (
        "in_progress",
        2,
        True,
    )
    names = (
        RecordedEvent.objects.filter(record_id=assessment.pk).order_by("id").values_list("name", flat=True)
    )
    assert list(names) == ["vendors.assessment.prepared", "vendors.assessment.sent"]


@pytest.mark.parametrize(
    "values",
    [{"versions": []}, {"versions": "draft"}, {"service": "foreign"}, {"due_date": date(2020, 1, 1)}],
)
def test_what_cannot_be_sent_is_refused(cast: Cast, vendor: Vendor, values: dict[str, Any]) -> None:
    if values.get("versions") == "draft":
        values = {"versions": [make_template_version(cast.olga, is_published=False)]}
    if values.get("service") == "foreign":
        values = {"service": make_service(cast.system, make_vendor(cast.system, "other"), hosting=())}
    given = {"versions": [make_template_version(cast.olga, "ready")], **values}
    with pytest.raises(InvalidInput):
        services.send_assessment(
            actor=cast.olga,
            assessment=services.prepare_assessment(actor=cast.olga, vendor=vendor, **given),
        )


def test_who_may_not_send(cast: Cast, vendor: Vendor, vic: User) -> None:
    assessment = make_assessment(cast, vendor, is_sent=False)
    for actor in (cast.carol, cast.eve, cast.dan, vic):
        with pytest.raises(NotPermitted):
            services.send_assessment(actor=actor, assessment=assessment)


# Answering -----------------------------------------------------------------------------------------------------------


def test_an_answer_and_its_history(cast: Cast, vendor: Vendor, vic: User) -> None:
    assessment = make_assessment(cast, vendor)
    first = save(vic, assessment, "D-1", "yes")
    again = save(vic, assessment, "D-1", "yes", seen=0)
    changed = save(vic, assessment, "D-1", "no", seen=1)
    assert [each.revision for each in (first, again, changed)] == [1, 1, 2]
    assert list(changed.history.order_by("history_id").values_list("value", flat=True)) == ["yes", "no"]


def test_an_answer_moves_no_revision_of_the_registry(cast: Cast, vendor: Vendor, vic: User) -> None:
    assessment = make_assessment(cast, vendor)
    before = RegistryRevision.state()
    save(vic, assessment, "D-1", "yes")
    assert RegistryRevision.state() == before


def test_two_people_lose_nothing(cast: Cast, vendor: Vendor, vic: User) -> None:
    assessment, val = make_assessment(cast, vendor), make_respondent(cast, vendor, "Val")
    save(vic, assessment, "D-1", "yes")
    with pytest.raises(services.AnswerChanged) as conflict:
        save(val, assessment, "D-1", "no")
    assert (conflict.value.current.value, conflict.value.current.answered_by) == ("yes", vic)
    assert AssessmentAnswer.objects.get().value == "yes"


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("D-1", "perhaps"),
        ("D-3", ["mars"]),
        ("D-3", "eu"),
        ("P-2", "many"),
        ("X-1", "yes"),
        ("D-2", "x" * 10_001),
    ],
)
def test_an_answer_that_is_none_is_refused(
    cast: Cast, vendor: Vendor, vic: User, question: str, value: Any
) -> None:
    with pytest.raises(InvalidInput):
        save(vic, make_assessment(cast, vendor), question, value)
    assert AssessmentAnswer.objects.count() == 0


def test_others_do_not_answer(cast: Cast, vendor: Vendor) -> None:
    stranger = make_respondent(cast, make_vendor(cast.system, "rival"), "Rob")
    assessment = make_assessment(cast, vendor)
    for actor in (stranger, cast.eve, cast.carol, cast.dan):
        with pytest.raises(NotPermitted):
            save(actor, assessment, "D-1", "yes")
    assert Assessment.objects.restrict(stranger, "view").count() == 0


def test_handing_in_needs_what_must_be_answered(cast: Cast, vendor: Vendor, vic: User) -> None:
    assessment = make_assessment(cast, vendor)
    save(vic, assessment, "D-1", "no")
    with pytest.raises(InvalidInput) as refusal:
        services.submit_assessment(actor=vic, assessment=assessment)
    assert str(refusal.value.message) == "2 questions must be answered first: D-3, P-1"
    save(vic, assessment, "D-3", ["eu"])
    save(vic, assessment, "P-1", "no")
    submitted = services.submit_assessment(actor=vic, assessment=assessment)
    assert (submitted.state, submitted.submitted_by) == ("submitted", vic)
    for act in (
        lambda: save(vic, assessment, "D-1", "yes", seen=1),
        lambda: services.submit_assessment(actor=vic, assessment=assessment),
    ):
        with pytest.raises(ConflictingState):
            act()


def test_a_section_is_given_to_a_colleague(cast: Cast, vendor: Vendor, vic: User) -> None:
    assessment, val = make_assessment(cast, vendor), make_respondent(cast, vendor, "Val")
    part = get_part(assessment)
    given = services.delegate_section(actor=vic, part=part, section_key="data", user=val)
    assert (given.user, given.given_by) == (val, vic)
    again = services.delegate_section(actor=val, part=part, section_key="data", user=vic)
    assert (again.pk, again.user) == (given.pk, vic)
    for section, user in (("nowhere", val), ("data", cast.eve)):
        with pytest.raises(InvalidInput):
            services.delegate_section(actor=vic, part=part, section_key=section, user=user)
    services.take_back_section(actor=vic, part=part, section_key="data")
    assert part.delegations.count() == 0


# Reviewing -----------------------------------------------------------------------------------------------------------


def test_a_question_back_and_its_answer(cast: Cast, vendor: Vendor, vic: User) -> None:
    assessment = make_submitted(cast, vendor, vic)
    rows = {row.question_id: row for row in AssessmentAnswer.objects.select_related("part__assessment")}
    services.start_review(actor=cast.olga, assessment=assessment)
    with pytest.raises(ConflictingState):
        services.ask_vendor(actor=cast.olga, assessment=assessment)
    services.judge_answer(actor=cast.olga, answer=rows["D-1"], verdict="accepted")
    services.judge_answer(actor=cast.olga, answer=rows["P-1"], verdict="questioned", question="Which period?")
    services.ask_vendor(actor=cast.olga, assessment=assessment)
    with pytest.raises(ConflictingState):
        save(vic, assessment, "D-1", "no", seen=1)
    services.write_message(actor=vic, answer=rows["P-1"], text="January to June.")
    mended = services.save_answer(
        actor=vic, part=get_part(assessment), question_id="P-1", values={"comment": "H1"}, seen=1
    )
    assert (mended.verdict, mended.value) == ("", "yes")
    assert [(m.side, m.text) for m in rows["P-1"].messages.all()] == [
        ("us", "Which period?"),
        ("vendor", "January to June."),
    ]
    assert services.submit_assessment(actor=vic, assessment=assessment).state == "submitted"


def test_a_note_is_for_us_alone(cast: Cast, vendor: Vendor, vic: User) -> None:
    make_submitted(cast, vendor, vic)
    answer = AssessmentAnswer.objects.select_related("part__assessment").first()
    assert answer is not None
    services.write_note(actor=cast.olga, answer=answer, text="Weak.")
    assert (ReviewNote.objects.restrict(vic).count(), ReviewNote.objects.restrict(cast.carol).count()) == (
        0,
        1,
    )
    with pytest.raises(NotPermitted):
        services.write_note(actor=vic, answer=answer, text="Mine")


def test_an_acceptance_holds_for_its_rhythm(cast: Cast, vendor: Vendor, vic: User) -> None:
    assessment = make_submitted(cast, vendor, vic, recurs_months=6)
    accepted = services.accept_assessment(
        actor=cast.olga, assessment=assessment, note="Fine", conditions=["Report by May", " "]
    )
    today = timezone.now().date()
    assert (accepted.state, accepted.conditions, accepted.valid_until) == (
        "accepted_with_conditions",
        ["Report by May"],
        add_months(today, 6),
    )
    assert (accepted.is_in_force(timezone.now()), accepted.is_in_force(accepted.ends_at)) == (True, False)  # type: ignore[arg-type]


def test_nobody_decides_about_their_own_answers(cast: Cast, vendor: Vendor) -> None:
    """An officer may fill an assessment in, from a workbook say; then somebody else decides."""
    assessment = make_assessment(cast, vendor)
    answer_all(cast.olga, assessment)
    services.submit_assessment(actor=cast.olga, assessment=assessment)
    for act in (
        lambda: services.accept_assessment(actor=cast.olga, assessment=assessment),
        lambda: services.reject_assessment(actor=cast.olga, assessment=assessment, reason="No"),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert services.accept_assessment(actor=cast.ada, assessment=assessment).state == "accepted"


@pytest.mark.parametrize("state", ["draft", "in_progress", "accepted", "withdrawn"])
def test_only_what_was_handed_in_is_decided(cast: Cast, vendor: Vendor, vic: User, state: str) -> None:
    assessment = make_assessment(cast, vendor, is_sent=state != "draft")
    if state == "accepted":
        answer_all(vic, assessment)
        services.submit_assessment(actor=vic, assessment=assessment)
        services.accept_assessment(actor=cast.olga, assessment=assessment)
    if state == "withdrawn":
        services.withdraw_assessment(actor=cast.olga, assessment=assessment, reason="Wrong vendor")
    for act in (
        lambda: services.accept_assessment(actor=cast.olga, assessment=assessment),
        lambda: services.reject_assessment(actor=cast.olga, assessment=assessment, reason="No"),
    ):
        with pytest.raises(ServiceError):
            act()
    assessment.refresh_from_db()
    assert assessment.state == state


def test_a_new_round_keeps_the_old_one(cast: Cast, vendor: Vendor, vic: User) -> None:
    assessment = make_submitted(cast, vendor, vic)
    services.accept_assessment(actor=cast.olga, assessment=assessment)
    following = services.reopen_assessment(actor=cast.olga, assessment=assessment, reason="A year has passed")
    assert (following.round_number, following.state, following.previous) == (2, "draft", assessment)
    assert (get_part(following).version, get_part(following).answers.count()) == (
        get_part(assessment).version,
        0,
    )
    assert get_part(assessment).answers.count() == 5
    with pytest.raises(ConflictingState):
        services.reopen_assessment(actor=cast.olga, assessment=assessment, reason="Again")


def test_a_finding_until_it_is_mended(cast: Cast, vendor: Vendor, vic: User) -> None:
    assessment = make_submitted(cast, vendor, vic)
    finding = services.raise_finding(
        actor=cast.olga, assessment=assessment, title="No encryption", severity="critical", question_id="D-1"
    )
    assert (finding.vendor, finding.owner, finding.is_open) == (vendor, assessment.owner, True)
    with pytest.raises(InvalidInput):
        services.close_finding(actor=cast.olga, finding=finding, note=" ")
    with pytest.raises(NotPermitted):
        services.close_finding(actor=vic, finding=finding, note="It is fine")
    closed = services.close_finding(actor=cast.olga, finding=finding, note="Certificate seen")
    assert (closed.is_open, closed.closed_by, closed.closing_note) == (False, cast.olga, "Certificate seen")
    with pytest.raises(ConflictingState):
        services.close_finding(actor=cast.olga, finding=finding, note="Twice")
    with pytest.raises(InvalidInput):
        services.raise_finding(actor=cast.olga, assessment=assessment, title="x", question_id="Z-9")
