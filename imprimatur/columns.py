"""One field of many facts as one JSON value, told once where it repeats.

A list of facts as objects says every name and every value again for each fact, and what is random in them (ids, to
the most part) lies scattered among what is not, which no compression gathers. A column holds the values of one field
in the order of the rows, in the first of these forms that fits:

    {"all": value}                                   every row holds it
    {"ids": {"times": numbers, "rest": base64url}}   UUIDs: their first 48 bits, and the other 80
    {"instants": numbers}                            microseconds since 1970 in UTC
    {"instants": numbers, "beyond": "kind.field"}    microseconds since the instant, or the id's, in another column
    {"digits": numbers}                              text that is a whole number
    {"of": "kind.field", "words": [...], "at": numbers}   places in another column, and after its end in the words
    {"words": column, "at": numbers}                 places in a column of different values
    {"list": [...]}                                  the values themselves

`numbers` is a list of whole numbers (null for none), or {"steps": [...]}: each as its distance from the one before, or
{"from": least, "bytes": 3-8, "packed": base64url}: each as what it has beyond the least, most significant byte first.
"""

import base64
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from imprimatur.facts import InvalidSnapshot
from imprimatur.facts.encoding import encode_value

Numbers = Sequence[int | None]
#: Another column, by "kind.field", with its values.
Other = tuple[str, Sequence[Any]]

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_DIGITS = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TIME, _REST = 6, 10
_WIDTHS = range(3, 9)
#: What a character of digits takes once it is compressed, beside one of random base64url: 3.4 bits and 6.
_DIGIT_COST, _PACKED_COST = 34, 60


def write_column(
    values: Sequence[Any], *, is_instant: bool = False, like: Other | None = None, near: Other | None = None
) -> dict[str, Any]:
    """Return the column of JSON-able values, or of datetimes.

    `like` is a column that most of them are drawn from, `near` one whose instants or ids are of about the same time.
    """
    keys = _tell_apart(values)
    different = dict(zip(keys, values, strict=True))
    if len(different) == 1:
        return {"all": encode_value(values[0])}
    if like is not None:
        return _write_places(values, *like)
    if 2 * len(different) <= len(values):
        words = sorted(different, key=_nulls_first)
        places = {word: place for place, word in enumerate(words)}
        column = write_column([different[word] for word in words], is_instant=is_instant)
        return {"words": column, "at": _write_numbers([places[key] for key in keys])}
    if is_instant:
        return _write_instants([None if each is None else _to_number(each) for each in values], near)
    if all(isinstance(value, str) for value in values):
        if all(map(_UUID.fullmatch, values)):
            return {"ids": _write_ids(values)}
        if all(map(_DIGITS.fullmatch, values)):
            return {"digits": _write_numbers([int(value) for value in values])}
    return {"list": list(values)}


def _tell_apart(values: Sequence[Any]) -> Sequence[Any]:
    """Return for each value a key that equal values share, and that sorts."""
    plain = {type(value) for value in values} - {type(None)}
    if plain <= {str} or plain <= {datetime}:
        return values
    return [json.dumps(value, sort_keys=True) for value in values]


def _nulls_first(key: Any) -> tuple[bool, Any]:
    return (True, key) if key is not None else (False, 0)


def read_column(column: object, rows: int, columns: Mapping[str, Sequence[Any]]) -> list[Any]:
    """Return the values of a column of so many rows: JSON-able, but for instants, which are datetimes.

    Values that are equal are one object. `columns` holds the values of those read before, by "kind.field". Raises
    `InvalidSnapshot` for what `write_column` does not write.
    """
    try:
        values = _read(_members(column), rows, columns)
    except (TypeError, KeyError, IndexError, ValueError, OverflowError) as fault:
        raise InvalidSnapshot(f"a column cannot be read: {fault!a:.100}") from None
    if len(values) != rows:
        raise InvalidSnapshot(f"a column has {len(values)} values for {rows} facts")
    return values


def _read(members: dict[str, Any], rows: int | None, columns: Mapping[str, Sequence[Any]]) -> list[Any]:
    match members:
        case {"all": value, **more} if not more and rows is not None:
            return [value] * rows
        case {"ids": ids, **more} if not more:
            return _read_ids(_members(ids))
        case {"instants": numbers, **more} if not more:
            return _to_instants(_read_numbers(numbers))
        case {"instants": numbers, "beyond": str(name), **more} if not more:
            pairs = zip(_list_times(columns[name]), _read_numbers(numbers), strict=True)
            return _to_instants([None if each is None else time + each for time, each in pairs])
        case {"digits": numbers, **more} if not more:
            return [str(each) for each in _whole(_read_numbers(numbers))]
        case {"of": str(name), "words": list(words), "at": numbers, **more} if not more:
            return _at([*columns[name], *words], numbers)
        case {"words": words, "at": numbers, **more} if not more:
            return _at(_read(_members(words), None, columns), numbers)
        case {"list": list(values), **more} if not more:
            return values
    raise ValueError("of no known form")


