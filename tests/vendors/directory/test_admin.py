"""The pages of vendors and services: scoped lists, writes by services, states by buttons."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.accounts.models import Role
from governance.accounts.services import assign_role, copy_role, set_role_permissions
from governance.core.services import change_record
from tests.cast import Cast
from tests.factories.classification import make_countries, make_regions
from tests.factories.vendors import make_service, make_sub_processor, make_vendor
from vendors.directory.models import Contact, Service, ServiceLocation, SubProcessor, Vendor

LISTS = ["admin:vendors_vendor_changelist", "admin:vendors_service_changelist"]


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def formset(prefix: str, *rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """Return the fields of an inline table as a browser posts them."""
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def vendor_form(**values: Any) -> dict[str, Any]:
    base = {"name": "Acme", "key": "acme", "tier": "high", "legal_name": "", "website": "", "notes": ""}
    return {**base, **formset("services"), **formset("contacts"), **values}


@pytest.mark.parametrize("route", LISTS)
def test_an_empty_list_says_what_belongs_there(cast: Cast, route: str) -> None:
    answer = sign_in(cast.olga).get(reverse(route))
    assert answer.content.decode().count("imp-empty-hint") == 1


def test_an_officer_adds_a_vendor_with_its_service_and_contact(cast: Cast) -> None:
    country = make_countries(cast.olga)["US"]
    body = vendor_form(
        country=country.pk,
        owner=cast.eve.pk,
        website="acme.example.com",
        **formset("services", {"name": "Acme API", "key": "api", "kind": "api", "is_active": "on"}),
        **formset("contacts", {"name": "Dee", "email": "dpo@acme.example.com", "role": "privacy"}),
    )
    answer = sign_in(cast.olga).post(reverse("admin:vendors_vendor_add"), body)
    assert answer.status_code == 302, answer.context["errors"]
    vendor = Vendor.objects.get()
    assert (vendor.lifecycle, vendor.owner, vendor.country, vendor.website) == (
        "prospect",
        cast.eve,
        country,
        "https://acme.example.com",
    )
    assert list(Service.objects.values_list("vendor_id", "key")) == [(vendor.pk, "api")]
    assert list(Contact.objects.values_list("vendor_id", "role")) == [(vendor.pk, "privacy")]
    row = vendor.history.get()
    assert (row.history_user, row.history_channel) == (cast.olga, "admin")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"website": "http://169.254.169.254/"}, "website"),
        ({"key": "not a key"}, "key"),
        ({"tier": "enormous"}, "tier"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(cast: Cast, values: dict[str, str], field: str) -> None:
    answer = sign_in(cast.olga).post(reverse("admin:vendors_vendor_add"), vendor_form(**values))
    form = answer.context["adminform"].form
    assert (answer.status_code, list(form.errors)) == (200, [field])
    assert form["name"].value() == "Acme"
    assert Vendor.objects.count() == 0


def test_a_posted_state_changes_nothing(cast: Cast) -> None:
    vendor = make_vendor(cast.olga, "acme", active=False, owner=cast.eve)
    url = reverse("admin:vendors_vendor_change", args=[vendor.pk])
    answer = sign_in(cast.olga).post(url, vendor_form(name="Acme 2", owner=cast.eve.pk, lifecycle="active"))
    assert answer.status_code == 302, answer.context["errors"]
    assert list(Vendor.objects.values_list("name", "lifecycle")) == [("Acme 2", "prospect")]


def test_a_button_moves_the_state_by_post_alone(cast: Cast) -> None:
    vendor = make_vendor(cast.olga)
    client, url = sign_in(cast.olga), reverse("admin:vendors_vendor_do", args=[vendor.pk, "suspend"])
    assert client.get(url).status_code == 200
    assert Vendor.objects.get().lifecycle == "active"
    assert client.post(url, {"reason": ""}).status_code == 409
    assert Vendor.objects.get().lifecycle == "active"
    assert client.post(url, {"reason": "Breach"}).status_code == 302
    assert Vendor.objects.get().lifecycle == "suspended"
    assert client.post(url, {"reason": "Again"}).status_code == 409


def test_the_buttons_on_offer_follow_the_state(cast: Cast) -> None:
    vendor = make_vendor(cast.olga, active=False)
    url = reverse("admin:vendors_vendor_change", args=[vendor.pk])
    names = [each["transition"].name for each in sign_in(cast.olga).get(url).context["transitions"]]
    assert names == ["onboard", "activate", "offboard"]
    assert sign_in(cast.carol).get(url).context["transitions"] == []


@pytest.mark.parametrize("person", ["carol", "ben"])
def test_readers_see_and_change_nothing(cast: Cast, person: str) -> None:
    vendor = make_vendor(cast.olga, "acme", owner=cast.eve)
    client = sign_in(getattr(cast, person))
    url = reverse("admin:vendors_vendor_change", args=[vendor.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, vendor_form(name="Mine")).status_code == 403
    assert client.post(reverse("admin:vendors_vendor_add"), vendor_form()).status_code == 403
    suspend = reverse("admin:vendors_vendor_do", args=[vendor.pk, "suspend"])
    assert client.post(suspend, {"reason": "x"}).status_code == 404
    assert list(Vendor.objects.values_list("name", "lifecycle")) == [("Acme", "active")]


def test_a_role_for_one_vendor_opens_that_vendor_alone(cast: Cast) -> None:
    own = make_vendor(cast.olga, "own", owner=cast.eve)
    foreign = make_vendor(cast.olga, "foreign", owner=cast.eve)
    make_service(cast.olga, own, "own-api")
    make_service(cast.olga, foreign, "foreign-api")
    role = copy_role(actor=cast.ada, role=Role.objects.get(key="vendor-respondent"))
    set_role_permissions(
        actor=cast.ada, role=role, permissions=["vendors.view_vendor", "vendors.view_service"]
    )
    assign_role(actor=cast.system, user=cast.dan, role=role, vendor_ref=own.pk)
    client = sign_in(cast.dan)
    for route, canary in zip(LISTS, ("Foreign", "foreign-api"), strict=True):
        answer = client.get(reverse(route))
        assert len(answer.context["cl"].result_list) == 1
        assert answer.content.decode().count(canary) == 0
    answers = [
        client.get(reverse("admin:vendors_vendor_change", args=[key]))
        for key in (foreign.pk, "01920000-0000-7000-8000-000000000000")
    ]
    assert len({(each.status_code, each.headers.get("Location"), each.content) for each in answers}) == 1
    assert client.get(reverse("admin:vendors_vendor_change", args=[own.pk])).status_code == 200


def test_an_owner_who_left_is_still_shown_and_can_be_replaced(cast: Cast) -> None:
    vendor = make_vendor(cast.olga, "acme", owner=cast.system)
    url = reverse("admin:vendors_vendor_change", args=[vendor.pk])
    client = sign_in(cast.olga)
    field = client.get(url).context["adminform"].form.fields["owner"]
    offered = set(field.queryset)
    assert (cast.system in offered, cast.eve in offered) == (True, True)
    assert client.post(url, vendor_form(owner=cast.eve.pk)).status_code == 302
    assert Vendor.objects.get().owner == cast.eve
    offered = set(client.get(url).context["adminform"].form.fields["owner"].queryset)
    assert (cast.system in offered) is False


def service_form(service: Service, **values: Any) -> dict[str, Any]:
    base = {"key": service.key, "name": service.name, "kind": "api", "trains_on_data": "false"}
    return {**base, "is_active": "on", **formset("locations"), **formset("sub_processors"), **values}


def test_places_and_sub_processors_are_kept_with_their_service(cast: Cast) -> None:
    service = make_service(cast.olga, make_vendor(cast.olga), hosting=())
    row = make_sub_processor(cast.olga, service)
    region = make_regions(cast.olga)["aws:eu-west-1"]
    url = reverse("admin:vendors_service_change", args=[service.pk])
    body = service_form(
        service,
        **formset("locations", {"purpose": "hosting", "region": region.pk, "service": service.pk}),
        **formset(
            "sub_processors",
            {"id": row.pk, "service": service.pk, "name": "Acme Hosting", "DELETE": "on"},
            {"service": service.pk, "name": "Beta Support", "country": make_countries(cast.olga)["IN"].pk},
            initial=1,
        ),
    )
    answer = sign_in(cast.olga).post(url, body)
    assert answer.status_code == 302, answer.context["errors"]
    assert list(ServiceLocation.objects.values_list("service_id", "region_id", "country_id")) == [
        (service.pk, region.pk, None)
    ]
    assert list(SubProcessor.objects.values_list("name", "country__code")) == [("Beta Support", "IN")]
    assert SubProcessor.history.filter(id=row.pk, history_type="-").count() == 1


def test_a_location_without_a_place_is_refused_with_the_page(cast: Cast) -> None:
    service = make_service(cast.olga, make_vendor(cast.olga), hosting=())
    url = reverse("admin:vendors_service_change", args=[service.pk])
    body = service_form(service, **formset("locations", {"purpose": "support", "service": service.pk}))
    answer = sign_in(cast.olga).post(url, body)
    assert answer.status_code == 200
    assert ServiceLocation.objects.count() == 0


def test_a_saved_service_shows_its_vendor_and_keeps_it(cast: Cast) -> None:
    service = make_service(cast.olga, make_vendor(cast.olga), hosting=())
    other = make_vendor(cast.olga, "other")
    url = reverse("admin:vendors_service_change", args=[service.pk])
    answer = sign_in(cast.olga).post(url, service_form(service, name="New", vendor=other.pk))
    assert answer.status_code == 302, answer.context["errors"]
    assert list(Service.objects.values_list("name", "vendor__key")) == [("New", "openai")]


def test_retention_and_training_are_told_in_words(cast: Cast) -> None:
    service = make_service(cast.olga, make_vendor(cast.olga), hosting=(), retention_days=None)
    change_record(actor=cast.olga, record=service, values={"trains_on_data": None})
    text = sign_in(cast.olga).get(reverse(LISTS[1])).content.decode()
    assert text.count("not declared") >= 2
