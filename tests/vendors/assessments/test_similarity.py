"""How alike texts are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.assessments.similarity import MOST_COMPARED, TextIndex, is_negated, normalise

WORDS = ("audit", "backups", "keys", "are", "reviewed", "not", "yearly", "encrypted", "sites", "vendors")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join) | st.text(max_size=20)
LISTS = st.lists(TEXTS, min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is data\nbacked  up? \n", "is data backed up"),
        ("“Read-only” logs (all)", "read only logs all"),
        ("ＦＵＬＬ width; Ｎｏ．", "full width no"),
        ("Is loss < 5 %?", "is loss < 5 %"),
        ("…?!", ""),
    ],
)
def test_what_makes_no_difference_is_taken_out(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_more_and_less_are_different_texts() -> None:
    assert normalise("Is loss < 5 %?") != normalise("Is loss > 5 %?")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is data shared?", False),
        ("Is data not shared?", True),
        ("Is it never NOT shared?", False),
        ("Is a note shared?", False),
    ],
)
def test_a_text_that_says_no_is_told(text: str, expected: bool) -> None:
    assert is_negated(text) is expected


@given(LISTS, LISTS)
def test_likeness_is_mutual_and_lies_between_nothing_and_the_same(old: list[str], new: list[str]) -> None:
    there, back = TextIndex(old, new), TextIndex(new, old)
    for one, before in enumerate(old):
        for other, after in enumerate(new):
            likeness = there.measure(one, other)
            assert 0 <= likeness <= 1000
            assert back.measure(other, one) == likeness
            if normalise(before) == normalise(after) and any(map(str.isalnum, normalise(after))):
                assert likeness == 1000


@given(LISTS, LISTS)
def test_the_same_text_is_always_among_the_few_that_are_compared(old: list[str], new: list[str]) -> None:
    index = TextIndex(old, new)
    for position, text in enumerate(new):
        found = index.find(position)
        assert len(set(found)) == len(found) <= MOST_COMPARED
        if any(map(str.isalnum, normalise(text))):
            assert {each for each, other in enumerate(old) if normalise(other) == normalise(text)} <= set(
                found
            )


def test_the_likeliest_is_found_first_and_no_more_than_a_few() -> None:
    old = [f"Is control {number} of the policy reviewed?" for number in range(1000, 1100)]
    found = TextIndex(old, ["Is control 1042 of the policy reviewed?"]).find(0)
    assert (found[0], len(found)) == (42, MOST_COMPARED)


def test_one_thing_in_the_place_of_another_is_less_alike_than_a_thing_added() -> None:
    old = [
        "Are laptops encrypted by the support desk?",
        "Are telephones kept in a safe?",
        "Are cables labelled?",
    ]
    new = [
        "Are laptops and telephones encrypted by the support desk?",
        "Are telephones encrypted by the support desk?",
        "Are gadgets encrypted by the support desk?",
    ]
    added, replaced, unheard = (TextIndex(old, new).measure(0, position) for position in range(3))
    assert added > unheard > replaced


def test_words_that_begin_alike_are_alike() -> None:
    index = TextIndex(
        ["Is encryption documented?", "Are visitors escorted?"], ["Is documentation encrypted?", "Who?"]
    )
    assert index.measure(0, 0) > 500
    assert index.measure(1, 0) < 100
    assert index.measure(0, 1) == 0
