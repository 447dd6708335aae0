"""Answers that are kept across changes are those that would be given anew: seven models, thousands of small changes."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import msgspec
import pytest

from governance.core.rights import Rights
from imprimatur import Snapshot
from imprimatur.facts import Alias, KillSwitch
from imprimatur.snapshot import KINDS
from registry.decisions.api import describe
from registry.fast_lane import book as book_module
from registry.fast_lane.book import Answer, Book, Shelf
from registry.fast_lane.reading import Circumstances, Deed, Entity, Plain, Purpose
from tests.imprimatur.world import APPROVAL, MODEL, NOW, START, a_snapshot

STEPS = int(os.environ.get("DELTAS", "150"))
EVERYTHING = Rights(superuser=True)
NAMES = [f"omni/omni-{number}-2026-03-01" for number in range(7)]
USE_CASES: list[frozenset[str]] = [
    frozenset(each) for each in ({"ticket-summaries"}, {"drafting"}, {"ticket-summaries", "drafting"}, {"*"})
]
#: Two of the models have a family of their own, so that what is near differs.
MODELS = [
    replace(MODEL, id=name, record_id=name, label=name, family=f"family-{number // 5}")
    for number, name in enumerate(NAMES)
]
ASKED = [
    Plain(
        Entity("team", team),
        Deed("use", Purpose(use_case, 1)),
        Entity("model", name),
        Circumstances(("internal",), "aws:eu-west-1", "production"),
    )
    for team, use_case, name in product(
        ("support", "sales"), ("ticket-summaries", "drafting"), [*NAMES, "omni/any"]
    )
]


def change(chance: random.Random, now: Snapshot, number: int) -> dict[str, dict[Any, Any]]:
    """Return one change: an approval, a model, an alias or a kill switch of a model comes, goes, or is another."""
    name = chance.choice(NAMES)
    kind = chance.choice(("approvals", "resources", "resources", "kill_switches", "aliases"))
    fact: Any
    if kind == "approvals":
        fact = replace(
            APPROVAL,
            id=f"of-{name}-{number % 2}",
            resource_id=name,
            use_cases=chance.choice(USE_CASES),
            teams=frozenset(chance.sample(("support", "sales"), chance.randint(1, 2))),
        )
    elif kind == "resources":
        fact = replace(
            chance.choice([model for model in MODELS if model.id == name]),
            label=f"{name} {number}",
            lifecycle=chance.choice(("approved", "suspended")),
            family=f"family-{chance.randrange(3)}",
        )
    elif kind == "aliases":
        fact = Alias("model", "omni/any", name, is_floating=chance.random() < 0.5)
    else:
        fact = KillSwitch(f"of-{name}", "model", name, START, None, "Leak")
    key = KINDS[kind][1](fact)
    return {kind: {key: None if key in getattr(now, kind) and chance.random() < 0.5 else fact}}


def what_is_said(answer: Answer) -> Any:
    """Return everything of an answer but from when on it is known."""
    return answer.decision.decision, answer.note, answer.parts, answer.end, answer.is_unknown


def test_a_kept_answer_is_the_one_that_would_be_given_anew() -> None:
    chance = random.Random(11)
    approvals = [replace(APPROVAL, id=f"of-{name}-0", resource_id=name) for name in NAMES]
    snapshot = a_snapshot(resources=MODELS, approvals=approvals)
    shelf = Shelf()
    kept_denials = offers = 0
    for number in range(STEPS):
        snapshot = snapshot.apply(change(chance, snapshot, number), revision=number + 100)
        book = Book(snapshot, EVERYTHING, describe, shelf)
        before = dict(shelf.answers)
        anew = Book(snapshot, EVERYTHING, describe, Shelf())
        for asked in ASKED:
            answer = book.find_all([asked], NOW)[0]
            assert what_is_said(answer) == what_is_said(anew.find_all([asked], NOW)[0]), (number, asked)
            if not answer.decision.is_permit and before.get(asked) is answer:
                kept_denials += 1
                offers += bool(answer.decision.alternatives)
    assert kept_denials > STEPS
    assert offers > STEPS / 10


def test_a_shelf_of_too_much_begins_anew() -> None:
    """Denials that looked at much are few on a shelf, and nothing of a cleared shelf is told."""
    snapshot = a_snapshot(
        resources=MODELS, approvals=[replace(APPROVAL, id=name, resource_id=name) for name in NAMES]
    )
    shelf = Shelf()
    book = Book(snapshot, EVERYTHING, describe, shelf)
    for asked in ASKED:
        shelf._looked_at += 100_000
        book.find_all([asked], NOW)[0]
        assert len(shelf.answers) <= 3


class Paused(dict[Plain, Answer]):
    """Answers of a shelf; between taking one and giving it, something happens."""

    def __init__(self, answers: dict[Plain, Answer], meanwhile: Callable[[], object]) -> None:
        super().__init__(answers)
        self._meanwhile = meanwhile

    def get(self, asked: Plain, otherwise: Any = None) -> Any:
        """Return an answer, late."""
        found = super().get(asked, otherwise)
        self._meanwhile()
        return found


def test_an_answer_of_an_older_snapshot_is_taken_for_no_newer_one_whatever_threads_do() -> None:
    """One that still answers from before a kill moves the shelf back, another moves it on again, within one look."""
    approval = replace(APPROVAL, id="of-it", resource_id=NAMES[0])
    before = a_snapshot(resources=MODELS, approvals=[approval])
    kill = KillSwitch("of-it", "model", NAMES[0], START, None, "Leak")
    after = before.apply({"kill_switches": {kill.id: kill}}, revision=before.revision + 1)
    asked, shelf = ASKED[0], Shelf()
    later = Book(after, EVERYTHING, describe, shelf)
    earlier = Book(before, EVERYTHING, describe, shelf)
    assert earlier.find_all([asked], NOW)[0].is_permit
    shelf.answers = Paused(shelf.answers, lambda: Book(after, EVERYTHING, describe, shelf))
    assert not later.find_all([asked], NOW)[0].is_permit


def test_a_shelf_forgets_denials_that_were_taken_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the names of ever new ones, each taken down by a change before the shelf is full, would fill the memory."""
    monkeypatch.setattr(book_module, "MOST_LOOKED_AT", 50)
    approval = replace(APPROVAL, id="of-it", resource_id=NAMES[0])
    snapshot, shelf = a_snapshot(resources=MODELS[:1], approvals=[approval]), Shelf()
    for number in range(200):
        named = replace(MODELS[0], label=str(number))
        snapshot = snapshot.apply({"resources": {("model", NAMES[0]): named}}, revision=number + 100)
        asked = msgspec.structs.replace(ASKED[0], subject=Entity("team", f"nobody-{number}"))
        assert not Book(snapshot, EVERYTHING, describe, shelf).find_all([asked], NOW)[0].is_permit
        assert len(shelf.answers) == 1
    assert sum(map(len, shelf._denials.values())) <= 51
