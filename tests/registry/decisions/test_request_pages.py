"""A request as its requester sees it: written from a question, followed, renewed, withdrawn, asked once more."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.accounts.services import withdraw_role
from governance.approvals.models import ApprovalRequest
from governance.approvals.services import cast_vote
from registry.ai_models.models import ModelVersion
from registry.ai_models.services import link_service
from tests.cast import Cast
from tests.factories.approvals import make_request
from tests.factories.decisions import SCOPE, PermittedWorld
from tests.factories.models import make_version
from tests.factories.vendors import make_service
from vendors.directory.services import suspend_vendor

MISSING = "01900000-0000-7000-8000-000000000000"
VALUES = {
    "use_cases": ["ticket-summaries"],
    "teams": ["support"],
    "data_classes": ["internal"],
    "regions": ["aws:eu-west-1"],
    "environments": ["production"],
    "max_phase": "1",
    "justification": "Better answers at night.",
}


@pytest.fixture
def version(cast: Cast, world: PermittedWorld) -> ModelVersion:
    """Return a version that nobody has approved."""
    return make_version(cast.system, "openai/gpt-4o-2024-11-20", vendor=world.vendor, service=world.service)


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def without_token(answer: Any) -> bytes:
    """Return the body without the form token, which differs on every page."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.content)


def new_address(record_id: Any, record_type: str = "registry.modelversion", **query: Any) -> str:
    values = {"record_type": record_type, "record_id": record_id, **query}
    return f"{reverse('request-new')}?{urlencode(values, doseq=True)}"


def show_context(user: Any, row: ApprovalRequest) -> Any:
    return sign_in(user).get(reverse("request", args=[row.pk])).context


