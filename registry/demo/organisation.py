"""Loading the demo organisation: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from governance.accounts.enums import AccountKind
from governance.accounts.models import User
from governance.accounts.services import get_system_actor, set_password
from governance.approvals.services import seed_policies
from governance.classification.services import seed_reference
from governance.core.days import legal_day
from registry.demo import (
    access,
    attested,
    catalogue,
    diligence,
    happenings,
    own_sheet,
    people,
    purposes,
    suppliers,
)
from registry.demo.approvals import Ballots, open_requests, settle_requests
from vendors.directory.models import Vendor

SYSTEM_ACTOR = "demo"
Say = Callable[[str], None]


class Outcome(StrEnum):
    """What loading the demo did."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    #: The database has the demo and the file was lost: passwords and keys were made anew.
    NEW_ACCESS = "new_access"


class NotADemo(Exception):
    """The database belongs to somebody already; demo records would mix with theirs."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the demo is loaded: the file it writes and the address that the file names."""

    file: Path
    url: str


def load_demo(installation: Installation, say: Say) -> Outcome:
    """Load the demo unless it is there; raises NotADemo when the database holds other people."""
    owner = people.PEOPLE[0].email
    if User.objects.filter(email=owner, kind=AccountKind.PERSON).exists():
        return _keep_access(installation, say)
    if User.objects.filter(kind=AccountKind.PERSON).exists():
        raise NotADemo("This database holds people already, so the demo is not loaded into it.")
    with transaction.atomic():
        _load(installation, say)
    return Outcome.LOADED


def _load(installation: Installation, say: Say) -> None:
    system, now = get_system_actor(SYSTEM_ACTOR), timezone.now()
    today = legal_day(now)
    passwords = {each.email: access.make_password() for each in people.PEOPLE}

    say("Places, data classes and approval policies")
    seed_reference(actor=system)
    seed_policies(actor=system)

    say(f"{len(people.PEOPLE)} people in {len(people.TEAMS)} teams")
    cast = people.make_people(actor=system, passwords=passwords)
    teams = people.make_teams(actor=cast["ada"], people=cast)
    officer = cast["olga"]

    rows = suppliers.read_suppliers()
    say(f"{len(rows)} vendors with their services and agreements")
    loader = suppliers.SupplierLoader(actor=officer, people=cast, today=today)
    for row in rows:
        loader.load(row)
    respondents_vendor = Vendor.objects.get(key=people.VERAS_VENDOR)
    people.let_respond(actor=cast["ada"], user=cast["vera"], vendor_id=respondents_vendor.pk)

    say("Questionnaires, one being answered, one to be reviewed, one accepted")
    diligence.load_diligence(
        officer=officer,
        reviewer=cast["ada"],
        respondent=cast["vera"],
        vendor=respondents_vendor,
        today=today,
    )
    own_sheet.explain_own_sheet(officer=officer)
    say(f"{len(attested.ATTESTATIONS)} attestations, and what a vendor announced")
    attested.attest(people=cast, today=today)

    say(f"{len(purposes.PURPOSES)} use cases")
    purposes.make_purposes(actor=officer, people=cast, teams=teams)

    record = catalogue.import_shipped_catalogue(actor=officer)
    say(f"{record.get_count('added')} models from the shipped catalogue")
    catalogue.link_models(actor=officer, people=cast)
    catalogue.declare_aliases(actor=officer)
    catalogue.stop_a_version(actor=officer)

    say("Requests, votes and approvals")
    ballots = Ballots(people=cast, teams=teams, now=now)
    settle_requests(ballots, officer=officer)
    open_requests(ballots)
    catalogue.announce_an_end(actor=officer, owner=officer, today=today)

    say("Questions to the gate, and a kill switch that was used")
    happenings.let_things_happen(people=cast)

    say(f"Passwords and API keys, kept in {installation.file}")
    keys = access.issue_keys(actor=system, people=cast)
    access.write_summary(installation.file, access.make_summary(installation.url, passwords, keys))


def _keep_access(installation: Installation, say: Say) -> Outcome:
    """Leave the database as it is; the file follows the address, and is made anew when it was lost."""
    summary = access.read_summary(installation.file)
    if summary is not None:
        if summary["url"] != installation.url:
            access.write_summary(installation.file, {**summary, "url": installation.url})
        return Outcome.UNCHANGED
    say(f"{installation.file} is gone: new passwords and keys")
    system = get_system_actor(SYSTEM_ACTOR)
    passwords = {}
    with transaction.atomic():
        cast = {}
        for person in people.PEOPLE:
            user = User.objects.get(email=person.email)
            passwords[person.email] = access.make_password()
            set_password(actor=system, user=user, password=passwords[person.email])
            cast[person.key] = user
        access.revoke_keys(actor=system)
        keys = access.issue_keys(actor=system, people=cast)
        access.write_summary(installation.file, access.make_summary(installation.url, passwords, keys))
    return Outcome.NEW_ACCESS
