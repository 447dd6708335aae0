"""Requests, votes and approvals in every state that they can reach without the passing of time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from governance.accounts.models import Team, User
from governance.approvals import services
from governance.approvals.enums import VoteChoice
from governance.approvals.models import Approval, ApprovalRequest
from registry.demo.catalogue import LEAVES_US, get_version

PERMITTED = "openai/gpt-4o-2024-08-06"
HUMAN_REVIEW = {
    "code": "human-review",
    "message": "A person reads each answer before a customer or the ledger sees it.",
}
EU_ONLY = {"code": "eu-endpoint-only", "message": "Only the provider's European endpoint is called."}


def make_scope(
    use_cases: Sequence[str],
    teams: Sequence[str],
    data_classes: Sequence[str],
    *,
    regions: Sequence[str] = ("EEA",),
    environments: Sequence[str] = ("staging", "production"),
    max_phase: int = 2,
) -> dict[str, Any]:
    """Return a scope as approvals keep it."""
    return {
        "use_cases": list(use_cases),
        "teams": list(teams),
        "data_classes": list(data_classes),
        "regions": list(regions),
        "environments": list(environments),
        "max_phase": max_phase,
    }


class Ballots:
    """Asks for approvals and casts the votes of the cast."""

    def __init__(self, *, people: dict[str, User], teams: dict[str, Team], now: datetime) -> None:
        self._people = people
        self._teams = teams
        self._now = now

    def ask(
        self,
        by: str,
        catalogue_id: str,
        scope: dict[str, Any],
        why: str,
        days: int | None = None,
        **terms: Any,
    ) -> ApprovalRequest:
        """Open a request about a version; `days` is how long the approval is wanted for."""
        return services.request_approval(
            actor=self._people[by],
            record=get_version(catalogue_id),
            scope=scope,
            justification=why,
            valid_until=None if days is None else self._now + timedelta(days=days),
            team=self._teams[scope["teams"][0]],
            **terms,
        )

    def vote(self, by: str, request: ApprovalRequest, comment: str = "", *, refuse: bool = False) -> None:
        """Cast one vote on what the request holds now."""
        choice = VoteChoice.REFUSE if refuse else VoteChoice.APPROVE
        services.cast_vote(
            actor=self._people[by], request=request, choice=choice, digest=request.digest, comment=comment
        )

    def approve(self, request: ApprovalRequest, *voters: str) -> Approval:
        """Cast the votes that a request needs and return the approval."""
        for by in voters:
            self.vote(by, request)
        approval: Approval = Approval.objects.get(request=request)
        return approval


def settle_requests(ballots: Ballots, *, officer: User) -> None:
    """Take requests to approved, replaced, expiring, deprecated, revoked, refused and withdrawn."""
    trial = make_scope(
        ["ticket-summaries"], ["support"], ["public"], environments=["development", "staging"], max_phase=1
    )
    ballots.approve(ballots.ask("eve", PERMITTED, trial, "A trial on published help pages."), "ben", "cai")

    everyday = make_scope(
        ["ticket-summaries", "knowledge-search"], ["support", "sales"], ["public", "internal"]
    )
    why = "The trial cut the time to take a ticket over from nine minutes to four. Internal tickets are next."
    request = ballots.ask(
        "eve",
        PERMITTED,
        everyday,
        why,
        conditions=[HUMAN_REVIEW, EU_ONLY],
        evidence_links=[
            {"title": "Report of the trial", "url": "https://intranet.meridian.example/trial-31"}
        ],
    )
    ballots.vote("ben", request, "Pinned, hosted in Ireland, and a person reads every summary.")
    ballots.vote("bea", request, "The trial's error rate is lower than ours.")

    personal = make_scope(
        ["ticket-summaries"], ["support"], ["public", "internal", "confidential", "personal"]
    )
    why = "Customers' tickets hold personal data; this model stays in the EEA."
    ballots.approve(
        ballots.ask("eve", "mistral/mistral-large-2411", personal, why, 21, conditions=[HUMAN_REVIEW]),
        "ben",
        "bea",
    )

    invoices = make_scope(
        ["invoice-extraction", "contract-review"], ["finance"], ["internal", "confidential", "personal"]
    )
    why = "Invoices and contracts name people; nothing is kept and nothing leaves the EU data zone."
    ballots.approve(
        ballots.ask("olga", "azure/eu/gpt-4o-2024-08-06", invoices, why, 170, conditions=[HUMAN_REVIEW]),
        "ben", "bea", "cai",
    )  # fmt: skip

    drafts = make_scope(
        ["ticket-summaries", "offer-translation"], ["support", "sales"], ["public", "internal"]
    )
    ballots.approve(ballots.ask("eve", LEAVES_US, drafts, "Cheaper drafts of short texts."), "bea", "cai")

    notes = make_scope(["research-notes"], ["research"], ["public", "internal"], regions=["US"])
    ballots.approve(ballots.ask("olga", "cohere/command-r-08-2024", notes, "Sums up papers.", 300), "bea")

    notes = make_scope(["research-notes"], ["research"], ["public"], regions=["US"])
    withdrawn = ballots.approve(
        ballots.ask("olga", "cohere/command-r-plus-08-2024", notes, "A larger model for long papers."), "ben"
    )
    services.revoke_approval(
        actor=officer, approval=withdrawn, reason="It quoted papers that do not exist in two of ten samples."
    )

    code = make_scope(["code-assistance"], ["engineering"], ["source-code"])
    refused = ballots.ask("olga", "mistral/codestral-2405", code, "Completion in the editor for everybody.")
    ballots.vote(
        "cai",
        refused,
        "The licence of this version rules out use in a business. Ask for another one.",
        refuse=True,
    )

    search = make_scope(["knowledge-search"], ["support"], ["internal"])
    taken_back = ballots.ask(
        "eve", "azure/gpt-4o-2024-11-20", search, "A newer model for the handbook search."
    )
    services.withdraw_request(
        actor=taken_back.requester, request=taken_back, reason="We use the one that is approved already."
    )


def open_requests(ballots: Ballots) -> None:
    """Leave requests open: two that nobody has voted on, one that has a vote."""
    reasoning = make_scope(
        ["contract-review"], ["finance"], ["internal"], environments=["development", "sandbox"], max_phase=1
    )
    why = "Compares long contracts step by step; a trial on contracts that have ended."
    ballots.ask("eve", "openai/o1-2024-12-17", reasoning, why, 90, conditions=[HUMAN_REVIEW])

    assistance = make_scope(["code-assistance"], ["engineering"], ["public", "internal", "source-code"])
    why = "Reviews pull requests before a person does; nothing is kept by the provider."
    half = ballots.ask(
        "eve",
        "bedrock/eu.anthropic.claude-3-5-sonnet-20240620-v1:0",
        assistance,
        why,
        170,
        conditions=[EU_ONLY],
    )
    ballots.vote("bea", half, "Fine for code that a person reviews anyway.")

    papers = make_scope(["research-notes"], ["research"], ["public", "internal"], regions=["EEA"])
    why = "A second model beside Cohere, hosted in the EU, for notes on papers."
    ballots.ask("olga", "bedrock/amazon.nova-pro-v1:0", papers, why)
