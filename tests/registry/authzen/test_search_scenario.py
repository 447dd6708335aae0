"""The certification scenario of AuthZEN 1.0 in our kinds, by its numbers: Search."""

from __future__ import annotations

from typing import Any

import pytest

from tests.registry.authzen.conftest import RECORDS, USERS, USES, Call, action, record, user

pytestmark = pytest.mark.usefixtures("fixture")

READ_1 = {"subject": user("alice"), "action": action("read"), "resource": record("record-1")}


def search(call: Call, what: str, **body: Any) -> list[Any]:
    """Return the results of a search."""
    answer = call(f"search/{what}", body)
    assert answer.status_code == 200, answer.content
    results: list[Any] = answer.json()["results"]
    return results


CONTEXT = {"time": "2025-06-27T18:03-07:00", "ip": "192.168.1.1"}


@pytest.mark.parametrize(
    "more", [{}, {"context": CONTEXT}, {"subject": {"type": "team", "id": USERS["alice"]}}]
)
def test_search_who_may_read_the_record(call: Call, more: dict[str, Any]) -> None:
    """C-4.2.1 to C-4.2.3."""
    body = {"subject": {"type": "team"}, "action": action("read"), "resource": record("record-1"), **more}
    assert search(call, "subject", **body) == [user("bob"), user("alice")]


def test_search_who_may_write_the_archived_record(call: Call) -> None:
    """C-4.2.4."""
    body = {"action": action("write", status="archived"), "resource": record("record-2")}
    assert search(call, "subject", subject={"type": "team"}, **body) == [user("bob")]


@pytest.mark.parametrize(
    "more", [{}, {"context": CONTEXT}, {"resource": {"type": "model", "id": RECORDS["record-1"]}}]
)
def test_search_what_alice_may_read(call: Call, more: dict[str, Any]) -> None:
    """C-4.3.1 to C-4.3.3."""
    body = {"subject": user("alice"), "action": action("read"), "resource": {"type": "model"}, **more}
    assert search(call, "resource", **body) == [record("record-1")]


def test_search_what_bob_may_write(call: Call) -> None:
    """C-4.3.4."""
    does = action("write", status="archived")
    assert search(call, "resource", subject=user("bob"), action=does, resource={"type": "model"}) == [
        record("record-2")
    ]


def uses(results: list[Any]) -> list[tuple[str, int]]:
    """Return the use case and phase of each action found."""
    assert {each["name"] for each in results} <= {"use"}
    return [(each["properties"]["use_case"], each["properties"]["phase"]) for each in results]


def test_search_what_alice_may_do_with_the_record(call: Call) -> None:
    """C-4.4.1, C-4.4.2."""
    context = {"data_classes": ["internal"], **PLACE_AND_TIME}
    found = search(call, "action", subject=user("alice"), resource=record("record-1"), context=context)
    assert uses(found) == sorted((USES[name], 1) for name in ("read", "write", "delete"))


def test_search_what_bob_may_do_with_the_archived_record(call: Call) -> None:
    """C-4.4.3."""
    context = {"data_classes": ["confidential"], **PLACE_AND_TIME}
    found = search(call, "action", subject=user("bob"), resource=record("record-2"), context=context)
    assert uses(found) == [(USES["write"], 1)]


PLACE_AND_TIME = {"region": "aws:eu-west-1", "environment": "production", "time": "now"}


def test_search_pages_go_on_where_they_ended(call: Call) -> None:
    """C-4.5: page by page the same results as at once, in the same order."""
    body = {"subject": {"type": "team"}, "action": action("read"), "resource": record("record-1")}
    found, page = [], {"limit": 1}
    for _ in range(9):
        answer = call("search/subject", {**body, "page": page}).json()
        assert answer["page"]["count"] == len(answer["results"]) <= 1
        found += answer["results"]
        if not answer["page"]["next_token"]:
            break
        page = {"token": answer["page"]["next_token"]}
    assert found == search(call, "subject", **body)


@pytest.mark.parametrize("what", ["subject", "resource", "action"])
def test_search_malformed_requests_are_400(call: Call, what: str) -> None:
    """C-4.6, C-4.7."""
    whole = {**READ_1, "resource": {"type": "model", "id": RECORDS["record-1"]}}
    for name in {"subject", "action", "resource"} - ({"action"} if what == "action" else set()):
        assert (
            call(f"search/{what}", {key: value for key, value in whole.items() if key != name}).status_code
            == 400
        )
    for page in ([], {"limit": -1}, {"limit": "2"}, {"limit": True}, {"token": 7}, {"token": "forged"}):
        assert call(f"search/{what}", {**whole, "page": page}).status_code == 400
    assert call(f"search/{what}", "{").status_code == 400
