"""Who works at the demo organisation: nine people, a vendor's respondent, and the accounts of three programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from governance.accounts.enums import AccountKind, KeyScope
from governance.accounts.models import Role, Team, User
from governance.accounts.services import add_team_member, assign_role, open_account
from governance.core.services import create_record

DOMAIN = "meridian.example"


@dataclass(frozen=True, slots=True)
class Person:
    """One account of the cast. `title` is what the list of logins calls its role."""

    name: str
    title: str
    roles: tuple[str, ...] = ()
    team: str = ""
    is_lead: bool = False
    is_staff: bool = True
    domain: str = DOMAIN

    @property
    def key(self) -> str:
        """The first name in lower case: how the rest of the demo calls the person."""
        return self.name.partition(" ")[0].lower()

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.key}@{self.domain}"


PEOPLE = (
    Person("Ada Nwosu", "Owner", ("owner", "admin")),
    Person("Olga Brandt", "Governance officer", ("governance-officer",)),
    Person("Ben Castillo", "Approver", ("approver",), team="engineering", is_lead=True),
    Person("Bea Hoffmann", "Approver", ("approver",), team="research", is_lead=True),
    Person("Cai Morgan", "Approver", ("approver",), team="finance", is_lead=True),
    Person("Carol Whitfield", "Auditor", ("auditor",)),
    Person("Eve Laurent", "Operator", ("operator",), team="support", is_lead=True, is_staff=False),
    Person("Dan Petrov", "Outsider", is_staff=False),
    Person("Vera Sandoval", "Vendor respondent", is_staff=False, domain="lumenscribe.example"),
)
VERAS_VENDOR = "lumen-scribe"

TEAMS = (
    ("support", "Support", "Answers customers by mail, chat and telephone."),
    ("sales", "Sales", "Wins customers and keeps them."),
    ("engineering", "Engineering", "Builds and runs the product."),
    ("research", "Research", "Looks into what the product could become."),
    ("finance", "Finance", "Pays, bills and reports."),
    ("people", "People", "Hires and looks after everybody who works here."),
)


@dataclass(frozen=True, slots=True)
class Program:
    """A service account, its role, and the one API key that it holds."""

    key: str
    name: str
    role: str
    scopes: tuple[str, ...]


READ = (KeyScope.REGISTRY_READ, KeyScope.VENDORS_READ, KeyScope.ASSESSMENTS_READ, KeyScope.APPROVALS_READ)
WRITE = (
    KeyScope.REGISTRY_WRITE,
    KeyScope.VENDORS_WRITE,
    KeyScope.ASSESSMENTS_WRITE,
    KeyScope.CATALOGUE_IMPORT,
)
PROGRAMS = (
    Program("read", "Reporting", "auditor", (KeyScope.DECISIONS_ASK, *READ)),
    Program("ask", "Model gateway", "operator", (KeyScope.DECISIONS_ASK,)),
    Program("write", "Registry pipeline", "governance-officer", (KeyScope.DECISIONS_ASK, *READ, *WRITE)),
)


def make_people(*, actor: User, passwords: dict[str, str]) -> dict[str, User]:
    """Open the accounts with their roles and return them by first name; passwords by e-mail."""
    roles = {role.key: role for role in Role.objects.all()}
    found = {}
    for person in PEOPLE:
        user = open_account(
            actor=actor,
            email=person.email,
            name=person.name,
            password=passwords[person.email],
            is_staff=person.is_staff,
        )
        for key in person.roles:
            assign_role(actor=actor, user=user, role=roles[key])
        found[person.key] = user
    for program in PROGRAMS:
        account = open_account(
            actor=actor, email=program_email(program), name=program.name, kind=AccountKind.SERVICE
        )
        assign_role(actor=actor, user=account, role=roles[program.role])
    return found


def program_email(program: Program) -> str:
    """Return the name under which a program's account is found."""
    return f"{program.name.lower().replace(' ', '-')}@{DOMAIN}"


def make_teams(*, actor: User, people: dict[str, User]) -> dict[str, Team]:
    """Make the teams, put their members in, and return them by key."""
    teams = {
        key: create_record(
            actor=actor, model=Team, values={"key": key, "name": name, "description": description}
        )
        for key, name, description in TEAMS
    }
    for person in PEOPLE:
        if person.team:
            add_team_member(
                actor=actor, team=teams[person.team], user=people[person.key], is_lead=person.is_lead
            )
    return teams


def let_respond(*, actor: User, user: User, vendor_id: UUID) -> Any:
    """Let an outsider answer for one vendor."""
    role = Role.objects.get(key="vendor-respondent")
    return assign_role(actor=actor, user=user, role=role, vendor_ref=vendor_id)
