"""How risky a supplier is: before anything is known of its controls (inherent), and after (residual). No Django.

Inherent risk adds points up, each on a line of its own:

    tier of vendor or service   low 0 · medium 10 · high 20 · critical 30
    most sensitive data         none or public 0 · internal 5 · confidential 15 · restricted or unknown 30
    what the data is made of    ITAR 20 · special category, children, PHI, CUI 15 · PCI, other 10 ·
                                personal, source code 5; heaviest first, no more than 30 together
    places outside adequacy     5 each, no more than 15 together
    trains on our data          no 0 · yes or not declared 15

    below 25 low · from 25 moderate · from 50 high · from 75 critical

Residual risk lowers that by what the score shows, never below what the table says, since answers are claims:

    inherent \\ score    none or below 50    50 to 74    75 to 89    90 and more
    low                 low                 low         low         low
    moderate            moderate            moderate    low         low
    high                high                high        moderate    moderate
    critical            critical            critical    high        moderate

and raises it by open findings: two bands for a critical one, so that no such supplier is below high; one band for a
high one, two for three or more high ones; the greater of the two counts. The result may lie above the inherent risk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

TIERS = {"low": 0, "medium": 10, "high": 20, "critical": 30}
SENSITIVITIES = {"public": 0, "internal": 5, "confidential": 15, "restricted": 30}
CATEGORIES = {
    "itar": 20,
    "special-category": 15,
    "children": 15,
    "phi": 15,
    "cui": 15,
    "pci": 10,
    "personal": 5,
    "source-code": 5,
}
#: For a category that the table does not know.
OTHER_CATEGORY = 10
MOST_FOR_CATEGORIES = 30
EACH_PLACE, MOST_FOR_PLACES = 5, 15
TRAINING = 15


class Band(IntEnum):
    """How much risk; the names are stored."""

    LOW = 0
    MODERATE = 1
    HIGH = 2
    CRITICAL = 3


#: The least points of each band.
THRESHOLDS = {Band.MODERATE: 25, Band.HIGH: 50, Band.CRITICAL: 75}
#: The least per cent of each column of the table below; below the first is the column of no score.
STRENGTHS = (50, 75, 90)
LOWERED = {
    Band.LOW: (Band.LOW, Band.LOW, Band.LOW, Band.LOW),
    Band.MODERATE: (Band.MODERATE, Band.MODERATE, Band.LOW, Band.LOW),
    Band.HIGH: (Band.HIGH, Band.HIGH, Band.MODERATE, Band.MODERATE),
    Band.CRITICAL: (Band.CRITICAL, Band.CRITICAL, Band.HIGH, Band.MODERATE),
}
MANY_HIGH_FINDINGS = 3


@dataclass(frozen=True, slots=True)
class Exposure:
    """What is known of a supplier before it has answered anything.

    `tier` is the higher of the vendor's and the service's; `sensitivity` that of the most sensitive data class, "" when
    no data is given to it and None when nobody has said; `places_outside` counts the regions, of storage or access,
    that lie outside the EEA and adequacy; `trains_on_data` None means not declared.
    """

    tier: str
    sensitivity: str | None
    categories: frozenset[str] = frozenset()
    places_outside: int = 0
    trains_on_data: bool | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """One line: `code` is tier, sensitivity, category, places or training; `detail` its word or number."""

    code: str
    detail: str
    points: int


@dataclass(frozen=True, slots=True)
class InherentRisk:
    """The points, which are the sum of the contributions, and their band."""

    points: int
    band: Band
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step to the residual risk: `code` is inherent, score or findings; `band` where it led."""

    code: str
    detail: str
    band: Band


@dataclass(frozen=True, slots=True)
class ResidualRisk:
    """The band that is left, and the steps to it in order."""

    band: Band
    steps: tuple[Step, ...]


def reckon_inherent(exposure: Exposure) -> InherentRisk:
    """Return the inherent risk; raises KeyError for a tier or sensitivity outside the table, ValueError below 0."""
    if exposure.places_outside < 0:
        raise ValueError("places are counted from 0")
    sensitivity = exposure.sensitivity
    points = SENSITIVITIES["restricted"] if sensitivity is None else 0
    if sensitivity:
        points = SENSITIVITIES[sensitivity]
    lines = [
        Contribution("tier", exposure.tier, TIERS[exposure.tier]),
        Contribution("sensitivity", "unknown" if sensitivity is None else sensitivity or "none", points),
        *_weigh_categories(exposure.categories),
        Contribution(
            "places",
            str(exposure.places_outside),
            min(exposure.places_outside * EACH_PLACE, MOST_FOR_PLACES),
        ),
        Contribution(
            "training",
            {True: "yes", False: "no", None: "unknown"}[exposure.trains_on_data],
            0 if exposure.trains_on_data is False else TRAINING,
        ),
    ]
    total = sum(line.points for line in lines)
    band = max((band for band, least in THRESHOLDS.items() if total >= least), default=Band.LOW)
    return InherentRisk(total, band, tuple(lines))


def _weigh_categories(categories: Iterable[str]) -> Iterable[Contribution]:
    left = MOST_FOR_CATEGORIES
    for points, category in sorted((-CATEGORIES.get(each, OTHER_CATEGORY), each) for each in categories):
        counted = min(-points, left)
        left -= counted
        yield Contribution("category", category, counted)


def reckon_residual(
    inherent: Band, percent: int | None, *, critical_findings: int = 0, high_findings: int = 0
) -> ResidualRisk:
    """Return the residual risk of a score in per cent (None: nothing is scored yet) and the findings that are open."""
    column = 0 if percent is None else sum(percent >= least for least in STRENGTHS)
    lowered = LOWERED[inherent][column]
    raised = _raise(lowered, critical_findings, high_findings)
    steps = (
        Step("inherent", "", inherent),
        Step("score", "none" if percent is None else str(percent), lowered),
        Step("findings", f"{critical_findings} critical, {high_findings} high", raised),
    )
    return ResidualRisk(raised, steps)


def _raise(band: Band, critical: int, high: int) -> Band:
    by_critical = band + (2 if critical > 0 else 0)
    by_high = band + (2 if high >= MANY_HIGH_FINDINGS else 1 if high > 0 else 0)
    return Band(min(max(by_critical, by_high), Band.CRITICAL))
