"""A Hugging Face model card becomes one record, or a refusal that says what is wrong with it."""

from io import BytesIO

import pytest

from registry.ai_models.importers.hf_card import read_front_matter, read_hf_card
from registry.ai_models.importers.records import CatalogueError, CatalogueRecord, FaultyRow

CARD = """---
license: apache-2.0
pipeline_tag: text-generation
base_model: acme/base-7b
datasets:
- acme/letters
language: no
---

# Acme Chat 7B

```shell
# install first
```
"""
NO_FRONT_MATTER = "The card has no front matter, so its licence is not stated."


def card(content, **options):
    raw = content if isinstance(content, bytes) else content.encode()
    [item] = read_hf_card(BytesIO(raw), **options)
    return item


def refusal(content, **options):
    with pytest.raises(CatalogueError) as refused:
        card(content, **options)
    return refused.value.message, refused.value.line


def test_a_card_becomes_a_record():
    assert card(CARD, model_name="acme/chat-7b") == CatalogueRecord(
        provider="huggingface",
        identifier="acme/chat-7b",
        catalogue_id="huggingface/acme/chat-7b",
        family="acme/chat-7b",
        pin_kind="none",
        pin_value="",
        source_row="acme/chat-7b",
        mode="text-generation",
        licence="apache-2.0",
        raw_facts={"base_model": "acme/base-7b", "datasets": ["acme/letters"], "language": "no"},
    )


def test_windows_line_ends_make_no_difference():
    assert card(CARD.replace("\n", "\r\n").encode(), model_name="a/b") == card(CARD, model_name="a/b")


def test_a_revision_pins_the_repository():
    record = card(CARD, model_name="acme/chat-7b@" + "0f" * 20)
    assert (record.pin_kind, record.pin_value, record.family) == ("content_digest", "0f" * 20, "acme/chat-7b")


@pytest.mark.parametrize(
    ("content", "options", "name"),
    [
        (CARD, {"filename": "acme__chat-7b.md", "model_name": "given/name"}, "given/name"),
        (CARD, {"filename": "uploads/acme__chat-7b.md"}, "acme/chat-7b"),
        (CARD, {"filename": "README.md"}, "Acme Chat 7B"),
        ("---\nmodel-index:\n- name: chat\n  results: []\n---\n# Title\n", {"filename": "README.md"}, "chat"),
        ("# Title #\n", {}, "Title"),
    ],
)
def test_the_name_comes_from_the_person_the_file_the_index_or_the_heading(content, options, name):
    assert card(content, **options).identifier == name


def test_a_card_without_a_name_is_refused():
    message = "The card does not say which model it describes; name the model or the file."
    assert refusal("---\nlicense: mit\n---\n## Model information\n", filename="README.md") == (message, None)


def test_a_name_taken_from_the_heading_is_noted():
    assert card("# Title\n").notes == (NO_FRONT_MATTER, "The name was taken from the card's first heading.")


@pytest.mark.parametrize(
    ("front_matter", "licence"),
    [
        ("license: mit", "mit"),
        ("license: other\nlicense_name: acme-community", "acme-community"),
        ("license: other", "other"),
        ("license:\n- mit\n- apache-2.0", "mit, apache-2.0"),
        ("license: no", "no"),
        ("license:", ""),
    ],
)
def test_the_licence_is_a_text_whatever_yaml_makes_of_it(front_matter, licence):
    assert card(f"---\n{front_matter}\n---\n", model_name="a/b").licence == licence


@pytest.mark.parametrize(
    ("content", "note"),
    [
        ("# Llama\n", NO_FRONT_MATTER),
        ("---\n---\n# Title\n", "The card's front matter is empty, so its licence is not stated."),
        ("---\n# only a comment\n---\n", "The card's front matter is empty, so its licence is not stated."),
        ("---\nmodel-index: nonsense\n---\n",
         "The card's model-index is not in the form it should have and was left out."),
        ("---\nmodel-index:\n- results: []\n---\n",
         "The card's model-index is not in the form it should have and was left out."),
    ],
)  # fmt: skip
def test_what_a_card_lacks_is_noted(content, note):
    assert card(content, model_name="a/b").notes == (note,)


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        ("---\n- a\n- b\n---\n", "The front matter is a list or a text, not fields with values.", 2),
        ("---\njust words\n---\n", "The front matter is a list or a text, not fields with values.", 2),
        ("---\nlicense: mit\n", "The front matter is never closed by a line of '---'.", 1),
        ("---\nlicense: [mit\n---\n",
         "The front matter is not usable YAML: did not find expected ',' or ']'.", 3),
        ("---\nlicense: mit\nlicense: gpl\n---\n",
         "The front matter is refused: the key 'license' appears twice.", 3),
        ("---\n[a]: b\n---\n", "The front matter is refused: a key is not a text.", 2),
        ("---\na: &x [1]\nb: *x\n---\n", "The front matter is refused: aliases are not allowed.", 3),
        ("---\na: " + "[" * 21 + "]" * 21 + "\n---\n",
         "The front matter is refused: the values are nested too deeply.", 2),
    ],
)  # fmt: skip
def test_front_matter_that_cannot_be_trusted_is_refused_with_its_line(content, message, line):
    assert refusal(content, model_name="a/b") == (message, line)


def test_a_billion_laughs_is_refused_at_the_first_alias():
    lines = ["a: &a [lol,lol,lol,lol,lol,lol,lol,lol,lol]"]
    lines += [
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    content = "---\n" + "\n".join(lines) + "\n---\n"
    assert refusal(content, model_name="a/b") == ("The front matter is refused: aliases are not allowed.", 3)


def test_brackets_nested_without_end_are_refused():
    content = "---\na: " + "[" * 200_000 + "\n---\n"
    assert refusal(content, model_name="a/b") == (
        "The front matter is refused: the values are nested too deeply.",
        2,
    )


def test_no_object_is_built_from_a_tag():
    assert read_front_matter('a: !!python/object/apply:os.getcwd []\nb: !!int "1"\nc: 2024-01-01\n') == {
        "a": [],
        "b": "1",
        "c": "2024-01-01",
    }


@pytest.mark.parametrize(
    "content", [CARD.encode("utf-16"), b"---\nlicense: caf\xe9\n---\n", b"---\na: \x07\n---\n"]
)
def test_text_that_cannot_be_read_is_refused(content):
    message, _ = refusal(content, model_name="a/b")
    assert message.startswith(("The file is ", "The front matter is not usable YAML"))


def test_a_card_over_the_limit_is_refused():
    assert refusal(CARD, size_limit=20, model_name="a/b") == ("The file is larger than 20 bytes.", None)


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (
            "# x\n",
            "a\u200bb",
            "The name is not acceptable: The name contains an invisible character (U+200B).",
        ),
        ("---\nlicense:\n  a: b\n---\n", "a/b", "license is not text."),
        ("---\npipeline_tag: [x]\n---\n", "a/b", "pipeline_tag is not text."),
    ],
)
def test_a_fact_of_the_wrong_kind_is_an_error_that_names_the_model(content, name, message):
    assert card(content, model_name=name) == FaultyRow(name.replace("\u200b", "\\u200b"), message)
