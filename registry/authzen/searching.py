"""Subject, Resource and Action Search: what would be permitted, found by asking the engine for each candidate.

A result is returned only when the very same evaluation would be answered true, and only if the caller may see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone

from governance.accounts.models import Team, User
from governance.core.rights import rights_of
from governance.use_cases.models import UseCase
from imprimatur import Question, Snapshot, evaluate
from imprimatur.terms import ANY
from registry.authzen.paging import Page
from registry.authzen.translation import UnknownKind, read_entity, read_question
from registry.decisions.selectors import check_instant, check_may_ask
from registry.decisions.snapshots import get_snapshot, get_snapshot_at

PHASES = (1, 2, 3, 4)
ANYTHING = "-"


def search_subjects(*, actor: Any, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the subjects of a kind that may do this with this. Raises InvalidInput (400) and NotPermitted (403)."""
    return _search_entities(actor, body, "subject")


def search_resources(*, actor: Any, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the resources of a kind with which this subject may do this."""
    return _search_entities(actor, body, "resource")


def _search_entities(actor: Any, body: Mapping[str, Any], name: str) -> dict[str, Any]:
    check_may_ask(actor)
    kind = read_entity(body, name, without="id")["type"]
    page = Page.of(body, actor=actor, search=name)
    question = _read(body, **{name: {"type": kind, "id": ANYTHING}})
    if question is None:
        return page.cut((), bool, _show_nothing)
    search = Search(actor, question)
    return page.cut(
        search.list_subjects(kind) if name == "subject" else search.list_resources(kind),
        lambda key: search.permits(**{f"{name}_id": key}),
        lambda key: {"type": kind, "id": key},
    )


def search_actions(*, actor: Any, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what this subject may do with this: the one action, once for each use case and phase."""
    check_may_ask(actor)
    page = Page.of(body, actor=actor, search="action")
    question = _read(
        {name: value for name, value in body.items() if name != "action"}, action={"name": "use"}
    )
    if question is None:
        return page.cut((), bool, _show_nothing)
    search = Search(actor, question)
    return page.cut(
        search.list_uses(),
        lambda key: search.permits(**_use_of(key)),
        lambda key: {"name": "use", "properties": _use_of(key)},
    )


def _read(body: Mapping[str, Any], **filled: Any) -> Question | None:
    """Return the question with a stand-in for what is searched; None for a kind that is not known."""
    entities = {name: {**body.get(name, {}), **value} for name, value in filled.items()}
    try:
        return read_question({**body, **entities})
    except UnknownKind:
        return None


def _show_nothing(_key: str) -> dict[str, Any]:
    return {}


def _use_of(key: str) -> dict[str, Any]:
    use_case, _slash, phase = key.rpartition("/")
    return {"use_case": use_case, "phase": int(phase)}


class Search:
    """One search from one snapshot."""

    def __init__(self, actor: Any, question: Question) -> None:
        self.actor = actor
        self.now = timezone.now()
        check_instant(question, self.now)
        is_past = question.at is not None and question.at < self.now
        self.question = question
        self.snapshot: Snapshot = get_snapshot_at(question.at) if is_past and question.at else get_snapshot()

    def permits(self, **changes: Any) -> bool:
        """Say whether the question, with these parts put in, is permitted."""
        question = replace(self.question, **changes)
        return evaluate(self.snapshot, question, self.now, most_alternatives=0).is_permit

    def list_subjects(self, kind: str) -> list[str]:
        """Return the subjects of a kind that are on record and that the caller may see, sorted."""
        if kind == "team":
            return self._keep_visible(self.snapshot.teams, Team, "key")
        if kind == "person":
            return self._keep_visible(self.snapshot.people or {}, User, "email")
        return sorted(self.snapshot.agents or {})

    def list_resources(self, kind: str) -> list[str]:
        """Return the resources of a kind that were ever approved for the use case, sorted."""
        candidates = self.snapshot.index.candidates
        use_case = self.question.use_case
        if use_case is None:
            return []
        return sorted({*candidates.get((kind, use_case, "all", "")), *candidates.get((kind, ANY, "all", ""))})

    def list_uses(self) -> list[str]:
        """Return "use case/phase" for every use case that the caller may see, sorted."""
        keys = self._keep_visible(self.snapshot.use_cases, UseCase, "key")
        return sorted(f"{key}/{phase}" for key in keys for phase in PHASES)

    def _keep_visible(self, facts: Mapping[str, Any], model: Any, column: str) -> list[str]:
        if rights_of(self.actor).everywhere_has(model.get_permission("view")):
            return sorted(facts)
        seen = model.objects.restrict(self.actor, "view").values_list(column, flat=True)
        return sorted(set(facts) & set(seen))
