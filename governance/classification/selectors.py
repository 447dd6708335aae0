"""Reads about places and data classes. Reference data is no secret: these answer our own code, not a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from governance.classification.models import Country, DataClass, Grouping, GroupingMember, Region
from governance.classification.validators import covers


@dataclass(frozen=True, slots=True)
class RegionDescription:
    """A region in words: its country and the groupings that the country is in at the instant asked about."""

    key: str
    name: str
    city: str
    provider: str
    partition: str
    country: str
    country_name: str
    groupings: tuple[str, ...]


def list_places() -> dict[str, str]:
    """Return every place that a rule can name, key to name: groupings first, then countries, each by name."""
    return {
        **dict(Grouping.objects.order_by("name").values_list("key", "name")),
        **dict(Country.objects.order_by("name").values_list("code", "name")),
    }


def countries_of(place: str, at: datetime) -> frozenset[str]:
    """Return the codes of the countries that a place stands for at an instant; none for an unknown place."""
    members = GroupingMember.objects.filter(grouping__key=place).values_list(
        "country__code", "valid_from", "valid_to"
    )
    found = frozenset(code for code, start, end in members if covers(start, end, at))
    if found or not Country.objects.filter(code=place).exists():
        return found
    return frozenset({place})


def describe_region(key: str, at: datetime) -> RegionDescription | None:
    """Return a region in words, or None when no region has the key."""
    region: Region | None = Region.objects.select_related("country").filter(key=key).first()
    if region is None:
        return None
    members = GroupingMember.objects.filter(country_id=region.country_id).values_list(
        "grouping__key", "valid_from", "valid_to"
    )
    return RegionDescription(
        key=region.key,
        name=region.name,
        city=region.city,
        provider=region.provider,
        partition=region.partition,
        country=region.country.code,
        country_name=region.country.name,
        groupings=tuple(sorted(key for key, start, end in members if covers(start, end, at))),
    )


def list_data_class_keys(*, only_active: bool = False) -> list[str]:
    """Return the keys of the data classes from the least to the most sensitive."""
    rows = DataClass.objects.filter(is_active=True) if only_active else DataClass.objects.all()
    return list(DataClass.in_order(rows).values_list("key", flat=True))


def list_data_class_choices() -> list[tuple[str, str]]:
    """Return (key, name) of the data classes from the least to the most sensitive, for forms."""
    return list(DataClass.in_order(DataClass.objects.all()).values_list("key", "name"))
