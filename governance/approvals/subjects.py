"""The kinds of record that can be approved. A slice registers its kind; approvals know nothing else about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from governance.core.enums import Severity
from governance.core.errors import InvalidInput
from governance.core.records import TrackedRecord


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an approver must know. A critical one blocks the approval until it is gone."""

    code: str
    sentence: str
    severity: str = Severity.CRITICAL
    record: dict[str, str] | None = None

    @property
    def blocks(self) -> bool:
        """Whether nothing can be approved while this stands."""
        return self.severity == Severity.CRITICAL


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """Something that speaks for the record: an agreement in force, a report, a card."""

    title: str
    detail: str = ""
    url: str = ""


def do_nothing(*_arguments: Any) -> None:
    """Stand in for a hook that a kind does not need."""


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """How approvals see one kind of record.

    `get_content` returns everything an approver sees, as JSON values by label: it is frozen and digested.
    `get_binding` returns what an approval stays bound to (a pin): when it changes the approval is void.
    `get_risk_tier` returns "low", "medium" or "high". The hooks run in the transaction of the act.
    """

    model: type[TrackedRecord]
    get_content: Callable[[Any], dict[str, Any]]
    get_binding: Callable[[Any], dict[str, Any]]
    get_risk_tier: Callable[[Any], str] = lambda record: "medium"
    list_blockers: Callable[[Any, dict[str, Any]], Sequence[Finding]] = lambda record, scope: ()
    list_evidence: Callable[[Any], Sequence[EvidenceItem]] = lambda record: ()
    on_requested: Callable[[Any, Any], None] = do_nothing
    on_approved: Callable[[Any, Any, Any], None] = do_nothing
    on_refused: Callable[[Any, Any], None] = do_nothing
    on_ended: Callable[[Any, Any], None] = do_nothing


_kinds: dict[str, SubjectKind] = {}


def register_subject(kind: SubjectKind) -> None:
    """Make a kind of record approvable; called once from the slice's receivers."""
    _kinds[kind.model._meta.label_lower] = kind


def get_subject_kind(label: str) -> SubjectKind:
    """Return the kind by its label ("registry.modelversion"), or raise InvalidInput."""
    try:
        return _kinds[label]
    except KeyError:
        raise InvalidInput(_("Records of this kind are not approved here.")) from None


def list_subject_labels() -> list[str]:
    """Return the labels of all approvable kinds, sorted."""
    return sorted(_kinds)


def get_kind_of(record: TrackedRecord) -> SubjectKind:
    """Return the kind of a record, or raise InvalidInput."""
    return get_subject_kind(record._meta.label_lower)