def show(user: Any, row: ApprovalRequest) -> str:
    answer = sign_in(user).get(reverse("request", args=[row.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_question_fills_the_form(cast: Cast, version: ModelVersion) -> None:
    address = new_address(
        version.pk, use_case="ticket-summaries", team="support", region="aws:eu-west-1", phase=2
    )
    form = sign_in(cast.eve).get(address).context["form"]
    names = ("use_cases", "teams", "regions", "environments", "max_phase")
    assert [form[name].value() for name in names] == [
        ["ticket-summaries"],
        ["support"],
        ["aws:eu-west-1"],
        [],
        "2",
    ]
    assert form.fields["regions"].choices[0][0] == "aws:eu-west-1"


def test_a_request_is_sent_shown_and_withdrawn(cast: Cast, version: ModelVersion) -> None:
    client = sign_in(cast.eve)
    answer = client.post(new_address(version.pk), VALUES)
    row = ApprovalRequest.objects.get(state="open")
    page = reverse("request", args=[row.pk])
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert (row.requester, row.team, row.permitted_scope) == (cast.eve, cast.support, SCOPE)
    text = show(cast.eve, row)
    assert ("Better answers at night." in text, "2 more votes" in text) == (True, True)
    listed = client.get(reverse("requests"), {"page": "9" * 5000}).content.decode()
    assert row.number in listed
    client.post(page, {"act": "withdraw"})
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert "Ask once more" in show(cast.eve, row)


def test_a_refused_form_keeps_what_was_typed(cast: Cast, version: ModelVersion) -> None:
    answer = sign_in(cast.eve).post(new_address(version.pk), {"justification": "Typed with care"})
    assert (answer.status_code, "Typed with care" in answer.content.decode()) == (200, True)
    make_request(cast.eve, version, scope=SCOPE)
    answer = sign_in(cast.eve).post(new_address(version.pk), VALUES)
    assert answer.context["form"].non_field_errors() == [
        "You have an open request about this record already; change that one."
    ]
    assert "Better answers at night." in answer.content.decode()


def test_a_vote_is_shown_with_its_comment_and_without_a_name_the_reader_may_not_see(
    cast: Cast, version: ModelVersion
) -> None:
    row = make_request(cast.eve, version, scope=SCOPE)
    cast_vote(actor=cast.ben, request=row, choice="approve", digest=row.digest, comment="Well argued.")
    text = show(cast.eve, row)
    assert ("Well argued." in text, "An approver" in text, "Ben" in text) == (True, True, False)
    assert "1 more vote" in text
    assert "<strong>Ben</strong>" in show(cast.olga, row)


def test_a_request_about_a_changed_record_is_renewed(
    cast: Cast, version: ModelVersion, world: PermittedWorld
) -> None:
    row = make_request(cast.eve, version, scope=SCOPE)
    other = make_service(cast.system, world.vendor, "eu-api")
    link_service(actor=cast.system, version=version, service=other)
    assert "Renew the request" in show(cast.eve, row)
    sign_in(cast.eve).post(reverse("request", args=[row.pk]), {"act": "renew"})
    before, row = row.digest, ApprovalRequest.objects.get(pk=row.pk)
    assert (row.digest != before, "Renew the request" in show(cast.eve, row)) == (True, False)


def test_a_reader_who_did_not_ask_can_do_nothing(cast: Cast, version: ModelVersion) -> None:
    row = make_request(cast.eve, version, scope=SCOPE)
    assert "Withdraw the request" not in show(cast.ben, row)
    for act in ("withdraw", "renew", "approve", "\x00"):
        sign_in(cast.ben).post(reverse("request", args=[row.pk]), {"act": act})
    digest = row.digest
    row.refresh_from_db()
    assert (row.state, row.digest, row.co_authors.count()) == ("open", digest, 0)


def test_what_stands_in_the_way_is_shown_to_who_may_see_it(
    cast: Cast, version: ModelVersion, world: PermittedWorld
) -> None:
    row = make_request(cast.eve, version, scope=SCOPE)
    suspend_vendor(actor=cast.system, vendor=world.vendor, reason="Breach")
    assert [finding.code for finding in show_context(cast.eve, row)["findings"]] == ["vendor.not_active"]
    withdraw_role(actor=cast.system, assignment=cast.eve.role_assignments.get())
    assert show_context(cast.eve, row)["findings"] == []


def test_foreign_and_missing_requests_look_the_same(cast: Cast, world: PermittedWorld) -> None:
    row = ApprovalRequest.objects.get()
    for method in ("get", "post"):
        client = sign_in(cast.dan)
        foreign, missing = (
            getattr(client, method)(reverse("request", args=[key]), {"act": "withdraw"})
            for key in (row.pk, MISSING)
        )
        assert (foreign.status_code, without_token(foreign)) == (404, without_token(missing))
    assert list(sign_in(cast.dan).get(reverse("requests")).context["page"]) == []


@pytest.mark.parametrize(
    ("record_type", "record_id"),
    [
        ("registry.modelversion", MISSING),
        ("registry.modelversion", "\x00"),
        ("registry.modelversion", "9" * 5000),
        ("governance.user", MISSING),
        ("\x00", "x"),
        ("", ""),
    ],
)
def test_what_cannot_be_asked_for_does_not_exist(
    cast: Cast, world: PermittedWorld, record_type: str, record_id: str
) -> None:
    assert sign_in(cast.eve).get(new_address(record_id, record_type)).status_code == 404


def test_odd_values_in_the_address_break_nothing(cast: Cast, version: ModelVersion) -> None:
    for name in ("use_case", "team", "data_class", "region", "environment", "phase"):
        for value in ("\x00", "\u202e", "x" * 5000, "<script>alert(1)</script>"):
            answer = sign_in(cast.eve).get(new_address(version.pk, **{name: value}))
            assert (answer.status_code, b"<script>alert(1)" in answer.content) == (200, False)


def test_who_may_not_request_finds_no_form(cast: Cast, version: ModelVersion) -> None:
    assert sign_in(cast.ben).get(new_address(version.pk)).status_code == 404
    answer = sign_in(cast.eve).get(reverse("request-new"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("ask"))


def test_the_list_asks_the_same_queries_for_one_row_and_many(cast: Cast, world: PermittedWorld) -> None:
    client = sign_in(cast.eve)
    client.get(reverse("requests"))
    counts = []
    for number in (1, 12):
        for day in range(number):
            make_request(
                cast.eve, make_version(cast.system, f"acme/m{number}-2024-01-{day + 1:02d}"), scope=SCOPE
            )
        with CaptureQueriesContext(connection) as seen:
            page = client.get(reverse("requests")).context["page"]
        counts += [len(page), len(seen)]
    assert (counts[0], counts[2], counts[1]) == (2, 14, counts[3])
