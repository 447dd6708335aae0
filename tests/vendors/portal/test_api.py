"""A vendor's own software: it reads what was sent to that vendor, answers, and learns nothing of ours."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.accounts.models import User
from tests.cast import Cast
from tests.factories.assessments import ANSWERS, get_part, make_assessment, make_respondent, make_submitted
from tests.factories.vendors import make_vendor
from tests.vendors.assessments.callers import get_answer, make_caller
from vendors.assessments import services
from vendors.assessments.models import AnswerMessage, Assessment, AssessmentAnswer
from vendors.directory.models import Vendor

pytestmark = pytest.mark.django_db

MISSING = UUID("01920000-0000-7000-8000-000000000000")
#: Every list of the officers' API about vendors; a respondent's key with every scope opens none of them.
OFFICERS = (
    *("vendors", "services", "contacts", "agreements", "attestations", "sub-processor-notices"),
    *("questionnaires", "questionnaire-versions", "assessments", "answers", "answer-messages"),
    *("review-notes", "findings"),
)
EVERY = ("vendors:read", "assessments:read", "assessments:write", "assessments:answer", "audit:read")


@pytest.fixture
def vendor(cast: Cast) -> Vendor:
    return make_vendor(cast.system, owner=cast.olga, notes="Replace them soon.")


@pytest.fixture
def vic(cast: Cast, vendor: Vendor) -> User:
    return make_respondent(cast, vendor)


@pytest.fixture
def call(cast: Cast, vic: User) -> Any:
    return make_caller(cast, vic, "assessments:answer")


def test_an_assessment_is_answered_and_handed_in(cast: Cast, call: Any, vendor: Vendor, vic: User) -> None:
    assessment = make_assessment(cast, vendor, introduction="Hello")
    (sent,) = call("GET", "portal/assessments").json()["results"]
    part = get_part(assessment)
    assert [sent[name] for name in ("vendor_name", "state", "introduction", "parts")] == [
        "Openai",
        "in_progress",
        "Hello",
        [{"id": str(part.pk), "title": "Small", "question_count": 5}],
    ]
    path = f"portal/parts/{part.pk}"
    asked = call("GET", path).json()["questions"]
    assert [(each["id"], each["is_shown"], each["answer"]["revision"]) for each in asked] == [
        ("D-1", True, 0),
        ("D-2", False, 0),
        ("D-3", True, 0),
        ("P-1", True, 0),
        ("P-2", True, 0),
    ]
    early = call("POST", f"portal/assessments/{assessment.pk}/submit", {})
    assert (early.status_code, early.json()["detail"]) == (
        400,
        "3 questions must be answered first: D-1, D-3, P-1",
    )
    for question_id, value in ANSWERS.items():
        saved = call("POST", f"{path}/answers", {"question_id": question_id, "value": value, "revision": 0})
        assert (saved.status_code, saved.json()["value"], saved.json()["revision"]) == (200, value, 1)
    done = call("POST", f"portal/assessments/{assessment.pk}/submit", {})
    assert (done.status_code, done.json()["state"]) == (200, "submitted")
    assert Assessment.objects.get().submitted_by == vic
    assert AssessmentAnswer.history.latest().history_channel == "api"
    late = call("POST", f"{path}/answers", {"question_id": "D-1", "value": "no", "revision": 1})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")


def test_two_answers_at_once_are_both_shown(cast: Cast, call: Any, vendor: Vendor) -> None:
    part = get_part(make_assessment(cast, vendor))
    path = f"portal/parts/{part.pk}/answers"
    body = {"question_id": "D-1", "value": "yes", "revision": 0}
    assert call("POST", path, body).json()["revision"] == 1
    assert call("POST", path, {**body, "value": "no", "revision": 1}).json()["revision"] == 2
    same = call("POST", path, {**body, "value": "no"})
    assert (same.status_code, same.json()["revision"]) == (200, 2)
    refused = call("POST", path, {**body, "revision": 1})
    current = refused.json()["current"]
    assert (refused.status_code, refused.json()["code"], refused.headers["Content-Type"]) == (
        409,
        "conflict",
        "application/problem+json",
    )
    assert [current[name] for name in ("value", "revision", "answered_by")] == ["no", 2, "Vic"]
    assert AssessmentAnswer.objects.get().value == "no"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"question_id": "D-1", "value": "perhaps"}, "value"),
        ({"question_id": "D-9", "value": "yes"}, "question_id"),
        ({"question_id": "D-1", "value": "yes", "verdict": "accepted"}, "verdict"),
        ({"question_id": "D-1", "owner_key": "nobody"}, "owner_key"),
        ({"question_id": "D-1", "revision": -1}, "revision"),
        ({"question_id": "P-1", "comment": "x" * 10_001}, "comment"),
    ],
)
def test_what_a_question_does_not_take_is_named(
    cast: Cast, call: Any, vendor: Vendor, said: dict[str, Any], field: str
) -> None:
    part = get_part(make_assessment(cast, vendor))
    refused = call("POST", f"portal/parts/{part.pk}/answers", {"revision": 0, **said})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
    assert AssessmentAnswer.objects.count() == 0


def test_the_reviewer_is_written_to_where_there_is_an_answer(
    cast: Cast, call: Any, vendor: Vendor, vic: User
) -> None:
    assessment = make_submitted(cast, vendor, vic)
    path = f"portal/parts/{get_part(assessment).pk}"
    services.judge_answer(
        actor=cast.olga, answer=get_answer(assessment), verdict="questioned", question="Why?"
    )
    hidden = call("GET", path).json()["questions"][0]
    services.ask_vendor(actor=cast.olga, assessment=assessment)
    shown = call("GET", path).json()["questions"][0]
    assert [hidden["is_questioned"], shown["is_questioned"]] == [False, True]
    said = call("POST", f"{path}/messages", {"question_id": "D-1", "text": "Not since May."})
    assert [said.json()[name] for name in ("side", "author", "text")] == ["vendor", "Vic", "Not since May."]
    assert [row["text"] for row in call("GET", path).json()["questions"][0]["messages"]] == [
        "Why?",
        "Not since May.",
    ]
    assert call("POST", f"{path}/messages", {"question_id": "D-9", "text": "?"}).status_code == 400
    assert AnswerMessage.objects.count() == 2


def test_nothing_of_ours_is_told(cast: Cast, vendor: Vendor, vic: User) -> None:
    assessment = make_submitted(cast, vendor, vic)
    answer = get_answer(assessment)
    services.judge_answer(actor=cast.olga, answer=answer, verdict="finding")
    services.write_note(actor=cast.olga, answer=answer, text="Doubtful.")
    finding = services.raise_finding(actor=cast.olga, assessment=assessment, title="Trained on")
    services.accept_assessment(
        actor=cast.olga, assessment=assessment, note="For want of another.", conditions=["No training."]
    )
    draft = make_assessment(cast, vendor, is_sent=False, title="Next year")
    call = make_caller(cast, vic, *EVERY)
    browser = Client()
    browser.force_login(vic)
    for get in (lambda path: call("GET", path), lambda path: browser.get(f"/api/v1/{path}")):
        assert {path: get(path).json()["results"] for path in OFFICERS} == {path: [] for path in OFFICERS}
        records = {"assessments": assessment, "answers": answer, "findings": finding}
        assert {
            name: get(f"{name}/{record.pk}").status_code for name, record in records.items()
        } == dict.fromkeys(records, 404)
        assert get(f"assessments/{assessment.pk}/score").status_code == 404
        assert get(f"portal/assessments/{draft.pk}").status_code == 404
        assert get(f"portal/parts/{get_part(draft).pk}").status_code == 404
        (sent,) = get("portal/assessments").json()["results"]
        assert [sent["state"], sent["conditions"]] == ["accepted_with_conditions", ["No training."]]
        part = get(f"portal/parts/{get_part(assessment).pk}")
        told = f"{sent} {part.content.decode()}"
        ours = (
            "Doubtful",
            "For want",
            "Trained on",
            "verdict",
            "weight",
            '"good"',
            "Replace",
            "Next year",
            "tier",
        )
        assert [word for word in ours if word in told] == []
    assert call("POST", f"assessments/{assessment.pk}/reject", {"reason": "No"}).status_code == 404
    assert call("POST", "findings", {"assessment": str(assessment.pk), "title": "X"}).status_code == 400
    assert call("POST", "assessments", {"vendor": str(vendor.pk), "versions": []}).status_code == 403


def test_another_vendor_does_not_exist(cast: Cast, call: Any, vendor: Vendor) -> None:
    other = make_vendor(cast.olga, "foreign")
    foreign = make_submitted(cast, other, make_respondent(cast, other))
    assert call("GET", "portal/assessments").json()["results"] == []
    part = get_part(foreign)
    for method, path, key, body in (
        ("GET", "portal/assessments/%s", foreign.pk, None),
        ("POST", "portal/assessments/%s/submit", foreign.pk, {}),
        ("GET", "portal/parts/%s", part.pk, None),
        ("POST", "portal/parts/%s/answers", part.pk, {"question_id": "D-1", "value": "no", "revision": 1}),
        ("POST", "portal/parts/%s/messages", part.pk, {"question_id": "D-1", "text": "Hello"}),
    ):
        answers = [call(method, path % each, body) for each in (key, MISSING)]
        assert [each.status_code for each in answers] == [404, 404]
        assert answers[0].content == answers[1].content


def test_of_files_their_own_vendor_s_are_known(cast: Cast, vendor: Vendor, vic: User) -> None:
    other = make_vendor(cast.olga, "foreign")
    for each, person in ((vendor, vic), (other, make_respondent(cast, other))):
        services.add_evidence(
            actor=person,
            part=get_part(make_assessment(cast, each)),
            question_id="P-1",
            source=ContentFile(b"%PDF-1.4\n%%EOF"),
            file_name=f"{each.key}.pdf",
        )
    rows = make_caller(cast, vic, *EVERY)("GET", "evidence").json()["results"]
    assert [row["file_name"] for row in rows] == ["openai.pdf"]


def test_only_who_answers_comes_in(cast: Cast, vendor: Vendor, vic: User) -> None:
    assessment = make_assessment(cast, vendor)
    for person, scope in (
        (cast.carol, "assessments:answer"),
        (cast.ben, "assessments:answer"),
        (vic, "vendors:read"),
    ):
        call = make_caller(cast, person, scope)
        paths = (
            "portal/assessments",
            f"portal/assessments/{assessment.pk}",
            f"portal/parts/{get_part(assessment).pk}",
        )
        assert [call("GET", path).status_code for path in paths] == [403, 403, 403]


def test_what_is_withdrawn_is_gone(cast: Cast, call: Any, vendor: Vendor) -> None:
    assessment = make_assessment(cast, vendor)
    services.withdraw_assessment(actor=cast.olga, assessment=assessment, reason="No")
    assert call("GET", f"portal/parts/{get_part(assessment).pk}").status_code == 404
    assert call("GET", "portal/assessments").json()["results"] == []


def test_a_questionnaire_costs_the_same_however_much_is_answered(
    cast: Cast, call: Any, vendor: Vendor, vic: User
) -> None:
    part = get_part(make_assessment(cast, vendor))
    call("GET", "portal/assessments")  # writes down that the key is used
    counts = []
    for question_ids in (["D-1"], ["D-2", "D-3", "P-1", "P-2"]):
        for question_id in question_ids:
            values = {"value": ANSWERS[question_id]}
            answer = services.save_answer(
                actor=vic, part=part, question_id=question_id, values=values, seen=0
            )
            services.write_message(actor=cast.olga, answer=answer, text="Since when?")
        with CaptureQueriesContext(connection) as queries:
            call("GET", f"portal/parts/{part.pk}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
