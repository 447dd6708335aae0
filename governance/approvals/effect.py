"""What an approval would permit, in one sentence and in parts. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.approvals.scope import ANY, LISTS


@dataclass(frozen=True, slots=True)
class Effect:
    """How many of each an approval opens; None stands for "any"."""

    use_cases: int | None
    teams: int | None
    environments: int | None
    data_classes: int | None
    regions: int | None
    max_phase: int

    def __str__(self) -> str:
        """Return the sentence that the page shows: permits 3 teams, 2 data classes in 4 regions."""
        teams = (
            _("any team") if self.teams is None else ngettext("%d team", "%d teams", self.teams) % self.teams
        )
        uses = (
            _("any use case")
            if self.use_cases is None
            else ngettext("%d use case", "%d use cases", self.use_cases) % self.use_cases
        )
        data = (
            _("any data class")
            if self.data_classes is None
            else ngettext("%d data class", "%d data classes", self.data_classes) % self.data_classes
        )
        regions = (
            _("any region")
            if self.regions is None
            else ngettext("%d region", "%d regions", self.regions) % self.regions
        )
        return _(
            "Permits %(teams)s to use it for %(uses)s with %(data)s in %(regions)s, up to phase %(phase)d."
        ) % {
            "teams": teams,
            "uses": uses,
            "data": data,
            "regions": regions,
            "phase": self.max_phase,
        }


def measure(scope: Mapping[str, Any], regions_by_place: Mapping[str, Sequence[str]]) -> Effect:
    """Return the effect of a scope; places such as EEA count as the regions that lie in them."""
    counts: dict[str, int | None] = {name: None if ANY in scope[name] else len(scope[name]) for name in LISTS}
    if counts["regions"] is not None:
        regions: set[str] = set()
        for place in scope["regions"]:
            regions.update(regions_by_place.get(place, (place,)))
        counts["regions"] = len(regions)
    return Effect(max_phase=scope["max_phase"], **counts)
