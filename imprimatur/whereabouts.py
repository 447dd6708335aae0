"""Whether data of a class may be in a country with a service: the rule that the residency check asks of each place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from imprimatur.index import Index
from imprimatur.rules.transfer import allow_country
from imprimatur.snapshot import Snapshot
from imprimatur.terms import SupplierTerms


@dataclass(frozen=True, slots=True)
class _Standing:
    at: datetime
    index: Index


@dataclass(frozen=True, slots=True)
class _Supplied:
    terms: SupplierTerms


def is_bound(snapshot: Snapshot, data_class: str) -> bool:
    """Say whether any rule binds the data class to places."""
    entry = snapshot.index.data_classes.get(data_class)
    return entry is not None and bool(entry.place_rules)


def list_allowed(
    snapshot: Snapshot, *, vendor: str, service: str, data_class: str, countries: Iterable[str], at: datetime
) -> frozenset[str]:
    """Return the countries among those given where data of the class may be with the service of the vendor.

    A class that decisions do not know may be nowhere.
    """
    entry = snapshot.index.data_classes.get(data_class)
    if entry is None:
        return frozenset()
    standing = _Standing(at, snapshot.index)
    supplied = _Supplied(snapshot.index.terms_of(vendor, service))
    return frozenset(
        country
        for country in countries
        if all(allow_country(standing, supplied, rule, country) is not None for rule in entry.place_rules)
    )
