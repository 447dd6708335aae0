"""Seeding: everything shipped arrives, what officers changed stays, a second run adds nothing."""

from __future__ import annotations

from datetime import date

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
from governance.classification.reference import data_classes, loader
from governance.classification.services import SHIPPED, SeedReport, seed_reference
from governance.core.errors import NotPermitted
from governance.core.models import RecordedEvent, RegistryRevision
from governance.core.services import change_record, create_record, delete_record
from tests.cast import Cast
from tests.factories.classification import make_groupings

KINDS = (Country, Grouping, GroupingMember, AdequacyDecision, Region, DataClass, HandlingRule)


def count_shipped() -> dict[str, int]:
    classes = len(data_classes.read_data_classes())
    return {
        "governance.country": len(loader.read_countries()),
        "governance.grouping": len(loader.read_groupings()),
        "governance.groupingmember": len(loader.read_grouping_members()),
        "governance.adequacydecision": len(loader.read_adequacy()),
        "governance.region": len(loader.read_cloud_regions()),
        "governance.dataclass": classes,
        "governance.handlingrule": classes,
    }


def count_kept() -> dict[str, int]:
    return {kind._meta.label_lower: kind.objects.count() for kind in KINDS}


def test_everything_shipped_arrives_once(cast: Cast) -> None:
    before = RegistryRevision.current()
    report = seed_reference(actor=cast.olga)
    assert report.added == count_shipped()
    assert count_kept() == count_shipped()
    assert RegistryRevision.current() == before + 1
    event = RecordedEvent.objects.first()
    assert (event.name, event.actor, event.data) == (
        "governance.classification.seeded",
        cast.olga,
        {"added": report.added},
    )
    assert seed_reference(actor=cast.olga) == SeedReport()
    assert count_kept() == count_shipped()
    assert RegistryRevision.current() == before + 1


def test_what_was_seeded_passes_the_records_own_rules(cast: Cast) -> None:
    seed_reference(actor=cast.system)
    for kind in KINDS:
        for record in kind.objects.all()[:400]:
            record.full_clean()


def test_each_seeded_record_has_a_history_row_with_its_reason(cast: Cast) -> None:
    seed_reference(actor=cast.olga)
    row = Region.objects.get(key="aws:eu-west-1").history.get()
    assert (row.history_type, row.history_user, row.history_change_reason, row.name) == (
        "+",
        cast.olga,
        SHIPPED,
        "Europe (Ireland)",
    )


def test_what_officers_changed_removed_or_added_stays_so(cast: Cast) -> None:
    own = {"key": "personal", "name": "People", "sensitivity": "restricted", "categories": ["personal"]}
    create_record(actor=cast.olga, model=DataClass, values=own)
    seed_reference(actor=cast.olga)
    assert DataClass.objects.get(key="personal").name == "People"

    change_record(
        actor=cast.olga, record=Region.objects.get(key="aws:eu-west-1"), values={"name": "Our Dublin"}
    )
    change_record(
        actor=cast.olga,
        record=DataClass.objects.get(key="internal"),
        values={"key": "house", "name": "House"},
    )
    delete_record(actor=cast.olga, record=HandlingRule.objects.get(data_class__key="itar"))
    finding = AdequacyDecision.objects.get(subject="BR")
    change_record(actor=cast.olga, record=finding, values={"valid_from": finding.valid_from.replace(day=28)})

    assert seed_reference(actor=cast.olga) == SeedReport()
    assert Region.objects.get(key="aws:eu-west-1").name == "Our Dublin"
    assert DataClass.objects.filter(key__in=("internal", "house")).count() == 1
    assert HandlingRule.objects.filter(data_class__key="itar").count() == 0
    assert AdequacyDecision.objects.filter(subject="BR").count() == 1


def test_a_stay_that_officers_wrote_down_is_not_doubled(cast: Cast) -> None:
    eea = make_groupings(cast.olga)["EEA"]
    stay = GroupingMember.objects.get(grouping=eea, country__code="DE")
    change_record(actor=cast.olga, record=stay, values={"valid_from": date(1990, 1, 1)})
    austria = create_record(actor=cast.olga, model=Country, values={"code": "AT", "name": "Austria"})
    values = {"grouping": eea, "country": austria, "valid_from": date(1990, 1, 1)}
    create_record(actor=cast.olga, model=GroupingMember, values=values)
    seed_reference(actor=cast.olga)
    stays = GroupingMember.objects.filter(grouping=eea, country__code__in=("AT", "DE"))
    assert sorted(stays.values_list("country__code", "valid_from")) == [
        ("AT", date(1990, 1, 1)),
        ("DE", date(1990, 1, 1)),
    ]


@pytest.mark.parametrize("person", ["ben", "carol", "eve", "dan", "vera"])
def test_only_who_keeps_classifications_seeds(cast: Cast, person: str) -> None:
    with pytest.raises(NotPermitted):
        seed_reference(actor=getattr(cast, person))
    assert set(count_kept().values()) == {0}
