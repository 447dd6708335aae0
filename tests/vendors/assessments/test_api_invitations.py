"""Invitations over the API: who is invited, by whom, and how each stands; no answer holds a link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db.models import QuerySet
from django.utils import timezone

from governance.accounts.models import Role, User
from governance.accounts.services import assign_role
from governance.core.outbox import deliver_due_messages
from tests.cast import PASSWORD, Cast
from tests.factories.assessments import make_assessment
from tests.factories.vendors import make_vendor
from tests.vendors.assessments.callers import make_caller
from tests.vendors.calling import MISSING
from vendors.assessments import services
from vendors.assessments.enums import InvitationStanding
from vendors.assessments.models import Invitation
from vendors.assessments.services.inviting import find_invitation, make_token
from vendors.directory.models import Vendor

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(cast: Cast) -> Any:
    return make_caller(cast, cast.olga)


def test_somebody_is_invited_and_the_link_goes_to_their_address_alone(
    cast: Cast, call: Any, vendor: Vendor
) -> None:
    body = {"vendor": str(vendor.pk), "email": "Nell@OpenAI.example.com", "name": "Nell"}
    made = call("POST", "invitations", body)
    told = made.json()
    assert (made.status_code, [told[name] for name in ("email", "standing", "invited_by", "assessment")]) == (
        201,
        ["nell@openai.example.com", "open", str(cast.olga.pk), None],
    )
    deliver_due_messages()
    token = make_token(Invitation.objects.get())
    assert ([each.to for each in mail.outbox], token in mail.outbox[0].body) == ([[told["email"]]], True)
    answers = [made, call("GET", "invitations"), call("GET", f"invitations/{told['id']}")]
    assert [token.rpartition(".")[2] in each.content.decode() for each in answers] == [False] * 3
    revoked = call("POST", f"invitations/{told['id']}/revoke", {"reason": "Left"})
    assert (revoked.status_code, revoked.json()["standing"], find_invitation(token)) == (200, "over", None)
    again = call("POST", f"invitations/{told['id']}/revoke", {"reason": "Left"})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


def test_whom_a_respondent_invited_from_another_house_waits_and_is_confirmed(
    cast: Cast, call: Any, vendor: Vendor, vic: User
) -> None:
    assessment = make_assessment(cast, vendor)
    services.invite_colleague(actor=vic, assessment=assessment, email="n@elsewhere.example", name="N")
    (row,) = call("GET", "invitations?standing=waits").json()["results"]
    assert (row["assessment"], row["invited_by"]) == (str(assessment.pk), str(vic.pk))
    confirmed = call("POST", f"invitations/{row['id']}/confirm", {})
    assert (confirmed.status_code, confirmed.json()["standing"]) == (200, "open")
    assert call("POST", f"invitations/{row['id']}/confirm", {}).status_code == 409


def test_invitations_are_found_by_how_they_stand(cast: Cast, call: Any, vendor: Vendor, vic: User) -> None:
    """What the filter finds is what each row says of itself."""
    for name in ("open", "over", "waits"):
        services.invite_respondent(actor=cast.olga, vendor=vendor, email=f"{name}@x.example", name=name)
    rows = QuerySet(Invitation)
    rows.filter(name="over").update(expires_at=timezone.now() - timedelta(seconds=1))
    rows.filter(name="waits").update(is_confirmed=False)
    found = {
        str(standing): call("GET", f"invitations?vendor={vendor.key}&standing={standing}").json()["results"]
        for standing in InvitationStanding
    }
    assert {key: [(row["name"], row["standing"]) for row in each] for key, each in found.items()} == {
        "open": [("open", "open")],
        "waits": [("waits", "waits")],
        "used": [("Vic", "used")],
        "over": [("over", "over")],
    }


def test_who_may_not_invite(cast: Cast, call: Any, vendor: Vendor, vic: User) -> None:
    """A key needs the scope and its owner the right; another's vendor is one that is not there."""
    foreign = make_vendor(cast.olga, "foreign")
    services.invite_respondent(actor=cast.olga, vendor=foreign, email="n@x.example", name="N")
    officer = Role.objects.get(key="governance-officer")
    assign_role(actor=cast.system, user=cast.dan, role=officer, vendor_ref=vendor.pk)
    body = {"vendor": str(vendor.pk), "email": "m@x.example", "name": "M"}
    reader, narrow = make_caller(cast, cast.olga, "assessments:read"), make_caller(cast, cast.dan)
    auditor, respondent = make_caller(cast, cast.carol), make_caller(cast, vic)
    assert [each("POST", "invitations", body).status_code for each in (reader, auditor, respondent)] == [
        403
    ] * 3
    hidden = Invitation.objects.get(vendor=foreign)
    refused = [narrow("POST", "invitations", {**body, "vendor": str(key)}) for key in (foreign.pk, MISSING)]
    assert ([each.status_code for each in refused], refused[0].content) == ([400, 400], refused[1].content)
    assert [row["name"] for row in narrow("GET", "invitations").json()["results"]] == ["Vic"]
    assert respondent("GET", "invitations").json()["results"] == []
    for path in ("invitations/%s/confirm", "invitations/%s/revoke"):
        said = {"reason": "x"} if "revoke" in path else {}
        answers = [narrow("POST", path % key, said) for key in (hidden.pk, MISSING)]
        assert ([each.status_code for each in answers], answers[0].content) == (
            [404, 404],
            answers[1].content,
        )
    seen = auditor("POST", f"invitations/{hidden.pk}/revoke", {"reason": "x"})
    assert (seen.status_code, narrow("POST", "invitations", body).status_code) == (403, 201)
    services.use_invitation(
        token=make_token(Invitation.objects.get(email="m@x.example")), name="M", password=PASSWORD
    )
    taken = narrow("POST", "invitations", body)
    assert (taken.status_code, taken.json()["code"]) == (409, "conflict")
