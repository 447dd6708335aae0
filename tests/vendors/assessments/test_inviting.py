"""A link lets one address in, once, until a day, for one vendor."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from governance.accounts.models import Role, RoleAssignment, User
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.rights import rights_of
from tests.cast import PASSWORD, Cast
from vendors.assessments import services
from vendors.assessments.models import Assessment
from vendors.assessments.selectors import RESPONDENT, list_respondents
from vendors.assessments.services.deciding import add_months
from vendors.assessments.services.inviting import find_invitation, make_token
from vendors.directory.models import Vendor

pytestmark = pytest.mark.django_db


def test_a_link_works_once_for_its_address(cast: Cast, vendor: Vendor) -> None:
    invitation = services.invite_respondent(
        actor=cast.olga, vendor=vendor, email="Vic@OpenAI.com", name="Vic"
    )
    token = make_token(invitation)
    with pytest.raises(InvalidInput):
        services.use_invitation(token=token, name="Vic", password="short")
    assert User.objects.filter(email="vic@openai.com").count() == 0
    _found, user = services.use_invitation(token=token, name="Vic V", password=PASSWORD)
    assert (user.email, user.name, user.is_staff) == ("vic@openai.com", "Vic V", False)
    with pytest.raises(NotPermitted):
        services.use_invitation(token=token, name="Mallory", password=PASSWORD)
    assert (list_respondents(vendor.pk), Assessment.objects.restrict(user, "answer").count()) == ([user], 0)


@pytest.mark.parametrize("what", ["begins tomorrow", "ended", "out of use", "in force"])
def test_who_answers_for_a_vendor_is_who_may_now(cast: Cast, vendor: Vendor, vic: User, what: str) -> None:
    now, day = timezone.now(), timedelta(days=1)
    spoiled = {"begins tomorrow": {"starts_at": now + day}, "ended": {"starts_at": now - day, "ends_at": now}}
    # Past the services, which give no role from a later day on.
    QuerySet(RoleAssignment).filter(user=vic).update(**spoiled.get(what, {}))
    QuerySet(Role).filter(key=RESPONDENT).update(is_active=what != "out of use")
    assert list_respondents(vendor.pk) == ([vic] if what == "in force" else [])
    may_answer = bool(rights_of(vic, fresh=True).vendors.get(Assessment.get_permission("answer")))
    assert may_answer == (what == "in force")


@pytest.mark.parametrize("spoil", ["forge", "expire", "renew", "junk"])
def test_a_link_that_does_not_work(cast: Cast, vendor: Vendor, spoil: str, settings: Any) -> None:
    invitation = services.invite_respondent(actor=cast.olga, vendor=vendor, email="v@x.com", name="V")
    token = make_token(invitation)
    if spoil == "forge":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    if spoil == "junk":
        token = "a.b.c"
    if spoil in {"expire", "renew"}:
        later = timezone.now() + timedelta(days=20 if spoil == "expire" else 1)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(timezone, "now", lambda: later)
            if spoil == "expire":
                assert find_invitation(token) is None
                return
            services.invite_respondent(actor=cast.olga, vendor=vendor, email="v@x.com", name="V")
    assert find_invitation(token) is None
    with pytest.raises(NotPermitted):
        services.use_invitation(token=token, name="V", password=PASSWORD)


def test_an_address_with_an_account_signs_in_first(cast: Cast, vendor: Vendor) -> None:
    invitation = services.invite_respondent(
        actor=cast.olga, vendor=vendor, email=cast.vera.email, name="Vera"
    )
    token = make_token(invitation)
    with pytest.raises(ConflictingState):
        services.use_invitation(token=token, name="Vera", password=PASSWORD)
    with pytest.raises(NotPermitted):
        services.use_invitation(token=token, user=cast.dan)
    services.use_invitation(token=token, user=cast.vera)
    assert list_respondents(vendor.pk) == [cast.vera]


def test_who_may_not_invite(cast: Cast, vendor: Vendor, vic: User) -> None:
    for actor in (cast.carol, cast.eve, vic):
        with pytest.raises(NotPermitted):
            services.invite_respondent(actor=actor, vendor=vendor, email="m@x.com", name="M")
    with pytest.raises(ConflictingState):
        services.invite_respondent(actor=cast.olga, vendor=vendor, email=vic.email, name="Vic")


def test_months_end_where_the_month_does() -> None:
    days = [(date(2026, 1, 31), 1), (date(2024, 2, 29), 12), (date(2026, 11, 30), 3), (date(2026, 12, 15), 1)]
    assert [add_months(day, months) for day, months in days] == [
        date(2026, 2, 28),
        date(2025, 2, 28),
        date(2027, 2, 28),
        date(2027, 1, 15),
    ]
