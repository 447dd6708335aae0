"""Index module: the records of this slice, re-exported by name."""

from governance.classification.models.handling import DataClass, HandlingRule
from governance.classification.models.places import (
    AdequacyDecision,
    Country,
    Grouping,
    GroupingMember,
    Region,
)

__all__ = [
    "AdequacyDecision",
    "Country",
    "DataClass",
    "Grouping",
    "GroupingMember",
    "HandlingRule",
    "Region",
]
