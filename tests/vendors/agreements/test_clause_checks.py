"""Checking clauses: what a check needs, who may, and what a broken promise starts."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.core.errors import InvalidInput, NotPermitted
from governance.core.models import RecordedEvent, RegistryRevision
from governance.core.services import change_record, create_record
from governance.notifications.models import ActionItem
from tests.cast import Cast
from tests.factories.vendors import make_agreement, make_vendor
from tests.vendors.calling import make_caller
from vendors.agreements.models import Agreement, ClauseCheck
from vendors.agreements.selectors import list_checklist
from vendors.agreements.services import check_clause


@pytest.fixture
def dpa(cast: Cast) -> Agreement:
    return make_agreement(
        cast.olga, make_vendor(cast.olga), clauses=["no_training", "audit_rights"], owner=cast.eve
    )


def check(actor: Any, agreement: Agreement, clause: str = "audit_rights", **values: Any) -> ClauseCheck:
    found = {"result": "met", "section": "§ 7.2", **values}
    return check_clause(actor=actor, agreement=agreement, clause=clause, **found)


def test_a_check_says_what_was_found_where_and_by_whom(cast: Cast, dpa: Agreement) -> None:
    revision = RegistryRevision.current()
    made = check(cast.olga, dpa, section=" Annex II ", page=12, note=" In part 3 ")
    assert (made.result, made.section, made.page, made.note, made.checked_by) == (
        "met",
        "Annex II",
        12,
        "In part 3",
        cast.olga,
    )
    assert made.history.get().history_user == cast.olga
    event = RecordedEvent.objects.first()
    assert (event.name, event.record_id, event.data) == (
        "vendors.agreement.clause_checked",
        dpa.pk,
        {"clause": "audit_rights", "result": "met"},
    )
    # Decisions rest on what the agreement lists, not on checks.
    assert RegistryRevision.current() == revision
    assert Agreement.objects.get().clauses == ["no_training", "audit_rights"]


def test_a_later_check_replaces_the_first_and_its_history_keeps_both(cast: Cast, dpa: Agreement) -> None:
    check(cast.olga, dpa)
    made = check(cast.ada, dpa, result="partly", section="§ 8")
    assert ClauseCheck.objects.count() == 1
    assert [(row.result, row.history_user) for row in made.history.order_by("history_date")] == [
        ("met", cast.olga),
        ("partly", cast.ada),
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"section": " "}, "section"),
        ({"result": "partly", "section": ""}, "section"),
        ({"result": "not_applicable", "section": ""}, "note"),
        ({"clause": "retention_limit"}, "clause"),
        ({"clause": "phi_return"}, "clause"),
        ({"clause": "scc_parties"}, "clause"),
        ({"result": "perhaps"}, "result"),
        ({"page": 0}, "page"),
        ({"section": "x" * 121}, "section"),
    ],
)
def test_a_check_without_its_evidence_is_none(
    cast: Cast, dpa: Agreement, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check(cast.olga, dpa, **values)
    assert list(refusal.value.fields) == [field]
    assert ClauseCheck.objects.count() == 0


@pytest.mark.parametrize("person", ["ben", "carol", "eve", "dan", "vera"])
def test_who_has_no_right_checks_nothing(cast: Cast, dpa: Agreement, person: str) -> None:
    with pytest.raises(NotPermitted):
        check(getattr(cast, person), dpa)
    assert ClauseCheck.objects.count() == 0


def test_a_check_is_made_by_its_own_service_alone(cast: Cast, dpa: Agreement) -> None:
    made = check(cast.olga, dpa)
    with pytest.raises(NotPermitted):
        change_record(actor=cast.system, record=made, values={"result": "missing"})
    with pytest.raises(NotPermitted):
        create_record(actor=cast.system, model=ClauseCheck, values={"agreement": dpa})


def test_a_promised_clause_that_is_missing_is_asked_of_the_owner_once(cast: Cast, dpa: Agreement) -> None:
    check(cast.olga, dpa, result="missing", section="")
    check(cast.olga, dpa, result="missing", section="", note="Looked twice")
    check(cast.olga, dpa, "data_subject_help", result="missing", section="")
    item = ActionItem.objects.get()
    assert (item.kind, item.owner, item.severity, item.record_id) == (
        "vendors.clause_missing",
        cast.eve,
        "critical",
        dpa.pk,
    )
    assert item.title == "Promised, but not in the text: (h) shows that it complies and lets us audit"
    assert [
        (point.key, point.is_contradicted, point.check is None)
        for point in list_checklist(cast.carol, dpa)
        if point.is_promised or point.check
    ] == [
        ("data_subject_help", False, False),
        ("audit_rights", True, False),
        ("no_training", False, True),
    ]


def test_the_page_shows_what_is_unchecked_and_leads_to_the_check(cast: Cast, dpa: Agreement) -> None:
    client = Client()
    client.force_login(cast.olga)
    page = reverse("admin:vendors_agreement_change", args=[dpa.pk])
    url = reverse("admin:vendors_agreement_clause", args=[dpa.pk, "audit_rights"])
    shown = client.get(page)
    assert (len(shown.context["checklist"]), shown.context["unchecked"]) == (9, 9)
    assert url in shown.content.decode()
    assert client.get(url).status_code == 200
    refused = client.post(url, {"result": "met"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (409, ["section"])
    done = client.post(url, {"result": "missing"})
    assert (done.status_code, done.url) == (302, f"{page}#checklist")
    shown = client.get(page)
    assert (shown.context["unchecked"], shown.context["contradicted"]) == (8, 1)
    assert client.get(url).context["form"].initial["result"] == "missing"
    other = reverse("admin:vendors_agreement_clause", args=[dpa.pk, "phi_return"])
    assert (client.get(other).status_code, client.post(other, {"result": "missing"}).status_code) == (
        404,
        404,
    )


@pytest.mark.parametrize("person", ["carol", "ben"])
def test_readers_see_the_checklist_and_no_way_to_fill_it(cast: Cast, dpa: Agreement, person: str) -> None:
    client = Client()
    client.force_login(getattr(cast, person))
    shown = client.get(reverse("admin:vendors_agreement_change", args=[dpa.pk]))
    assert [row["url"] for row in shown.context["checklist"]] == [""] * 9
    url = reverse("admin:vendors_agreement_clause", args=[dpa.pk, "audit_rights"])
    assert (client.get(url).status_code, client.post(url, {"result": "missing"}).status_code) == (404, 404)
    assert ClauseCheck.objects.count() == 0


def test_checks_are_noted_over_the_api(cast: Cast, dpa: Agreement) -> None:
    call = make_caller(cast, cast.olga, "vendors:read", "vendors:write")
    body = {"agreement": str(dpa.pk), "clause": "audit_rights", "result": "met", "section": "§ 7"}
    first, second = call("POST", "clause-checks", body), call("POST", "clause-checks", {**body, "page": 3})
    assert [first.status_code, second.status_code] == [201, 201]
    assert first.json()["id"] == second.json()["id"]
    refused = call("POST", "clause-checks", {**body, "section": ""})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["section"])
    listed = call("GET", f"clause-checks?agreement={dpa.pk}").json()["results"]
    assert [(row["clause"], row["page"], row["checked_by"]) for row in listed] == [
        ("audit_rights", 3, str(cast.olga.pk))
    ]
    key = f"clause-checks/{listed[0]['id']}"
    assert [call(method, key, {}).status_code for method in ("PATCH", "PUT", "DELETE")] == [405, 405, 405]
    reader = make_caller(cast, cast.carol, "vendors:read", "vendors:write")
    assert reader("POST", "clause-checks", body).status_code == 403
