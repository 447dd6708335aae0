"""What allows data in a country, in order: a named place, an adequacy finding, a transfer tool."""

from datetime import datetime
from typing import Protocol

from imprimatur.findings import GROUND, Finding
from imprimatur.index import Index
from imprimatur.instants import soonest
from imprimatur.places import PlaceRule
from imprimatur.terms import SupplierTerms, Term, longest_in_force, longest_stay

#: Allowed by a place that is named without an end.
ALWAYS = Finding(GROUND, None)


class Standing(Protocol):
    """What a country is judged at and from: an evaluation, or something that holds as much."""

    @property
    def at(self) -> datetime:
        """The instant."""

    @property
    def index(self) -> Index:
        """The facts, looked up."""


class Supplied(Protocol):
    """What is judged: a resource, or a service by itself."""

    @property
    def terms(self) -> SupplierTerms:
        """What its supplier signed."""


def allow_country(evaluation: Standing, entry: Supplied, rule: PlaceRule, country: str) -> Finding | None:
    """Return what allows data in a country and until when, or None when nothing does."""
    stays = rule.countries.get(country)
    if stays is not None:
        is_inside, until = longest_stay(stays, evaluation.at)
        if is_inside:
            return ALWAYS if until is None else Finding(GROUND, None, until)
    if rule.takes_adequacy:
        found = _find_adequacy(evaluation, entry, country)
        if found is not None:
            return found
    for kind in rule.tools:
        tool = longest_in_force(entry.terms.by_kind.get(kind, ()), evaluation.at)
        if tool is not None:
            return tool.ground
    return None


def _find_adequacy(evaluation: Standing, entry: Supplied, country: str) -> Finding | None:
    """Return the longest adequacy finding in force whose condition the supplier meets."""
    met: list[Term] = []
    for finding in evaluation.index.adequacy.get(country, ()):
        if finding.condition is None:
            met.append(finding)
            continue
        held = longest_in_force(entry.terms.by_scheme.get(finding.condition, ()), evaluation.at)
        if held is not None:
            met.append(finding._replace(end=soonest(finding.end, held.end)))
    best = longest_in_force(met, evaluation.at)
    return None if best is None else best.ground._replace(until=best.end)
