"""What classifications refuse: unknown keys, contradictions, the same days twice."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from governance.classification.models import (
    AdequacyDecision,
    Country,
    DataClass,
    Grouping,
    GroupingMember,
    HandlingRule,
    Region,
)
from governance.classification.selectors import (
    RegionDescription,
    countries_of,
    describe_region,
    list_data_class_keys,
    list_places,
)
from governance.core.errors import InvalidInput, NotPermitted
from governance.core.models import RegistryRevision
from governance.core.services import change_record, create_record
from tests.cast import Cast
from tests.factories.classification import (
    make_adequacy,
    make_countries,
    make_data_classes,
    make_groupings,
    make_regions,
)


def refused(actor: Any, model: Any, values: dict[str, Any]) -> list[str]:
    """Return the fields that a refused creation names."""
    before = model.objects.count()
    with pytest.raises(InvalidInput) as refusal:
        create_record(actor=actor, model=model, values=values)
    assert model.objects.count() == before
    return sorted(refusal.value.fields)


@pytest.mark.parametrize("code", ["de", "DEU", "D1", "", "D\n"])
def test_a_country_code_is_two_capital_letters(cast: Cast, code: str) -> None:
    assert refused(cast.olga, Country, {"code": code, "name": "X"}) == ["code"]


def test_a_country_and_a_grouping_never_share_a_key(cast: Cast) -> None:
    make_countries(cast.olga)
    assert refused(cast.olga, Grouping, {"key": "DE", "name": "X"}) == ["key"]
    create_record(actor=cast.olga, model=Grouping, values={"key": "EU", "name": "European Union"})
    assert refused(cast.olga, Country, {"code": "EU", "name": "X"}) == ["code"]


def test_a_territory_belongs_to_a_country_that_is_none(cast: Cast) -> None:
    countries = make_countries(cast.olga)
    guam = {"code": "GU", "name": "Guam", "parent": countries["US"]}
    territory = create_record(actor=cast.olga, model=Country, values=guam)
    assert refused(cast.olga, Country, {"code": "XX", "name": "X", "parent": territory}) == ["parent"]


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        ((None, None), (date(2020, 1, 1), None), False),
        ((date(2020, 1, 1), date(2021, 1, 1)), (date(2020, 12, 31), None), False),
        ((date(2020, 1, 1), date(2021, 1, 1)), (date(2021, 1, 1), None), True),
        ((date(2020, 1, 1), None), (None, date(2020, 1, 1)), True),
    ],
)
def test_a_country_is_in_a_grouping_once_a_day(
    cast: Cast, first: tuple[Any, Any], second: tuple[Any, Any], *, taken: bool
) -> None:
    eea, japan = make_groupings(cast.olga)["EEA"], make_countries(cast.olga)["JP"]
    for days, expected in ((first, True), (second, taken)):
        values = {"grouping": eea, "country": japan, "valid_from": days[0], "valid_to": days[1]}
        if expected:
            create_record(actor=cast.olga, model=GroupingMember, values=values)
        else:
            assert refused(cast.olga, GroupingMember, values) == ["__all__"]


def test_a_stay_ends_after_it_began(cast: Cast) -> None:
    eea, japan = make_groupings(cast.olga)["EEA"], make_countries(cast.olga)["JP"]
    days = {"valid_from": date(2020, 1, 1), "valid_to": date(2020, 1, 1)}
    assert refused(cast.olga, GroupingMember, {"grouping": eea, "country": japan, **days}) == ["__all__"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"subject": "DE"}, "subject"),
        ({"subject_type": "sector", "subject": "shops"}, "condition"),
        ({"subject_type": "sector", "subject": "shops", "condition": "registered"}, "condition_text"),
        ({"subject_type": "organisation", "subject": "EPO"}, "__all__"),
        ({"status": "expired"}, "__all__"),
        ({"valid_to": date(2019, 1, 23)}, "__all__"),
        ({"valid_from": date(2020, 1, 1)}, "__all__"),
        ({"condition": "Not A Key", "condition_text": "x"}, "condition"),
    ],
)
def test_an_adequacy_decision_does_not_contradict_itself_or_another(
    cast: Cast, values: dict[str, Any], field: str
) -> None:
    make_adequacy(cast.olga)
    base = {
        "subject_type": "country",
        "subject": "JP",
        "country": make_countries(cast.olga)["JP"],
        "valid_from": date(2019, 1, 23),
        "source": "x",
    }
    assert field in refused(cast.olga, AdequacyDecision, {**base, **values})


def test_a_challenged_decision_is_in_force_by_its_dates(cast: Cast) -> None:
    decision = make_adequacy(cast.olga)["US"]
    assert decision.status == "challenged"
    assert decision.is_in_force(datetime(2023, 7, 9, 23, 59, 59, tzinfo=UTC)) is False
    assert decision.is_in_force(datetime(2023, 7, 10, tzinfo=UTC)) is True


@pytest.mark.parametrize("key", ["eu-west-1", "aws:", "AWS:eu-west-1", "aws:eu west", "gcp:eu-west-1"])
def test_a_region_key_names_its_provider(cast: Cast, key: str) -> None:
    country = make_countries(cast.olga)["IE"]
    values = {"key": key, "provider": "aws", "name": "X", "country": country}
    assert set(refused(cast.olga, Region, values)) & {"key", "provider"} != set()


@pytest.mark.parametrize("categories", [["persnal"], ["phi", "phi"], "phi", {"phi": 1}, [1], None])
def test_categories_are_known_and_named_once(cast: Cast, categories: Any) -> None:
    values = {"key": "x", "name": "X", "sensitivity": "internal", "categories": categories}
    assert refused(cast.olga, DataClass, values) == ["categories"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"allowed_places": ["EEA", "ZZ"]}, "allowed_places"),
        ({"allowed_places": "EEA"}, "allowed_places"),
        ({"allowed_places": ["EEA", "EEA"]}, "allowed_places"),
        ({"allowed_places": ["EEA"], "transfer_mechanisms": ["handshake"]}, "transfer_mechanisms"),
        ({"transfer_mechanisms": ["scc"]}, "transfer_mechanisms"),
        ({"legal_source": ""}, "legal_source"),
        ({"max_retention_days": -1}, "max_retention_days"),
    ],
)
def test_a_handling_rule_names_known_places_and_mechanisms(
    cast: Cast, values: dict[str, Any], field: str
) -> None:
    data_class = make_data_classes(cast.olga)["internal"]
    base = {"data_class": data_class, "legal_source": "house rule"}
    assert field in refused(cast.olga, HandlingRule, {**base, **values})


def test_a_change_of_a_rule_moves_the_revision_and_needs_the_right(cast: Cast) -> None:
    rule = make_data_classes(cast.olga)["confidential"].handling_rules.get()
    revision = RegistryRevision.current()
    with pytest.raises(NotPermitted):
        change_record(actor=cast.ben, record=rule, values={"max_retention_days": 90})
    assert RegistryRevision.current() == revision
    change_record(actor=cast.olga, record=rule, values={"max_retention_days": 7})
    assert RegistryRevision.current() == revision + 1
    row = rule.history.first()
    assert (row.max_retention_days, row.history_user) == (7, cast.olga)


def test_data_classes_go_from_the_least_to_the_most_sensitive(cast: Cast) -> None:
    make_data_classes(cast.olga)
    assert list_data_class_keys() == ["public", "internal", "confidential", "personal", "phi"]
    change_record(actor=cast.olga, record=DataClass.objects.get(key="phi"), values={"is_active": False})
    assert list_data_class_keys(only_active=True) == ["public", "internal", "confidential", "personal"]


def test_places_are_groupings_and_countries(cast: Cast) -> None:
    make_groupings(cast.olga)
    assert list(list_places().items()) == [
        ("EEA", "European Economic Area"),
        ("DE", "Germany"),
        ("IN", "India"),
        ("IE", "Ireland"),
        ("JP", "Japan"),
        ("US", "United States"),
    ]


@pytest.mark.parametrize(
    ("place", "at", "countries"),
    [
        ("EEA", datetime(2026, 1, 1, tzinfo=UTC), {"DE", "IE"}),
        ("EEA", datetime(1993, 12, 31, tzinfo=UTC), set()),
        ("JP", datetime(1900, 1, 1, tzinfo=UTC), {"JP"}),
        ("ZZ", datetime(2026, 1, 1, tzinfo=UTC), set()),
    ],
)
def test_a_place_stands_for_its_countries_at_an_instant(
    cast: Cast, place: str, at: datetime, countries: set[str]
) -> None:
    make_groupings(cast.olga)
    assert countries_of(place, at) == countries


def test_a_region_is_described_with_its_groupings(cast: Cast) -> None:
    make_groupings(cast.olga)
    make_regions(cast.olga)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert describe_region("aws:eu-west-1", now) == RegionDescription(
        key="aws:eu-west-1",
        name="Europe (Ireland)",
        city="Dublin",
        provider="aws",
        partition="aws",
        country="IE",
        country_name="Ireland",
        groupings=("EEA",),
    )
    assert describe_region("aws:nowhere-1", now) is None
