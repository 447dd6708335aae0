"""Assessments over the API, from sending to a decision: each act is the one service, with its rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from governance.accounts.models import User
from governance.core.models import RecordedEvent
from tests.cast import Cast
from tests.factories.assessments import (
    ANSWERS,
    answer_all,
    get_part,
    make_assessment,
    make_respondent,
    make_submitted,
)
from tests.factories.questionnaires import make_template_version
from tests.factories.vendors import make_service, make_vendor
from tests.vendors.assessments.callers import get_answer, make_caller
from vendors.assessments import services
from vendors.assessments.models import (
    AnswerMessage,
    Assessment,
    ReviewNote,
)
from vendors.directory.models import Vendor

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(cast: Cast) -> Any:
    return make_caller(cast, cast.olga)


@pytest.fixture
def submitted(cast: Cast, vendor: Vendor, vic: User) -> Assessment:
    return make_submitted(cast, vendor, vic)


def test_an_assessment_goes_its_way_over_the_api(cast: Cast, call: Any, vendor: Vendor, vic: User) -> None:
    version = make_template_version(cast.olga)
    service = make_service(cast.olga, vendor)
    body = {"vendor": str(vendor.pk), "service": str(service.pk), "versions": [str(version.pk)]}
    made = call("POST", "assessments", body)
    assert made.status_code == 201, made.content
    path = f"assessments/{made.json()['id']}"
    assert [made.json()[name] for name in ("state", "title", "owner")] == [
        "draft",
        "Small 1",
        str(cast.olga.pk),
    ]
    assert made.json()["parts"] == [
        {
            "id": str(get_part(Assessment.objects.get()).pk),
            "version": str(version.pk),
            "questionnaire": "small",
            "title": "Small",
            "label": "1",
            "question_count": 5,
        }
    ]

    def act(name: str, **said: Any) -> Any:
        answer = call("POST", f"{path}/{name}", said)
        assert answer.status_code == 200, answer.content
        return answer.json()

    due = (timezone.now().date() + timedelta(days=9)).isoformat()
    assert act("due-date", due_date=due, reason="As agreed")["due_date"] == due
    assert act("send")["state"] == "in_progress"
    assessment = Assessment.objects.get()
    answer_all(vic, assessment)
    services.submit_assessment(actor=vic, assessment=assessment)
    assert act("review")["state"] == "in_review"
    answer = get_answer(assessment)
    judged = call("POST", f"answers/{answer.pk}/judge", {"verdict": "questioned", "question": "Since when?"})
    assert (judged.status_code, judged.json()["verdict"]) == (200, "questioned")
    assert act("ask")["state"] == "clarification"
    services.submit_assessment(actor=vic, assessment=assessment)
    accepted = act("accept", note="Well", conditions=["Tell us within 24 h."], valid_until="2999-01-01")
    assert [
        accepted[name] for name in ("state", "conditions", "valid_until", "decided_by", "decision_note")
    ] == [
        "accepted_with_conditions",
        ["Tell us within 24 h."],
        "2999-01-01",
        str(cast.olga.pk),
        "Well",
    ]
    following = act("reopen", reason="A year is over")
    assert [following[name] for name in ("state", "round_number", "previous")] == [
        "draft",
        2,
        made.json()["id"],
    ]
    newest = call("POST", f"assessments/{following['id']}/withdraw", {"reason": "Not needed"}).json()
    assert newest["state"] == "withdrawn"
    names = (
        RecordedEvent.objects.filter(record_id=assessment.pk).order_by("id").values_list("name", flat=True)
    )
    assert [name.rpartition(".")[2] for name in names if name.startswith("vendors.assessment.")] == [
        "prepared",
        "due_date_changed",
        "sent",
        "submitted",
        "review_started",
        "clarification_asked",
        "submitted",
        "accepted",
    ]
    assert assessment.history.latest().history_channel == "api"


def test_reviewers_are_named_while_it_is_prepared(cast: Cast, call: Any, vendor: Vendor) -> None:
    version = make_template_version(cast.olga)
    body = {"vendor": str(vendor.pk), "versions": [str(version.pk)], "reviewers": [str(cast.dan.pk)]}
    refused = call("POST", "assessments", body)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["reviewers"])
    made = call("POST", "assessments", {**body, "reviewers": [str(cast.ada.pk)]}).json()
    assert call("GET", f"assessments/{made['id']}").json()["reviewers"] == [str(cast.ada.pk)]


def test_a_rejection_says_why(call: Any, submitted: Assessment) -> None:
    refused = call("POST", f"assessments/{submitted.pk}/reject", {"reason": " "})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["reason"])
    done = call("POST", f"assessments/{submitted.pk}/reject", {"reason": "They train on it."})
    assert [done.json()[name] for name in ("state", "decision_note")] == ["rejected", "They train on it."]


def test_findings_are_raised_and_closed(cast: Cast, call: Any, submitted: Assessment) -> None:
    body = {
        "assessment": str(submitted.pk),
        "question_id": "D-1",
        "title": "Trained on",
        "severity": "critical",
    }
    unasked = call("POST", "findings", {**body, "question_id": "D-9"})
    assert (unasked.status_code, list(unasked.json()["errors"])) == (400, ["question_id"])
    made = call("POST", "findings", body).json()
    assert [made[name] for name in ("vendor", "owner", "closed_at")] == [
        str(submitted.vendor_id),
        str(cast.olga.pk),
        None,
    ]
    assert len(call("GET", "findings?vendor=openai&is_open=true&severity=critical").json()["results"]) == 1
    closed = call("POST", f"findings/{made['id']}/close", {"note": "They signed."})
    assert [closed.json()[name] for name in ("closed_by", "closing_note")] == [
        str(cast.olga.pk),
        "They signed.",
    ]
    assert call("POST", f"findings/{made['id']}/close", {"note": "Again"}).status_code == 409
    assert call("GET", "findings?is_open=true").json()["results"] == []


def test_a_finding_names_the_questionnaire_whose_question_it_is_about(
    cast: Cast, call: Any, vendor: Vendor, submitted: Assessment
) -> None:
    """Two of the round may use the same id, for questions of their own."""
    versions = [make_template_version(cast.olga, key) for key in ("one", "other")]
    round_ = services.prepare_assessment(actor=cast.olga, vendor=vendor, versions=versions)
    first, second = (str(part.pk) for part in round_.parts.all())
    body = {"assessment": str(round_.pk), "question_id": "D-1", "title": "Trained on"}
    made = [call("POST", "findings", {**body, **more}).json() for more in ({}, {"part": second})]
    assert [finding["part"] for finding in made] == [None, second]
    alone = call("POST", "findings", {**body, "assessment": str(submitted.pk)}).json()
    assert alone["part"] == str(submitted.parts.get().pk)
    for wrong in ({"part": alone["part"]}, {"part": alone["part"], "question_id": ""}):
        refused = call("POST", "findings", {**body, **wrong})
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["part"])
    assert call("POST", "findings", {**body, "part": first, "question_id": ""}).json()["part"] == first


def test_what_is_said_about_answers(cast: Cast, call: Any, submitted: Assessment) -> None:
    answer = get_answer(submitted)
    for kind, model in (("answer-messages", AnswerMessage), ("review-notes", ReviewNote)):
        made = call("POST", kind, {"answer": str(answer.pk), "text": "Since when?"})
        assert (made.status_code, made.json()["author"]) == (201, str(cast.olga.pk))
        assert model.objects.get().text == "Since when?"
        found = call("GET", f"{kind}?assessment={submitted.pk}").json()["results"]
        assert [row["id"] for row in found] == [made.json()["id"]]


def test_a_score_is_explained_line_by_line(call: Any, submitted: Assessment) -> None:
    (part,) = call("GET", f"assessments/{submitted.pk}/score").json()
    assert [part[name] for name in ("questionnaire", "percent", "earned", "possible")] == [
        "small",
        42,
        "5/2",
        "6",
    ]
    assert part["sections"] == [
        {"section": "data", "percent": 40, "earned": "2", "possible": "5"},
        {"section": "people", "percent": 50, "earned": "1/2", "possible": "1"},
    ]
    assert [(line["question_id"], line["reason"], line["earned"]) for line in part["lines"]] == [
        ("D-1", "bad", "0"),
        ("D-2", "not_scored", "0"),
        ("D-3", "good", "2"),
        ("P-1", "no_evidence", "1/2"),
        ("P-2", "not_scored", "0"),
    ]


def test_answers_and_evidence_are_found_by_what_they_belong_to(
    cast: Cast, call: Any, vendor: Vendor, vic: User
) -> None:
    assessment = make_assessment(cast, vendor)
    part = get_part(assessment)
    answer_all(vic, assessment)
    source = ContentFile(b"%PDF-1.4\n%%EOF")
    services.add_evidence(actor=vic, part=part, question_id="P-1", source=source, file_name="soc2.pdf")
    other = make_vendor(cast.olga, "other")
    answer_all(make_respondent(cast, other), make_assessment(cast, other))
    rows = call("GET", f"answers?assessment={assessment.pk}&limit=200").json()["results"]
    assert {row["question_id"]: row["value"] for row in rows} == ANSWERS
    (row,) = call("GET", f"answers?vendor={vendor.key}&question_id=D-1").json()["results"]
    assert [row[name] for name in ("assessment", "version", "revision", "answered_by")] == [
        str(assessment.pk),
        str(part.version_id),
        1,
        str(vic.pk),
    ]
    (file,) = call("GET", f"evidence?assessment={assessment.pk}").json()["results"]
    assert [file[name] for name in ("question_id", "file_name", "media_type", "size_bytes", "state")] == [
        "P-1",
        "soc2.pdf",
        "application/pdf",
        14,
        "available",
    ]
    assert "stored_file" not in file


def test_questionnaires_are_read_with_what_they_ask(cast: Cast, call: Any) -> None:
    version = make_template_version(cast.olga)
    make_template_version(cast.olga, label="2", is_published=False)
    assert [row["key"] for row in call("GET", "questionnaires").json()["results"]] == ["small"]
    (row,) = call("GET", "questionnaire-versions?questionnaire=small&state=published").json()["results"]
    assert [row["id"], row["label"], "content" in row] == [str(version.pk), "1", False]
    content = call("GET", f"questionnaire-versions/{version.pk}").json()["content"]
    assert [section["key"] for section in content["sections"]] == ["data", "people"]
    first = content["sections"][0]["questions"][0]
    assert [first[name] for name in ("id", "kind", "weight", "good")] == ["D-1", "yes_no", 3, ["no"]]


def test_assessments_are_filtered(cast: Cast, call: Any, vendor: Vendor, vic: User) -> None:
    services.accept_assessment(actor=cast.olga, assessment=make_submitted(cast, vendor, vic))
    make_assessment(cast, vendor)
    expected = {
        "in_force=true": 1,
        "in_force=false": 1,
        "state=accepted&state=rejected": 1,
        "vendor=openai&questionnaire=small": 2,
        "vendor=nobody": 0,
        "valid_until_before=2999-01-01": 1,
        "due_before=2999-01-01": 0,
    }
    found = {query: len(call("GET", f"assessments?{query}").json()["results"]) for query in expected}
    assert found == expected
