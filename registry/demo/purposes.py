"""What the demo organisation uses AI for."""

from __future__ import annotations

from typing import Any, NamedTuple

from governance.accounts.models import Team, User
from governance.core.services import create_record
from governance.use_cases.enums import RiskTier
from governance.use_cases.models import UseCase


class Purpose(NamedTuple):
    """One use case as data."""

    key: str
    name: str
    team: str
    owner: str
    risk: str
    data_classes: tuple[str, ...]
    purpose: str


PURPOSES = (
    Purpose(
        "ticket-summaries", "Ticket summaries", "support", "eve", RiskTier.LIMITED,
        ("public", "internal", "confidential", "personal"),
        "Sums a long ticket up for the person who takes it over; they read it before they answer.",
    ),
    Purpose(
        "knowledge-search", "Knowledge search", "support", "eve", RiskTier.MINIMAL, ("public", "internal"),
        "Finds the paragraph of our handbook that answers a question, and quotes it.",
    ),
    Purpose(
        "code-assistance", "Code assistance", "engineering", "ben", RiskTier.MINIMAL,
        ("public", "internal", "source-code"),
        "Suggests code and tests in the editor; every change is reviewed by a person.",
    ),
    Purpose(
        "contract-review", "Contract review", "finance", "cai", RiskTier.LIMITED, ("internal", "confidential"),
        "Points out clauses that differ from our own terms; counsel decides.",
    ),
    Purpose(
        "invoice-extraction", "Invoice extraction", "finance", "cai", RiskTier.MINIMAL,
        ("internal", "confidential", "personal"),
        "Reads amounts, dates and references from invoices into the ledger's inbox.",
    ),
    Purpose(
        "offer-translation", "Offer translation", "sales", "olga", RiskTier.MINIMAL, ("public", "internal"),
        "Translates offers into the customer's language; a speaker reads them before they leave.",
    ),
    Purpose(
        "research-notes", "Research notes", "research", "bea", RiskTier.MINIMAL, ("public", "internal"),
        "Orders and sums up published papers and our own notes on them.",
    ),
    Purpose(
        "candidate-screening", "Candidate screening", "people", "olga", RiskTier.HIGH, ("personal",),
        "Would order applications by fit: high risk under Annex III of the EU AI Act, and not in use.",
    ),
)  # fmt: skip


def make_purposes(*, actor: User, people: dict[str, User], teams: dict[str, Team]) -> dict[str, Any]:
    """Register the use cases and return them by key."""
    return {
        each.key: create_record(
            actor=actor,
            model=UseCase,
            values={
                "key": each.key,
                "name": each.name,
                "purpose": each.purpose,
                "owner": people[each.owner],
                "team": teams[each.team],
                "data_classes": list(each.data_classes),
                "risk_tier": each.risk,
            },
        )
        for each in PURPOSES
    }
