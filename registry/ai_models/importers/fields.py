"""Reading single values of a catalogue row, refusing what is malformed.

Every function takes the row as a mapping and a field name, and raises `RowFault` with a sentence naming the
field. A missing field and `null` mean the same: the catalogue does not say.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import islice
from typing import Any

from registry.ai_models.importers.records import JSONValue
from registry.ai_models.naming import LONGEST_NAME, UnsafeName, printable, validate_identifier

MILLION = 1_000_000
DEAREST_USD_PER_MILLION = 1_000_000
"""A dollar a token; the dearest genuine model costs less than a hundredth of that."""
MOST_TOKENS = 2_000_000_000
"""Fits the integer column of both databases."""
LARGEST_NUMBER = 10**15
PRICE_STEP = Decimal("1e-10")
LONGEST_WORD = 100
LONGEST_FACT = 500
LONGEST_LIST = 50
MOST_FIELDS = 500
"""Twice the number of different fields in all of the largest genuine file."""
DEEPEST_FACT = 5

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class RowFault(ValueError):
    """The row cannot be trusted; the message says which field and why."""


def name_of(text: Any, kind: str, longest: int = LONGEST_NAME) -> str:
    """A name that can be shown, compared and stored exactly as it is."""
    if not isinstance(text, str):
        raise RowFault(f"The {kind} is not text.")
    try:
        return validate_identifier(text, longest=longest)
    except UnsafeName as error:
        raise RowFault(f"The {kind} is not acceptable: {error}") from None


def word(row: Mapping[str, Any], field: str, longest: int = LONGEST_WORD) -> str:
    """A short text, or nothing."""
    value = row.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RowFault(f"{field} is not text.")
    return _storable(value, field, longest)


def words(row: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """A list of short texts, in order."""
    value = row.get(field)
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > LONGEST_LIST:
        raise RowFault(f"{field} is not a list of at most {LONGEST_LIST} texts.")
    return tuple(word({field: item}, field) for item in value)


def flag(row: Mapping[str, Any], field: str) -> bool:
    """True or false; what is not said is false."""
    value = row.get(field)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise RowFault(f"{field} is neither true nor false.")
    return value


def tokens(row: Mapping[str, Any], field: str) -> int | None:
    """A whole number of tokens."""
    value = row.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise RowFault(f"{field} is not a number.")
    if not 0 <= value <= MOST_TOKENS:
        raise RowFault(f"{field} is {_shown(value)}, which no number of tokens can be.")
    if value != int(value):
        raise RowFault(f"{field} is {_shown(value)}, not a whole number.")
    return int(value)


def usd_per_million(row: Mapping[str, Any], field: str, *, per: int) -> Decimal | None:
    """A price given in US dollars per `per` tokens, as dollars per million tokens, to ten decimals."""
    value = row.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise RowFault(f"{field} is not a number.")
    if not 0 <= value <= DEAREST_USD_PER_MILLION * per // MILLION:
        raise RowFault(f"{field} is {_shown(value)}, which is no price in US dollars.")
    price = (Decimal(value) * (MILLION // per)).quantize(PRICE_STEP, ROUND_HALF_EVEN).normalize()
    return price.quantize(Decimal(1)) if price == price.to_integral_value() else price


def day(row: Mapping[str, Any], field: str) -> date | None:
    """A date written `YYYY-MM-DD`."""
    value = row.get(field)
    if value is None:
        return None
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            parsed = date.fromisoformat(value)
        except ValueError:
            pass
        else:
            if 2000 <= parsed.year <= 2100:
                return parsed
    raise RowFault(f"{field} is {_shown(value)}, not a date written YYYY-MM-DD.")


def day_or_month(row: Mapping[str, Any], field: str) -> str:
    """A date written `YYYY-MM-DD` or `YYYY-MM`, kept as precise as it is."""
    value = row.get(field)
    if value is None:
        return ""
    if isinstance(value, str) and _MONTH.fullmatch(value):
        day({field: f"{value}-01"}, field)
    else:
        day(row, field)
    return str(value)


def facts(row: Mapping[str, Any], *, without: frozenset[str]) -> dict[str, JSONValue]:
    """The other fields of the row, safe to store as JSON: long texts and lists cut, numbers bounded."""
    if len(row) > MOST_FIELDS:
        raise RowFault(f"The row has {len(row):,} fields; at most {MOST_FIELDS} are allowed.")
    trimmed: dict[str, JSONValue] = {}
    for field, value in row.items():
        if len(field) > LONGEST_WORD or _UNSTORABLE.search(field):
            raise RowFault(f"The field name {printable(field)!r} is not acceptable.")
        if field not in without:
            trimmed[field] = _fact(value, field, 1)
    return trimmed


def _fact(value: Any, field: str, depth: int) -> JSONValue:
    if isinstance(value, str):
        return _storable(value, field, None)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        if not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
            raise RowFault(f"{field} is {_shown(value)}, an absurd number.")
        if value < 0 and "cost" in field:
            raise RowFault(f"{field} is {_shown(value)}, a negative price.")
        return value if isinstance(value, int) else float(value)
    if depth > DEEPEST_FACT:
        raise RowFault(f"{field} is nested too deeply.")
    if isinstance(value, list):
        return [_fact(item, field, depth + 1) for item in value[:LONGEST_LIST]]
    if isinstance(value, dict):
        members = islice(value.items(), LONGEST_LIST)
        named = ((key, _fact(item, f"{field}.{key}"[:200], depth + 1)) for key, item in members)
        return {_storable(key, field, LONGEST_WORD): item for key, item in named}
    raise RowFault(f"{field} is of an unknown kind.")


def _storable(text: str, field: str, longest: int | None) -> str:
    if found := _UNSTORABLE.search(text):
        raise RowFault(
            f"{printable(field)} contains a character that cannot be stored (U+{ord(found[0]):04X})."
        )
    if longest is not None and len(text) > longest:
        raise RowFault(f"{printable(field)} is longer than {longest} characters.")
    return text if len(text) <= LONGEST_FACT else text[: LONGEST_FACT - 1] + "…"


def _shown(value: Any) -> str:
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        return "a number with too many digits"
    return printable(str(value), 40)
