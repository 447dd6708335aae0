"""Reading the questions that every gateway sends: complete, plain, and of one shape.

What is read here is exactly what the long way would read. Anything else — another shape, an escape, a name said
twice, an instant, a wish for explanations — is not read at all: None sends it the long way, which knows every case.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import UNSET, DecodeError, Meta, Struct, UnsetType, ValidationError
from msgspec.json import Decoder

from registry.decision_log.asked import Asked

MOST_QUESTIONS = 1_000


class Entity(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Who asks, or what is asked for."""

    type: str
    id: str


class Purpose(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """What for."""

    use_case: str | UnsetType = UNSET
    phase: int | UnsetType = UNSET


class Deed(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """What is to be done, and what for."""

    name: str
    properties: Purpose | UnsetType = UNSET


class Circumstances(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """With which data, and where."""

    data_classes: tuple[str, ...] | UnsetType = UNSET
    region: str | UnsetType = UNSET
    environment: str | UnsetType = UNSET


class Plain(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A question as it stands in JSON, read, compared and hashed without a line of Python.

    What is left out and what is said to be nothing are not the same here: `null` goes the long way.
    """

    subject: Entity
    action: Deed
    resource: Entity
    context: Circumstances | UnsetType = UNSET


class _List(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    questions: Annotated[list[Plain], Meta(min_length=1, max_length=MOST_QUESTIONS)]


_read_one = Decoder(Plain).decode
_read_list = Decoder(_List).decode
#: Strings in the JSON of subject, action and resource with their types, ids and name, each with its own name.
_STRINGS = 3 + 2 * 5
#: Quotes in the JSON of a list, besides those of its questions.
QUOTES_OF_A_LIST = 2


def read_body(raw: bytes, *, takes_lists: bool) -> tuple[list[Plain], bool] | None:
    """Return the questions of a body and whether they came as a list, or None when the long way must read it.

    A member named twice is not noticed here, and must be by who answers: the quotes of the questions, as
    `count_quotes` has them, are then fewer than those of the body.
    """
    if b"\\" in raw:
        return None
    try:
        return [_read_one(raw)], False
    except ValidationError:
        # A list is found out at its very first member.
        if not takes_lists:
            return None
    except DecodeError:
        return None
    try:
        return _read_list(raw).questions, True
    except DecodeError:
        return None


def count_quotes(plain: Plain) -> int:
    """Return how many quotes the JSON of a question has, which has no escapes and names each of its members once."""
    strings = _STRINGS
    if (purpose := plain.action.properties) is not UNSET:
        strings += 1 + 2 * (purpose.use_case is not UNSET) + (purpose.phase is not UNSET)
    if (context := plain.context) is not UNSET:
        strings += 1 + 2 * (context.region is not UNSET) + 2 * (context.environment is not UNSET)
        if context.data_classes is not UNSET:
            strings += 1 + len(context.data_classes)
    return 2 * strings


def asked_of(plain: Plain) -> Asked:
    """Return the question as a tuple, not yet checked."""
    purpose, context = plain.action.properties or Purpose(), plain.context or Circumstances()
    return (
        plain.subject.type,
        plain.subject.id,
        plain.action.name,
        _said(purpose.use_case, None),
        _said(purpose.phase, None),
        plain.resource.type,
        plain.resource.id,
        _said(context.data_classes, ()),
        _said(context.region, None),
        _said(context.environment, None),
    )


def _said(value: Any, otherwise: Any) -> Any:
    return otherwise if value is UNSET else value
