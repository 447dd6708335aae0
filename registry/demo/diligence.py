"""Due diligence in the demo: assessments that a vendor answers, that wait for review, and that are accepted."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from governance.accounts.models import User
from vendors.assessments import services
from vendors.assessments.models import Assessment, AssessmentAnswer, AssessmentPart
from vendors.assessments.selectors import load_answers
from vendors.directory.models import Vendor
from vendors.questionnaires.conditions import list_shown
from vendors.questionnaires.content import Question, QuestionKind
from vendors.questionnaires.models import TemplateVersion
from vendors.questionnaires.services import install_built_in

ANSWERED_SO_FAR = 9
#: Every so many answers is not the good one, so that a review has something to look at.
EVERY = 6
COMMENTS = (
    "See our trust centre.",
    "Reviewed by our security team in spring.",
    "Applies to the hosted service.",
)
#: Where a clause stands, as a review of a DPA asks for.
PLACES = ("§ 4.2", "§ 7, first paragraph", "Annex II")
#: What was sent with an accepted answer, and the days until it counts no more.
REPORT = ("penetration-test-summary.txt", b"Invented for the demo; it attests nothing.\n", 26)
CONDITION = "Send the summary of the next penetration test before this one ends."


def load_diligence(*, officer: User, reviewer: User, respondent: User, vendor: Vendor, today: date) -> None:
    """Keep the built-in questionnaires, send them to a vendor, and answer as its respondent would."""
    versions = {version.template.key: version for version in install_built_in(actor=officer)}
    accepted = _send(officer, reviewer, vendor, [versions["mvsp"]], today + timedelta(days=14))
    _answer(respondent, accepted, COMMENTS)
    _send_report(respondent, accepted, today)
    services.submit_assessment(actor=respondent, assessment=accepted)
    services.start_review(actor=reviewer, assessment=accepted)
    services.accept_assessment(actor=reviewer, assessment=accepted, conditions=[CONDITION])
    review = _send(officer, reviewer, vendor, [versions["dpa-clauses"]], today + timedelta(days=3))
    _answer(respondent, review, PLACES)
    services.submit_assessment(actor=respondent, assessment=review)
    both = [versions["ai-vendor-baseline"], versions["mvsp"]]
    under_way = _send(officer, reviewer, vendor, both, today + timedelta(days=21))
    _answer(respondent, under_way, COMMENTS, most=ANSWERED_SO_FAR)
    _talk(officer, respondent, under_way)


def _send(
    officer: User, reviewer: User, vendor: Vendor, versions: list[TemplateVersion], due_date: date
) -> Assessment:
    prepared = services.prepare_assessment(
        actor=officer,
        vendor=vendor,
        versions=versions,
        title=" and ".join(version.template.title for version in versions),
        introduction="Please answer for the hosted service. Ask us in the messages when something is unclear.",
        due_date=due_date,
        recurs_months=12,
        reviewers=[reviewer],
    )
    return services.send_assessment(actor=officer, assessment=prepared)


def _answer(respondent: User, assessment: Assessment, comments: tuple[str, ...], most: int = 10_000) -> None:
    for part in assessment.parts.select_related("version", "assessment"):
        done: set[str] = set()
        while most and (question := _find_next(part, done)) is not None:
            done.add(question.id)
            values = {"value": make_value(question, len(done))}
            if question.kind is QuestionKind.YES_NO:
                values["comment"] = comments[len(done) % len(comments)]
            if values["value"] is not None:
                services.save_answer(
                    actor=respondent, part=part, question_id=question.id, values=values, seen=0
                )
            most -= 1


def _send_report(respondent: User, assessment: Assessment, today: date) -> None:
    """Add a file to the first answer that ends soon, as reports do."""
    answer = AssessmentAnswer.objects.filter(part__assessment=assessment).earliest("id")
    name, content, days = REPORT
    services.add_evidence(
        actor=respondent,
        part=answer.part,
        question_id=answer.question_id,
        source=BytesIO(content),
        file_name=name,
        expires_on=today + timedelta(days=days),
    )


def _talk(officer: User, respondent: User, assessment: Assessment) -> None:
    """Write about an answer, and invite somebody of another house, whom the officer is asked to confirm."""
    answer = AssessmentAnswer.objects.filter(part__assessment=assessment).select_related("part__assessment")
    services.write_message(
        actor=officer,
        answer=answer.earliest("id"),
        text="Thank you. Please add the report itself, or where we can ask for it.",
    )
    services.invite_colleague(
        actor=respondent, assessment=assessment, email="ines@lindqvist-law.example", name="Ines Lindqvist"
    )


def _find_next(part: AssessmentPart, done: set[str]) -> Question | None:
    shown = list_shown(part.version.questionnaire, load_answers(part))
    return next((question for question in shown if question.id not in done), None)


def make_value(question: Question, number: int) -> Any:
    """Return an answer that a careful vendor might give; None for a question that only a file answers."""
    match question.kind:
        case QuestionKind.YES_NO | QuestionKind.SINGLE:
            other = next((key for key in question.keys if key not in question.good), question.keys[0])
            good = question.good[0] if question.good else question.keys[0]
            return other if number % EVERY == 0 else good
        case QuestionKind.MULTIPLE:
            return list(question.good or question.keys[:1])
        case QuestionKind.NUMBER:
            return "30"
        case QuestionKind.DATE:
            return "2026-06-30"
        case QuestionKind.TABLE:
            return [dict.fromkeys(question.columns, "Northwind Hosting")]
        case QuestionKind.FILE:
            return None
        case _:
            return "Described in our security overview; we send it on request."
