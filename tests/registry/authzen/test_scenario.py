"""The certification scenario of AuthZEN 1.0 in our kinds, by its numbers: Basic, Batch and Discovery."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.registry.authzen.conftest import Call, action, record, user

pytestmark = pytest.mark.usefixtures("fixture")

READ_1 = {"subject": user("alice"), "action": action("read"), "resource": record("record-1")}
# Rule of C-1.4: (subject, action, resource, decision).
RULES: dict[int, tuple[str, dict[str, Any], str, bool]] = {
    1: ("alice", action("read"), "record-1", True),
    2: ("alice", action("write"), "record-1", True),
    3: ("bob", action("read"), "record-1", True),
    4: ("bob", action("write"), "record-1", False),
    5: ("alice", action("write", status="archived"), "record-2", False),
    6: ("bob", action("write", status="archived"), "record-2", True),
    7: ("alice", action("delete", soft=True), "record-1", True),
    8: ("alice", action("delete", soft=False), "record-1", False),
}


def decisions(answer: Any) -> list[bool]:
    """Return the decisions of a batch."""
    assert answer.status_code == 200, answer.content
    return [each["decision"] for each in answer.json()["evaluations"]]


@pytest.mark.parametrize("rule", RULES)
def test_basic_the_eight_decisions(call: Call, rule: int) -> None:
    """C-2.2.1 to C-2.2.7."""
    subject, does, resource, expected = RULES[rule]
    answer = call("evaluation", {"subject": user(subject), "action": does, "resource": record(resource)})
    assert (answer.status_code, answer.json()["decision"]) == (200, expected)
    assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "more",
    [
        {"context": {"time": "2025-06-27T18:03-07:00", "ip": "192.168.1.1"}},
        {"foo": "bar", "futureField": {"nested": True}},
        {"subject": {**user("alice"), "properties": {"department": "Sales", "role": "manager"}}},
        {"resource": {**record("record-1"), "properties": {"status": "active", "owner": "bob"}}},
        {"action": {**action("read"), "properties": {**action("read")["properties"], "method": "GET"}}},
    ],
)
def test_basic_what_is_not_known_is_ignored(call: Call, more: dict[str, Any]) -> None:
    """C-2.2.3, C-2.2.8, C-2.2.9."""
    answer = call("evaluation", {**READ_1, **more})
    assert (answer.status_code, answer.json()["decision"]) == (200, True)


def test_basic_the_response_has_a_decision_and_an_object_for_context(call: Call) -> None:
    """C-2.3."""
    body = call("evaluation", READ_1).json()
    assert (sorted(body), type(body["decision"]), type(body["context"])) == (
        ["context", "decision"],
        bool,
        dict,
    )


def without(name: str, member: str = "") -> dict[str, Any]:
    """Return the request without an entity, or without a member of one."""
    if not member:
        return {key: value for key, value in READ_1.items() if key != name}
    return {**READ_1, name: {key: value for key, value in READ_1[name].items() if key != member}}


@pytest.mark.parametrize(
    "body",
    [
        without("subject"),
        without("action"),
        without("resource"),
        without("subject", "type"),
        without("subject", "id"),
        without("action", "name"),
        without("resource", "type"),
        without("resource", "id"),
        {**READ_1, "subject": "alice"},
        {**READ_1, "action": {"name": 123}},
        {**READ_1, "context": []},
        {**READ_1, "resource": {**record("record-1"), "properties": 1}},
        "{not json",
        "",
        "[]",
        '{"subject": {}, "subject": {}}',
    ],
)
def test_basic_malformed_requests_are_400_with_a_sentence(call: Call, body: Any) -> None:
    """C-2.4."""
    answer = call("evaluation", body)
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert answer.content.decode().strip()


def test_basic_another_content_type_is_400(call: Call) -> None:
    """C-2.4.3."""
    assert call("evaluation", "a=b", kind="application/x-www-form-urlencoded").status_code == 400


@pytest.mark.parametrize("given", ["bfe9eb29-ab87-4ca3-be83-a1d5d8305716", "a request: 7/8 (of mine)"])
def test_basic_the_request_id_comes_back(call: Call, given: str) -> None:
    """C-2.5."""
    assert call("evaluation", READ_1, **{"X-Request-ID": given})["X-Request-ID"] == given
    assert call("evaluation", "{", **{"X-Request-ID": given})["X-Request-ID"] == given
    assert call("evaluation", READ_1)["X-Request-ID"]


def test_basic_the_same_request_has_the_same_decision(call: Call) -> None:
    """C-2.6."""
    assert {call("evaluation", READ_1).json()["decision"] for _ in range(5)} == {True}


BATCHES: dict[str, tuple[dict[str, Any], list[bool]]] = {
    "C-3.2.2": (
        {
            "subject": user("bob"),
            "resource": record("record-1"),
            "evaluations": [{"action": action("read")}, {"action": action("write")}],
        },
        [True, False],
    ),
    "C-3.2.3": (
        {
            "subject": user("alice"),
            "evaluations": [
                {"action": action("write"), "resource": record("record-1")},
                {"action": action("write", status="archived"), "resource": record("record-2")},
            ],
        },
        [True, False],
    ),
    "C-3.2.4": (
        {
            "action": action("write", status="archived"),
            "resource": record("record-2"),
            "evaluations": [{"subject": user("alice")}, {"subject": user("bob")}],
        },
        [False, True],
    ),
    "C-3.2.5": (
        {
            "evaluations": [
                READ_1,
                {"subject": user("bob"), "action": action("write"), "resource": record("record-1")},
            ]
        },
        [True, False],
    ),
    "C-3.2.6": (
        {
            **without("resource"),
            "context": {"time": "2025-06-27T18:03-07:00"},
            "evaluations": [
                {"resource": record("record-1")},
                {"resource": record("record-2"), "context": {"source": "batch-override"}},
            ],
        },
        [True, False],
    ),
    "C-3.2.7": (
        {
            "subject": user("alice"),
            "action": action("write"),
            "resource": record("record-1"),
            "evaluations": [
                {},
                {"action": action("write", status="archived"), "resource": record("record-2")},
            ],
        },
        [True, False],
    ),
    "C-3.4.1": (
        {
            **without("resource"),
            "options": {"evaluations_semantic": "execute_all"},
            "evaluations": [{"resource": record("record-1")}, {}],
        },
        [True, False],
    ),
}


@pytest.mark.parametrize("number", BATCHES)
def test_batch_decisions_in_their_order(call: Call, number: str) -> None:
    body, expected = BATCHES[number]
    answer = call("evaluations", body)
    assert (decisions(answer), "decision" in answer.json()) == (expected, False)


@pytest.mark.parametrize("more", [{}, {"evaluations": []}])
def test_batch_without_evaluations_is_a_single_one(call: Call, more: dict[str, Any]) -> None:
    """C-3.4.2, C-3.4.3."""
    assert call("evaluations", {**READ_1, **more}).json()["decision"] is True


@pytest.mark.parametrize(
    ("semantic", "expected"),
    [
        ("execute_all", [True, False, True]),
        ("deny_on_first_deny", [True, False]),
        ("permit_on_first_permit", [True]),
    ],
)
def test_batch_semantics_cut_at_the_first_that_decides(
    call: Call, semantic: str, expected: list[bool]
) -> None:
    body = {
        "subject": user("bob"),
        "resource": record("record-1"),
        "options": {"evaluations_semantic": semantic},
        "evaluations": [{"action": action(name)} for name in ("read", "write", "read")],
    }
    assert decisions(call("evaluations", body)) == expected


def test_batch_an_item_that_makes_no_sense_fails_closed_and_alone(call: Call) -> None:
    items = [
        {},
        7,
        {"subject": "alice"},
        {"resource": {"type": "spaceship", "id": "x"}},
        {"context": {"at": "2999-01-01T00:00:00Z"}},
    ]
    answer = call("evaluations", {**READ_1, "evaluations": items})
    assert decisions(answer) == [True, False, False, False, False]
    errors = [each["context"].get("error", {}).get("status") for each in answer.json()["evaluations"]]
    assert errors == [None, 400, 400, None, 400]


@pytest.mark.parametrize(
    "body",
    [
        {**READ_1, "evaluations": {}},
        {**READ_1, "evaluations": [{}] * 1001},
        {**READ_1, "options": {"evaluations_semantic": "first"}},
        {**READ_1, "options": []},
    ],
)
def test_batch_a_payload_that_makes_no_sense_is_400(call: Call, body: Any) -> None:
    assert call("evaluations", body).status_code == 400


def test_discovery_names_every_endpoint_to_anybody() -> None:
    """C-6."""
    answer = Client().get("/.well-known/authzen-configuration")
    base = settings.PUBLIC_URL.rstrip("/")
    assert (answer.status_code, answer["Content-Type"], answer.json()) == (
        200,
        "application/json",
        {
            "policy_decision_point": base,
            "access_evaluation_endpoint": f"{base}/access/v1/evaluation",
            "access_evaluations_endpoint": f"{base}/access/v1/evaluations",
            "search_subject_endpoint": f"{base}/access/v1/search/subject",
            "search_resource_endpoint": f"{base}/access/v1/search/resource",
            "search_action_endpoint": f"{base}/access/v1/search/action",
        },
    )
