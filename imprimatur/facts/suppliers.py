"""Who supplies us and on what terms: vendors, services, agreements and certifications."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Assessment:
    """The assessment of a vendor that counts now."""

    id: str
    completed_at: datetime | None = None
    expires_at: datetime | None = None
    open_critical_findings: int = 0


@dataclass(frozen=True, slots=True)
class Vendor:
    """A supplier. Only the status ``active`` passes."""

    id: str
    label: str
    status: str
    risk_tier: str = ""
    #: None when no assessment is on record (see `Policy.keeps_assessments`).
    assessment: Assessment | None = None


@dataclass(frozen=True, slots=True)
class SubProcessor:
    """A party that processes data on behalf of a service."""

    id: str
    label: str
    countries: frozenset[str]
    #: First instant at which it no longer handles data. One that joins later counts already.
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """What a vendor supplies. None means "not declared", which place-bound data does not pass."""

    id: str
    label: str
    #: Vendor id.
    vendor: str
    status: str = "active"
    #: Region keys; empty together with ``hosting_countries`` = not declared.
    hosting_regions: frozenset[str] = frozenset()
    #: Countries declared without naming a region.
    hosting_countries: frozenset[str] = frozenset()
    #: Countries from which support staff can reach the data.
    support_countries: frozenset[str] | None = None
    sub_processors: tuple[SubProcessor, ...] | None = None
    #: False when the list is only what somebody knows: once all of those have left, nothing is declared.
    is_sub_processor_list_complete: bool = True
    retention_days: int | None = None
    is_zero_retention: bool = False
    trains_on_data: bool | None = None

    def sub_processors_at(self, at: datetime) -> tuple[tuple[SubProcessor, ...] | None, datetime | None]:
        """Return who handles data at an instant (None = not declared), and until when that is declared at all."""
        if self.sub_processors is None:
            return None, None
        ends = [each.valid_until for each in self.sub_processors]
        now = tuple(
            each for each, end in zip(self.sub_processors, ends, strict=True) if end is None or at < end
        )
        if self.is_sub_processor_list_complete:
            return now, None
        known = [end for end in ends if end is not None]
        return now or None, None if not now or None in ends else max(known)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A contract with a vendor, in force in [effective_at, expires_at) unless terminated before."""

    id: str
    label: str
    #: Vendor id.
    vendor: str
    #: dpa, baa, msa, nda, scc, bcr, code_of_conduct, certification…: lower case.
    kind: str
    #: None = not signed or not dated: never in force.
    effective_at: datetime | None
    expires_at: datetime | None = None
    terminated_at: datetime | None = None
    #: Service ids; "*" = every service of the vendor, empty = none.
    services: frozenset[str] = frozenset({"*"})
    #: Clauses present, such as ``no_training``.
    clauses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Certification:
    """A vendor's place in a scheme that an adequacy finding asks for, such as ``DPF``."""

    id: str
    label: str
    #: Vendor id.
    vendor: str
    scheme: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None
