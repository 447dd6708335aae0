"""The question and the answer: frozen types that match the decisions endpoint field by field."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Self

from imprimatur.instants import format_instant
from imprimatur.question import read_question


@dataclass(frozen=True, slots=True)
class Question:
    """May this subject do this with this resource in this context? None is "not said": it never permits."""

    subject_type: str
    subject_id: str
    resource_type: str
    resource_id: str
    action: str = "use"
    use_case: str | None = None
    phase: int | None = None
    data_classes: tuple[str, ...] = ()
    region: str | None = None
    environment: str | None = None
    #: The instant asked about; None = the instant of asking.
    at: datetime | None = None

    @classmethod
    def from_dict(cls, body: object) -> Self:
        """Read a request body; anything not exactly right raises `InvalidQuestion`, naming every fault."""
        return cls(**read_question(body))

    @classmethod
    def checked(cls, **fields: Any) -> Self:
        """Return the question of these fields, read as strictly as a body: raises `InvalidQuestion`."""
        return cls.from_dict(cls(**fields).to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Return the question as a request body."""
        said = {"use_case": self.use_case, "phase": self.phase}
        context = {"region": self.region, "environment": self.environment}
        body: dict[str, Any] = {
            "subject": {"type": self.subject_type, "id": self.subject_id},
            "action": {"name": self.action, "properties": _without_none(said)},
            "resource": {"type": self.resource_type, "id": self.resource_id},
            "context": {"data_classes": list(self.data_classes), **_without_none(context)},
        }
        return body if self.at is None else {**body, "at": format_instant(self.at)}


@dataclass(frozen=True, slots=True)
class Record:
    """The record a reason rests on, as a caller can link to it."""

    type: str
    id: str
    label: str

    def to_dict(self) -> dict[str, str]:
        """Return the record as JSON-able data."""
        return {"type": self.type, "id": self.id, "label": self.label}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a stable code (see `imprimatur.codes`), a sentence, and the record it rests on."""

    code: str
    message: str
    record: Record | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the reason as JSON-able data."""
        record = None if self.record is None else self.record.to_dict()
        return {"code": self.code, "message": self.message, "record": record}


@dataclass(frozen=True, slots=True)
class Obligation:
    """A condition the caller must honour for the permit to hold."""

    code: str
    message: str

    def to_dict(self) -> dict[str, str]:
        """Return the obligation as JSON-able data."""
        return {"code": self.code, "message": self.message}


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another resource for which the same question is permitted; ``id`` is what to ask for."""

    type: str
    id: str
    label: str

    def to_dict(self) -> dict[str, str]:
        """Return the alternative as JSON-able data."""
        return {"type": self.type, "id": self.id, "label": self.label}


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer. It may be relied on before ``valid_until`` and not at or after it."""

    decision: Literal["permit", "deny"]
    reasons: tuple[Reason, ...]
    obligations: tuple[Obligation, ...]
    alternatives: tuple[Alternative, ...]
    valid_until: datetime
    revision: int

    @property
    def is_permit(self) -> bool:
        """Say whether the answer is yes."""
        return self.decision == "permit"

    def to_dict(self) -> dict[str, Any]:
        """Return the decision as JSON-able data."""
        return {
            "decision": self.decision,
            "reasons": [reason.to_dict() for reason in self.reasons],
            "obligations": [obligation.to_dict() for obligation in self.obligations],
            "alternatives": [alternative.to_dict() for alternative in self.alternatives],
            "valid_until": format_instant(self.valid_until),
            "revision": self.revision,
        }


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
