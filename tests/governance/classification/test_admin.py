"""The pages of classifications and use cases: names instead of raw lists, rules under their class."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.classification.models import DataClass, HandlingRule, Region
from governance.classification.services import seed_reference
from governance.use_cases.models import UseCase
from tests.cast import Cast
from tests.factories.classification import (
    make_countries,
    make_data_classes,
    make_use_case,
)

KINDS = ["country", "grouping", "adequacydecision", "region", "dataclass", "handlingrule", "usecase"]


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def rules(*rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    data: dict[str, Any] = {
        "handling_rules-TOTAL_FORMS": len(rows),
        "handling_rules-INITIAL_FORMS": initial,
    }
    for number, row in enumerate(rows):
        data |= {f"handling_rules-{number}-{name}": value for name, value in row.items()}
    return data


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_and_form_opens_for_officers_and_readers(cast: Cast, kind: str) -> None:
    seed_reference(actor=cast.system)
    make_use_case(cast.olga, owner=cast.eve)
    for person, adds in ((cast.olga, 200), (cast.carol, 403)):
        client = sign_in(person)
        answer = client.get(reverse(f"admin:governance_{kind}_changelist"))
        assert answer.status_code == 200
        row = answer.context["cl"].result_list[0]
        page = reverse(f"admin:governance_{kind}_change", args=[row.pk])
        assert client.get(page).status_code == 200
        assert client.get(reverse(f"admin:governance_{kind}_add")).status_code == adds


def test_a_data_class_is_kept_with_its_rules(cast: Cast) -> None:
    make_countries(cast.olga)
    rule = {
        "requires_dpa": "on",
        "max_retention_days": 30,
        "allowed_places": ["DE", "IE"],
        "transfer_mechanisms": ["scc"],
        "legal_source": "GDPR Art. 28",
    }
    body = {"key": "hr", "name": "HR", "sensitivity": "restricted", "categories": ["personal"]}
    url = reverse("admin:governance_dataclass_add")
    answer = sign_in(cast.olga).post(url, {**body, "is_active": "on", **rules(rule)})
    assert answer.status_code == 302, answer.context["errors"]
    data_class = DataClass.objects.get()
    kept = HandlingRule.objects.get()
    assert (data_class.categories, kept.data_class) == (["personal"], data_class)
    assert (kept.requires_dpa, kept.max_retention_days, kept.allowed_places, kept.transfer_mechanisms) == (
        True,
        30,
        ["DE", "IE"],
        ["scc"],
    )
    assert kept.history.get().history_user == cast.olga


@pytest.mark.parametrize("values", [{"allowed_places": ["ZZ"]}, {"transfer_mechanisms": ["handshake"]}])
def test_a_place_or_mechanism_out_of_thin_air_is_refused(cast: Cast, values: dict[str, Any]) -> None:
    data_class = make_data_classes(cast.olga)["internal"]
    before = HandlingRule.objects.count()
    body = {"data_class": data_class.pk, "legal_source": "x", **values}
    answer = sign_in(cast.olga).post(reverse("admin:governance_handlingrule_add"), body)
    assert (answer.status_code, list(answer.context["adminform"].form.errors)) == (200, list(values))
    assert HandlingRule.objects.count() == before


def test_an_empty_list_names_the_command_that_fills_it(cast: Cast) -> None:
    text = sign_in(cast.olga).get(reverse("admin:governance_region_changelist")).content.decode()
    assert (Region.objects.count(), text.count("seed_reference")) == (0, 1)


def test_an_officer_adds_a_use_case(cast: Cast) -> None:
    make_data_classes(cast.olga)
    body = {
        "key": "chat",
        "name": "Chat",
        "purpose": "Answers.",
        "owner": cast.eve.pk,
        "team": cast.support.pk,
        "data_classes": ["internal", "public"],
        "risk_tier": "limited",
        "is_active": "on",
    }
    client, url = sign_in(cast.olga), reverse("admin:governance_usecase_add")
    answer = client.post(url, {**body, "risk_tier": "prohibited"})
    assert (answer.status_code, UseCase.objects.count()) == (200, 0)
    answer = client.post(url, body)
    assert answer.status_code == 302, answer.context["errors"]
    use_case = UseCase.objects.get()
    assert (use_case.owner, use_case.team, use_case.data_classes) == (
        cast.eve,
        cast.support,
        ["public", "internal"],
    )


def test_owners_are_people_whose_accounts_are_open(cast: Cast) -> None:
    field = (
        sign_in(cast.olga)
        .get(reverse("admin:governance_usecase_add"))
        .context["adminform"]
        .form.fields["owner"]
    )
    names = set(field.queryset.values_list("name", flat=True))
    assert ({"Eve", "Olga"} <= names, "System: tests" in names) == (True, False)
