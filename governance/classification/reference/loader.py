"""Reads the reference tables into frozen records and checks them against each other. No Django, no clock.

Every reader takes the folder to read, so that an organisation can check its own edited copy. All of them
raise `ReferenceDataError`, which names the file and the line.
"""

from __future__ import annotations

import re
from pathlib import Path

from governance.classification.reference.records import (
    Adequacy,
    CloudRegion,
    Country,
    Grouping,
    GroupingMember,
)
from governance.classification.reference.tables import Row, read_rows, refuse_repeats

REFERENCE_FOLDER = Path(__file__).parent

SUBJECT_TYPES = frozenset({"country", "territory", "sector", "organisation"})
ADEQUACY_STATUSES = frozenset({"in_force", "challenged", "expired"})
PROVIDERS = frozenset({"aws", "azure", "gcp"})

_ALPHA2 = re.compile(r"[A-Z]{2}")
_GROUPING_KEY = re.compile(r"[A-Z][A-Z_]{1,31}")
_CONDITION_KEY = re.compile(r"[a-z][a-z_]{1,63}")
_REGION_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def read_countries(folder: Path = REFERENCE_FOLDER) -> tuple[Country, ...]:
    """Return the ISO 3166-1 countries and territories."""
    found: list[tuple[Row, Country]] = []
    for row in read_rows(folder / "countries.csv", ("alpha2", "name", "parent")):
        code = row.text("alpha2")
        if not _ALPHA2.fullmatch(code):
            raise row.error(f"alpha2 {code!r} is not two capital letters")
        found.append((row, Country(code, row.text("name"), row.optional("parent"))))
    countries = refuse_repeats(found, lambda country: country.alpha2)
    refuse_repeats(found, lambda country: country.name)
    sovereign = frozenset(country.alpha2 for country in countries if not country.parent)
    for row, country in found:
        if country.parent and country.parent not in sovereign:
            raise row.error(f"parent {country.parent!r} is no known country that is itself without a parent")
    return countries


def read_groupings(folder: Path = REFERENCE_FOLDER) -> tuple[Grouping, ...]:
    """Return the named sets of countries."""
    found: list[tuple[Row, Grouping]] = []
    for row in read_rows(folder / "groupings.csv", ("key", "name")):
        key = row.text("key")
        if not _GROUPING_KEY.fullmatch(key):
            raise row.error(f"key {key!r} is not made of capital letters and underscores")
        found.append((row, Grouping(key, row.text("name"))))
    groupings = refuse_repeats(found, lambda grouping: grouping.key)
    codes = country_codes(folder)
    for row, grouping in found:
        # A rule names a country or a grouping without saying which; EU is reserved in ISO 3166-1.
        if grouping.key in codes:
            raise row.error(f"key {grouping.key!r} is also a country")
    return groupings


def read_grouping_members(folder: Path = REFERENCE_FOLDER) -> tuple[GroupingMember, ...]:
    """Return who was in which grouping, and when."""
    codes = country_codes(folder)
    keys = frozenset(grouping.key for grouping in read_groupings(folder))
    members: list[GroupingMember] = []
    columns = ("grouping", "country", "valid_from", "valid_to", "source")
    for row in read_rows(folder / "grouping_members.csv", columns):
        member = GroupingMember(
            grouping=row.reference("grouping", keys, "grouping"),
            country=row.reference("country", codes, "country"),
            validity=row.validity(),
            source=row.text("source"),
        )
        for earlier in members:
            same = (earlier.grouping, earlier.country) == (member.grouping, member.country)
            if same and earlier.validity.overlaps(member.validity):
                raise row.error(f"{member.country} is in {member.grouping} twice on the same day")
        members.append(member)
    return tuple(members)


def read_adequacy(folder: Path = REFERENCE_FOLDER) -> tuple[Adequacy, ...]:
    """Return the adequacy findings, those that lapsed included."""
    countries = {country.alpha2: country for country in read_countries(folder)}
    columns = ("subject_type", "subject", "country", "condition", "condition_text", "valid_from", "valid_to")
    findings: list[Adequacy] = []
    for row in read_rows(folder / "adequacy.csv", (*columns, "status", "source")):
        finding = Adequacy(
            subject_type=row.one_of("subject_type", SUBJECT_TYPES),
            subject=row.text("subject"),
            country=row.optional("country"),
            condition=row.optional("condition"),
            condition_text=row.optional("condition_text"),
            validity=row.validity(),
            status=row.one_of("status", ADEQUACY_STATUSES),
            source=row.text("source"),
        )
        _check_adequacy(row, finding, countries)
        for earlier in findings:
            same = _adequacy_identity(earlier) == _adequacy_identity(finding)
            if same and earlier.validity.overlaps(finding.validity):
                raise row.error(f"{finding.subject} has two findings for the same day and condition")
        findings.append(finding)
    return tuple(findings)


def read_cloud_regions(folder: Path = REFERENCE_FOLDER) -> tuple[CloudRegion, ...]:
    """Return the providers' regions, each in one country."""
    codes = country_codes(folder)
    found: list[tuple[Row, CloudRegion]] = []
    columns = ("provider", "key", "partition", "name", "country", "city")
    for row in read_rows(folder / "cloud_regions.csv", columns):
        region = CloudRegion(
            provider=row.one_of("provider", PROVIDERS),
            key=row.text("key"),
            partition=row.text("partition"),
            name=row.text("name"),
            country=row.reference("country", codes, "country"),
            city=row.text("city"),
        )
        prefix, _, own_name = region.key.partition(":")
        if prefix != region.provider or not _REGION_NAME.fullmatch(own_name):
            raise row.error(f"key {region.key!r} is not {region.provider}: and a region's name")
        found.append((row, region))
    return refuse_repeats(found, lambda region: region.key)


def country_codes(folder: Path = REFERENCE_FOLDER) -> frozenset[str]:
    """Return the known alpha-2 codes."""
    return frozenset(country.alpha2 for country in read_countries(folder))


def _adequacy_identity(finding: Adequacy) -> tuple[str, str, str, str]:
    return finding.subject_type, finding.subject, finding.country, finding.condition


def _check_adequacy(row: Row, finding: Adequacy, countries: dict[str, Country]) -> None:
    """Refuse a finding whose columns contradict each other."""
    if finding.validity.valid_from is None:
        raise row.error("valid_from is empty: a finding begins with its decision")
    if finding.status == "expired" and finding.validity.valid_to is None:
        raise row.error("an expired finding needs valid_to")
    if finding.condition and not _CONDITION_KEY.fullmatch(finding.condition):
        raise row.error(f"condition {finding.condition!r} is not made of small letters and underscores")
    if finding.condition and not finding.condition_text:
        raise row.error("a condition needs its text")
    if finding.subject_type == "organisation":
        if finding.country:
            raise row.error("an international organisation has no country")
        return
    if finding.country not in countries:
        raise row.error(f"country {finding.country!r} is no known country")
    if finding.subject_type == "sector":
        if not finding.condition:
            raise row.error("a finding for a sector needs the condition that tells who is in it")
        return
    if finding.subject != finding.country:
        raise row.error(f"subject {finding.subject!r} is not the country {finding.country!r}")
    is_territory = bool(countries[finding.country].parent)
    if is_territory != (finding.subject_type == "territory"):
        raise row.error(f"{finding.subject} is no {finding.subject_type}")
