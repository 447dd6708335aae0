"""How data and places are classified: data classes, handling rules, regions, groups and adequacy."""

from dataclasses import dataclass
from datetime import datetime

#: From the least to the most sensitive; an unknown word counts as the most sensitive.
SENSITIVITIES = ("public", "internal", "confidential", "restricted")
#: Personal data in the sense of the GDPR.
PERSONAL_CATEGORIES = frozenset({"personal", "special-category", "children"})
#: Categories under a regime of their own: only a phase 4 agent may act on them alone.
REGULATED_CATEGORIES = PERSONAL_CATEGORIES | {"phi", "pci", "cui", "itar"}


@dataclass(frozen=True, slots=True)
class DataClass:
    """A class of data; its categories are personal, special-category, children, phi, pci, cui, itar…"""

    key: str
    id: str
    label: str
    sensitivity: str
    categories: frozenset[str] = frozenset()

    @property
    def is_personal(self) -> bool:
        """Say whether it is personal data, which needs a DPA whatever officers wrote."""
        return not PERSONAL_CATEGORIES.isdisjoint(self.categories)

    @property
    def is_regulated(self) -> bool:
        """Say whether a regime of its own governs it, which keeps it for phase 4."""
        return not REGULATED_CATEGORIES.isdisjoint(self.categories)

    @property
    def is_confidential(self) -> bool:
        """Say whether it is confidential or worse; an unknown word counts as the worst."""
        return self.sensitivity not in SENSITIVITIES[:2]


@dataclass(frozen=True, slots=True)
class HandlingRule:
    """What a data class demands, on top of what its categories and sensitivity demand by themselves."""

    id: str
    #: Data class key. Several rules for one class all hold.
    data_class: str
    requires_dpa: bool = False
    requires_baa: bool = False
    requires_no_training: bool = False
    max_retention_days: int | None = None
    #: Country codes and group keys; empty = no place rule here.
    allowed_places: frozenset[str] = frozenset()
    #: Mechanisms that let data leave them: adequacy, scc, bcr, code_of_conduct, certification; empty = none.
    transfer_allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Region:
    """A place of processing, such as ``aws:eu-west-1``; of several countries each must be allowed."""

    key: str
    id: str
    label: str
    #: Empty = nobody knows where it is, so data bound to places may not go there.
    countries: frozenset[str]


@dataclass(frozen=True, slots=True)
class Membership:
    """One country's time in a group, [valid_from, valid_until)."""

    country: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A group of countries, such as the EEA."""

    key: str
    label: str
    members: tuple[Membership, ...]


@dataclass(frozen=True, slots=True)
class Adequacy:
    """An adequacy finding for a country, in force in [valid_from, valid_until)."""

    id: str
    country: str
    label: str
    valid_from: datetime
    valid_until: datetime | None = None
    #: Scheme a vendor must be certified under for the finding to hold for it, such as ``DPF``.
    required_certification: str | None = None
