"""The pages of attestations: standing by date, exceptions by line, letters and services as rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.vendors import make_attestation, make_bridge_letter, make_service, make_vendor
from vendors.attestations.models import Attestation, AttestationService, BridgeLetter

LIST = "admin:vendors_attestation_changelist"


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def rows_of(prefix: str, *rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    data: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def attestation_form(**values: Any) -> dict[str, Any]:
    base = {
        "kind": "soc2_type2",
        "title": "SOC 2",
        "issued_date": "2025-01-01",
        "valid_until_date": "2026-01-01",
        "covers_all_services": "on",
    }
    return {**base, **rows_of("coverage"), **rows_of("bridge_letters"), **values}


def test_an_officer_enters_a_report_with_exceptions_services_and_a_letter(cast: Cast) -> None:
    vendor = make_vendor(cast.olga)
    service = make_service(cast.olga, vendor, hosting=())
    letter = {
        "covers_from_date": "2026-01-01",
        "covers_until_date": "2026-04-01",
        "issued_date": "2026-01-10",
    }
    body = attestation_form(
        vendor=vendor.pk,
        covers_all_services="",
        exceptions="Leavers kept access.\r\n\r\n  No restore test.  ",
        **rows_of("coverage", {"service": service.pk}),
        **rows_of("bridge_letters", letter),
    )
    answer = sign_in(cast.olga).post(reverse("admin:vendors_attestation_add"), body)
    assert answer.status_code == 302, answer.context["errors"]
    attestation = Attestation.objects.get()
    assert attestation.exceptions == ["Leavers kept access.", "No restore test."]
    assert list(AttestationService.objects.values_list("service_id", flat=True)) == [service.pk]
    assert BridgeLetter.objects.get().attestation == attestation
    assert attestation.history.get().history_user == cast.olga


def test_saving_unchanged_lines_keeps_their_judgement(cast: Cast) -> None:
    attestation = make_attestation(cast.olga, make_vendor(cast.olga), exceptions=["One", "Two"])
    client = sign_in(cast.olga)
    judge = reverse("admin:vendors_attestation_do", args=[attestation.pk, "judge"])
    assert client.get(judge).status_code == 200
    assert client.post(judge, {"is_acceptable": "perhaps", "note": "x"}).status_code == 409
    assert client.post(judge, {"is_acceptable": "no", "note": "Grave"}).status_code == 302
    change = reverse("admin:vendors_attestation_change", args=[attestation.pk])
    body = attestation_form(title="New", exceptions="One\nTwo", owner=cast.olga.pk)
    answer = client.post(change, body)
    assert answer.status_code == 302, answer.context["errors"]
    assert list(Attestation.objects.values_list("title", "are_exceptions_acceptable")) == [("New", False)]
    assert client.post(change, attestation_form(exceptions="One", owner=cast.olga.pk)).status_code == 302
    assert list(Attestation.objects.values_list("exceptions", "are_exceptions_acceptable")) == [
        (["One"], None)
    ]


@pytest.mark.parametrize("person", ["carol", "ben"])
def test_readers_judge_nothing(cast: Cast, person: str) -> None:
    attestation = make_attestation(cast.olga, make_vendor(cast.olga), exceptions=["One"])
    client = sign_in(getattr(cast, person))
    assert client.get(reverse("admin:vendors_attestation_change", args=[attestation.pk])).status_code == 200
    url = reverse("admin:vendors_attestation_do", args=[attestation.pk, "judge"])
    assert (client.get(url).status_code, client.post(url, {"is_acceptable": "yes"}).status_code) == (404, 404)


def test_the_standing_filter_and_badge_go_by_the_dates_and_the_letters(cast: Cast) -> None:
    vendor, today = make_vendor(cast.olga), datetime.now(UTC).date()
    soon, year = today + timedelta(days=30), today + timedelta(days=365)
    names: dict[str, dict[str, Any]] = {
        "long": {"valid_until_date": year},
        "soon": {"valid_until_date": soon},
        "over": {"valid_until_date": today},
        "future": {"issued_date": today + timedelta(days=1), "valid_until_date": year},
        "draft": {"issued_date": None, "valid_until_date": year},
        "bridged": {"valid_until_date": today - timedelta(days=1)},
        "judged": {"valid_until_date": year, "exceptions": ["One"]},
    }
    for name, dates in names.items():
        made = make_attestation(cast.olga, vendor, title=name, **dates)
        if name == "bridged":
            make_bridge_letter(cast.olga, made, made.valid_until_date, today + timedelta(days=90))
    client, found = sign_in(cast.olga), {}
    for standing in ("in_force", "ends_soon", "over", "to_judge"):
        rows = client.get(reverse(LIST), {"standing": standing}).context["cl"].result_list
        found[standing] = sorted(row.title for row in rows)
    assert found == {
        "in_force": ["bridged", "judged", "long", "soon"],
        "ends_soon": ["soon"],
        "over": ["over"],
        "to_judge": ["judged"],
    }
    listed = client.get(reverse(LIST)).context["cl"]
    badges = {row.title: listed.model_admin.show_standing(row)[0] for row in listed.result_list}
    assert badges == {
        "long": "in_force",
        "soon": "ends_soon",
        "over": "over",
        "future": "not_yet",
        "draft": "unissued",
        "bridged": "bridged",
        "judged": "in_force",
    }
