"""Where data may be: place rules compiled from handling rules, groups of countries and the policy."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from imprimatur.facts import DataClass, Group, HandlingRule, Policy

if TYPE_CHECKING:
    from imprimatur.snapshot import Snapshot

Stay = tuple[datetime | None, datetime | None]


class Lie(NamedTuple):
    """A country's time in a group: it lies there in [start, end)."""

    group: str
    start: datetime | None
    end: datetime | None


class PlaceRule(NamedTuple):
    """The countries data may be in, each with its intervals, and what opens other countries."""

    countries: Mapping[str, tuple[Stay, ...]]
    takes_adequacy: bool
    #: Kinds of agreement that open another country, in a fixed order.
    tools: tuple[str, ...]
    #: The places as officers wrote them, for messages.
    places: frozenset[str]


def compile_lies(groups: Iterable[Group]) -> dict[str, tuple[Lie, ...]]:
    """Return for each country the groups it belongs to, with the intervals."""
    found: dict[str, list[Lie]] = defaultdict(list)
    for group in sorted(groups, key=lambda each: each.key):
        for member in group.members:
            found[member.country].append(Lie(group.key, member.valid_from, member.valid_until))
    return {country: tuple(lies) for country, lies in found.items()}


def compile_places(snapshot: "Snapshot") -> dict[str, dict[str, tuple[Stay, ...]]]:
    """Return for each group the intervals that each country belongs to it."""
    compiled = {}
    for key, group in snapshot.groups.items():
        stays: dict[str, list[Stay]] = defaultdict(list)
        for member in group.members:
            stays[member.country].append((member.valid_from, member.valid_until))
        compiled[key] = {country: tuple(listed) for country, listed in stays.items()}
    return compiled


def place_rules_of(
    data_class: DataClass,
    rules: Iterable[HandlingRule],
    policy: Policy,
    groups: Mapping[str, Mapping[str, tuple[Stay, ...]]],
) -> tuple[PlaceRule, ...]:
    """Return the place rules of a data class: its own, or the policy's for personal data nobody ruled on."""
    own = sorted(rules, key=lambda rule: rule.id)
    if own:
        stated = [(rule.allowed_places, rule.transfer_allowed) for rule in own]
    elif data_class.is_personal:
        stated = [(policy.personal_data_places, policy.personal_data_mechanisms)]
    else:
        stated = []
    return tuple(_compile(places, mechanisms, groups) for places, mechanisms in stated if places)


def _compile(
    places: frozenset[str], mechanisms: frozenset[str], groups: Mapping[str, Mapping[str, tuple[Stay, ...]]]
) -> PlaceRule:
    countries: dict[str, tuple[Stay, ...]] = {}
    for place in sorted(places):
        # A place that is no group is a country; a word that is neither simply matches no country.
        for country, stays in groups.get(place, {place: ((None, None),)}).items():
            countries[country] = countries.get(country, ()) + stays
    return PlaceRule(countries, "adequacy" in mechanisms, tuple(sorted(mechanisms - {"adequacy"})), places)
