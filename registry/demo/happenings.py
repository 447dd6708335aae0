"""What happened at the demo organisation after its approvals: questions asked at the gate, a kill switch used."""

from __future__ import annotations

from governance.accounts.models import User
from imprimatur import Question
from registry.decisions.selectors import decide
from registry.demo.catalogue import get_version
from registry.kill_switch.enums import KillScope
from registry.kill_switch.services import engage_kill_switch, release_kill_switch

# Names that nobody registered: the gate denies them, and officers see who asked.
UNKNOWN = (
    ("engineering", "code-assistance", "source-code", "deepcoder/deepcoder-33b-2025-02-01"),
    ("sales", "offer-translation", "internal", "openai/gpt-4o-2024-08-6"),
    ("support", "ticket-summaries", "personal", "mistral/mistral-small-2503"),
)
DRILLED = "mistral/mistral-large-2411"


def let_things_happen(*, people: dict[str, User]) -> None:
    """Ask the gate about models that nobody registered, and engage and release a kill switch."""
    for team, use_case, data_class, model in UNKNOWN:
        decide(actor=people["eve"], question=make_question(team, use_case, data_class, model))
    engagement = engage_kill_switch(
        actor=people["olga"],
        stops=KillScope.FAMILY,
        target=get_version(DRILLED).model,
        reason="Drill: summaries in a language that the customer does not speak.",
    )
    release_kill_switch(
        actor=people["olga"],
        engagement=engagement,
        reason="The prompt was at fault, not the model; it is corrected.",
    )


def make_question(team: str, use_case: str, data_class: str, model: str) -> Question:
    """Return a question to the gate about production in Ireland."""
    return Question.from_dict(
        {
            "subject": {"type": "team", "id": team},
            "action": {"name": "use", "properties": {"use_case": use_case, "phase": 1}},
            "resource": {"type": "model", "id": model},
            "context": {
                "data_classes": [data_class],
                "region": "aws:eu-west-1",
                "environment": "production",
            },
        }
    )
