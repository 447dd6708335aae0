"""The calendar: what ends in a month, for whom, with links, filters and an end to its length."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.accounts.models import Role
from governance.accounts.services import assign_role
from governance.admin_site import get_navigation
from tests.cast import Cast
from tests.factories.vendors import (
    make_agreement,
    make_attestation,
    make_bridge_letter,
    make_notice,
    make_vendor,
)
from vendors.agreements.services import renew_agreement, terminate_agreement
from vendors.deadlines import views
from vendors.sub_processors.services import accept_sub_processor

URL = "/admin/calendar/"


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def show(user: Any, **query: str) -> list[tuple[date, date, str, str]]:
    """Return (Monday, day, kind, record) of each line."""
    answer = sign_in(user).get(URL, query)
    assert answer.status_code == 200
    return [
        (monday, day, str(entry.deadline.kind), str(entry.deadline.record))
        for monday, days in answer.context["weeks"]
        for day, entries in days
        for entry in entries
    ]


@pytest.fixture
def march(cast: Cast) -> None:
    """Put into March 2030 one deadline of each kind, and some around it."""
    vendor = make_vendor(cast.olga, owner=cast.eve)
    other = make_vendor(cast.olga, "anthropic")
    make_agreement(cast.olga, vendor, expiry_date=date(2030, 3, 4))
    ended = make_agreement(cast.olga, vendor, "nda", expiry_date=date(2031, 1, 1))
    terminate_agreement(actor=cast.olga, agreement=ended, reason="x", terminated_date=date(2030, 3, 4))
    report = make_attestation(cast.olga, other, valid_until_date=date(2030, 1, 1))
    make_bridge_letter(cast.olga, report, date(2030, 1, 1), date(2030, 3, 31))
    make_notice(cast.olga, vendor, announced_date=date(2030, 2, 1), effective_date=date(2030, 5, 1))
    joins = make_notice(cast.olga, vendor, "Beta", effective_date=date(2030, 3, 10))
    accept_sub_processor(actor=cast.olga, notice=joins)
    make_agreement(cast.olga, vendor, "baa", expiry_date=date(2030, 2, 28))
    make_agreement(cast.olga, vendor, "msa", expiry_date=date(2030, 4, 1))
    make_agreement(cast.olga, vendor, "scc", effective_date=None, expiry_date=date(2030, 3, 5))


LINES = [
    (date(2030, 2, 25), date(2030, 3, 3), "objection", "Acme Hosting"),
    (date(2030, 3, 4), date(2030, 3, 4), "agreement", "DPA with Openai"),
    (date(2030, 3, 4), date(2030, 3, 4), "agreement", "NDA with Openai"),
    (date(2030, 3, 4), date(2030, 3, 10), "joining", "Beta"),
    (date(2030, 3, 25), date(2030, 3, 31), "attestation", "soc2_type2 of Anthropic"),
]


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ({}, LINES),
        ({"kind": "agreements"}, LINES[1:3]),
        ({"kind": "attestations"}, LINES[4:]),
        ({"kind": "sub_processors"}, [LINES[0], LINES[3]]),
        ({"vendor": "anthropic"}, LINES[4:]),
        ({"vendor": "anthropic", "kind": "agreements"}, []),
        # What is not offered filters nothing.
        ({"vendor": "unheard-of", "kind": "everything"}, LINES),
        ({"vendor": "\x00"}, LINES),
    ],
)
def test_a_month_is_listed_by_week_and_day(cast: Cast, query: dict[str, str], lines: list[Any]) -> None:
    assert sorted(show(cast.carol, month="2030-03", **query), key=lambda each: (each[1], each[3])) == lines


@pytest.mark.usefixtures("march")
def test_a_line_leads_to_its_record_and_says_who_owns_it(cast: Cast) -> None:
    page = sign_in(cast.olga).get(URL, {"month": "2030-03"})
    text = page.content.decode()
    for entry in (
        entry for _monday, days in page.context["weeks"] for _day, those in days for entry in those
    ):
        assert f'href="{entry.url}"' in text
        assert sign_in(cast.olga).get(entry.url).status_code == 200
    assert text.count(">Eve</td>") == 2
    assert (page.context["addresses"]["previous"], page.context["addresses"]["next"]) == (
        "?month=2030-02",
        "?month=2030-04",
    )
    assert "<script" not in text[text.index('<nav class="imp-transitions"') : text.rindex("</section>")]


def test_what_is_seen_to_says_so(cast: Cast) -> None:
    vendor = make_vendor(cast.olga)
    renewed = make_agreement(cast.olga, vendor, expiry_date=date(2030, 3, 4))
    renew_agreement(actor=cast.olga, agreement=renewed)
    make_agreement(cast.olga, vendor, "nda", expiry_date=date(2030, 3, 5))
    page = sign_in(cast.olga).get(URL, {"month": "2030-03"})
    tags = [entry.tone for _monday, days in page.context["weeks"] for _day, those in days for entry in those]
    assert tags == ["good", ""]


def test_an_empty_month_says_so(cast: Cast) -> None:
    for query, words in (({}, "Nothing ends in this month: no"), ({"kind": "agreements"}, "for this filter")):
        page = sign_in(cast.olga).get(URL, {"month": "2030-03", **query})
        assert (page.context["total"], words in page.content.decode()) == (0, True)


@pytest.mark.parametrize(
    ("person", "status"),
    [("olga", 200), ("carol", 200), ("ben", 200), ("root", 200), ("dan", 404), ("eve", 404), ("vera", 404)],
)
def test_the_calendar_is_for_staff_whose_role_sees_vendors(cast: Cast, person: str, status: int) -> None:
    assert sign_in(getattr(cast, person)).get(URL).status_code == status
    assert Client().get(URL).status_code == 302
    assert sign_in(cast.olga).post(URL).status_code == 405


@pytest.mark.usefixtures("march")
def test_an_officer_of_one_vendor_sees_that_vendor_alone(cast: Cast) -> None:
    role = Role.objects.get(key="governance-officer")
    from vendors.directory.models import Vendor

    assign_role(
        actor=cast.system, user=cast.dan, role=role, vendor_ref=Vendor.objects.get(key="anthropic").pk
    )
    assert show(cast.dan, month="2030-03") == LINES[4:]
    page = sign_in(cast.dan).get(URL, {"month": "2030-03", "vendor": "openai"})
    assert (page.context["vendor"], page.context["vendors"]) == ("", [("anthropic", "Anthropic")])


def test_the_navigation_leads_there(cast: Cast, rf: Any) -> None:
    for person, found in (("olga", 1), ("dan", 0)):
        request = rf.get("/admin/")
        request.user = getattr(cast, person)
        items = [item for group in get_navigation(request) for item in group["items"]]
        assert len([item for item in items if item["link"] == reverse("vendor-calendar")]) == found


def test_thirty_lines_cost_the_queries_of_one(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(number: int) -> None:
        vendor = make_vendor(cast.olga, f"vendor-{number}")
        end = date(2030, 3, 1) + timedelta(days=number)
        make_agreement(cast.olga, vendor, expiry_date=end)
        make_attestation(cast.olga, vendor, valid_until_date=end)
        make_notice(cast.olga, vendor, announced_date=end - timedelta(days=30))

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL, {"month": "2030-03"}).status_code == 200
        return len(queries)

    client = sign_in(cast.olga)
    fill(0)
    count()
    one = count()
    for number in range(1, 30):
        fill(number)
    assert count() == one
    monkeypatch.setattr(views, "MOST_SHOWN", 10)
    page = client.get(URL, {"month": "2030-03"})
    assert (page.context["total"], page.context["hidden"]) == (90, 80)
