"""How alike the texts of two lists are, without a language model and without comparing all with all. No Django.

A text is taken as the beginnings of its words (`encryption` and `encrypted` begin alike) and as the trigrams of its
letters; what all texts have in common ("policies and procedures are reviewed") weighs little, what few have weighs
much. Two texts are as alike as the weight of what they share is of the whole, the mean of words and trigrams. In the
whole, what only one of them has counts

- half, when no text of the other list has it: it may be another word for the same;
- in full, when others there have it: it may have been added or left out;
- double, as far as both texts have such words of their own: then one thing stands where the other stood.

All is whole numbers, so that the same texts give the same answer everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log

#: Texts are compared by their beginning, which bounds the work for a text of any length.
LONGEST_COMPARED = 1_000
BEGINNING = 5
#: How many texts one text is compared with, and how many entries of the index are read to find them.
MOST_COMPARED = 12
MOST_READ = 2_000
#: More than 1 makes what is common weigh even less: measured on published questionnaires, whose frames are long.
STEEPNESS = 1.5
#: As many other texts are imagined, so that two lists of a few texts do not take each word for a common one.
TEXTS_BESIDES = 10
# fmt: off
STOP_WORDS = frozenset([
    "a", "all", "an", "and", "any", "are", "as", "at", "be", "been", "being", "by", "do", "does", "for",
    "from", "has", "have", "if", "in", "into", "is", "it", "its", "of", "on", "or", "other", "such",
    "than", "that", "the", "their", "them", "there", "these", "this", "those", "to", "was", "were",
    "which", "will", "with", "you", "your",
])
# fmt: on
NEGATIONS = frozenset(["not", "no", "never", "without", "cannot", "nor", "neither", "non"])
_PUNCTUATION = re.compile(r"""[\s.,;:!?'"()\[\]{}‐-―…‘-‟-]+""")
_WORD = re.compile(r"\w+")


def normalise(text: str) -> str:
    """Return the text without what makes no difference: case, widths, white space, quotes, dashes, points, brackets."""
    return _PUNCTUATION.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def is_negated(text: str) -> bool:
    """Whether a text says no once, or any odd number of times: then yes may mean what no meant without it."""
    return sum(word in NEGATIONS for word in _WORD.findall(normalise(text))) % 2 == 1


@dataclass(frozen=True, slots=True)
class Wording:
    """What a text is compared by."""

    words: frozenset[str]
    trigrams: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Wording:
        """Return the wording of a text; a text of stop words alone is taken by them."""
        every = _WORD.findall(normalise(text[:LONGEST_COMPARED]))
        telling = [word for word in every if word not in STOP_WORDS] or every
        return cls(
            frozenset(word[:BEGINNING] for word in telling),
            frozenset(part for word in telling for part in _list_trigrams(word)),
        )


def _list_trigrams(word: str) -> Iterator[str]:
    padded = f" {word} "
    return (padded[start : start + 3] for start in range(len(padded) - 2))


class TextIndex:
    """Two lists of texts; their positions in the lists name them."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        before, after = [Wording.of(text) for text in old], [Wording.of(text) for text in new]
        self._words = _Parts([each.words for each in before], [each.words for each in after])
        self._trigrams = _Parts([each.trigrams for each in before], [each.trigrams for each in after])
        self._index: dict[str, list[int]] = defaultdict(list)
        for position, wording in enumerate(before):
            for word in wording.words:
                self._index[word].append(position)

    def measure(self, old: int, new: int) -> int:
        """Return how alike two texts are in parts per thousand."""
        return (self._words.measure(old, new) + self._trigrams.measure(old, new)) // 2

    def find(self, new: int) -> list[int]:
        """Return the old texts that are worth measuring, likeliest first; bounded work however many there are."""
        words = sorted(self._words.new[new], key=lambda word: (len(self._index.get(word, ())), word))
        found: Counter[int] = Counter()
        left = MOST_READ
        for word in words:
            entries = self._index.get(word, ())[:left]
            left -= len(entries)
            weight = self._words.weights[word]
            for old in entries:
                found[old] += weight
        return nlargest(MOST_COMPARED, found, key=lambda old: (found[old], -old))


class _Parts:
    """The parts of old and new texts, and what each weighs: the more texts a part is in, the less."""

    def __init__(self, old: Sequence[frozenset[str]], new: Sequence[frozenset[str]]) -> None:
        self.old, self.new = old, new
        counts = Counter(part for parts in (*old, *new) for part in parts)
        texts = len(old) + len(new) + TEXTS_BESIDES
        self.weights = {part: round(1000 * log(texts / count) ** STEEPNESS) for part, count in counts.items()}
        of_old, of_new = frozenset[str]().union(*old), frozenset[str]().union(*new)
        self._old = [(self._add(parts & of_new), self._add(parts - of_new)) for parts in old]
        self._new = [(self._add(parts & of_old), self._add(parts - of_old)) for parts in new]

    def measure(self, old: int, new: int) -> int:
        """Return how much of the whole two texts share, in parts per thousand."""
        shared = self._add(self.old[old] & self.new[new])
        if not shared:
            return 0
        (known_before, unknown_before), (known_after, unknown_after) = self._old[old], self._new[new]
        gone, come = known_before - shared, known_after - shared
        unknown = (unknown_before + unknown_after) // 2
        return 2000 * shared // (2 * shared + gone + come + 2 * min(gone, come) + unknown)

    def _add(self, parts: Iterable[str]) -> int:
        return sum(map(self.weights.__getitem__, parts))
