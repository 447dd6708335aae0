"""One frozen record per row of the reference data, free of Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Validity:
    """A half-open interval of whole UTC days: `valid_to` is the first day outside it."""

    valid_from: date | None
    """None means always."""
    valid_to: date | None
    """None means no end is known."""

    def covers(self, day: date) -> bool:
        """Say whether the day lies in the interval."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )

    def overlaps(self, other: Validity) -> bool:
        """Say whether at least one day lies in both intervals."""
        self_first, other_first = self.valid_from or date.min, other.valid_from or date.min
        self_end, other_end = self.valid_to or date.max, other.valid_to or date.max
        return self_first < other_end and other_first < self_end


@dataclass(frozen=True, slots=True)
class Country:
    """An ISO 3166-1 entry; `parent` is the state a territory belongs to, else empty.

    A parent says who is sovereign, not which law applies: no territory is in a grouping through its parent.
    """

    alpha2: str
    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """A named set of countries a rule can speak of, such as the EEA."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class GroupingMember:
    """One stay of one country in one grouping."""

    grouping: str
    country: str
    validity: Validity
    source: str


@dataclass(frozen=True, slots=True)
class Adequacy:
    """One finding, under GDPR Art. 45 or its predecessor, that a recipient protects data well enough.

    `subject` is the country code for a country or territory, and a key of ours for a sector or organisation.
    `country` is empty for an international organisation. A `condition` is a fact that must be shown of the
    recipient itself, such as a certification; `condition_text` also states limits that no key can check.
    `challenged` means in force while an action against the decision is pending.
    """

    subject_type: str
    subject: str
    country: str
    condition: str
    condition_text: str
    validity: Validity
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class CloudRegion:
    """A provider's region and its country; `partition` is the separately run cloud it is part of."""

    provider: str
    key: str
    partition: str
    name: str
    country: str
    city: str


@dataclass(frozen=True, slots=True)
class HandlingDefaults:
    """What a data class demands until an officer says otherwise.

    `max_retention_days` is None for no limit and 0 for nothing kept past the session. `allowed_places` are
    groupings or countries; none named means that the class itself sets no limit. Elsewhere one of
    `transfer_mechanisms` must be in force; none named means that nothing opens another place.
    """

    requires_dpa: bool
    requires_baa: bool
    requires_no_training: bool
    max_retention_days: int | None
    allowed_places: tuple[str, ...]
    transfer_mechanisms: tuple[str, ...]
    legal_source: str


@dataclass(frozen=True, slots=True)
class DataClass:
    """A class of data to offer: how sensitive it is, what it is made of, how it must be handled."""

    key: str
    name: str
    sensitivity: str
    categories: tuple[str, ...]
    description: str
    handling: HandlingDefaults
