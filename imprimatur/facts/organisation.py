"""What the organisation itself lays down: its policy, kill switches, teams, use cases and people."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

DEFAULT_ENVIRONMENTS = frozenset({"development", "sandbox", "test", "staging", "production"})
ALL_MECHANISMS = frozenset({"adequacy", "scc", "bcr", "code_of_conduct", "certification"})


class KillScope(StrEnum):
    """What one kill switch stops. Every scope but the organisation names a target."""

    ORGANISATION = "organisation"
    VENDOR = "vendor"
    SERVICE = "service"
    FAMILY = "family"
    MODEL = "model"
    TOOL = "tool"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Policy:
    """Organisation-wide settings that checks read."""

    allows_floating_aliases: bool = False
    environments: frozenset[str] = DEFAULT_ENVIRONMENTS
    #: Where a phase 2 agent may act without a person approving each action.
    sandbox_environments: frozenset[str] = frozenset({"development", "sandbox", "test"})
    #: Places (countries, groups) for a personal data class without any handling rule; empty = anywhere.
    personal_data_places: frozenset[str] = frozenset({"EEA", "EEA_TERRITORIES"})
    #: Mechanisms that let such data leave those places: adequacy, then the tools of GDPR Art. 46(2).
    personal_data_mechanisms: frozenset[str] = ALL_MECHANISMS
    #: True once assessments are kept: a vendor without one then fails instead of being noted.
    keeps_assessments: bool = False
    #: Version of the acceptable-use policy in force that people acknowledge; None = no policy in force.
    acceptable_use_version: str | None = None


@dataclass(frozen=True, slots=True)
class KillSwitch:
    """One engagement of a kill switch, in force in [since, until)."""

    id: str
    #: One of `KillScope`.
    scope: str
    #: Vendor id, service id, family id, or the resource id as asked for; None for the organisation.
    target: str | None
    since: datetime
    until: datetime | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Team:
    """A team that may ask."""

    key: str
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class UseCase:
    """A purpose and the data classes it may use ("*" = any, empty = none)."""

    key: str
    id: str
    label: str
    data_classes: frozenset[str] = frozenset()
    risk_tier: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks for themselves. ``key`` is what a question names them by."""

    key: str
    id: str
    label: str
    teams: frozenset[str] = frozenset()
    is_active: bool = True
    #: Versions of the acceptable-use policy acknowledged; None while acknowledgements are not kept.
    acknowledged: frozenset[str] | None = None
