"""Names that cannot be seen for what they are get refused; names that look alike are found."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from registry.ai_models.naming import UnsafeName, find_collisions, fold, printable, validate_identifier


@pytest.mark.parametrize(
    "name",
    [
        "gpt-4o",
        "accounts/fireworks/models/llama-v3p2-1b",
        "@cf/meta/llama-2-7b",
        "Llama 3.1 8B",
        "modèle-é",
        "模型",
    ],
)
def test_an_ordinary_name_is_returned_as_it_is(name):
    assert validate_identifier(name) == name


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "The name is empty."),
        (" gpt-4o", "The name begins or ends with a space."),
        ("gpt-4o\u3000", "The name begins or ends with a space."),
        ("x" * 301, "The name has 301 characters; at most 300 are allowed."),
        ("gpt\x00-4o", "The name contains a control character (U+0000)."),
        ("gpt\n4o", "The name contains a control character (U+000A)."),
        ("gpt\x7f4o", "The name contains a control character (U+007F)."),
        ("gpt\u200b-4o", "The name contains an invisible character (U+200B)."),
        ("gpt\u200d-4o", "The name contains an invisible character (U+200D)."),
        ("gpt\u00ad-4o", "The name contains an invisible character (U+00AD)."),
        ("gpt\ufeff-4o", "The name contains an invisible character (U+FEFF)."),
        ("gpt\u202e-4o", "The name contains an invisible character (U+202E)."),
        ("gpt\u2066-4o", "The name contains an invisible character (U+2066)."),
        ("gpt\ufe0f-4o", "The name contains an invisible character (U+FE0F)."),
        ("gpt\U000e0041-4o", "The name contains an invisible character (U+E0041)."),
        ("gpt\u3164-4o", "The name contains an invisible character (U+3164)."),
        ("gpt\u034f-4o", "The name contains an invisible character (U+034F)."),
        ("gpt\u00a0-4o", "The name contains an unusual space (U+00A0)."),
        ("gpt\u2028-4o", "The name contains an unusual space (U+2028)."),
        ("gpt\ue000-4o", "The name contains a character without a meaning (U+E000)."),
        ("gpt\uffff-4o", "The name contains a character without a meaning (U+FFFF)."),
        ("gpt\ud800-4o", "The name contains half of a surrogate pair (U+D800)."),
    ],
)
def test_a_name_that_hides_something_is_refused_with_the_reason(name, why):
    with pytest.raises(UnsafeName) as refused:
        validate_identifier(name)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    "look_alike",
    [
        "GPT-4O-mini",
        "gpt_4o_mini",
        "gpt 4o.mini",
        "gpt--4o-mini",
        "gpt-4\u043e-mini",  # Cyrillic o
        "gpt-4\u03bf-mini",  # Greek omicron
        "gpt-4\u039f-mini",  # Greek capital omicron
        "g\u0440t-4o-mini",  # Cyrillic er
        "\u0262pt-4o-mini",  # small capital G
        "gpt-4o-\u043cini",  # Cyrillic em
        "g\u03c1\u03c4-4o-mini",  # Greek rho and tau
        "gpt-\u0664o-mini",  # Arabic-Indic four
        "gpt\u00b74o\u3002mini",  # middle dot, ideographic full stop
        "gpt-40-mini",
        "gpt-4o-m1ni",
        "gpt-4o-mlni",
        "gpt-4o-MINI",
        "gpt-4o-m|ni",
        "gpt-4o-rnini",
        "\uff47\uff50\uff54-4o-mini",  # fullwidth
        "\U0001d420\U0001d429\U0001d42d-4o-mini",  # mathematical bold
        "gpt\u20114o\u2013mini",  # non-breaking hyphen, en dash
        "gpt\u22124o-mini",  # minus sign
        "gp\u200bt-4o-mini",
        "gpt-4o-mini\ufe0f",
        "\u202egpt-4o-mini\u202c",
        "gpt-4o-mini\u0301",  # combining acute
        "gpt-4\u00f6-mini",  # o with diaeresis
        "gpt-4o-m\u0456ni",  # Ukrainian i
        "gpt-4o-m\u0131ni",  # dotless i
    ],
)
def test_a_look_alike_has_the_skeleton_of_the_genuine_name(look_alike):
    assert fold(look_alike) == fold("gpt-4o-mini")


def test_greek_capitals_fold_as_what_they_look_like():
    assert fold("\u039d\u039f\u0392\u0391") == fold("NOBA")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gpt-4.1", "gpt-41"),
        ("azure/gpt-3.5-turbo", "azure/gpt-35-turbo"),
        ("gpt-4o", "gpt-4"),
        ("openai/gpt-4o", "azure/gpt-4o"),
        ("claude-3-5-sonnet-20241022", "claude-3-5-sonnet-20240620"),
        ("eu/gpt-4o", "eu-gpt-4o"),
        ("mistral-7b", "mistral-8b"),
    ],
)
def test_different_genuine_names_stay_apart(one, other):
    assert fold(one) != fold(other)


def test_collisions_come_in_groups_in_the_order_given():
    names = [
        "openai/gpt-4o",
        "azure/gpt-4o",
        "openai/gpt-40",
        "openai/gpt-4o",
        "openai/o1",
        "op\u0435nai/GPT-4o",
    ]
    assert find_collisions(names) == [("openai/gpt-4o", "openai/gpt-40", "op\u0435nai/GPT-4o")]


def test_the_same_name_twice_is_no_collision():
    assert find_collisions(["a", "a", "b"]) == []


@given(st.text())
@example("\u1e9e\u0130\ufb03\u212b")
def test_a_skeleton_is_its_own_skeleton(name):
    assert fold(fold(name)) == fold(name)


@given(st.text())
def test_composition_never_tells_names_apart(name):
    assert fold(unicodedata.normalize("NFD", name)) == fold(unicodedata.normalize("NFC", name))


@given(st.text())
def test_a_name_in_a_message_is_printable_and_short(name):
    shown = printable(name)
    assert shown.isprintable()
    assert len(shown) <= 120 * len("\\U0001f600")
