"""Which questions are brought together."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from tests.vendors.questionnaires.made import IDS, a_question, ask
from vendors.assessments.matching import PairKind, match_questions
from vendors.assessments.similarity import normalise
from vendors.questionnaires.content import Questionnaire

TEXTS = st.lists(
    st.sampled_from(("audit", "backups", "keys", "reviewed", "yearly", "encrypted", "sites")),
    min_size=1,
    max_size=6,
).map(lambda words: f"Are {' '.join(words)}?")
CONTENTS = st.dictionaries(st.sampled_from(IDS), TEXTS, max_size=len(IDS)).map(
    lambda texts: ask(*(a_question(id, text) for id, text in texts.items()))
)
LAPTOPS = "Are all laptops encrypted with a key that the support desk keeps?"
LAPTOPS_TOO = "Are all laptops encrypted with a key, and does the support desk keep it?"
VISITORS = "Do visitors wear a badge and sign a register at the gate?"
BACKUPS = "Are backups restored twice a year to see whether they can be read?"


def match(old: dict[str, str], new: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return (old id, new id, kind) of all pairs by new id, then of the ids that ask something else."""
    contents = (ask(*(a_question(id, text) for id, text in each.items())) for each in (old, new))
    found = match_questions(*contents)
    both = (sorted(each.values(), key=lambda pair: pair.new.id) for each in (found.pairs, found.reused))
    return [(pair.old.id, pair.new.id, pair.kind.value) for each in both for pair in each]


@given(CONTENTS, CONTENTS, st.integers(0, 1000))
def test_each_question_is_in_one_pair_at_most_and_the_same_is_always_found(
    old: Questionnaire, new: Questionnaire, threshold: int
) -> None:
    found = match_questions(old, new, threshold)
    assert len({pair.old.id for pair in found.pairs.values()}) == len(found.pairs)
    for id, pair in found.pairs.items():
        assert (pair.new.id, pair.kind is PairKind.MOVED) == (id, pair.old.id != id)
        assert pair.similarity >= threshold
    for question in new:
        earlier = old.get(question.id)
        is_same = earlier is not None and normalise(earlier.text) == normalise(question.text)
        pair_kind = found.pairs[question.id].kind if question.id in found.pairs else None
        assert (pair_kind is PairKind.SAME) is is_same
        # Of every id that both use it is said either that it asks the same or that it does not.
        is_kept = pair_kind in (PairKind.SAME, PairKind.REWORDED)
        assert (question.id in found.reused) is (earlier is not None and not is_kept)


@given(CONTENTS)
def test_a_questionnaire_is_the_same_as_itself(content: Questionnaire) -> None:
    found = match_questions(content, content)
    assert [(pair.old, pair.kind) for pair in found.pairs.values()] == [
        (each, PairKind.SAME) for each in content
    ]
    assert found.reused == {}


def test_ids_that_change_places_are_found_by_their_texts_and_warned_of() -> None:
    assert match({"A": LAPTOPS, "B": VISITORS}, {"A": VISITORS, "B": LAPTOPS_TOO}) == [
        ("B", "A", "moved"),
        ("A", "B", "moved"),
        ("A", "A", "reused_id"),
        ("B", "B", "reused_id"),
    ]


def test_line_breaks_and_quotes_make_no_other_question() -> None:
    assert match({"A": "Is it “safe”\nto use? "}, {"A": 'Is it "safe" to use?'}) == [("A", "A", "same")]


def test_other_words_under_the_same_id_are_a_rewording() -> None:
    old = {"A": LAPTOPS, "B": VISITORS, "C": BACKUPS}
    assert match(old, {"A": LAPTOPS_TOO, "C": VISITORS}) == [
        ("A", "A", "reworded"),
        ("B", "C", "moved"),
        ("C", "C", "reused_id"),
    ]


def test_what_is_asked_twice_in_the_same_words_is_not_moved_by_guess() -> None:
    old = {"A": LAPTOPS, "B": LAPTOPS, "C": VISITORS}
    assert match(old, {"X": LAPTOPS, "Y": VISITORS}) == [("C", "Y", "moved")]


def test_an_id_is_no_reason_when_another_question_is_as_alike() -> None:
    frame = "Are rules for {} written down, approved by management and made known to all staff?"
    old = {"A": frame.format("audits"), "B": frame.format("visitors"), "C": BACKUPS}
    new = {"A": frame.format("laptops"), "B": frame.format("visitors"), "C": BACKUPS.replace("twice", "once")}
    assert match(old, new) == [("B", "B", "same"), ("C", "C", "reworded"), ("A", "A", "reused_id")]


def test_many_questions_are_brought_together_soon() -> None:
    def make(prefix: str, frame: str) -> Questionnaire:
        return ask(*(a_question(f"{prefix}{number}", frame.format(number)) for number in range(1_500)))

    for one, other in (
        (
            "Is control {} of the policy reviewed each year?",
            "Is control {} of the policy reviewed once a year?",
        ),
        ("Is the policy reviewed each year?{}", "Is the policy reviewed once a year?{}"),
    ):
        begun = time.perf_counter()
        match_questions(make("A", one), make("B", other))
        # A second; all pairs would be two million and take minutes.
        assert time.perf_counter() - begun < 45
