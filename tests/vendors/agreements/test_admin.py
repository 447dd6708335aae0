"""The pages of agreements: standing by date, clauses by name, ending and renewing by buttons."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.vendors import make_agreement, make_service, make_vendor
from vendors.agreements.models import Agreement, AgreementService
from vendors.agreements.services import terminate_agreement

LIST = "admin:vendors_agreement_changelist"


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def coverage(*rows: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {"coverage-TOTAL_FORMS": len(rows), "coverage-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"coverage-{number}-{name}": value for name, value in row.items()}
    return data


def agreement_form(**values: Any) -> dict[str, Any]:
    base = {"kind": "dpa", "title": "DPA", "effective_date": "2025-01-01", "covers_all_services": "on"}
    return {**base, **coverage(), **values}


def test_an_officer_adds_an_agreement_with_clauses_and_services(cast: Cast) -> None:
    vendor = make_vendor(cast.olga)
    service = make_service(cast.olga, vendor, hosting=())
    body = agreement_form(
        vendor=vendor.pk,
        clauses=["retention_limit", "no_training"],
        retention_limit_days=30,
        covers_all_services="",
        **coverage({"service": service.pk}),
    )
    answer = sign_in(cast.olga).post(reverse("admin:vendors_agreement_add"), body)
    assert answer.status_code == 302, answer.context["errors"]
    agreement = Agreement.objects.get()
    assert (agreement.clauses, agreement.retention_limit_days, agreement.covers_all_services) == (
        ["no_training", "retention_limit"],
        30,
        False,
    )
    assert list(AgreementService.objects.values_list("service_id", flat=True)) == [service.pk]
    assert agreement.history.get().history_user == cast.olga


def test_a_service_of_another_vendor_is_not_taken(cast: Cast) -> None:
    vendor = make_vendor(cast.olga)
    foreign = make_service(cast.olga, make_vendor(cast.olga, "anthropic"), hosting=())
    body = agreement_form(vendor=vendor.pk, **coverage({"service": foreign.pk}))
    assert sign_in(cast.olga).post(reverse("admin:vendors_agreement_add"), body).status_code == 200
    assert (Agreement.objects.count(), AgreementService.objects.count()) == (0, 0)


def test_the_end_is_told_and_not_typed(cast: Cast) -> None:
    agreement = make_agreement(cast.olga, make_vendor(cast.olga))
    url = reverse("admin:vendors_agreement_change", args=[agreement.pk])
    body = agreement_form(title="New", terminated_date="2025-06-01", vendor=make_vendor(cast.olga, "x").pk)
    answer = sign_in(cast.olga).post(url, body)
    assert answer.status_code == 302, answer.context["errors"]
    assert list(Agreement.objects.values_list("title", "terminated_date", "vendor__key")) == [
        ("New", None, "openai")
    ]


def test_ending_and_renewing_are_buttons(cast: Cast) -> None:
    agreement = make_agreement(cast.olga, make_vendor(cast.olga), expiry_date=date(2027, 1, 1))
    client = sign_in(cast.olga)
    url = reverse("admin:vendors_agreement_do", args=[agreement.pk, "renew"])
    assert client.get(url).status_code == 200
    assert client.post(url, {"expiry_date": "2026-06-01"}).status_code == 409
    assert client.post(url, {"expiry_date": "2028-01-01"}).status_code == 302
    assert list(
        Agreement.objects.order_by("effective_date").values_list("effective_date", "predecessor_id")
    ) == [(date(2025, 1, 1), None), (date(2027, 1, 1), agreement.pk)]
    url = reverse("admin:vendors_agreement_do", args=[agreement.pk, "terminate"])
    assert client.post(url, {"reason": "", "terminated_date": "2026-06-01"}).status_code == 409
    assert client.post(url, {"reason": "Breach", "terminated_date": "2026-06-01"}).status_code == 302
    assert Agreement.objects.get(pk=agreement.pk).terminated_date == date(2026, 6, 1)
    page = client.get(reverse("admin:vendors_agreement_change", args=[agreement.pk]))
    assert page.context["transitions"] == []


@pytest.mark.parametrize("person", ["carol", "ben"])
def test_readers_end_nothing(cast: Cast, person: str) -> None:
    agreement = make_agreement(cast.olga, make_vendor(cast.olga))
    client = sign_in(getattr(cast, person))
    assert client.get(reverse("admin:vendors_agreement_change", args=[agreement.pk])).status_code == 200
    for name in ("renew", "terminate"):
        url = reverse("admin:vendors_agreement_do", args=[agreement.pk, name])
        assert (client.get(url).status_code, client.post(url, {"reason": "x"}).status_code) == (404, 404)
    assert list(Agreement.objects.values_list("terminated_date", flat=True)) == [None]


def test_the_standing_filter_goes_by_the_dates(cast: Cast) -> None:
    vendor, today = make_vendor(cast.olga), datetime.now(UTC).date()
    names = {
        "open": {},
        "soon": {"expiry_date": today + timedelta(days=30)},
        "over": {"expiry_date": today},
        "future": {"effective_date": today + timedelta(days=1)},
        "draft": {"effective_date": None},
    }
    for name, dates in names.items():
        make_agreement(cast.olga, vendor, title=name, **dates)
    ended = make_agreement(cast.olga, vendor, title="ended")
    terminate_agreement(actor=cast.olga, agreement=ended, reason="x", terminated_date=today)
    client = sign_in(cast.olga)
    found = {}
    for standing in ("in_force", "ends_soon", "over"):
        rows = client.get(reverse(LIST), {"standing": standing}).context["cl"].result_list
        found[standing] = sorted(row.title for row in rows)
    assert found == {"in_force": ["open", "soon"], "ends_soon": ["soon"], "over": ["ended", "over"]}
