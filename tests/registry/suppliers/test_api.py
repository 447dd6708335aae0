"""The risk of a vendor over the API: what its page shows, to who sees all that it rests on."""

from __future__ import annotations

import pytest

from governance.accounts.models import Role
from governance.accounts.services import assign_role
from registry.suppliers import weighing
from registry.suppliers.overview import overlook
from tests.cast import Cast
from tests.factories.assessments import make_assessment, make_respondent, make_submitted
from tests.factories.decisions import PermittedWorld
from tests.factories.vendors import make_vendor
from tests.vendors.calling import MISSING, make_caller
from vendors.assessments import services

pytestmark = pytest.mark.django_db


def test_the_risk_is_told_step_by_step(cast: Cast, world: PermittedWorld) -> None:
    call = make_caller(cast, cast.olga, "assessments:read")
    path = f"vendors/{world.vendor.pk}/risk"
    assert [call("GET", path).json()[name] for name in ("assessment", "percent")] == [None, None]
    vic = make_respondent(cast, world.vendor)
    counted, sooner = (make_submitted(cast, world.vendor, vic) for _ in range(2))
    services.accept_assessment(actor=cast.olga, assessment=sooner)
    services.accept_assessment(actor=cast.olga, assessment=counted)
    make_assessment(cast, world.vendor)
    services.raise_finding(actor=cast.olga, assessment=counted, title="Open bucket", severity="critical")
    told = call("GET", path).json()
    shown = overlook(cast.olga, world.vendor)
    assert [told[name] for name in ("vendor", "assessment", "percent", "open_findings")] == [
        str(world.vendor.pk),
        str(counted.pk),
        42,
        {"low": 0, "medium": 0, "high": 0, "critical": 1},
    ]
    inherent, residual = told["inherent"], told["residual"]
    assert (inherent["points"], inherent["band"]) == (
        shown.inherent.points,
        shown.inherent.band.name.lower(),
    )
    assert sum(line["points"] for line in inherent["contributions"]) == inherent["points"]
    assert [(step["code"], step["detail"]) for step in residual["steps"]] == [
        ("inherent", ""),
        ("score", "42"),
        ("findings", "1 critical, 0 high"),
    ]
    assert residual["band"] == residual["steps"][-1]["band"] == shown.residual.band.name.lower()


def test_who_sees_only_some_of_it_is_told_of_no_risk(cast: Cast, world: PermittedWorld) -> None:
    """An engineer sees vendors and no findings: half of the records would say half of the risk."""
    path = f"vendors/{world.vendor.pk}/risk"
    other = make_vendor(cast.olga, "other")
    assign_role(
        actor=cast.system,
        user=cast.dan,
        role=Role.objects.get(key="governance-officer"),
        vendor_ref=world.vendor.pk,
    )
    callers = {
        "officer": (cast.olga, 200),
        "approver": (cast.ben, 200),
        "auditor": (cast.carol, 200),
        "officer of the vendor": (cast.dan, 200),
        "engineer": (cast.eve, 403),
        "stranger": (cast.vera, 404),
    }
    found = {
        name: make_caller(cast, owner, "assessments:read")("GET", path).status_code
        for name, (owner, _status) in callers.items()
    }
    assert found == {name: status for name, (_owner, status) in callers.items()}
    assert make_caller(cast, cast.olga, "vendors:read")("GET", path).status_code == 403
    narrow = make_caller(cast, cast.dan, "assessments:read")
    answers = [narrow("GET", f"vendors/{key}/risk") for key in (other.pk, MISSING)]
    assert ([each.status_code for each in answers], answers[0].content) == ([404, 404], answers[1].content)
    # Models of others may be supplied through this vendor, and this officer sees none of them.
    (sensitivity,) = [
        line
        for line in narrow("GET", path).json()["inherent"]["contributions"]
        if line["code"] == "sensitivity"
    ]
    assert sensitivity == {"code": "sensitivity", "detail": "unknown", "points": 30}


def test_what_is_in_force_counts_however_many_came_since(
    cast: Cast, world: PermittedWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = make_submitted(cast, world.vendor, make_respondent(cast, world.vendor))
    services.accept_assessment(actor=cast.olga, assessment=counted)
    before = overlook(cast.olga, world.vendor).residual
    monkeypatch.setattr("registry.suppliers.overview.ASSESSMENTS_SHOWN", 1)
    make_assessment(cast, world.vendor, is_sent=False)
    assert overlook(cast.olga, world.vendor).residual == before
    assert weighing.weigh(cast.olga, world.vendor).counted == weighing.Scored(counted, 42)
