"""The review page: everything on one screen, votes by POST only, refusals in words with nothing lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.accounts.models import User
from governance.approvals.models import Approval, ApprovalPolicy, ApprovalRequest, Vote
from governance.approvals.subjects import EvidenceItem, Finding
from tests.cast import Cast
from tests.factories.approvals import ANYWHERE, approve, make_request, register_team_as_subject


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(request: ApprovalRequest, name: str = "change") -> str:
    return reverse(f"admin:governance_approvalrequest_{name}", args=[request.pk])


def vote(client: Client, request: ApprovalRequest, choice: str = "approve", **values: str) -> Any:
    return client.post(page(request, "vote"), {"choice": choice, "digest": request.digest, **values})


def test_the_page_shows_what_is_asked_and_who_is_missing(cast: Cast, policy: ApprovalPolicy) -> None:
    register_team_as_subject(
        list_evidence=lambda team: [EvidenceItem("SOC 2 report", "until May")],
        list_blockers=lambda team, scope: [Finding("x", "The DPA lapses soon.", "warning")],
    )
    request = make_request(cast.eve, cast.support)
    text = sign_in(cast.ben).get(page(request)).content.decode()
    for words in (
        "Customers wait too long.",
        "Permits any team to use it for any use case with any data class in any region, up to phase 1.",
        "SOC 2 report",
        "The DPA lapses soon.",
        "Votes: 0 of 2",
        request.digest,
    ):
        assert words in text
    assert text.count("imp-button--primary") == 1


def test_two_people_approve_through_the_page(cast: Cast, policy: ApprovalPolicy) -> None:
    request = make_request(cast.eve, cast.support)
    assert vote(sign_in(cast.ben), request).status_code == 302
    assert vote(sign_in(cast.bea), request).status_code == 302
    assert Approval.objects.get().request == request
    assert "approved" in sign_in(cast.ben).get(page(request)).content.decode()


def test_a_get_casts_no_vote(cast: Cast, policy: ApprovalPolicy) -> None:
    request = make_request(cast.eve, cast.support)
    sign_in(cast.ben).get(page(request, "vote"), {"choice": "approve", "digest": request.digest})
    assert Vote.objects.count() == 0


def test_the_requester_reads_why_they_cannot_vote(cast: Cast, policy: ApprovalPolicy) -> None:
    request = make_request(cast.olga, cast.support)
    client = sign_in(cast.olga)
    assert "Only people vote" not in client.get(page(request)).content.decode()
    answer = vote(client, request)
    assert (answer.status_code, Vote.objects.count()) == (409, 0)


def test_a_stale_page_is_refused_and_the_comment_is_kept(cast: Cast, policy: ApprovalPolicy) -> None:
    request = make_request(cast.eve, cast.support)
    answer = sign_in(cast.ben).post(
        page(request, "vote"), {"choice": "approve", "digest": "sha256:old", "comment": "Looks fine to me"}
    )
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Looks fine to me" in text
    assert "changed since you opened the page" in text


@pytest.mark.parametrize("person", ["dan", "vera"])
def test_strangers_see_the_same_for_foreign_and_missing(
    cast: Cast, policy: ApprovalPolicy, person: str
) -> None:
    request = make_request(cast.eve, cast.support)
    client = sign_in(getattr(cast, person))
    foreign = client.get(page(request))
    missing = client.get(page(request).replace(str(request.pk), "01900000-0000-7000-8000-000000000000"))
    assert foreign.status_code == missing.status_code
    assert "Customers wait" not in foreign.content.decode()


def test_a_request_is_written_in_the_admin(cast: Cast, policy: ApprovalPolicy) -> None:
    address = reverse("admin:governance_approvalrequest_add")
    where = f"{address}?record_type=governance.team&record_id={cast.support.pk}"
    client = sign_in(cast.olga)
    assert client.get(where).status_code == 200
    values = {**ANYWHERE, "justification": "For the night shift.", "conditions": "human: A person reads it."}
    answer = client.post(where, values)
    row = ApprovalRequest.objects.get()
    assert (answer.status_code, row.requester, row.conditions) == (
        302,
        cast.olga,
        [{"code": "human", "message": "A person reads it."}],
    )


def test_a_form_that_is_refused_keeps_what_was_typed(cast: Cast, policy: ApprovalPolicy) -> None:
    where = f"{reverse('admin:governance_approvalrequest_add')}?record_type=governance.team&record_id={cast.support.pk}"
    answer = sign_in(cast.olga).post(
        where, {"justification": "Typed with care", "conditions": "no separator"}
    )
    text = answer.content.decode()
    assert (answer.status_code, ApprovalRequest.objects.count()) == (200, 0)
    assert "Typed with care" in text
    assert "Write a code, a colon and a sentence" in text


def test_the_list_holds_its_query_count(
    cast: Cast, policy: ApprovalPolicy, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(cast.olga)
    counts = []
    for rows in (1, 30):
        while ApprovalRequest.objects.count() < rows:
            made = make_request(cast.eve, cast.support)
            if rows > 1:
                approve(cast.ben, made)
                approve(cast.bea, made)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse("admin:governance_approvalrequest_changelist")).status_code == 200
        counts.append(len(queries))
        if rows == 1:
            approve(cast.ben, made)
            approve(cast.bea, made)
    assert counts[0] == counts[1]
