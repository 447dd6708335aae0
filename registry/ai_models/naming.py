"""Names of models: what may be one, and which two look alike.

`fold` reduces a name to a skeleton; two different names with one skeleton look alike. The rules were
measured on the real names of LiteLLM's price files 1.60.2 and 1.75.0 (1,269 different keys, compared as
`provider/identifier`):

- case, `0 O o`, `1 l I i |`, `rn m`, `vv w`: no two genuine names meet;
- treating `-`, `_`, space, `.`, `:` and `@` as one separator: none meet either, so `claude-3.5` and
  `claude-3-5` are look-alikes;
- *dropping* separators would make three pairs of genuine Azure names meet (`gpt-3.5-turbo` and
  `gpt-35-turbo`, two names for one model), so a separator is unified but never dropped: `gpt-4.1` and
  `gpt-41` stay apart;
- `/` separates provider, route and name and stays itself.

`5 S`, `2 Z`, `8 B` and `cl d` are left out: they give no false alarm today, but pass for one another in few
typefaces. Letters of other scripts go through Unicode's table of confusables (UTS 39) before case folding,
because Greek capital Nu looks like `N` while its small letter looks like `v`, and again after it until nothing
changes. That table keeps small letters that look like small capitals apart; `_COMPLETIONS` joins them. Digits of
every script count by their value.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from confusable_homoglyphs.confusables import confusables_data

LONGEST_NAME = 300

_INVISIBLE_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
"""Blank characters that are not format characters: fillers, inherent vowels, the empty Braille cell."""
_VARIATION_SELECTORS = frozenset(
    map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0x180B, 0x1810)])
)
_GRAPHEME_JOINER = "\u034f"
_COMPLETIONS = dict(zip("ʙꜰɢʜĸʟʍɴᴎπᴘʀᴛβεμχωƅȷ·‧⋅。", "bfghklmnnnprtbeuxwbj....", strict=True))
"""What UTS 39 leaves apart: small capitals and what it maps to them (Cyrillic в к м н т), Greek letters, dots."""
_MOST_ROUNDS = 5
_CONFUSABLE_DASHES = re.compile("[\u02d7\u06d4\u2010-\u2015\u2043\u2212\u2796\u2cba\ufe58\ufe63\uff0d]")
_SEPARATORS = re.compile(r"[-_ .:@\s]+")
_LOOK_ALIKE_LETTERS = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l"})


class UnsafeName(ValueError):
    """The name cannot be shown or compared safely; the message says why."""


def printable(text: str, longest: int = 120) -> str:
    """The text with everything that does not print written as escapes, cut to a length fit for a message."""
    shown = text if len(text) <= longest else text[: longest - 1] + "…"
    if shown.isprintable():
        return shown
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in shown
    )


def validate_identifier(name: str, *, longest: int = LONGEST_NAME) -> str:
    """Return the name, or raise `UnsafeName` for what a person could not see or a database could not hold."""
    if not name:
        raise UnsafeName("The name is empty.")
    if len(name) > longest:
        raise UnsafeName(f"The name has {len(name):,} characters; at most {longest} are allowed.")
    if name != name.strip():
        raise UnsafeName("The name begins or ends with a space.")
    if name.isascii() and name.isprintable():
        return name
    for character in name:
        if reason := _why_unsafe(character):
            raise UnsafeName(f"The name contains {reason} (U+{ord(character):04X}).")
    return name


def _why_unsafe(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":
        return "half of a surrogate pair"
    if category == "Cc":
        return "a control character"
    if category == "Cf" or character in _INVISIBLE_LETTERS or character in _VARIATION_SELECTORS:
        return "an invisible character"
    if character == _GRAPHEME_JOINER:
        return "an invisible character"
    if category in ("Zl", "Zp") or (category == "Zs" and character != " "):
        return "an unusual space"
    if category in ("Cn", "Co"):
        return "a character without a meaning"
    return ""


def fold(name: str) -> str:
    """The skeleton of a name: equal skeletons look alike. It is no name itself; never show it as one."""
    for _ in range(_MOST_ROUNDS):
        if name.isascii():
            break
        before = name
        name = _latin_look_alikes(_visible(name)).casefold()
        if name == before:
            break
    folded = name.casefold().translate(_LOOK_ALIKE_LETTERS)
    return _SEPARATORS.sub("-", folded.replace("rn", "m").replace("vv", "w"))


def find_collisions(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Groups of different names that look alike, each group in the order given."""
    first: dict[str, str] = {}
    groups: dict[str, list[str]] = {}
    for name in names:
        skeleton = fold(name)
        earliest = first.setdefault(skeleton, name)
        if earliest != name:
            group = groups.setdefault(skeleton, [earliest])
            if name not in group:
                group.append(name)
    return [tuple(group) for group in groups.values()]


def _visible(name: str) -> str:
    """Compatibility forms unified, accents and everything invisible removed."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", name))
    return "".join(
        character
        for character in decomposed
        if unicodedata.category(character) not in ("Mn", "Me", "Cf", "Cc")
        and character not in _INVISIBLE_LETTERS
    )


def _latin_look_alikes(name: str) -> str:
    table = _confusables()
    return _CONFUSABLE_DASHES.sub(
        "-", "".join(table.get(character) or _digit(character) for character in name)
    )


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


@cache
def _confusables() -> dict[str, str]:
    """What a character outside ASCII passes for: an ASCII text where there is one, else its one prototype."""
    table: dict[str, str] = {}
    for character, homoglyphs in confusables_data.items():
        if len(character) != 1 or character.isascii():
            continue
        targets = [homoglyph["c"] for homoglyph in homoglyphs]
        ascii_targets = sorted(target for target in targets if target.isascii())
        if ascii_targets:
            table[character] = ascii_targets[0]
        elif len(targets) == 1 and table.get(targets[0]) != character:
            table[character] = targets[0]
    return table | _COMPLETIONS