def _write_places(values: Sequence[Any], name: str, known: Sequence[str]) -> dict[str, Any]:
    places: dict[Any, int] = {}
    for place, value in enumerate(known):
        places.setdefault(value, place)
    words = sorted({value for value in values if value is not None and value not in places})
    places.update((word, len(known) + place) for place, word in enumerate(words))
    at = [None if value is None else places[value] for value in values]
    return {"of": name, "words": words, "at": _write_numbers(at)}


def _at(words: Sequence[Any], numbers: object) -> list[Any]:
    places = _read_numbers(numbers)
    if any(place is not None and place < 0 for place in places):
        raise IndexError("a place before the first")
    return [None if place is None else words[place] for place in places]


def _write_ids(values: Iterable[str]) -> dict[str, Any]:
    raw = [bytes.fromhex(value.replace("-", "")) for value in values]
    times = [int.from_bytes(each[:_TIME]) for each in raw]
    return {"times": _write_numbers(times), "rest": _to_text(b"".join(each[_TIME:] for each in raw))}


def _read_ids(ids: dict[str, Any]) -> list[str]:
    times, packed = _whole(_read_numbers(ids["times"])), _from_text(ids["rest"])
    if len(ids) != 2 or len(packed) != _REST * len(times):
        raise ValueError("an id has two parts")
    found = []
    for row, time in enumerate(times):
        text = time.to_bytes(_TIME).hex() + packed[_REST * row : _REST * (row + 1)].hex()
        found.append(f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}")
    return found


def _write_instants(numbers: Numbers, near: Other | None) -> dict[str, Any]:
    alone = _write_numbers(numbers)
    if near is None:
        return {"instants": alone}
    pairs = zip(_list_times(near[1]), numbers, strict=True)
    beyond = _write_numbers([None if each is None else each - time for time, each in pairs])
    if _cost(beyond) >= _cost(alone):
        return {"instants": alone}
    return {"instants": beyond, "beyond": near[0]}


def _to_instants(numbers: Numbers) -> list[datetime | None]:
    return [None if each is None else _EPOCH + each * _MICROSECOND for each in numbers]


def _list_times(values: Iterable[Any]) -> Iterable[int]:
    """Yield for instants, and for ids that carry one (RFC 9562, section 5.7), the microseconds since 1970."""
    for value in values:
        if isinstance(value, datetime):
            yield _to_number(value)
        else:
            yield int(value[:8] + value[9:13], 16) * 1_000 if _UUID.fullmatch(value or "") else 0


def _to_number(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


def _write_numbers(numbers: Numbers) -> Any:
    """Return the numbers in the form that is likely the smallest; of equals, in the plainest."""
    steps: list[int | None] = []
    last = 0
    for number in numbers:
        steps.append(None if number is None else number - last)
        last = last if number is None else number
    forms: list[Any] = [list(numbers), {"steps": steps}]
    if None not in numbers:
        whole = _whole(numbers)
        least = min(whole)
        width = ((max(whole) - least).bit_length() + 7) // 8
        if width in _WIDTHS:
            packed = b"".join((number - least).to_bytes(width) for number in whole)
            forms.append({"from": least, "bytes": width, "packed": _to_text(packed)})
    return min(forms, key=_cost)


def _cost(numbers: Any) -> int:
    """Return about how much numbers take once they are compressed."""
    if isinstance(numbers, dict) and "packed" in numbers:
        return len(numbers["packed"]) * _PACKED_COST
    return len(str(numbers)) * _DIGIT_COST


def _read_numbers(numbers: object) -> Numbers:
    match numbers:
        case {"steps": steps, **more} if not more:
            checked = _checked(steps)
            sums = accumulate(step or 0 for step in checked)
            return [None if step is None else number for step, number in zip(checked, sums, strict=True)]
        case {"from": int(least), "bytes": int(width), "packed": str(text), **more} if not more:
            packed = _from_text(text)
            if width not in _WIDTHS or len(packed) % width:
                raise ValueError("packed numbers that are cut short")
            ends = range(width, len(packed) + 1, width)
            return [least + int.from_bytes(packed[end - width : end]) for end in ends]
    return _checked(numbers)


def _checked(numbers: object) -> list[int | None]:
    # type() rather than isinstance(): True is no number here.
    if type(numbers) is not list or not {type(each) for each in numbers} <= {int, type(None)}:
        raise TypeError("whole numbers were expected")
    return numbers


def _to_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _from_text(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _whole(numbers: Numbers) -> list[int]:
    if None in numbers:
        raise TypeError("null is no number here")
    return [each for each in numbers if each is not None]


def _members(value: object) -> dict[str, Any]:
    if type(value) is not dict:
        raise TypeError("an object was expected")
    return value
