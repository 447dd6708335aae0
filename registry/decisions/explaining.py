"""The answer check by check: what each looked at, what it found, and the records it rests on, as links."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from governance.core.rights import Rights
from imprimatur import Check, Decision, Question, Record, explain
from registry.decisions.selectors import check_instant, check_may_ask
from registry.decisions.snapshots import get_snapshot, get_snapshot_at
from registry.decisions.veiling import RECORD_RIGHTS, may_see, veil, veil_reason

#: Kinds of records that the inputs of a check name; without sight of one of them its inputs are not told.
NAMED_BY_INPUTS = {
    "kill_switch": ("vendor", "service"),
    "approval": ("approval",),
    "vendor": ("vendor", "service"),
    "agreements": ("service", "data_class"),
    "residency": ("service", "sub_processor", "region", "data_class"),
}


def explain_decision(
    *, actor: Any, question: Question, now: datetime | None = None
) -> tuple[Decision, list[dict[str, Any]]]:
    """Return the decision on one question and each check behind it, veiled to what the asker may see.

    Raises what `decide` raises. Explaining asks nothing new: it notes no sighting.
    """
    rights = check_may_ask(actor)
    instant = now or timezone.now()
    check_instant(question, instant)
    is_past = question.at is not None and question.at < instant
    snapshot = get_snapshot_at(question.at) if is_past and question.at else get_snapshot()
    explanation = explain(snapshot, question, instant)
    return veil(explanation.decision, rights), [describe_check(check, rights) for check in explanation.checks]


def describe_check(check: Check, rights: Rights) -> dict[str, Any]:
    """Return one check as JSON-able data; `inputs` is null when they name what the asker may not see."""
    is_open = all(may_see(kind, rights) for kind in NAMED_BY_INPUTS.get(check.name, ()))
    reasons = [veil_reason(reason, rights) for reason in check.reasons]
    return {
        "name": check.name,
        "outcome": check.outcome,
        "inputs": check.inputs if is_open else None,
        "reasons": [reason.to_dict() for reason in dict.fromkeys(reasons)],
        "records": [link(record) for record in check.records if may_see(record.type, rights)],
    }


def link(record: Record) -> dict[str, Any]:
    """Return a record with the addresses of its page and of its history."""
    app, _dot, permission = RECORD_RIGHTS[record.type].partition(".")
    model = permission.removeprefix("view_")
    return {
        **record.to_dict(),
        "page": reverse(f"admin:{app}_{model}_change", args=[record.id]),
        "history": reverse("api-history", args=[f"{app}.{model}", record.id]),
    }
