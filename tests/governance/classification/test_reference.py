"""The reference data an installation starts with is complete and says what the law and the providers say."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from governance.classification.reference import data_classes, loader
from governance.classification.reference.records import Adequacy, Validity

CHECKED_ON = date(2026, 11, 21)
ONE_DAY = timedelta(days=1)
EEA = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO"


def members(grouping: str, day: date) -> set[str]:
    return {
        member.country
        for member in loader.read_grouping_members()
        if member.grouping == grouping and member.validity.covers(day)
    }


def adequate(day: date) -> list[Adequacy]:
    return [finding for finding in loader.read_adequacy() if finding.validity.covers(day)]


# --- countries and groupings


def test_every_country_of_iso_3166_1_is_there() -> None:
    countries = loader.read_countries()
    assert len(countries) == 249
    assert {country.alpha2: country.name for country in countries}["CI"] == "Côte d'Ivoire"


def test_territories_name_their_parent() -> None:
    parents = {country.alpha2: country.parent for country in loader.read_countries()}
    assert {code: parents[code] for code in ("JE", "GL", "RE", "PR", "HK", "TW", "DE")} == {
        "JE": "GB",
        "GL": "DK",
        "RE": "FR",
        "PR": "US",
        "HK": "CN",
        "TW": "",
        "DE": "",
    }


def test_the_eea_has_its_thirty_members() -> None:
    assert members("EEA", CHECKED_ON) == set(EEA.split())


def test_the_eu_is_the_eea_without_three_states_of_efta() -> None:
    eu = members("EU", CHECKED_ON)
    assert len(eu) == 27
    assert members("EEA", CHECKED_ON) - eu == {"IS", "LI", "NO"}
    assert members("EFTA", CHECKED_ON) == {"CH", "IS", "LI", "NO"}


@pytest.mark.parametrize(
    ("grouping", "country", "first_day"),
    [
        ("EU", "HR", date(2013, 7, 1)),
        ("EEA", "HR", date(2014, 4, 12)),
        ("EEA", "RO", date(2007, 8, 1)),
        ("EEA", "LI", date(1995, 5, 1)),
    ],
)
def test_a_country_is_in_a_grouping_from_its_first_day(grouping: str, country: str, first_day: date) -> None:
    assert [country in members(grouping, day) for day in (first_day - ONE_DAY, first_day)] == [False, True]


@pytest.mark.parametrize("grouping", ["EU", "EEA"])
def test_the_united_kingdom_left_at_the_end_of_the_transition(grouping: str) -> None:
    days = (date(2020, 12, 31), date(2021, 1, 1))
    assert ["GB" in members(grouping, day) for day in days] == [True, False]


def test_no_country_counts_as_its_own_territory() -> None:
    parents = {country.alpha2: country.parent for country in loader.read_countries()}
    territories = members("EEA_TERRITORIES", CHECKED_ON)
    assert territories == {"AX", "GF", "GP", "MF", "MQ", "RE", "YT"}
    assert {parents[code] for code in territories} == {"FI", "FR"}
    assert territories & members("EEA", CHECKED_ON) == set()


# --- adequacy


def test_seventeen_subjects_are_adequate_today() -> None:
    assert sorted(finding.subject for finding in adequate(CHECKED_ON)) == sorted(
        [
            *("AD", "AR", "BR", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ", "UY"),
            "EPO",
            "dpf_participants",
            "pipeda_organisations",
        ]
    )


def test_only_the_united_states_finding_is_challenged() -> None:
    statuses = Counter(finding.status for finding in adequate(CHECKED_ON))
    assert statuses == {"in_force": 16, "challenged": 1}
    assert [f.country for f in adequate(CHECKED_ON) if f.status == "challenged"] == ["US"]


def test_expired_findings_are_those_that_ended() -> None:
    ended = {
        finding
        for finding in loader.read_adequacy()
        if finding.validity.valid_to is not None and finding.validity.valid_to <= CHECKED_ON
    }
    assert {finding for finding in loader.read_adequacy() if finding.status == "expired"} == ended
    assert len(ended) == 4


@pytest.mark.parametrize(
    ("country", "day", "conditions"),
    [
        ("US", date(2000, 7, 25), []),
        ("US", date(2015, 10, 5), ["safe_harbour_certified"]),
        ("US", date(2015, 10, 6), []),
        ("US", date(2016, 7, 12), ["privacy_shield_certified"]),
        ("US", date(2020, 7, 15), ["privacy_shield_certified"]),
        ("US", date(2020, 7, 16), []),
        ("US", date(2023, 7, 10), ["dpf_certified"]),
        ("CA", CHECKED_ON, ["pipeda_commercial"]),
        ("GB", date(2020, 12, 31), []),
        ("GB", date(2021, 6, 27), [""]),
        ("GB", date(2021, 6, 28), [""]),
        ("GB", date(2031, 12, 26), [""]),
        ("GB", date(2031, 12, 27), []),
        ("BR", date(2026, 1, 25), []),
        ("BR", date(2026, 1, 26), [""]),
    ],
)
def test_adequacy_is_answered_as_of_a_day(country: str, day: date, conditions: list[str]) -> None:
    assert [finding.condition for finding in adequate(day) if finding.country == country] == conditions


def test_intervals_that_touch_do_not_overlap() -> None:
    earlier, later = Validity(None, date(2021, 6, 28)), Validity(date(2021, 6, 28), None)
    assert (earlier.overlaps(later), later.overlaps(earlier)) == (False, False)


def test_intervals_that_share_a_day_overlap() -> None:
    first = Validity(date(2021, 1, 1), date(2021, 6, 28))
    assert [
        first.overlaps(Validity(start, None)) for start in (date(2021, 6, 27), date(2021, 6, 28), None)
    ] == [True, False, True]


# --- cloud regions


def test_each_provider_has_its_regions_and_partitions() -> None:
    assert Counter(region.partition for region in loader.read_cloud_regions()) == {
        "aws": 36,
        "aws-cn": 2,
        "aws-eusc": 1,
        "aws-us-gov": 2,
        "AzureCloud": 59,
        "AzureUSGovernment": 5,
        "AzureChinaCloud": 6,
        "gcp": 43,
    }


def test_regions_stand_in_the_country_their_provider_names() -> None:
    countries = {region.key: region.country for region in loader.read_cloud_regions()}
    asked = {
        "aws:eu-west-1": "IE",
        "aws:eu-west-2": "GB",
        "aws:eu-central-2": "CH",
        "aws:us-gov-west-1": "US",
        "aws:cn-north-1": "CN",
        "azure:westeurope": "NL",
        "azure:northeurope": "IE",
        "azure:eastasia": "HK",
        "azure:usgovvirginia": "US",
        "gcp:europe-west1": "BE",
        "gcp:europe-west6": "CH",
        "gcp:me-central1": "QA",
    }
    assert {key: countries[key] for key in asked} == asked


# --- data classes


def test_the_data_classes_to_offer() -> None:
    assert {data_class.key: data_class.sensitivity for data_class in data_classes.read_data_classes()} == {
        "public": "public",
        "internal": "internal",
        "confidential": "confidential",
        "restricted": "restricted",
        "source-code": "confidential",
        "personal": "confidential",
        "special-category": "restricted",
        "children": "restricted",
        "phi": "restricted",
        "pci": "restricted",
        "cui": "restricted",
        "itar": "restricted",
    }


def test_every_category_belongs_to_a_class() -> None:
    used = {category for found in data_classes.read_data_classes() for category in found.categories}
    assert used == data_classes.CATEGORIES


def test_each_agreement_is_asked_for_where_the_law_asks_for_it() -> None:
    classes = data_classes.read_data_classes()
    assert [found.key for found in classes if found.handling.requires_dpa] == [
        "personal",
        "special-category",
        "children",
        "phi",
        "pci",
    ]
    assert [found.key for found in classes if found.handling.requires_baa] == ["phi"]
    assert [found.key for found in classes if not found.handling.requires_no_training] == [
        "public",
        "internal",
    ]


def test_places_are_limited_by_law_only() -> None:
    eea = ("EEA", "EEA_TERRITORIES")
    limited = {
        found.key: found.handling.allowed_places
        for found in data_classes.read_data_classes()
        if found.handling.allowed_places
    }
    assert limited == {
        "personal": eea,
        "special-category": eea,
        "children": eea,
        "cui": ("US",),
        "itar": ("US",),
    }


def test_a_derogation_is_never_a_default_and_controlled_data_has_no_way_out() -> None:
    offered = {found.key: found.handling.transfer_mechanisms for found in data_classes.read_data_classes()}
    assert [key for key, mechanisms in offered.items() if "derogation" in mechanisms] == []
    assert (offered["cui"], offered["itar"]) == ((), ())
