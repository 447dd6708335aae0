"""Turn facts into JSON-able dictionaries and back, strictly, by the types their fields declare."""

import dataclasses
import types
import typing
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast

from imprimatur.instants import format_instant, parse_instant

T = TypeVar("T")


class InvalidSnapshot(ValueError):
    """Facts that cannot be read, contradict each other, or come twice under one key."""


def encode(fact: Any) -> dict[str, Any]:
    """Return a fact as a dictionary without the fields that hold their default."""
    encoded: dict[str, Any] = {}
    for field in dataclasses.fields(fact):
        value = getattr(fact, field.name)
        if field.default is dataclasses.MISSING or value != field.default:
            encoded[field.name] = encode_value(value)
    return encoded


def encode_value(value: Any) -> Any:
    """Return what one field holds as JSON-able data."""
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [encode_value(item) for item in value]
    if dataclasses.is_dataclass(value):
        return encode(value)
    return value


def decode(kind: type[T], body: object) -> T:
    """Read a fact back; a missing, unknown or wrongly typed field raises `InvalidSnapshot`."""
    if not isinstance(body, Mapping):
        raise InvalidSnapshot(f"{kind.__name__} must be an object")
    readers, required = _readers(cast(Hashable, kind))
    unknown = [name for name in body if name not in readers]
    if unknown:
        raise InvalidSnapshot(f"{kind.__name__} has an unknown field {unknown[0]!a:.60}")
    missing = [name for name in required if name not in body]
    if missing:
        raise InvalidSnapshot(f"{kind.__name__} lacks {missing[0]}")
    return kind(**{name: readers[name](value) for name, value in body.items()})


def decode_all(kind: type[T], bodies: object) -> list[T]:
    """Read a list of facts of one kind."""
    if not isinstance(bodies, list):
        raise InvalidSnapshot(f"a list of {kind.__name__} was expected")
    return [decode(kind, body) for body in bodies]


def read_field(kind: Any, name: str, values: Iterable[Any]) -> list[Any]:
    """Read one field of many facts; values that are one object are read once and stay one.

    An instant may come read already.
    """
    read = _readers(cast(Hashable, kind))[0][name]
    is_instant = name in instant_fields(kind)
    done: dict[int, Any] = {}
    found = []
    for value in values:
        held = done.get(id(value), done)
        if held is done:
            held = done[id(value)] = value if is_instant and isinstance(value, datetime) else read(value)
        found.append(held)
    return found


def check_instants(facts: Iterable[Any]) -> None:
    """Refuse facts whose instants carry no time zone: they could not be compared, or would be guessed."""
    for fact in facts:
        for name in timed_fields(cast(Hashable, type(fact))):
            value = getattr(fact, name)
            if isinstance(value, tuple):
                check_instants(value)
            elif isinstance(value, datetime):
                if value.utcoffset() is None:
                    raise InvalidSnapshot(f"{type(fact).__name__}.{name} has no time zone")
            elif value is not None:
                check_instants([value])


@cache
def timed_fields(kind: Any) -> tuple[str, ...]:
    """Return the fields that are instants, or hold facts that may have some."""
    return tuple(
        name
        for name, hint in typing.get_type_hints(kind).items()
        for inner in (hint, *typing.get_args(hint))
        if inner is datetime or dataclasses.is_dataclass(inner)
    )


@cache
def instant_fields(kind: Any) -> frozenset[str]:
    """Return the fields that are instants themselves."""
    hints = typing.get_type_hints(kind)
    return frozenset(name for name, hint in hints.items() if datetime in (hint, *typing.get_args(hint)))


@cache
def _readers(kind: Any) -> tuple[dict[str, Callable[[Any], Any]], tuple[str, ...]]:
    hints = typing.get_type_hints(kind)
    fields = dataclasses.fields(kind)
    readers = {field.name: _reader(hints[field.name], f"{kind.__name__}.{field.name}") for field in fields}
    return readers, tuple(field.name for field in fields if field.default is dataclasses.MISSING)


def _reader(hint: Any, where: str) -> Callable[[Any], Any]:
    """Return the function that reads one field of the declared type."""
    arguments = typing.get_args(hint)
    origin = typing.get_origin(hint)
    if origin is types.UnionType:
        inner = _reader(next(item for item in arguments if item is not types.NoneType), where)
        return lambda value: None if value is None else inner(value)
    if origin in (frozenset, tuple):
        return _sequence_reader(origin, _reader(arguments[0], where), where)
    if hint is datetime:
        return lambda value: _read_instant(value, where)
    if dataclasses.is_dataclass(hint):
        return lambda value: decode(cast(type[Any], hint), value)
    return lambda value: _read_exact(value, hint, where)


def _sequence_reader(container: Any, item: Callable[[Any], Any], where: str) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not isinstance(value, list):
            raise InvalidSnapshot(f"{where} must be a list")
        return container(item(member) for member in value)

    return read


def _read_instant(value: Any, where: str) -> datetime:
    try:
        return parse_instant(_read_exact(value, str, where))
    except ValueError as error:
        raise InvalidSnapshot(f"{where} {error}") from None


def _read_exact(value: Any, kind: type[T], where: str) -> T:
    # type() rather than isinstance(): True is no number here.
    if type(value) is not kind:
        raise InvalidSnapshot(f"{where} must be of type {kind.__name__}")
    return value
