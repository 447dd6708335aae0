"""Announced sub-processors in the admin and over the API."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.classification import make_countries
from tests.factories.vendors import make_notice, make_service, make_vendor
from tests.vendors.calling import make_caller
from vendors.directory.models import SubProcessor
from vendors.sub_processors.models import SubProcessorNotice


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def do(client: Client, notice: SubProcessorNotice, name: str, **body: Any) -> int:
    url = reverse("admin:vendors_subprocessornotice_do", args=[notice.pk, name])
    return int(client.post(url, body).status_code)


def test_an_officer_announces_accepts_and_applies(cast: Cast) -> None:
    vendor = make_vendor(cast.olga)
    service = make_service(cast.olga, vendor, hosting=())
    client = sign_in(cast.olga)
    body = {
        "vendor": vendor.pk,
        "service": service.pk,
        "name": "Acme",
        "country": make_countries(cast.olga)["US"].pk,
        "announced_date": "2026-01-01",
        "notice_days": "14",
        "effective_date": "2026-02-01",
    }
    answer = client.post(reverse("admin:vendors_subprocessornotice_add"), body)
    assert answer.status_code == 302, answer.context["errors"]
    notice = SubProcessorNotice.objects.get()
    assert notice.objection_until_date == date(2026, 1, 15)
    page = reverse("admin:vendors_subprocessornotice_change", args=[notice.pk])

    def list_buttons() -> list[str]:
        return [item["transition"].name for item in client.get(page).context["transitions"]]

    assert list_buttons() == ["accept", "object", "withdraw"]
    assert do(client, notice, "object", reason="") == 409
    assert do(client, notice, "accept") == 302
    assert list_buttons() == ["apply", "withdraw"]
    assert do(client, notice, "apply") == 302
    assert list_buttons() == []
    assert SubProcessor.objects.get().service == service
    # A saved announcement is not edited.
    assert client.post(page, {**body, "name": "Other"}).status_code in (302, 403)
    assert SubProcessorNotice.objects.get().name == "Acme"


@pytest.mark.parametrize("person", ["carol", "ben"])
def test_readers_decide_nothing(cast: Cast, person: str) -> None:
    notice = make_notice(cast.olga, make_vendor(cast.olga))
    client = sign_in(getattr(cast, person))
    page = client.get(reverse("admin:vendors_subprocessornotice_change", args=[notice.pk]))
    assert (page.status_code, page.context["transitions"]) == (200, [])
    assert [do(client, notice, name, reason="x") for name in ("accept", "object", "apply", "withdraw")] == [
        404
    ] * 4
    assert SubProcessorNotice.objects.get().state == "announced"


def test_announcements_come_over_the_api_and_decisions_do_not(cast: Cast) -> None:
    vendor = make_vendor(cast.olga)
    call = make_caller(cast, cast.olga, "vendors:read", "vendors:write")
    body = {
        "vendor": str(vendor.pk),
        "name": "Acme",
        "announced_date": "2026-01-01",
        "effective_date": "2026-03-01",
    }
    made = call("POST", "sub-processor-notices", body)
    assert (made.status_code, made.json()["objection_until_date"], made.json()["state"]) == (
        201,
        "2026-01-31",
        "announced",
    )
    refused = call("POST", "sub-processor-notices", {**body, "state": "accepted"})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["state"])
    path = f"sub-processor-notices/{made.json()['id']}"
    assert [call(method, path, {}).status_code for method in ("PATCH", "PUT", "DELETE")] == [405, 405, 405]
    found = call("GET", "sub-processor-notices?vendor=openai&state=announced").json()["results"]
    assert [row["name"] for row in found] == ["Acme"]
    assert call("GET", "sub-processor-notices?state=accepted").json()["results"] == []
