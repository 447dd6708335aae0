"""Compiled facts: what holds from when to when, with the record that says so."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from imprimatur.decision import Obligation, Record
from imprimatur.facts import Agreement, Approval, Certification
from imprimatur.findings import Finding, ground, holds_until
from imprimatur.instants import format_instant, soonest
from imprimatur.wording import shown

ANY = "*"
NO_TRAINING = "no_training"


class Term(NamedTuple):
    """A fact that holds in [start, end)."""

    record: Record
    kind: str
    #: None = from no instant known; an agreement that was never signed holds never.
    start: datetime | None
    end: datetime | None
    #: What a permit says that rests on it, made once.
    ground: Finding
    #: Scheme a vendor must be certified under for an adequacy finding to count.
    condition: str | None = None

    def holds(self, at: datetime) -> bool:
        """Say whether the fact holds at an instant."""
        start, end = self.start, self.end
        return (start is None or start <= at) and (end is None or at < end)


class ApprovalTerm(NamedTuple):
    """An approval with its end. What it says is made when it is said: of most nothing ever is."""

    approval: Approval
    end: datetime | None

    @classmethod
    def of(cls, approval: Approval) -> "ApprovalTerm":
        """Compile an approval."""
        return cls(approval, soonest(approval.valid_until, approval.revoked_at))

    @property
    def record(self) -> Record:
        """The approval as reasons name it."""
        return Record("approval", self.approval.id, self.approval.label)

    def rest_on(self, until: datetime | None) -> Finding:
        """Return what a permit says that rests on it, and holds until the approval or something else ends."""
        approval, end = self.approval, self.end
        said = "" if end is None else f" until {format_instant(end)}"
        message = f"The approval “{shown(approval.label)}” covers this{said}."
        obliged = tuple(Obligation(condition.code, condition.message) for condition in approval.conditions)
        found = ground("approval.in_force", message, self.record, soonest(end, until))
        return found._replace(obligations=obliged)


class SupplierTerms(NamedTuple):
    """What a supplier has signed for one service, and what it is certified under."""

    by_kind: dict[str, tuple[Term, ...]]
    no_training: tuple[Term, ...]
    by_scheme: dict[str, tuple[Term, ...]]

    @classmethod
    def of(
        cls, agreements: Iterable[Agreement], held: Iterable[Certification], service: str | None
    ) -> "SupplierTerms":
        """Compile the agreements that cover the service; without a service, those that cover every one."""
        by_kind: dict[str, list[Term]] = defaultdict(list)
        no_training: list[Term] = []
        by_scheme: dict[str, list[Term]] = defaultdict(list)
        for agreement in sorted(agreements, key=lambda each: each.id):
            if agreement.effective_at is None:
                continue
            if ANY not in agreement.services and service not in agreement.services:
                continue
            end = soonest(agreement.expires_at, agreement.terminated_at)
            record = Record("agreement", agreement.id, agreement.label)
            by_kind[agreement.kind].append(_agreement_term(agreement, record, end))
            if NO_TRAINING in agreement.clauses:
                message = f"“{shown(agreement.label)}” forbids training on our data."
                found = ground("agreement.no_training_in_force", message, record, end)
                no_training.append(Term(record, agreement.kind, agreement.effective_at, end, found))
        for each in sorted(held, key=lambda each: each.id):
            record = Record("certification", each.id, each.label)
            found = holds_until(each.valid_until)
            by_scheme[each.scheme].append(Term(record, each.scheme, each.valid_from, each.valid_until, found))
        return cls(_frozen(by_kind), tuple(no_training), _frozen(by_scheme))


def _agreement_term(agreement: Agreement, record: Record, end: datetime | None) -> Term:
    kind, label = agreement.kind, shown(agreement.label)
    if kind in ("dpa", "baa"):
        found = ground(
            f"agreement.{kind}_in_force", f"The {kind.upper()} “{label}” is in force.", record, end
        )
    else:
        found = ground("residency.transfer_tool", f"The transfer tool “{label}” is in force.", record, end)
    return Term(record, kind, agreement.effective_at, end, found)


def _frozen(lists: dict[str, list[Term]]) -> dict[str, tuple[Term, ...]]:
    return {key: tuple(terms) for key, terms in lists.items()}


def longest_in_force(terms: Iterable[Term], at: datetime) -> Term | None:
    """Return the fact that holds and goes on longest, or None; ties go to the first given."""
    best: Term | None = None
    for term in terms:
        if term.holds(at):
            if term.end is None:
                return term
            if best is None or (best.end is not None and best.end < term.end):
                best = term
    return best


def longest_stay(
    stays: Iterable[tuple[datetime | None, datetime | None]], at: datetime
) -> tuple[bool, datetime | None]:
    """Say whether one of several intervals holds, and when the longest of those ends."""
    is_inside, until = False, None
    for start, end in stays:
        if (start is None or start <= at) and (end is None or at < end):
            if end is None:
                return True, None
            is_inside, until = True, end if until is None else max(until, end)
    return is_inside, until
