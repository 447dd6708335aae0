"""The ways of a vendor's data: who may see them, what is only announced, and where the gate lets a class of data go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.classification.models import Country, DataClass
from governance.core.days import say_day
from governance.core.services import create_record
from registry.suppliers.flows import Way, choose_data_class, list_data_classes, list_ways
from tests.cast import Cast
from tests.factories.decisions import PermittedWorld
from tests.factories.vendors import make_sub_processor
from vendors.directory.models import SubProcessor
from vendors.sub_processors.services import announce_sub_processor

pytestmark = pytest.mark.django_db


def list_for(cast: Cast, world: PermittedWorld, key: str = "personal") -> list[Way]:
    data_class = DataClass.objects.filter(key=key).first()
    return list_ways(cast.olga, world.vendor, data_class, timezone.now())


def test_a_class_bound_to_the_eea_may_not_go_on_to_another_place(cast: Cast, world: PermittedWorld) -> None:
    make_sub_processor(cast.system, world.service)
    ways = list_for(cast, world)
    assert {(way.place, way.standing, way.may) for way in ways} == {
        ("Ireland", "eea", True),
        ("United States", "other", False),
    }
    assert {way.may for way in list_for(cast, world, "internal")} == {True}
    assert {way.may for way in list_ways(cast.olga, world.vendor, None, timezone.now())} == {None}


def test_a_place_that_nobody_names_takes_no_data_that_is_bound(cast: Cast, world: PermittedWorld) -> None:
    create_record(actor=cast.system, model=SubProcessor, values={"service": world.service, "name": "Nowhere"})
    found = [(way.standing, way.may) for way in list_for(cast, world) if way.handler == "Nowhere"]
    assert found == [("undeclared", False)]


def test_an_announced_sub_processor_is_told_apart_with_its_days(cast: Cast, world: PermittedWorld) -> None:
    today = timezone.now().date()
    announce_sub_processor(
        actor=cast.olga,
        vendor=world.vendor,
        name="Northwind",
        country=Country.objects.get(code="US"),
        announced_date=today,
        effective_date=today + timedelta(days=40),
    )
    (way,) = [way for way in list_for(cast, world) if way.is_announced]
    until, joins = today + timedelta(days=30), today + timedelta(days=40)
    assert (way.handler, way.note) == (
        "Northwind",
        f"announced; object before {say_day(until)}, joins {say_day(joins)}",
    )


def test_the_page_draws_what_its_reader_may_see(cast: Cast, world: PermittedWorld) -> None:
    client = Client()
    client.force_login(cast.olga)
    make_sub_processor(cast.system, world.service)
    address = reverse("vendor-overview", args=[world.vendor.pk])
    response = client.get(address, {"data_class": "personal"})
    assert response.context["chosen"].key == "personal"
    assert len(response.context["drawing"].boxes) > 3
    shown = response.content.decode()
    picture = shown[shown.index("<svg viewBox") :].split("</svg>")[0]
    assert ("the data may not go there" in picture, "style=" in picture) == (True, False)
    assert client.get(address, {"data_class": "\x00nobody"}).status_code == 200
    assert list_ways(cast.dan, world.vendor, None, timezone.now()) == []


def test_the_most_sensitive_class_that_is_bound_comes_first(cast: Cast, world: PermittedWorld) -> None:
    classes = list_data_classes(cast.olga)
    assert choose_data_class(classes, "internal") == next(row for row in classes if row.key == "internal")
    assert choose_data_class([], "internal") is None
