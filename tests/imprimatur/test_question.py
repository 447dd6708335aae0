"""Reading a question: the contract of the decisions endpoint, and everything that is not it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from imprimatur import InvalidQuestion, Question
from tests.imprimatur.world import a_question

#: The body in the contract, word for word.
BODY: dict[str, Any] = {
    "subject": {"type": "team", "id": "support"},
    "action": {"name": "use", "properties": {"use_case": "ticket-summaries", "phase": 1}},
    "resource": {"type": "model", "id": "openai/gpt-4o-2024-08-06"},
    "context": {"data_classes": ["internal"], "region": "aws:eu-west-1", "environment": "production"},
}


def errors_of(body: object) -> list[tuple[str, str]]:
    """What is wrong with a body."""
    with pytest.raises(InvalidQuestion) as raised:
        Question.from_dict(body)
    return raised.value.errors


def changed(path: str, value: Any) -> dict[str, Any]:
    """The body with one member set."""
    body: dict[str, Any] = {name: dict(members) for name, members in BODY.items()}
    body["action"]["properties"] = dict(body["action"]["properties"])
    *parents, name = path.split("/")
    members = body
    for parent in parents:
        members = members[parent]
    members[name] = value
    return body


def test_the_contract_body_is_read_field_by_field() -> None:
    assert Question.from_dict(BODY) == Question(
        subject_type="team",
        subject_id="support",
        resource_type="model",
        resource_id="openai/gpt-4o-2024-08-06",
        action="use",
        use_case="ticket-summaries",
        phase=1,
        data_classes=("internal",),
        region="aws:eu-west-1",
        environment="production",
        at=None,
    )


@pytest.mark.parametrize(
    "changes", [{}, {"at": datetime(2026, 5, 1, tzinfo=UTC)}, {"phase": None, "region": None}]
)
def test_a_question_reads_what_it_writes(changes: dict[str, Any]) -> None:
    question = a_question(**changes)
    assert Question.from_dict(question.to_dict()) == question


def test_what_is_left_out_is_none_and_not_guessed() -> None:
    body = {name: BODY[name] for name in ("subject", "resource")} | {"action": {"name": "use"}}
    question = Question.from_dict(body)
    assert (question.use_case, question.phase, question.region, question.environment) == (
        None,
        None,
        None,
        None,
    )
    assert question.data_classes == ()


@pytest.mark.parametrize(
    "body", [changed("at", "2026-05-01T02:00:00+02:00"), changed("context/at", "2026-05-01T00:00:00Z")]
)
def test_the_instant_is_read_in_utc_from_either_place(body: dict[str, Any]) -> None:
    assert Question.from_dict(body).at == datetime(2026, 5, 1, tzinfo=UTC)


def test_the_instant_is_refused_in_both_places() -> None:
    body = changed("context/at", "2026-05-01T00:00:00Z") | {"at": "2026-05-01T00:00:00Z"}
    assert errors_of(body) == [("/context/at", "is already given as /at")]


def test_a_data_class_said_twice_counts_once() -> None:
    assert Question.from_dict(changed("context/data_classes", ["b", "a", "b"])).data_classes == ("b", "a")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("subject/id", 7, "must be text"),
        ("subject/id", None, "must be text"),
        ("subject/id", "", "must not be empty"),
        ("subject/id", "x" * 201, "must have at most 200 characters"),
        ("resource/id", "x" * 513, "must have at most 512 characters"),
        ("resource/id", "a\x00b", "must not contain control characters"),
        ("resource/id", "a\nb", "must not contain control characters"),
        ("resource/id", "a\x85b", "must not contain control characters"),
        ("resource/id", "a\ud800", "must not contain half a surrogate pair"),
        ("subject/type", "robot", "must be one of team, person, agent"),
        ("subject/type", "Team", "must be one of team, person, agent"),
        ("resource/type", "dataset", "must be one of model, tool, agent"),
        ("resource/type", ["model"], "must be text"),
        ("action/properties/phase", 0, "must be a whole number from 1 to 4"),
        ("action/properties/phase", 5, "must be a whole number from 1 to 4"),
        pytest.param(
            "action/properties/phase", 10**5000, "must be a whole number from 1 to 4", id="10**5000"
        ),
        ("action/properties/phase", 1.0, "must be a whole number from 1 to 4"),
        ("action/properties/phase", float("nan"), "must be a whole number from 1 to 4"),
        ("action/properties/phase", True, "must be a whole number from 1 to 4"),
        ("action/properties/phase", "1", "must be a whole number from 1 to 4"),
        ("action/properties/phase", None, "must be a whole number from 1 to 4"),
        ("context/data_classes", "internal", "must be a list"),
        ("context/data_classes", {"internal": 1}, "must be a list"),
        ("context/data_classes", ["x"] * 51, "must have at most 50 items"),
        ("at", "2026-05-01", "must be an RFC 3339 instant such as 2026-05-01T12:00:00Z"),
        ("at", "2026-05-01T12:00:00", "must be an RFC 3339 instant such as 2026-05-01T12:00:00Z"),
        ("at", "2026-02-30T12:00:00Z", "must be an instant that exists"),
        ("at", "0001-01-01T00:00:00+23:59", "must be an instant that exists"),
        ("at", "1999-12-31T23:59:59Z", "must lie between the years 2000 and 2200"),
        ("at", "2200-01-01T00:00:00Z", "must lie between the years 2000 and 2200"),
        ("at", 1_780_000_000, "must be text"),
        ("subject", [], "must be an object"),
        ("action", None, "must be an object"),
        ("action/properties", [], "must be an object"),
        ("resource", "model", "must be an object"),
        ("context", 3, "must be an object"),
    ],
)
def test_a_wrong_value_is_named_by_its_place(path: str, value: Any, message: str) -> None:
    assert errors_of(changed(path, value)) == [(f"/{path}", message)]


def test_a_wrong_item_is_named_by_its_number() -> None:
    assert errors_of(changed("context/data_classes", ["a", 7, "\x00"])) == [
        ("/context/data_classes/1", "must be text"),
        ("/context/data_classes/2", "must not contain control characters"),
    ]


@pytest.mark.parametrize(
    "path", ["role", "subject/role", "action/force", "action/properties/admin", "resource/pin", "context/now"]
)
def test_an_unknown_field_is_named(path: str) -> None:
    assert errors_of(changed(path, 1)) == [(f"/{path}", "is not a field of a question")]


def test_the_name_of_an_unknown_field_is_escaped_and_cut() -> None:
    pointers = [
        pointer for pointer, _ in errors_of(BODY | {"a/b~c": 1, "\u202ex\ud800": 1, "y" * 900: 1, 7: 1})
    ]
    assert pointers == ["/a~1b~0c", "/\\u202ex\\ud800", f"/{'y' * 119}…", "/(a name that is not text)"]


@pytest.mark.parametrize("body", [None, 7, "use", [], [BODY], True])
def test_what_is_no_object_is_no_question(body: object) -> None:
    assert errors_of(body) == [("", "must be an object")]


def test_everything_missing_is_named_at_once() -> None:
    assert errors_of({}) == [(f"/{name}", "is required") for name in ("subject", "action", "resource")]
    assert errors_of({"subject": {}, "action": {}, "resource": {}}) == [
        ("/subject/type", "is required"),
        ("/subject/id", "is required"),
        ("/action/name", "is required"),
        ("/resource/type", "is required"),
        ("/resource/id", "is required"),
    ]


def test_a_body_of_a_thousand_faults_is_answered_with_fifty() -> None:
    assert len(errors_of({f"x{number}": 1 for number in range(1000)})) == 50
