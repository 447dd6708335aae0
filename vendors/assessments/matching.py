"""Which question of a new questionnaire asks what an old one asked. No Django.

Ids alone prove nothing: published questionnaires use one id for other questions in their next version. The same id with
the same text is the same question. Beyond that texts decide, and only where it is clear which is meant: the likest pair
first, each question once, since a question is seldom split in two and what is left over is looked at by people anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vendors.assessments.similarity import TextIndex, normalise
from vendors.questionnaires.content import Question, Questionnaire

#: How alike two questions have to be, in parts per thousand as all here.
THRESHOLD = 400
#: By how much a pair must be more alike than any other pair of the two, or it is not clear what is meant: frames such
#: as "are policies for … reviewed each year?" make many questions alike. `tests/benchmarks/carry_forward.py` measures
#: what other figures would give.
MARGIN = 60
IDENTICAL = 1000


class PairKind(StrEnum):
    """How an old and a new question belong together; the names are stored."""

    #: The same id and the same text.
    SAME = "same"
    #: The same id and a similar text.
    REWORDED = "reworded"
    #: Another id, and the same or a similar text.
    MOVED = "moved"
    #: The same id, which asks something else now: a warning.
    REUSED_ID = "reused_id"


@dataclass(frozen=True, slots=True)
class Pair:
    """An old and a new question; `similarity` of their texts is in parts per thousand."""

    old: Question
    new: Question
    similarity: int
    kind: PairKind


@dataclass(frozen=True, slots=True)
class Matching:
    """The pairs that ask the same, and those that only share an id; both by the id of the new question."""

    pairs: Mapping[str, Pair]
    reused: Mapping[str, Pair]


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How alike an old and a new question are, named by their positions."""

    old: int
    new: int
    similarity: int
    has_same_id: bool

    @property
    def rank(self) -> tuple[int, bool, int, int]:
        return -self.similarity, not self.has_same_id, self.new, self.old


def match_questions(
    old_content: Questionnaire, new_content: Questionnaire, threshold: int = THRESHOLD, margin: int = MARGIN
) -> Matching:
    """Return which questions belong together; pairs under the threshold or the margin are left out."""
    old, new = list(old_content), list(new_content)
    same: dict[int, int] = {}
    positions = {question.id: position for position, question in enumerate(old)}
    for position, question in enumerate(new):
        found = positions.get(question.id)
        if found is not None and normalise(old[found].text) == normalise(question.text):
            same[position] = found
    likenesses = list(_measure(old, new, positions, same))
    pairs = {
        new[position].id: Pair(old[found], new[position], IDENTICAL, PairKind.SAME)
        for position, found in same.items()
    }
    for each in _choose(likenesses, set(same.values()), threshold, margin):
        kind = PairKind.REWORDED if each.has_same_id else PairKind.MOVED
        pairs[new[each.new].id] = Pair(old[each.old], new[each.new], each.similarity, kind)
    reused = {}
    for each in likenesses:
        asked = new[each.new]
        if each.has_same_id and (asked.id not in pairs or pairs[asked.id].kind is PairKind.MOVED):
            reused[asked.id] = Pair(old[each.old], asked, each.similarity, PairKind.REUSED_ID)
    return Matching(pairs, reused)


def _measure(
    old: Sequence[Question], new: Sequence[Question], positions: Mapping[str, int], same: Mapping[int, int]
) -> Iterator[_Likeness]:
    """Yield how alike each new question that is not settled is to the old ones of its likes and to that of its id."""
    index = TextIndex([question.text for question in old], [question.text for question in new])
    for position, question in enumerate(new):
        if position in same:
            continue
        own = positions.get(question.id)
        likely = index.find(position)
        for each in likely if own is None or own in likely else [*likely, own]:
            yield _Likeness(each, position, index.measure(each, position), each == own)


def _choose(
    likenesses: Iterable[_Likeness], taken: set[int], threshold: int, margin: int
) -> Iterator[_Likeness]:
    """Yield the likest pairs, each old and new question once, without those of which it is not clear what is meant."""
    found = sorted(likenesses, key=lambda each: each.rank)
    of_old, of_new = (
        _find_seconds((each.old, each) for each in found),
        _find_seconds((each.new, each) for each in found),
    )
    done: set[int] = set()
    for each in found:
        if each.similarity < threshold or each.old in taken or each.new in done:
            continue
        rival = max(of_old.get(each.old, 0), of_new.get(each.new, 0))
        if each.similarity - rival >= margin:
            taken.add(each.old)
            done.add(each.new)
            yield each


def _find_seconds(likenesses: Iterable[tuple[int, _Likeness]]) -> dict[int, int]:
    """Return the second highest similarity of each question that has more than one."""
    highest: dict[int, int] = {}
    second: dict[int, int] = {}
    for position, each in likenesses:
        best = highest.get(position)
        if best is not None:
            second[position] = max(second.get(position, 0), min(best, each.similarity))
        highest[position] = max(best or 0, each.similarity)
    return second
