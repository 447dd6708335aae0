"""One page of a vendor: what the reader may see of it, and a risk that follows from the records."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from governance.accounts.models import User
from registry.suppliers.overview import overlook
from tests.cast import Cast
from tests.factories.assessments import make_respondent, make_submitted
from tests.factories.decisions import PermittedWorld
from tests.factories.vendors import make_sub_processor, make_vendor
from vendors.assessments import services
from vendors.assessments.risk import Band

pytestmark = pytest.mark.django_db


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def points(cast: Cast, world: PermittedWorld) -> dict[str, tuple[str, int]]:
    lines = overlook(cast.olga, world.vendor).inherent.contributions
    return {line.code: (line.detail, line.points) for line in lines}


def test_the_risk_is_reckoned_from_the_records(cast: Cast, world: PermittedWorld) -> None:
    found = points(cast, world)
    # The approval in force lets the vendor have internal data.
    assert (found["sensitivity"], found["places"]) == (("internal", 5), ("0", 0))
    make_sub_processor(cast.system, world.service)
    assert [(place.country, place.is_outside) for place in overlook(cast.olga, world.vendor).places] == [
        ("United States", True),
        ("Ireland", False),
    ]
    assert points(cast, world)["places"] == ("1", 5)


def test_findings_raise_what_an_acceptance_lowers(cast: Cast, world: PermittedWorld) -> None:
    assessment = make_submitted(cast, world.vendor, make_respondent(cast, world.vendor))
    services.accept_assessment(actor=cast.olga, assessment=assessment)
    before = overlook(cast.olga, world.vendor)
    assert [(each.assessment, each.percent) for each in before.assessments] == [(assessment, 42)]
    finding = services.raise_finding(
        actor=cast.olga, assessment=assessment, title="Open bucket", severity="critical"
    )
    after = overlook(cast.olga, world.vendor)
    assert (after.findings, after.residual.band >= Band.HIGH) == ((finding,), True)
    assert after.residual.band > before.residual.band


def test_the_page_shows_each_part_to_who_may_see_it(cast: Cast, world: PermittedWorld) -> None:
    address = reverse("vendor-overview", args=[world.vendor.pk])
    shown = sign_in(cast.olga).get(address).content.decode()
    assert [
        text in shown for text in ("DPA with Openai", "Ireland", "inherent risk", "It was never asked")
    ] == [True] * 4
    form = reverse("admin:vendors_vendor_change", args=[world.vendor.pk])
    assert address in sign_in(cast.olga).get(form).content.decode()
    assert sign_in(cast.carol).get(address).status_code == 200
    assert [sign_in(user).get(address).status_code for user in (cast.dan, cast.eve, cast.vera)] == [404] * 3
    empty = make_vendor(cast.system, "empty")
    assert (
        "Nothing is signed."
        in sign_in(cast.olga).get(reverse("vendor-overview", args=[empty.pk])).content.decode()
    )
