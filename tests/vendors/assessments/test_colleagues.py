"""Respondents invite colleagues: of their own house at once, of another when an officer confirms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from governance.accounts.models import RoleAssignment, User
from governance.accounts.services import withdraw_role
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.outbox import deliver_due_messages
from governance.core.services import create_record
from governance.notifications.models import ActionItem
from tests.cast import PASSWORD, Cast
from tests.factories.assessments import make_assessment, make_respondent
from tests.factories.vendors import make_vendor
from tests.kept import Kept, keep
from vendors.assessments import services
from vendors.assessments.models import Assessment, Invitation
from vendors.assessments.selectors import list_invited, list_respondents
from vendors.assessments.services import colleagues
from vendors.assessments.services.inviting import find_invitation, make_token, show_link
from vendors.directory.models import Contact, Vendor
from vendors.notices.models import Notice

pytestmark = pytest.mark.django_db
OWN = "nell@openai.example.com"


@dataclass
class World:
    cast: Cast
    vendor: Vendor
    vic: User
    rob: User
    assessment: Assessment


@pytest.fixture(scope="module")
def kept_world(request: pytest.FixtureRequest) -> Iterator[Kept[World] | None]:
    def make(cast: Cast) -> World:
        vendor = make_vendor(cast.system)
        rob = make_respondent(cast, make_vendor(cast.system, "rival"), "Rob")
        made = World(cast, vendor, make_respondent(cast, vendor), rob, make_assessment(cast, vendor))
        deliver_due_messages()
        return made

    with keep(request, make) as kept:
        yield kept


@pytest.fixture
def world(kept_world: Kept[World], db: None) -> World:
    return kept_world.take()


def invite(world: World, email: str = OWN, actor: User | None = None) -> Invitation:
    return services.invite_colleague(
        actor=actor or world.vic, assessment=world.assessment, email=email, name="Nell"
    )


def list_addresses() -> list[str]:
    deliver_due_messages()
    return [message.to[0] for message in mail.outbox]


def test_somebody_of_the_same_house_gets_a_link_that_works_once(world: World) -> None:
    invitation = invite(world, OWN.upper())
    assert (invitation.email, invitation.is_confirmed, list_addresses()) == (OWN, True, [OWN])
    token = make_token(invitation)
    _used, nell = services.use_invitation(token=token, name="Nell", password=PASSWORD)
    assert [str(person) for person in list_respondents(world.vendor.pk)] == ["Nell", "Vic"]
    with pytest.raises(NotPermitted):
        services.use_invitation(token=token, user=nell)
    for again in (OWN, world.vic.email):
        with pytest.raises(ConflictingState, match="answers for the vendor already"):
            invite(world, again)


def test_a_contact_of_the_vendor_shows_its_house_and_a_public_mail_host_shows_none(world: World) -> None:
    for email in ("c@counsel.example.org", "c@gmail.com"):
        values = {"vendor": world.vendor, "name": "C", "email": email}
        create_record(actor=world.cast.olga, model=Contact, values=values)
    houses = [invite(world, f"n@{domain}").is_confirmed for domain in ("counsel.example.org", "gmail.com")]
    assert houses == [True, False]


def test_public_mail_hosts_are_known_in_every_country_and_spelling(world: World) -> None:
    for host in ("yahoo.co.uk", "gmx.at", "t-online.de", "ｇmail.com"):
        waits = invite(world, f"c@{host}")
        confirmed = services.confirm_invitation(actor=world.cast.olga, invitation=waits)
        services.use_invitation(token=make_token(confirmed), name="C", password=PASSWORD)
        assert (host, invite(world, f"anybody@{host}").is_confirmed) == (host, False)


@pytest.mark.parametrize(
    "email",
    ['"x@gmail.com,y"@openai.example.com', "ſ@openai.example.com", "n@openai.example.com\nBcc: x@y.example"],
)
def test_an_address_is_the_one_that_it_looks_like(world: World, email: str) -> None:
    with pytest.raises(InvalidInput):
        invite(world, email)


def test_a_host_in_letters_that_look_like_the_vendor_s_waits_and_is_shown_plainly(world: World) -> None:
    waits = invite(world, "n@оpenai.example.com")
    deliver_due_messages()
    assert (waits.is_confirmed, waits.plain_host) == (False, "xn--penai-iye.example.com")
    assert waits.plain_host in ActionItem.objects.get(kind="vendors.invitation.requested").body
    officer = Client()
    officer.force_login(world.cast.olga)
    page = officer.get(reverse("admin:vendors_invitation_change", args=[waits.pk]))
    assert waits.plain_host in page.content.decode()


def test_a_name_makes_no_line_of_its_own_in_the_mail(world: World) -> None:
    services.invite_colleague(
        actor=world.vic, assessment=world.assessment, email=OWN, name="Nell\n\nPay here"
    )
    deliver_due_messages()
    assert mail.outbox[-1].body.splitlines()[0] == "Hello Nell Pay here,"


def test_what_somebody_sent_works_while_they_answer_or_an_officer_confirmed_it(world: World) -> None:
    friend, outside = invite(world), invite(world, "n@elsewhere.example")
    outside = services.confirm_invitation(actor=world.cast.olga, invitation=outside)
    (held,) = RoleAssignment.objects.filter(user=world.vic)
    withdraw_role(actor=world.cast.ada, assignment=held, reason="Left.")
    assert [find_invitation(make_token(each)) for each in (friend, outside)] == [None, outside]
    with pytest.raises(NotPermitted):
        services.use_invitation(token=make_token(friend), name="F", password=PASSWORD)


def test_an_officer_who_invites_the_address_answers_the_question(world: World) -> None:
    invite(world, "n@elsewhere.example")
    deliver_due_messages()
    services.invite_respondent(
        actor=world.cast.olga, vendor=world.vendor, email="n@elsewhere.example", name="N"
    )
    deliver_due_messages()
    assert not ActionItem.objects.get(kind="vendors.invitation.requested").is_open


def test_somebody_of_another_house_waits_for_an_officer(world: World) -> None:
    invitation = invite(world, "n@elsewhere.example")
    assert (list_addresses(), find_invitation(make_token(invitation))) == ([], None)
    with pytest.raises(NotPermitted):
        services.use_invitation(token=make_token(invitation), name="N", password=PASSWORD)
    with pytest.raises(ConflictingState):
        show_link(actor=world.cast.olga, invitation=invitation)
    item = ActionItem.objects.get(kind="vendors.invitation.requested")
    assert (item.owner, item.record_id, item.is_open) == (world.cast.olga, invitation.pk, True)
    assert Notice.objects.get(kind="colleague_waits").recipient == world.cast.olga
    for actor in (world.vic, world.rob, world.cast.carol):
        with pytest.raises(NotPermitted):
            services.confirm_invitation(actor=actor, invitation=invitation)
    services.confirm_invitation(actor=world.cast.olga, invitation=invitation)
    sent = list_addresses()
    item.refresh_from_db()
    assert (sent, item.is_open) == (["n@elsewhere.example"], False)
    services.use_invitation(
        token=make_token(Invitation.objects.get(pk=invitation.pk)), name="N", password=PASSWORD
    )
    with pytest.raises(ConflictingState):
        services.confirm_invitation(actor=world.cast.olga, invitation=invitation)


def test_whoever_invited_is_told_that_an_officer_declined(world: World) -> None:
    invitation = invite(world, "n@elsewhere.example")
    services.revoke_invitation(actor=world.cast.olga, invitation=invitation, reason="Who is this?")
    assert list_addresses() == []
    told = list(Notice.objects.filter(kind="colleague_declined").values_list("recipient", flat=True))
    assert (told, list(list_invited(world.vendor.pk))) == ([world.vic.pk], [])


def test_an_invitation_is_withdrawn_by_its_own_vendor_and_an_officers_is_not(world: World) -> None:
    invitation = invite(world)
    ours = services.invite_respondent(
        actor=world.cast.olga, vendor=world.vendor, email="o@openai.example.com", name="O"
    )
    for actor, which in ((world.rob, invitation), (world.vic, ours), (world.cast.olga, invitation)):
        with pytest.raises(NotPermitted):
            services.withdraw_invitation(actor=actor, invitation=which)
    token = make_token(invitation)
    services.withdraw_invitation(actor=world.vic, invitation=invitation)
    assert (find_invitation(token), find_invitation(make_token(ours)) == ours) == (None, True)
    # Asked for again it works again, and it is ours once an officer has sent it.
    assert find_invitation(make_token(invite(world))) == invitation
    services.invite_respondent(actor=world.cast.olga, vendor=world.vendor, email=OWN, name="Nell")
    assert list(list_invited(world.vendor.pk, by_vendor=True)) == []


def test_who_may_not_invite_and_when(world: World) -> None:
    for actor in (world.rob, world.cast.carol, world.cast.dan):
        with pytest.raises(NotPermitted):
            invite(world, actor=actor)
    with pytest.raises(InvalidInput):
        invite(world, "nobody")
    invite(world)
    with pytest.raises(ConflictingState, match="invited already"):
        invite(world)
    services.withdraw_assessment(actor=world.cast.olga, assessment=world.assessment, reason="Not needed")
    with pytest.raises(ConflictingState, match="nothing can be answered"):
        invite(world, "m@openai.example.com")


def test_a_vendor_sends_no_more_than_its_share(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(colleagues, "MOST_OPEN", 2)
    monkeypatch.setattr(colleagues, "MOST_A_DAY", 4)
    first, _second = (invite(world, f"{name}@openai.example.com") for name in "ab")
    with pytest.raises(ConflictingState, match="2 invitations of yours are open"):
        invite(world, "c@openai.example.com")
    for _turn in range(2):
        services.withdraw_invitation(actor=world.vic, invitation=first)
        invite(world, "a@openai.example.com")
    services.withdraw_invitation(actor=world.vic, invitation=first)
    with pytest.raises(ConflictingState, match="within a day"):
        invite(world, "a@openai.example.com")


def test_the_pages_of_both_sides(world: World) -> None:
    client, officer = Client(), Client()
    client.force_login(world.vic)
    officer.force_login(world.cast.olga)
    page = reverse("portal:people", args=[world.assessment.pk])
    typed = {"name": "Nell", "email": "n@elsewhere.example"}
    assert "The reviewer is asked first" in client.post(page, typed, follow=True).content.decode()
    again = client.post(page, typed)
    text = again.content.decode()
    assert (again.status_code, "invited already" in text, 'value="n@elsewhere.example"' in text) == (
        400,
        True,
        True,
    )
    assert "waits for the reviewer" in text
    review = reverse("admin:vendors_assessment_change", args=[world.assessment.pk])
    assert "Confirm or decline" in officer.get(review).content.decode()
    invitation = Invitation.objects.get(email="n@elsewhere.example")
    confirm = reverse("admin:vendors_invitation_change", args=[invitation.pk])
    assert "Confirm" in officer.get(confirm).content.decode()
    withdraw = reverse("portal:withdraw-invitation", args=[invitation.pk])
    rival = Client()
    rival.force_login(world.rob)
    assert [rival.get(page).status_code, rival.post(withdraw).status_code] == [404, 404]
    assert client.post(withdraw).headers["Location"] == page
    assert "elsewhere" not in client.get(page).content.decode().partition("<h1>")[2]
