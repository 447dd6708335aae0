"""Countries, groupings, adequacy findings, regions, data classes and handling rules as facts."""

from __future__ import annotations

from typing import Any

from governance.classification.enums import AdequacyStatus, TransferMechanism
from governance.classification.models import (
    AdequacyDecision,
    Country,
    DataClass,
    Grouping,
    GroupingMember,
    HandlingRule,
    Region,
)
from imprimatur import facts
from imprimatur.facts.organisation import ALL_MECHANISMS
from registry.decisions.compiler.dates import start_of, start_of_day
from registry.decisions.compiler.rows import Rows

# A derogation (Art. 49) is an exception that people sign for, never something a machine may count on.
JUDGED_MECHANISMS = frozenset(str(mechanism) for mechanism in TransferMechanism) & ALL_MECHANISMS


def compile_places(rows: Rows) -> dict[str, Any]:
    """Return the lists of facts about places and data, by their name in the snapshot."""
    countries = {country.pk: country.code for country in rows.all(Country)}
    members: dict[Any, list[facts.Membership]] = {}
    for member in sorted(rows.all(GroupingMember), key=lambda row: row.pk):
        members.setdefault(member.grouping_id, []).append(
            facts.Membership(
                country=countries[member.country_id],
                valid_from=start_of(member.valid_from),
                valid_until=start_of(member.valid_to),
            )
        )
    return {
        "groups": [
            facts.Group(key=group.key, label=group.name, members=tuple(members.get(group.pk, ())))
            for group in rows.all(Grouping)
        ],
        "regions": [
            facts.Region(
                key=region.key,
                id=str(region.pk),
                label=str(region),
                countries=frozenset({countries[region.country_id]})
                if region.country_id in countries
                else frozenset(),
            )
            for region in rows.all(Region)
        ],
        "adequacy": [
            facts.Adequacy(
                id=str(finding.pk),
                country=countries[finding.country_id],
                label=f"{finding.subject}: {finding.source}"[:200],
                valid_from=start_of_day(finding.valid_from),
                valid_until=start_of(finding.valid_to),
                required_certification=finding.condition or None,
            )
            for finding in rows.all(AdequacyDecision)
            # A finding about an organisation says nothing of a country; one marked expired without an end never holds.
            if finding.country_id is not None
            and not (finding.status == AdequacyStatus.EXPIRED and finding.valid_to is None)
        ],
        **compile_data(rows),
    }


def compile_data(rows: Rows) -> dict[str, Any]:
    """Return the active data classes and the handling rules of those."""
    classes = {row.pk: row for row in rows.all(DataClass) if row.is_active}
    return {
        "data_classes": [
            facts.DataClass(
                key=row.key,
                id=str(row.pk),
                label=row.name,
                sensitivity=row.sensitivity,
                categories=frozenset(row.categories),
            )
            for row in classes.values()
        ],
        "handling_rules": [
            facts.HandlingRule(
                id=str(rule.pk),
                data_class=classes[rule.data_class_id].key,
                requires_dpa=rule.requires_dpa,
                requires_baa=rule.requires_baa,
                requires_no_training=rule.requires_no_training,
                max_retention_days=rule.max_retention_days,
                allowed_places=frozenset(rule.allowed_places),
                transfer_allowed=frozenset(rule.transfer_mechanisms) & JUDGED_MECHANISMS,
            )
            for rule in rows.all(HandlingRule)
            if rule.data_class_id in classes
        ],
    }
