"""What the API of assessments refuses: the rules of the services, and everything that is not one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from governance.accounts.models import Role, User
from governance.accounts.services import assign_role
from governance.core.models import RecordedEvent
from tests.cast import Cast
from tests.factories.assessments import answer_all, get_part, make_assessment, make_respondent, make_submitted
from tests.factories.vendors import make_service, make_vendor
from tests.vendors.assessments.callers import get_answer, make_caller
from vendors.assessments import services
from vendors.assessments.models import Assessment, AssessmentFinding
from vendors.directory.models import Vendor

pytestmark = pytest.mark.django_db

MISSING = UUID("01920000-0000-7000-8000-000000000000")
KINDS = ("assessments", "answers", "answer-messages", "review-notes", "findings")
#: Every act on an assessment with a body that it takes.
ACTS: dict[str, dict[str, Any]] = {
    "send": {},
    "review": {},
    "ask": {},
    "accept": {},
    "reject": {"reason": "No"},
    "withdraw": {"reason": "No"},
    "due-date": {"reason": "More time", "due_date": "2999-01-01"},
    "reopen": {"reason": "Again"},
}


@pytest.fixture
def call(cast: Cast) -> Any:
    return make_caller(cast, cast.olga)


@pytest.fixture
def submitted(cast: Cast, vendor: Vendor, vic: User) -> Assessment:
    return make_submitted(cast, vendor, vic)


@pytest.mark.parametrize("name", ["send", "reopen", "due-date"])
def test_what_is_not_possible_now_is_a_conflict(call: Any, submitted: Assessment, name: str) -> None:
    answer = call("POST", f"assessments/{submitted.pk}/{name}", ACTS[name])
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert Assessment.objects.get().state == "submitted"


def test_whoever_gave_answers_decides_nothing_over_the_api(cast: Cast, vendor: Vendor) -> None:
    assessment = make_assessment(cast, vendor)
    answer_all(cast.olga, assessment)
    services.submit_assessment(actor=cast.olga, assessment=assessment)
    finding = services.raise_finding(actor=cast.olga, assessment=assessment, title="Logs")
    call = make_caller(cast, cast.olga)
    refused = [
        call("POST", f"assessments/{assessment.pk}/accept", {}),
        call("POST", f"assessments/{assessment.pk}/reject", {"reason": "No"}),
        call("POST", f"answers/{get_answer(assessment).pk}/judge", {"verdict": "accepted"}),
        call("POST", f"findings/{finding.pk}/close", {"note": "Mended"}),
    ]
    assert {(each.status_code, each.json()["code"]) for each in refused} == {(403, "not_permitted")}
    assert Assessment.objects.get().state == "submitted"
    other = make_caller(cast, cast.root)
    assert other("POST", f"assessments/{assessment.pk}/accept", {}).status_code == 200


@pytest.mark.parametrize("person", ["carol", "ben"])
def test_readers_with_a_writing_key_change_nothing(cast: Cast, submitted: Assessment, person: str) -> None:
    answer = get_answer(submitted)
    finding = services.raise_finding(actor=cast.olga, assessment=submitted, title="Logs")
    reader = make_caller(cast, getattr(cast, person))
    count = RecordedEvent.objects.count()
    bodies = [
        *((f"assessments/{submitted.pk}/{name}", body) for name, body in ACTS.items()),
        (
            "assessments",
            {"vendor": str(submitted.vendor_id), "versions": [str(get_part(submitted).version_id)]},
        ),
        (f"answers/{answer.pk}/judge", {"verdict": "accepted"}),
        ("answer-messages", {"answer": str(answer.pk), "text": "Hello"}),
        ("review-notes", {"answer": str(answer.pk), "text": "Hello"}),
        ("findings", {"assessment": str(submitted.pk), "title": "Logs"}),
        (f"findings/{finding.pk}/close", {"note": "Mended"}),
    ]
    assert [(path, reader("POST", path, body).status_code) for path, body in bodies] == [
        (path, 403) for path, _body in bodies
    ]
    assert reader("GET", f"assessments/{submitted.pk}").status_code == 200
    assert RecordedEvent.objects.count() == count


def test_an_act_on_an_old_reading_is_refused(call: Any, submitted: Assessment) -> None:
    path = f"assessments/{submitted.pk}"
    read = call("GET", path).headers["ETag"]
    assert call("GET", path, **{"If-None-Match": read}).status_code == 304
    begun = call("POST", f"{path}/review", {}, **{"If-Match": read})
    assert begun.status_code == 200
    late = call("POST", f"{path}/accept", {}, **{"If-Match": read})
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    assert call("POST", f"{path}/accept", {}, **{"If-Match": begun.headers["ETag"]}).status_code == 200


def test_a_repeated_call_is_answered_once(
    cast: Cast, call: Any, submitted: Assessment, vendor: Vendor
) -> None:
    body = {"vendor": str(vendor.pk), "versions": [str(get_part(submitted).version_id)]}
    for path, said in (
        ("assessments", body),
        (f"assessments/{submitted.pk}/accept", {}),
        ("findings", {"assessment": str(submitted.pk), "title": "Logs"}),
    ):
        answers = [call("POST", path, said, **{"Idempotency-Key": "once"}) for _ in range(2)]
        assert answers[0].status_code == answers[1].status_code < 300
        assert answers[0].json() == answers[1].json()
        assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert (Assessment.objects.count(), AssessmentFinding.objects.count()) == (2, 1)


def test_what_is_not_known_is_named(call: Any, submitted: Assessment) -> None:
    bodies = [
        ("assessments", {"state": "accepted", "decided_by": None}),
        *(
            (f"assessments/{submitted.pk}/{name}", {**said, "state": "accepted"})
            for name, said in ACTS.items()
        ),
        ("findings", {"closed_at": None}),
        (f"answers/{get_answer(submitted).pk}/judge", {"verdict": "accepted", "answered_by": None}),
    ]
    for path, body in bodies:
        answer = call("POST", path, body)
        strange = set(body) & {"state", "decided_by", "closed_at", "answered_by"}
        assert (answer.status_code, strange - set(answer.json()["errors"])) == (400, set()), path
    assert Assessment.objects.get().state == "submitted"


def test_a_questioned_answer_needs_a_question(call: Any, submitted: Assessment) -> None:
    refused = call("POST", f"answers/{get_answer(submitted).pk}/judge", {"verdict": "questioned"})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["question"])


def test_a_foreign_vendor_is_a_missing_one(
    cast: Cast, vendor: Vendor, vic: User, submitted: Assessment
) -> None:
    other = make_vendor(cast.olga, "foreign")
    foreign = make_submitted(cast, other, make_respondent(cast, other))
    services.write_note(actor=cast.olga, answer=get_answer(foreign), text="Doubtful.")
    finding = services.raise_finding(actor=cast.olga, assessment=foreign, title="Logs")
    version = get_part(foreign).version
    role = Role.objects.get(key="governance-officer")
    assign_role(actor=cast.system, user=cast.dan, role=role, vendor_ref=vendor.pk)
    call = make_caller(cast, cast.dan)

    def alike(method: str, path: str, key: Any, body: Any = None) -> int:
        answers = [call(method, path % each, body) for each in (key, MISSING)]
        assert answers[0].status_code == answers[1].status_code
        assert answers[0].content == answers[1].content
        return int(answers[0].status_code)

    for name, said in ACTS.items():
        assert alike("POST", f"assessments/%s/{name}", foreign.pk, said) == 404
    assert alike("GET", "assessments/%s/score", foreign.pk) == 404
    assert alike("POST", "answers/%s/judge", get_answer(foreign).pk, {"verdict": "accepted"}) == 404
    assert alike("POST", "findings/%s/close", finding.pk, {"note": "Mended"}) == 404
    for kind in KINDS:
        assert alike(
            "GET", f"{kind}?assessment=%s" if kind != "assessments" else "assessments?owner=%s", other.pk
        )
    parents = [
        ("assessments", "vendor", other.pk, {"versions": []}),
        ("findings", "assessment", foreign.pk, {"title": "X"}),
        ("review-notes", "answer", get_answer(foreign).pk, {"text": "X"}),
        ("answer-messages", "answer", get_answer(foreign).pk, {"text": "X"}),
    ]
    for kind, field, parent, said in parents:
        answers = [call("POST", kind, {**said, field: str(key)}) for key in (parent, MISSING)]
        assert answers[0].content == answers[1].content
        assert answers[0].json()["errors"][field] == ["There is no such record."]
    # A version that the caller may not see, though it is asked of their vendor, and the service of another vendor.
    body = {"vendor": str(vendor.pk), "versions": [str(version.pk)]}
    unseen, missing = (
        call("POST", "assessments", {**body, "versions": [str(k)]}) for k in (version.pk, MISSING)
    )
    assert (unseen.status_code, unseen.content) == (400, missing.content)
    mine = make_caller(cast, cast.olga)
    stray = mine("POST", "assessments", {**body, "service": str(make_service(cast.olga, other).pk)})
    assert (stray.status_code, stray.json()["errors"]) == (400, {"service": ["There is no such record."]})


def test_a_right_granted_on_one_vendor_acts_there(cast: Cast, vendor: Vendor, submitted: Assessment) -> None:
    role = Role.objects.get(key="governance-officer")
    assign_role(actor=cast.system, user=cast.dan, role=role, vendor_ref=vendor.pk)
    done = make_caller(cast, cast.dan)("POST", f"assessments/{submitted.pk}/accept", {})
    assert (done.status_code, done.json()["decided_by"]) == (200, str(cast.dan.pk))
