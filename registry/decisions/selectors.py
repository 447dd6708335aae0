"""Answers: one question or many, now or at a past instant, with reasons veiled to what the asker may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput, NotPermitted
from governance.core.ids import CountedIds
from governance.core.origin import current_origin
from governance.core.rights import Rights, rights_of
from imprimatur import Decision, Obligation, Question, evaluate
from imprimatur.terms import ANY
from registry.decision_log.asked import key_of
from registry.decision_log.enums import Through
from registry.decision_log.journal import journal
from registry.decision_log.notes import Call, Note
from registry.decisions.snapshots import get_snapshot, get_snapshot_at
from registry.decisions.veiling import veil
from registry.sightings.recording import note_unknown

# A question about the future would be a promise; clocks may differ by this much.
CLOCKS_DIFFER = timedelta(minutes=5)
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


class Answers(NamedTuple):
    """The decisions of one call, all from one revision, and the id of each."""

    revision: int
    decisions: list[Decision]
    ids: list[str]


def decide(
    *, actor: Any, question: Question, now: datetime | None = None, through: str = Through.PAGE
) -> Decision:
    """Return the decision on one question from the last commit, or from history when the question says `at`.

    Raises NotPermitted, InvalidInput (an instant in the future), and whatever the database raises: no guess.
    """
    return decide_all(actor=actor, questions=[question], now=now, through=through).decisions[0]


def decide_all(
    *,
    actor: Any,
    questions: Sequence[Question],
    now: datetime | None = None,
    through: str = Through.PAGE,
) -> Answers:
    """Return the decisions in the order of the questions, all from one revision, and take note of each.

    A question that says `at` is answered from history.
    """
    rights = check_may_ask(actor)
    instant = now or timezone.now()
    for question in questions:
        check_instant(question, instant)
    present = get_snapshot()
    decisions: dict[int, Decision] = {}
    # One snapshot of the past at a time: each is as large as the registry was.
    for past, places in group_by_past(questions, instant).items():
        snapshot = present if past is None else get_snapshot_at(past)
        for place in places:
            decisions[place] = evaluate(snapshot, questions[place], instant)
    for place, question in enumerate(questions):
        if question.at is None and is_unknown(decisions[place]):
            note_unknown(
                resource_type=question.resource_type,
                identifier=question.resource_id,
                subject=f"{question.subject_type}:{question.subject_id}",
                use_case=question.use_case or "",
                caller_key=str(actor.pk),
            )
    in_order = [decisions[place] for place in range(len(questions))]
    first = take_note(actor, through, questions, in_order)
    ids = [str(UUID(int=first + place)) for place in range(len(questions))]
    return Answers(present.revision, [veil(decision, rights) for decision in in_order], ids)


def take_note(actor: Any, through: str, questions: Sequence[Question], decisions: Sequence[Decision]) -> int:
    """Put the decisions of one call into the log, and return the first one's id; the others count up from it."""
    first = CountedIds().first
    notes = [
        Note(
            key_of(question),
            decision.decision,
            tuple(reason.code for reason in decision.reasons),
            question.at,
        )
        for question, decision in zip(questions, decisions, strict=True)
    ]
    if notes:
        who = (actor.pk, current_origin().key_id, through, decisions[0].revision)
        journal.add(Call(who, first, notes), is_inside=connection.in_atomic_block)
    return first


def check_instant(question: Question, now: datetime) -> None:
    """Raise InvalidInput when the question is about the future."""
    if question.at is not None and question.at > now + CLOCKS_DIFFER:
        raise InvalidInput(
            _("What will be approved in the future is not known."), fields={"at": _("Lies in the future.")}
        )


def group_by_past(questions: Sequence[Question], now: datetime) -> dict[datetime | None, list[int]]:
    """Return the places of the questions by the past instant they are about; None is the present."""
    groups: dict[datetime | None, list[int]] = {}
    for place, question in enumerate(questions):
        is_past = question.at is not None and question.at < now
        groups.setdefault(question.at if is_past else None, []).append(place)
    return groups


def is_unknown(decision: Decision) -> bool:
    """Say whether nothing is registered under the name that was asked for."""
    return any(reason.code == "resource.unknown" for reason in decision.reasons)


def list_permitted(*, actor: Any, question_body: Mapping[str, Any], limit: int = 20) -> list[PermittedModel]:
    """Return the approved models for which the question, asked without a resource, would be permitted.

    Only versions with an approval in force for the use case are tried, at most 500, in the order of their ids.
    """
    check_may_ask(actor)
    snapshot, now = get_snapshot(), timezone.now()
    use_case = question_body["action"]["properties"]["use_case"]
    approved = sorted(
        {
            approval.resource_id
            for approval in snapshot.approvals.values()
            if approval.is_in_force(now) and not approval.use_cases.isdisjoint((use_case, ANY))
        }
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
