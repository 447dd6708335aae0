"""Several catalogues, versions entered by hand, and names that look alike."""

from __future__ import annotations

from io import BytesIO

import pytest

from registry.ai_models import services
from registry.ai_models.models import ModelVersion
from tests.cast import Cast
from tests.factories.models import make_alias, make_version
from tests.registry.ai_models.catalogues import GPT_4O, get_counts, import_rows, make_row

TWO = {GPT_4O.removeprefix("openai/"): make_row(), "openai/gpt-4o": make_row()}


def list_ids() -> list[str]:
    return list(ModelVersion.objects.order_by("id").values_list("catalogue_id", flat=True))


# Several sources ----------------------------------------------------------------------------------------------


def test_a_version_entered_by_hand_is_adopted_with_its_state(cast: Cast) -> None:
    version = make_version(cast.olga, GPT_4O, lifecycle="approved")
    record = import_rows(cast.olga, TWO)
    adopted = ModelVersion.objects.get(pk=version.pk)
    assert (get_counts(record), adopted.source, adopted.lifecycle, adopted.context_tokens) == (
        {"added": 2},
        "litellm",
        "approved",
        128000,
    )


def test_a_second_catalogue_stands_beside_the_first(cast: Cast) -> None:
    import_rows(cast.olga, TWO)
    other = {
        "openai": {
            "id": "openai",
            "models": {
                "gpt-4o-2024-08-06": {"id": "gpt-4o-2024-08-06", "limit": {"context": 1}},
                "gpt-9": {"id": "gpt-9", "limit": {"context": 2}},
            },
        }
    }
    record = import_rows(cast.olga, other)
    assert (record.format, get_counts(record)) == ("models_dev", {"added": 2})
    version = ModelVersion.objects.get(catalogue_id=GPT_4O)
    assert (version.source, version.context_tokens, sorted(version.listings)) == (
        "litellm",
        128000,
        ["litellm", "models_dev"],
    )
    del other["openai"]["models"]["gpt-4o-2024-08-06"]
    assert get_counts(import_rows(cast.olga, other)) == {"removed": 1}
    assert ModelVersion.objects.get(catalogue_id=GPT_4O).catalogue_state == "present"


def test_a_card_removes_nothing(cast: Cast) -> None:
    for name in ("org__one.md", "org__two.md"):
        card = BytesIO(b"---\nlicense: mit\n---\n# Model\n")
        record = services.import_catalogue(actor=cast.olga, source=card, file_name=name)
        assert (record.format, get_counts(record)) == ("hf_card", {"added": 1})
    assert list_ids() == ["huggingface/org/one", "huggingface/org/two"]


# Look-alikes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("twin", ["openai/gpt-4O-2024-08-06", "openai/gpt-4o_2024-08-06"])
def test_a_newcomer_that_looks_like_a_registered_one_is_flagged(cast: Cast, twin: str) -> None:
    import_rows(cast.olga, TWO)
    record = import_rows(cast.olga, {**TWO, twin: make_row()})
    assert get_counts(record) == {"added": 1, "collisions": 1}
    row = record.rows.get(kind="collision")
    assert (row.catalogue_id, row.detail) == (twin, GPT_4O)
    first, second = (ModelVersion.objects.get(catalogue_id=name) for name in (GPT_4O, twin))
    assert (first.lookalike_of, second.lookalike_of, second.is_suspicious) == (None, first, True)


def test_two_newcomers_that_look_alike_are_both_flagged(cast: Cast) -> None:
    import_rows(cast.olga, {"openai/gpt-4o": make_row(), "openai/gpt-40": make_row()})
    first, second = ModelVersion.objects.order_by("id")
    assert (first.lookalike_of, second.lookalike_of) == (second, first)


def test_a_look_alike_of_another_source_or_of_an_alias_is_reported(cast: Cast) -> None:
    make_version(cast.olga, "0penai/gpt-4o")
    make_alias(cast.olga, "openai/support-model")
    record = import_rows(cast.olga, {"openai/gpt-4o": make_row(), "openai/support_model": make_row()})
    assert set(record.rows.filter(kind="collision").values_list("catalogue_id", "detail")) == {
        ("openai/gpt-4o", "0penai/gpt-4o"),
        ("openai/support_model", "openai/support-model"),
    }
    flagged = ModelVersion.objects.get(catalogue_id="openai/gpt-4o")
    assert flagged.lookalike_of == ModelVersion.objects.get(catalogue_id="0penai/gpt-4o")
