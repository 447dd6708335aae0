"""Answers: one question or many, now or at a past instant, with reasons veiled to what the asker may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput, NotPermitted
from governance.core.rights import Rights, rights_of
from imprimatur import Decision, Obligation, Question, Reason, Snapshot, evaluate
from registry.decisions.snapshots import get_snapshot, get_snapshot_at
from registry.sightings.recording import note_unknown

# A question about the future would be a promise; clocks may differ by this much.
CLOCKS_DIFFER = timedelta(minutes=5)
# The permission that the asker needs before a reason names its record, by the engine's word for the kind.
RECORD_RIGHTS = {
    "model": "registry.view_modelversion",
    "tool": "registry.view_modelversion",
    "agent": "registry.view_modelversion",
    "approval": "governance.view_approval",
    "vendor": "vendors.view_vendor",
    "service": "vendors.view_service",
    "agreement": "vendors.view_agreement",
    "certification": "vendors.view_agreement",
    "sub_processor": "vendors.view_service",
    "data_class": "governance.view_dataclass",
    "handling_rule": "governance.view_handlingrule",
    "region": "governance.view_region",
    "adequacy": "governance.view_adequacydecision",
    "team": "governance.view_team",
    "use_case": "governance.view_usecase",
    "kill_switch": "registry.view_killswitchengagement",
}
MAY_ASK = "registry.view_modelversion"


@dataclass(frozen=True, slots=True)
class PermittedModel:
    """A model version that a question without a resource would be permitted for."""

    resource_id: str
    label: str
    record_id: str
    obligations: tuple[Obligation, ...]
    valid_until: datetime


def check_may_ask(actor: Any) -> Rights:
    """Return the asker's rights, or raise NotPermitted: an answer tells of the registry, so asking needs its sight."""
    rights = rights_of(actor)
    if not rights.everywhere_has(MAY_ASK):
        raise NotPermitted(_("Your role does not allow asking for decisions."))
    return rights


def decide(*, actor: Any, question: Question, now: datetime | None = None) -> Decision:
    """Return the decision on one question from the last commit, or from history when the question says `at`.

    Raises NotPermitted, InvalidInput (an instant in the future), and whatever the database raises: no guess.
    """
    return decide_all(actor=actor, questions=[question], now=now)[1][0]


def decide_all(
    *, actor: Any, questions: Sequence[Question], now: datetime | None = None
) -> tuple[int, list[Decision]]:
    """Return the revision and the decisions in the order of the questions, all from that one revision.

    A question that says `at` is answered from history.
    """
    rights = check_may_ask(actor)
    instant = now or timezone.now()
    snapshot = get_snapshot()
    decisions = []
    for question in questions:
        decision = evaluate(choose_snapshot(snapshot, question, instant), question, instant)
        decisions.append(veil(decision, rights))
        if any(reason.code == "resource.unknown" for reason in decision.reasons) and question.at is None:
            note_unknown(
                resource_type=question.resource_type,
                identifier=question.resource_id,
                subject=f"{question.subject_type}:{question.subject_id}",
                use_case=question.use_case or "",
                caller_key=str(actor.pk),
            )
    return snapshot.revision, decisions


def choose_snapshot(present: Snapshot, question: Question, now: datetime) -> Snapshot:
    """Return the snapshot that the question is about; raise InvalidInput for an instant in the future."""
    if question.at is None:
        return present
    if question.at > now + CLOCKS_DIFFER:
        raise InvalidInput(
            _("What will be approved in the future is not known."), fields={"at": _("Lies in the future.")}
        )
    if question.at >= now:
        return present
    return get_snapshot_at(question.at.astimezone(UTC))


def veil(decision: Decision, rights: Rights) -> Decision:
    """Return the decision without the records, and their names, that the asker has no right to see."""
    return replace(decision, reasons=tuple(_veil_reason(reason, rights) for reason in decision.reasons))


def _veil_reason(reason: Reason, rights: Rights) -> Reason:
    if reason.record is None:
        return reason
    permission = RECORD_RIGHTS.get(reason.record.type)
    if permission is not None and rights.everywhere_has(permission):
        return reason
    return replace(reason, record=None)


def list_permitted(*, actor: Any, question_body: Mapping[str, Any], limit: int = 20) -> list[PermittedModel]:
    """Return the approved models for which the question, asked without a resource, would be permitted.

    Only versions with an approval in force are tried, at most 500 of them, in the order of their ids.
    """
    check_may_ask(actor)
    snapshot, now = get_snapshot(), timezone.now()
    approved = sorted(
        {a.resource_id for a in snapshot.approvals.values() if a.revoked_at is None and a.valid_from <= now}
    )
    found: list[PermittedModel] = []
    for resource_id in approved[:500]:
        body = {**question_body, "resource": {"type": "model", "id": resource_id}}
        decision = evaluate(snapshot, Question.from_dict(body), now, most_alternatives=0)
        resource = snapshot.resources.get(("model", resource_id))
        if decision.is_permit and resource is not None:
            found.append(
                PermittedModel(
                    resource_id,
                    resource.label,
                    resource.record_id,
                    decision.obligations,
                    decision.valid_until,
                )
            )
        if len(found) == limit:
            break
    return found
