"""What people write for yes, no and not applicable, and for owners."""

from __future__ import annotations

import pytest

from vendors.questionnaires.importers.synonyms import (
    OWNERS_AI_CAIQ,
    OWNERS_CAIQ,
    is_tick,
    read_answer,
    read_owner,
)


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        (
            "yes",
            [
                "1) Yes",
                "Y\u00ades",
                "Yes",
                "YES",
                " y ",
                "yes.",
                "Yes\u00a0",
                "(yes)",
                "Ｙｅｓ",
                "true",
                "\u2713",
                "Yes!\n",
            ],
        ),
        ("no", ["2) No", "(2) no.", "No", "N", "no.", "NO ", "Ｎｏ", "False"]),
        (
            "na",
            [
                "N/A",
                "NA",
                "n.a.",
                "n / a",
                "N\u2011A",
                "Not Applicable",
                "not-applicable",
                "Ｎ／Ａ",
                "n\\a",
                "N/A.",
            ],
        ),
        (
            None,
            [
                "",
                " ",
                "Partially",
                "4) AWS",
                "Yes, but",
                "yes and no",
                "none",
                "Nope not yet",
                "0",
                "1",
                "not",
                "N/",
                "y/n",
            ],
        ),
    ],
)
def test_answers(key: str | None, texts: list[str]) -> None:
    assert {text: read_answer(text) for text in texts} == dict.fromkeys(texts, key)


def test_ticks() -> None:
    texts = ["x", "X", " x ", "\u2714", "yes", "\u00d7", "", "in part", "xx", "no"]
    assert [is_tick(text) for text in texts] == [True] * 6 + [False] * 4


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("CSP-owned", "csp"),
        ("csp owned", "csp"),
        ("Owned by CSC", "csc"),
        ("3rd-party outsourced", "third_party"),
        ("Third-party outsourced", "third_party"),
        ("Shared CSP and CSC", "csp_csc"),
        ("Shared CSC and CSP", "csp_csc"),
        ("Shared CSP and Third\u2011party", "csp_third_party"),
        ("CSP/CSC", "csp_csc"),
        ("csp_csc", "csp_csc"),
        ("CSC and 3rd-party", None),
        ("MP", None),
        ("us", None),
        ("", None),
        ("and", None),
    ],
)
def test_owners_of_caiq(text: str, key: str | None) -> None:
    assert read_owner(text, OWNERS_CAIQ) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Owned by MP", "mp"),
        ("AIC\u2011Owned", "aic"),
        ("Shared OSP-AP", "osp_ap"),
        ("Shared AP \u2013 AIC", "ap_aic"),
        ("Shared across the supply chain", "supply_chain"),
        ("Supply chain", "supply_chain"),
        ("Not Determined", "not_determined"),
        ("ND", "not_determined"),
        ("Shared CSP and CSC", None),
        ("AP-MP", None),
    ],
)
def test_owners_of_ai_caiq(text: str, key: str | None) -> None:
    assert read_owner(text, OWNERS_AI_CAIQ) == key


def test_every_label_is_read_as_its_own_key() -> None:
    for owners in (OWNERS_CAIQ, OWNERS_AI_CAIQ):
        assert [read_owner(owner.label, owners) for owner in owners] == [owner.key for owner in owners]
