"""What people write for yes, no and not applicable, and for who owns a control, as stable keys."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vendors.questionnaires.content import NO, NOT_APPLICABLE, YES, Choice
from vendors.questionnaires.importers.texts import fold, make_line

_YES = {"yes", "y", "true", "\u2713", "\u2714", "\u2611"}
_NO = {"no", "n", "false"}
_NA = {
    "na", "n.a", "n a", "n-a", "n\\a", "n/a", "not applicable", "non applicable", "non-applicable",
    "does not apply", "not-applicable", "notapplicable",
}  # fmt: skip
_ANSWERS = {**dict.fromkeys(_YES, YES), **dict.fromkeys(_NO, NO), **dict.fromkeys(_NA, NOT_APPLICABLE)}
_NUMBERED = re.compile(r"^\(?\d{1,2}[).:] ?")
_AROUND = " .,;:!\"'()[]*"
_AROUND_SLASH = re.compile(r"\s*([/\\-])\s*")
_TICKS = {"x", "yes", "y", "true", "1"}
_NO_TICKS = {"no", "n", "false", "0", "-", "\u2610", "\u25a1", "\u25cb"}
_NO_SIGNS = "?!.,;:'\""
_BEFORE_NOTE = re.compile(r"^([x\u2713\u2714])\s*(?:[-\u2013:;,(]|\n)\s*(?=\S)", re.IGNORECASE)

OWNERS_CAIQ = (
    Choice("csp", "CSP-owned"),
    Choice("csc", "CSC-owned"),
    Choice("third_party", "3rd-party outsourced"),
    Choice("csp_csc", "Shared CSP and CSC"),
    Choice("csp_third_party", "Shared CSP and 3rd-party"),
)
OWNERS_AI_CAIQ = (
    Choice("csp", "Owned by CSP"),
    Choice("mp", "Owned by MP"),
    Choice("osp", "Owned by OSP"),
    Choice("ap", "Owned by AP"),
    Choice("aic", "Owned by AIC"),
    Choice("supply_chain", "Shared across the supply chain"),
    Choice("csp_mp", "Shared CSP-MP"),
    Choice("mp_osp", "Shared MP-OSP"),
    Choice("osp_ap", "Shared OSP-AP"),
    Choice("ap_aic", "Shared AP-AIC"),
    Choice("not_determined", "Not Determined"),
)
_PARTIES = {
    "csp": "csp", "csc": "csc", "mp": "mp", "osp": "osp", "ap": "ap", "aic": "aic",
    "3rd party": "third_party", "third party": "third_party", "3p": "third_party",
}  # fmt: skip
_WHOLE = {
    "supply chain": "supply_chain",
    "across the supply chain": "supply_chain",
    "nd": "not_determined",
    "not determined": "not_determined",
    "undetermined": "not_determined",
}
_WORDS_OF_OWNING = re.compile(r"\b(owned( by)?|shared( between| by)?|outsourced|the)\b")
_BETWEEN = re.compile(r"\s*(?:\band\b|[&+,/]|-)\s*")


def read_answer(text: str) -> str | None:
    """Return the key of yes, no or not applicable; None for anything else ("Partially" is none of the three).

    Some lists number what they offer: "1) Yes".
    """
    folded = _NUMBERED.sub("", fold(text)).strip(_AROUND)
    return _ANSWERS.get(folded) or _ANSWERS.get(_AROUND_SLASH.sub(r"\1", folded))


def is_tick(text: str) -> bool:
    """Whether a text marks the column in which it stands: a word for it, or one sign, since each office has its own.

    Fonts of pictures have their ticks in the places of letters ("\u00fc", "P").
    """
    line, folded = make_line(text), fold(text).strip(_AROUND)
    is_sign = len(line) == 1 and not line.isdigit() and line not in _NO_SIGNS
    return folded in _TICKS or (is_sign and folded not in _NO_TICKS)


def is_no_tick(text: str) -> bool:
    """Whether a text says that the column in which it stands is not marked."""
    return fold(text).strip(_AROUND) in _NO_TICKS


def split_tick(text: str) -> tuple[str, str]:
    """Return the mark at the start of a text and what is noted after it; the text itself where there is none."""
    found = _BEFORE_NOTE.match(text.strip())
    return (found[1], text.strip()[found.end() :].rstrip(") ")) if found else (text, "")


def read_owner(text: str, owners: Sequence[Choice]) -> str | None:
    """Return the key of the owner that a text names in one of its spellings; None when it names none of `owners`."""
    folded = fold(text).strip(_AROUND).replace("3rd-party", "3rd party").replace("third-party", "third party")
    keys = {choice.key for choice in owners}
    for choice in owners:
        if folded in (choice.key, fold(choice.label)):
            return choice.key
    bare = _WORDS_OF_OWNING.sub(" ", folded).strip(" -")
    whole = _WHOLE.get(" ".join(bare.split()))
    if whole in keys:
        return whole
    parties = [_PARTIES.get(" ".join(part.split())) for part in _BETWEEN.split(bare)]
    if not parties or None in parties:
        return None
    named = {party for party in parties if party}
    return next((key for key in keys if _parties_of(key) == named), None)


def _parties_of(key: str) -> set[str]:
    if key in _PARTIES.values():
        return {key}
    return {party for party in set(_PARTIES.values()) if f"_{party}_" in f"_{key}_"}
