"""A small, true subset of the reference data, and use cases."""

from __future__ import annotations

from datetime import date
from typing import Any

from governance.accounts.models import Team
from governance.classification.models import (
    AdequacyDecision,
    Country,
    DataClass,
    Grouping,
    GroupingMember,
    HandlingRule,
    Region,
)
from governance.core.services import create_record
from governance.use_cases.models import UseCase

COUNTRIES = {"DE": "Germany", "IE": "Ireland", "JP": "Japan", "US": "United States", "IN": "India"}
REGIONS = {
    "aws:eu-west-1": ("Europe (Ireland)", "Dublin", "IE"),
    "aws:eu-central-1": ("Europe (Frankfurt)", "Frankfurt", "DE"),
    "aws:us-east-1": ("US East (N. Virginia)", "Ashburn", "US"),
    "gcp:asia-south1": ("Mumbai", "Mumbai", "IN"),
}
# key: name, sensitivity, categories, what its one handling rule demands
DATA_CLASSES: dict[str, tuple[str, str, list[str], dict[str, Any]]] = {
    "public": ("Public", "public", [], {}),
    "internal": ("Internal", "internal", [], {}),
    "confidential": (
        "Confidential",
        "confidential",
        [],
        {"requires_no_training": True, "max_retention_days": 30},
    ),
    "personal": (
        "Personal data",
        "confidential",
        ["personal"],
        {
            "requires_dpa": True,
            "requires_no_training": True,
            "max_retention_days": 30,
            "allowed_places": ["EEA"],
            "transfer_mechanisms": ["adequacy", "scc"],
        },
    ),
    "phi": (
        "PHI",
        "restricted",
        ["personal", "phi"],
        {"requires_dpa": True, "requires_baa": True, "requires_no_training": True, "max_retention_days": 0},
    ),
}


def make_countries(actor: Any) -> dict[str, Country]:
    """Return five countries by code, made when missing."""
    found = {country.code: country for country in Country.objects.filter(code__in=COUNTRIES)}
    for code, name in COUNTRIES.items():
        if code not in found:
            found[code] = create_record(actor=actor, model=Country, values={"code": code, "name": name})
    return found


def make_regions(actor: Any) -> dict[str, Region]:
    """Return four regions in four countries by key, made when missing."""
    countries = make_countries(actor)
    found = {region.key: region for region in Region.objects.filter(key__in=REGIONS)}
    for key, (name, city, country) in REGIONS.items():
        if key not in found:
            provider = key.partition(":")[0]
            found[key] = create_record(
                actor=actor,
                model=Region,
                values={
                    "key": key,
                    "provider": provider,
                    "partition": provider,
                    "name": name,
                    "city": city,
                    "country": countries[country],
                },
            )
    return found


def make_groupings(actor: Any) -> dict[str, Grouping]:
    """Return the EEA with Germany and Ireland as members, made when missing."""
    countries = make_countries(actor)
    eea = Grouping.objects.filter(key="EEA").first()
    if eea is None:
        eea = create_record(
            actor=actor, model=Grouping, values={"key": "EEA", "name": "European Economic Area"}
        )
        for code in ("DE", "IE"):
            values = {"grouping": eea, "country": countries[code], "valid_from": date(1994, 1, 1)}
            create_record(actor=actor, model=GroupingMember, values=values)
    return {"EEA": eea}


def make_adequacy(actor: Any) -> dict[str, AdequacyDecision]:
    """Return the decisions for Japan, and for participants of the DPF in the United States, by country code."""
    countries = make_countries(actor)
    japan = {"subject_type": "country", "subject": "JP", "valid_from": date(2019, 1, 23)}
    dpf = {
        "subject_type": "sector",
        "subject": "dpf_participants",
        "condition": "dpf_certified",
        "condition_text": "Only organisations on the Data Privacy Framework List.",
        "valid_from": date(2023, 7, 10),
        "status": "challenged",
    }
    found = {}
    for code, values in (("JP", japan), ("US", dpf)):
        existing = AdequacyDecision.objects.filter(subject=values["subject"]).first()
        found[code] = existing or create_record(
            actor=actor,
            model=AdequacyDecision,
            values={**values, "country": countries[code], "source": "a decision of the Commission"},
        )
    return found


def make_data_classes(actor: Any) -> dict[str, DataClass]:
    """Return five data classes by key, each with its one handling rule, made when missing."""
    make_groupings(actor)
    found = {each.key: each for each in DataClass.objects.filter(key__in=DATA_CLASSES)}
    for key, (name, sensitivity, categories, demands) in DATA_CLASSES.items():
        if key in found:
            continue
        values = {"key": key, "name": name, "sensitivity": sensitivity, "categories": categories}
        found[key] = create_record(actor=actor, model=DataClass, values=values)
        rule = {"data_class": found[key], "legal_source": "house rule of the tests", **demands}
        create_record(actor=actor, model=HandlingRule, values=rule)
    return found


def make_use_case(
    actor: Any,
    key: str = "ticket-summaries",
    *,
    owner: Any = None,
    team: Team | None = None,
    data_classes: tuple[str, ...] = ("internal",),
    risk_tier: str = "limited",
    **values: Any,
) -> UseCase:
    """Return a new use case; its owner is the actor unless named."""
    make_data_classes(actor)
    return create_record(
        actor=actor,
        model=UseCase,
        values={
            "key": key,
            "name": key.replace("-", " ").capitalize(),
            "purpose": "Shortens what customers wrote, for the people who answer.",
            "owner": owner or actor,
            "team": team,
            "data_classes": list(data_classes),
            "risk_tier": risk_tier,
            **values,
        },
    )
