"""The verdicts of an accepted DPA clause review go into an agreement's checklist where somebody takes them over."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from governance.accounts.models import User
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.models import RecordedEvent
from tests.cast import Cast
from tests.factories.assessments import get_part, make_assessment, make_respondent
from tests.factories.questionnaires import make_template_version
from tests.factories.vendors import make_agreement, make_vendor
from tests.kept import keep
from tests.pdf_text import read_pdf
from tests.vendors.questionnaires.made import ask
from vendors.agreements.models import Agreement, ClauseCheck
from vendors.agreements.services import check_clause
from vendors.assessments import services
from vendors.assessments.clause_reviews import propose_checks
from vendors.assessments.models import Assessment, AssessmentAnswer, Evidence
from vendors.assessments.services import TakenCheck, take_over_clauses
from vendors.questionnaires.built_in import load

pytestmark = pytest.mark.django_db
ANSWERS: dict[str, tuple[Any, str]] = {
    "documented_instructions": ("yes", "§ 2.1"),
    "staff_confidentiality": ("yes", ""),
    "security_measures": ("no", ""),
    "sub_processor_consent": ("yes", "§ 5\nand Annex III"),
    "no_training": ("yes", "§ 9"),
    "zero_retention": ("na", "Nothing is kept at all."),
    "log_export": ("yes", "§ 4"),
}


@dataclass
class World:
    """A vendor with a DPA and a review of it that was handed in."""

    agreement: Agreement
    review: Assessment
    respondent: User


def make_world(cast: Cast) -> World:
    vendor = make_vendor(cast.olga)
    vic = make_respondent(cast, vendor)
    # The questions of the built-in review that these tests look at.
    content = ask(*(each for each in load("dpa-clauses") if each.id in ANSWERS))
    version = make_template_version(cast.olga, "dpa-clauses", "1", content)
    review = make_assessment(cast, vendor, versions=[version], title="Clauses")
    part = get_part(review)
    for question_id, (value, comment) in ANSWERS.items():
        values = {"value": value, "comment": comment}
        # One answer was typed in by Ada, of whom the review is none of the business from then on.
        actor = cast.ada if question_id == "no_training" else vic
        services.save_answer(actor=actor, part=part, question_id=question_id, values=values, seen=0)
    services.add_evidence(
        actor=vic,
        part=part,
        question_id="staff_confidentiality",
        source=BytesIO(b"pages"),
        file_name="dpa.txt",
    )
    services.submit_assessment(actor=vic, assessment=review)
    finding = AssessmentAnswer.objects.get(question_id="sub_processor_consent")
    services.judge_answer(actor=cast.olga, answer=finding, verdict="finding")
    clauses = ["no_training", "zero_retention", "documented_instructions"]
    return World(make_agreement(cast.olga, vendor, clauses=clauses), review, vic)


@pytest.fixture(scope="module")
def kept(request: pytest.FixtureRequest) -> Any:
    with keep(request, make_world) as made:
        yield made


@pytest.fixture
def world(kept: Any, cast: Cast) -> World:
    found: World = kept.take()
    found.review = services.accept_assessment(actor=cast.olga, assessment=found.review)
    return found


def take(
    cast: Cast, world: World, *clauses: str, actor: User | None = None, **changed: Any
) -> list[ClauseCheck]:
    """Take over the verdicts of some clauses as they are proposed, but for what is changed."""
    proposed = {each.point.key: each for each in propose_checks(cast.olga, world.agreement, world.review)}
    taken = [
        TakenCheck(
            **{
                "clause": key,
                "result": proposed[key].result,
                "section": proposed[key].section,
                "note": proposed[key].note,
                "seen": proposed[key].seen,
                **changed,
            }
        )
        for key in clauses
    ]
    return take_over_clauses(
        actor=actor or cast.olga, agreement=world.agreement, assessment=world.review, taken=taken
    )


def test_what_follows_from_the_answers_and_the_verdicts(cast: Cast, world: World) -> None:
    proposed = propose_checks(cast.olga, world.agreement, world.review)
    found = {each.point.key: (each.result, each.section) for each in proposed}
    assert found == {
        "documented_instructions": ("met", "§ 2.1"),
        "staff_confidentiality": ("met", "dpa.txt"),
        "security_measures": ("missing", ""),
        "sub_processor_consent": ("missing", "§ 5 and Annex III"),
        "no_training": ("met", "§ 9"),
        "zero_retention": ("not_applicable", ""),
    }
    # Points of the law, and what the agreement promises beyond: it promises no export of logs.
    assert ClauseCheck.objects.count() == 0


def test_what_is_taken_over_is_noted_with_what_it_rests_on(cast: Cast, world: World) -> None:
    file = Evidence.objects.get()
    checks = take(cast, world, "staff_confidentiality", "security_measures")
    assert [(each.clause, each.result, each.section, each.checked_by) for each in checks] == [
        ("staff_confidentiality", "met", "dpa.txt", cast.olga),
        ("security_measures", "missing", "", cast.olga),
    ]
    assert checks[0].note == (
        f"From the review “Clauses”, round 1, question Art. 28(3)(b). File: dpa.txt (SHA-256 {file.sha256})."
    )
    assert ClauseCheck.objects.count() == 2
    event = RecordedEvent.objects.get(name="vendors.agreement.clauses_taken_over")
    assert (event.record_id, event.actor, event.data["review"]) == (
        world.agreement.pk,
        cast.olga,
        str(world.review.pk),
    )
    assert event.data["clauses"]["staff_confidentiality"] == {
        "result": "met",
        "proposed": "met",
        "answer": str(file.answer_id),
        "revision": 1,
        "evidence": [{"file": "dpa.txt", "sha256": file.sha256}],
    }


def test_a_check_that_came_meanwhile_is_not_written_over(cast: Cast, world: World) -> None:
    with pytest.raises(ConflictingState, match="meanwhile"):
        take(cast, world, "documented_instructions", seen="2026-01-01T00:00:00+00:00")
    check_clause(
        actor=cast.olga, agreement=world.agreement, clause="documented_instructions", result="missing"
    )
    with pytest.raises(ConflictingState, match="meanwhile"):
        take(cast, world, "security_measures", "documented_instructions", seen="")
    assert [check.result for check in ClauseCheck.objects.all()] == ["missing"]
    take(cast, world, "documented_instructions")
    assert [check.result for check in ClauseCheck.objects.all()] == ["met"]


def test_what_the_checklist_does_not_take_names_its_clause_and_nothing_is_noted(
    cast: Cast, world: World
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        take(cast, world, "security_measures", "no_training", section="", result="met")
    asks = "Say where it stands; that is the evidence."
    assert refusal.value.fields == {"security_measures": asks, "no_training": asks}
    with pytest.raises(InvalidInput, match="Choose at least one clause"):
        take(cast, world)
    assert ClauseCheck.objects.count() == 0


def test_only_an_accepted_review_of_the_same_vendor_by_others(cast: Cast, world: World) -> None:
    other = make_agreement(cast.olga, make_vendor(cast.olga, "rival"))
    taken = [TakenCheck(clause="security_measures", result="missing")]
    with pytest.raises(InvalidInput, match="There is no such record"):
        take_over_clauses(actor=cast.olga, agreement=other, assessment=world.review, taken=taken)
    for actor in (cast.eve, cast.carol, cast.dan, cast.ada, world.respondent):
        with pytest.raises(NotPermitted):
            take(cast, world, "security_measures", actor=actor)
    assert ClauseCheck.objects.count() == 0


def test_before_it_is_accepted_nothing_can_be_taken_over(cast: Cast, kept: Any) -> None:
    world: World = kept.take()
    with pytest.raises(ConflictingState, match="while the assessment is: submitted"):
        take(cast, world, "security_measures")


def test_the_page_previews_and_notes_what_is_ticked(cast: Cast, world: World) -> None:
    check_clause(
        actor=cast.olga, agreement=world.agreement, clause="no_training", result="partly", section="§ 8"
    )
    address = reverse("agreement-from-review", args=[world.agreement.pk])
    client = Client()
    client.force_login(cast.olga)
    agreement_page = client.get(reverse("admin:vendors_agreement_change", args=[world.agreement.pk]))
    review_page = client.get(reverse("admin:vendors_assessment_change", args=[world.review.pk]))
    link = f'href="{address}?review={world.review.pk}"'
    assert (
        address in [each["url"] for each in agreement_page.context["page_links"]],
        link in review_page.content.decode(),
    ) == (True, True)
    shown = client.get(address)
    rows = {proposal.point.key: form for proposal, form in shown.context["rows"]}
    # A check that is there is replaced only where somebody ticks it.
    assert [rows[key].initial["take"] for key in ("documented_instructions", "no_training")] == [True, False]
    # What is met and says not where would be refused, so it is not ticked for anybody.
    met = next(each for each, _form in shown.context["rows"] if each.point.key == "documented_instructions")
    assert (met.is_ready, replace(met, section="").is_ready) == (True, False)
    assert "The review says otherwise; taking it over replaces the check." in shown.content.decode()
    posted = {
        f"{key}-{name}": value
        for key, form in rows.items()
        for name, value in form.initial.items()
        if name != "take"
    }
    bad = client.post(
        address, {**posted, "documented_instructions-take": "on", "documented_instructions-section": ""}
    )
    assert (bad.status_code, "Say where it stands" in bad.content.decode(), ClauseCheck.objects.count()) == (
        409,
        True,
        1,
    )
    done = client.post(address, {**posted, "documented_instructions-take": "on"})
    assert done.headers["Location"].endswith("#checklist")
    assert set(ClauseCheck.objects.values_list("clause", "result")) == {
        ("no_training", "partly"),
        ("documented_instructions", "met"),
    }


def test_the_page_is_for_those_who_check_clauses_and_says_what_is_missing(cast: Cast, world: World) -> None:
    empty = make_agreement(cast.olga, make_vendor(cast.olga, "rival"))
    client = Client()
    client.force_login(cast.olga)
    page = client.get(reverse("agreement-from-review", args=[empty.pk]))
    assert "No review of the clauses of this vendor" in page.content.decode()
    foreign = client.get(reverse("agreement-from-review", args=[empty.pk]), {"review": str(world.review.pk)})
    assert foreign.status_code == 404
    for user in (cast.carol, cast.eve, cast.dan):
        client.force_login(user)
        assert client.get(reverse("agreement-from-review", args=[world.agreement.pk])).status_code == 404


def test_no_page_and_no_paper_shows_people_our_own_names_of_clauses(cast: Cast, world: World) -> None:
    services.raise_finding(
        actor=cast.olga, assessment=world.review, title="None", question_id="documented_instructions"
    )
    again = services.reopen_assessment(actor=cast.olga, assessment=world.review, reason="Next year")
    services.send_assessment(actor=cast.olga, assessment=again)
    section = get_part(world.review).version.questionnaire.sections[0]
    officer, vendor = Client(), Client()
    officer.force_login(cast.olga)
    vendor.force_login(world.respondent)
    papers = (
        officer.get(reverse("admin:vendors_assessment_print", args=[world.review.pk])),
        vendor.get(reverse("portal:print", args=[world.review.pk])),
    )
    pages = (
        officer.get(reverse("admin:vendors_assessment_change", args=[world.review.pk])),
        officer.get(reverse("admin:vendors_assessment_compare", args=[again.pk])),
        vendor.get(reverse("portal:section", args=[get_part(world.review).pk, section.key])),
        vendor.get(reverse("portal:assessment", args=[again.pk])),
        vendor.get(reverse("portal:earlier", args=[get_part(again).pk])),
    )
    texts = [read_pdf(each.content).text for each in papers]
    texts += [strip_tags(each.content.decode()) for each in pages]
    for text in texts:
        assert [name for name in ANSWERS if name in text] == []
        assert "Art. 28(3)(a)" in text
        # The built-in words begin with the letter, which is said already.
        assert re.search(r"(?<!\(3\))\(a\) Does", text) is None
