"""Reading a question from a request body: strict, bounded, naming each fault by JSON pointer (RFC 6901)."""

from datetime import UTC, datetime
from typing import Any

from imprimatur.instants import InvalidInstant, parse_instant
from imprimatur.wording import shown

SUBJECT_TYPES = ("team", "person", "agent")
RESOURCE_TYPES = ("model", "tool", "agent")
LONGEST_KEY = 200
LONGEST_RESOURCE_ID = 512
MOST_DATA_CLASSES = 50
#: A body may hold any number of faults; an answer names no more than these.
MOST_ERRORS = 50
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


class InvalidQuestion(ValueError):
    """The body is no question. ``errors`` holds (JSON pointer, message) pairs, never the values sent."""

    def __init__(self, errors: list[tuple[str, str]]) -> None:
        self.errors = errors[:MOST_ERRORS]
        super().__init__("; ".join(f"{pointer or 'body'}: {message}" for pointer, message in self.errors))


def read_question(body: object) -> dict[str, Any]:
    """Return the fields of a `Question`, or raise `InvalidQuestion` with everything that is wrong."""
    reader = _Reader()
    top = reader.members(body, "", ("subject", "action", "resource"), ("context", "at"))
    subject = reader.members(top.get("subject"), "/subject", ("type", "id"), (), if_given="subject" in top)
    action = reader.members(
        top.get("action"), "/action", ("name",), ("properties",), if_given="action" in top
    )
    said = reader.members(
        action.get("properties"),
        "/action/properties",
        (),
        ("use_case", "phase"),
        if_given="properties" in action,
    )
    resource = reader.members(
        top.get("resource"), "/resource", ("type", "id"), (), if_given="resource" in top
    )
    context = reader.members(
        top.get("context"),
        "/context",
        (),
        ("data_classes", "region", "environment", "at"),
        if_given="context" in top,
    )
    if "at" in top and "at" in context:
        reader.errors.append(("/context/at", "is already given as /at"))
    fields = {
        "subject_type": reader.word(subject, "/subject", "type", SUBJECT_TYPES),
        "subject_id": reader.text(subject, "/subject", "id"),
        "resource_type": reader.word(resource, "/resource", "type", RESOURCE_TYPES),
        "resource_id": reader.text(resource, "/resource", "id", LONGEST_RESOURCE_ID),
        "action": reader.text(action, "/action", "name"),
        "use_case": reader.text(said, "/action/properties", "use_case"),
        "phase": reader.phase(said, "/action/properties"),
        "data_classes": reader.data_classes(context, "/context"),
        "region": reader.text(context, "/context", "region"),
        "environment": reader.text(context, "/context", "environment"),
        "at": reader.instant(top, "") or reader.instant(context, "/context"),
    }
    if reader.errors:
        raise InvalidQuestion(reader.errors)
    return fields


class _Reader:
    """Reads members one by one and collects faults; a member that is absent reads as None."""

    def __init__(self) -> None:
        self.errors: list[tuple[str, str]] = []

    def members(
        self,
        value: Any,
        at: str,
        required: tuple[str, ...],
        optional: tuple[str, ...],
        *,
        if_given: bool = True,
    ) -> dict[str, Any]:
        if not if_given:
            return {}
        if type(value) is not dict:
            self.errors.append((at, "must be an object"))
            return {}
        for name in value:
            if name not in required and name not in optional and len(self.errors) < MOST_ERRORS:
                self.errors.append((f"{at}/{_pointer_part(name)}", "is not a field of a question"))
        self.errors.extend((f"{at}/{name}", "is required") for name in required if name not in value)
        return value

    def text(self, members: dict[str, Any], at: str, name: str, longest: int = LONGEST_KEY) -> str | None:
        return self.checked_text(members[name], f"{at}/{name}", longest) if name in members else None

    def checked_text(self, value: Any, pointer: str, longest: int = LONGEST_KEY) -> str | None:
        if type(value) is not str:
            self.errors.append((pointer, "must be text"))
        elif not value:
            self.errors.append((pointer, "must not be empty"))
        elif len(value) > longest:
            self.errors.append((pointer, f"must have at most {longest} characters"))
        elif any(char < " " or "\x7f" <= char <= "\x9f" for char in value):
            self.errors.append((pointer, "must not contain control characters"))
        elif any("\ud800" <= char <= "\udfff" for char in value):
            self.errors.append((pointer, "must not contain half a surrogate pair"))
        else:
            return value
        return None

    def word(self, members: dict[str, Any], at: str, name: str, words: tuple[str, ...]) -> str | None:
        value = self.text(members, at, name)
        if value is not None and value not in words:
            self.errors.append((f"{at}/{name}", f"must be one of {', '.join(words)}"))
        return value

    def phase(self, members: dict[str, Any], at: str) -> int | None:
        if "phase" not in members:
            return None
        value = members["phase"]
        # type() rather than isinstance(): True is no phase, and neither is 1.0.
        if type(value) is int and 1 <= value <= 4:
            return value
        self.errors.append((f"{at}/phase", "must be a whole number from 1 to 4"))
        return None

    def data_classes(self, members: dict[str, Any], at: str) -> tuple[str, ...]:
        value = members.get("data_classes", [])
        if type(value) is not list:
            self.errors.append((f"{at}/data_classes", "must be a list"))
            return ()
        if len(value) > MOST_DATA_CLASSES:
            self.errors.append((f"{at}/data_classes", f"must have at most {MOST_DATA_CLASSES} items"))
            return ()
        read = (self.checked_text(item, f"{at}/data_classes/{place}") for place, item in enumerate(value))
        return tuple(dict.fromkeys(item for item in read if item is not None))

    def instant(self, members: dict[str, Any], at: str) -> datetime | None:
        text = self.text(members, at, "at")
        if text is None:
            return None
        try:
            instant = parse_instant(text)
        except InvalidInstant as error:
            self.errors.append((f"{at}/at", str(error)))
            return None
        if not EARLIEST <= instant < LATEST:
            self.errors.append((f"{at}/at", "must lie between the years 2000 and 2200"))
        return instant


def _pointer_part(name: object) -> str:
    if type(name) is not str:
        return "(a name that is not text)"
    return shown(name.replace("~", "~0").replace("/", "~1"))
