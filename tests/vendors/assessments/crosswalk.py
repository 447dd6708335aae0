"""Two versions of a questionnaire of our own wording, and which question became which.

It has the sizes and the traps of a published one (CAIQ 4.0.3 to 4.1.0): the same frame about another thing, the same
thing in another frame, rules asked about in every domain in the same words, ids used again for a neighbour. The words
of the paraphrases are unknown to what is measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from random import Random

from tests.vendors.assessments.crosswalk_words import ADDED, DOMAINS, FRAMES, RULES, SYNONYMS
from vendors.questionnaires.content import Question, Questionnaire, Section


@dataclass(frozen=True)
class Crosswalk:
    """`truth` names the old id of every new one that asks the same.

    `reused` are the ids that ask something else, `identical` those that ask the same in the same words.
    """

    old: Questionnaire
    new: Questionnaire
    truth: dict[str, str]
    reused: frozenset[str]
    identical: frozenset[str]


@dataclass(frozen=True)
class Sizes:
    """How many questions share their id and keep their text, share it and are reworded, and so on."""

    identical: int = 106
    reworded: int = 75
    #: Ids that ask something else: what another id asked, or something that nobody asked before.
    reused_for_moved: int = 25
    reused_for_new: int = 34
    old_only: int = 21
    new_only_moved: int = 12
    new_only_new: int = 31


CAIQ_SIZES = Sizes()
#: Of the questions that moved to another id.
SHARE_REWORDED = 0.5
#: Of the reworded ones that have line ends in the middle, as cells of a workbook do; by itself that is no rewording.
SHARE_BROKEN = 0.3


def make_crosswalk(seed: int, sizes: Sizes = CAIQ_SIZES) -> Crosswalk:
    """Return two versions; the same seed gives the same ones."""
    chance = Random(seed)
    reuses = sizes.reused_for_moved + sizes.reused_for_new
    asked = sizes.identical + sizes.reworded + reuses + sizes.old_only
    texts = list(_list_texts(chance, asked + sizes.reused_for_new + sizes.new_only_new))
    old = dict(zip(_list_ids(texts), (text for _domain, text in texts), strict=True))
    # What only the new version asks.
    unheard = {
        id: old.pop(id) for id in chance.sample(sorted(old), sizes.reused_for_new + sizes.new_only_new)
    }
    rest = iter(chance.sample(sorted(old), len(old)))
    identical, reworded, reused, dropped = (
        list(islice(rest, count)) for count in (sizes.identical, sizes.reworded, reuses, sizes.old_only)
    )
    truth = {id: id for id in (*identical, *reworded)}
    new = {id: old[id] for id in identical} | {id: reword(chance, old[id]) for id in reworded}
    homeless = chance.sample([*reused, *dropped], len(reused) + len(dropped))
    for id in reused[: sizes.reused_for_moved]:
        truth[id] = next(each for each in homeless if each != id)
        homeless.remove(truth[id])
    for id in reused[sizes.reused_for_moved :]:
        new[id] = unheard.pop(_find_neighbour(id, unheard))
    for id in chance.sample(sorted(old), sizes.new_only_moved):
        truth[f"{id[:3]}-{int(id[4:6]) + 40}.{id[7:]}"] = homeless.pop()
    for id in sorted(truth.keys() - new.keys()):
        new[id] = old[truth[id]]
    for id in sorted(truth.keys() - {*identical, *reworded}):
        if chance.random() < SHARE_REWORDED:
            new[id] = reword(chance, new[id])
    return Crosswalk(_ask("1", old), _ask("2", new | unheard), truth, frozenset(reused), frozenset(identical))


def _list_texts(chance: Random, count: int) -> Iterator[tuple[str, str]]:
    """Yield questions, domain by domain: two about its rules, the others about its things."""
    each = -(-count // len(DOMAINS))
    left = count
    for code, subject, things in DOMAINS:
        texts = [rule.format(subject=subject) for rule in RULES]
        pairs = chance.sample(list(product(things, FRAMES)), each - len(texts))
        texts += [frame.format(thing=thing) for thing, frame in pairs]
        for text in texts[: min(each, left)]:
            yield code, text
        left -= min(each, left)


def _list_ids(texts: list[tuple[str, str]]) -> Iterator[str]:
    numbers: dict[str, int] = {}
    for code, _text in texts:
        number = numbers[code] = numbers.get(code, -1) + 1
        yield f"{code}-{number // 2 + 1:02d}.{number % 2 + 1}"


def _find_neighbour(id: str, candidates: dict[str, str]) -> str:
    """Return the nearest id of the same domain, or else any: an id is used again for something of its kind."""
    return min(candidates, key=lambda each: (each[:3] != id[:3], abs(int(each[4:6]) - int(id[4:6])), each))


def _ask(version: str, texts: dict[str, str]) -> Questionnaire:
    sections = {code: Section(code, subject) for code, subject, _things in DOMAINS}
    for id in sorted(texts):
        known = sections[id[:3]]
        asked = (*known.questions, Question(id, texts[id], good=("yes",)))
        sections[id[:3]] = Section(known.key, known.title, questions=asked)
    return Questionnaire("Crosswalk", tuple(sections.values()), "OWN", version)


def reword(chance: Random, text: str) -> str:
    """Return the same question in other words: one to three changes, each of which changes something."""
    wanted, changed = chance.randint(1, 3), text
    for change in chance.sample(CHANGES, len(CHANGES)):
        before, changed = changed, change(chance, changed)
        wanted -= changed != before
        if not wanted:
            break
    if changed == text:
        # A clause was added and dropped again.
        return reword(chance, text)
    return _break_the_lines(chance, changed) if chance.random() < SHARE_BROKEN else changed


def _use_synonyms(chance: Random, text: str) -> str:
    known = [(word, other) for word, other in SYNONYMS if word in text]
    for word, other in chance.sample(known, min(len(known), chance.randint(1, 4))):
        text = text.replace(word, other)
    return text


def _put_the_end_first(chance: Random, text: str) -> str:
    body, comma, end = text.rstrip("?").rpartition(", ")
    if not comma or len(end.split()) < 3 or end.startswith("and "):
        return text
    return f"{end[0].upper()}{end[1:]}: {body[0].lower()}{body[1:]}?"


def _add_a_clause(chance: Random, text: str) -> str:
    return f"{text.rstrip('?')}, {chance.choice(ADDED)}?"


def _drop_the_end(chance: Random, text: str) -> str:
    body, comma, end = text.rstrip("?").rpartition(", ")
    return f"{body}?" if comma and len(end) < len(body) // 2 else text


def _split_the_sentence(chance: Random, text: str) -> str:
    first, joint, second = text.rstrip("?").partition(" and ")
    return f"{first}? Furthermore, {second}?" if joint and len(second.split()) > 2 else text


def _merge_with_another(chance: Random, text: str) -> str:
    return f"{text.rstrip('?')}, and {chance.choice(('is this written down', 'can this be shown to us'))}?"


def _ask_for_a_statement(chance: Random, text: str) -> str:
    return f"Please state whether the following holds: {text[0].lower()}{text[1:]}"


def _break_the_lines(chance: Random, text: str) -> str:
    words = text.split(" ")
    cut = chance.randrange(1, len(words))
    return f"{' '.join(words[:cut])}\n{' '.join(words[cut:])} \n"


CHANGES = (
    _use_synonyms,
    _put_the_end_first,
    _add_a_clause,
    _drop_the_end,
    _split_the_sentence,
    _merge_with_another,
    _ask_for_a_statement,
)
