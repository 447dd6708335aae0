"""What the organisation itself lays down: teams, use cases, people and kill switches, as facts."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from governance.accounts.enums import AccountKind
from governance.accounts.models import Team, TeamMembership, User
from governance.use_cases.models import UseCase
from imprimatur import facts
from registry.decisions.compiler.rows import Rows
from registry.kill_switch.models import KillSwitchEngagement


def compile_organisation(rows: Rows) -> dict[str, Any]:
    """Return the lists of facts about the organisation, by their name in the snapshot."""
    teams = {team.pk: team for team in rows.all(Team) if team.is_active}
    memberships: dict[Any, set[str]] = defaultdict(set)
    for membership in rows.all(TeamMembership):
        if membership.team_id in teams:
            memberships[membership.user_id].add(teams[membership.team_id].key)
    return {
        "teams": [facts.Team(key=team.key, id=str(team.pk), label=team.name) for team in teams.values()],
        "use_cases": [
            facts.UseCase(
                key=row.key,
                id=str(row.pk),
                label=row.name,
                data_classes=frozenset(row.data_classes),
                risk_tier=row.risk_tier,
            )
            for row in rows.all(UseCase)
            if row.is_active
        ],
        "people": [
            facts.Person(
                key=user.email,
                id=str(user.pk),
                label=user.name,
                teams=frozenset(memberships[user.pk]),
                is_active=user.is_active,
            )
            for user in rows.all(User)
            if user.kind == AccountKind.PERSON
        ],
        "kill_switches": [
            facts.KillSwitch(
                id=str(row.pk),
                scope=row.stops,
                target=row.target,
                since=row.engaged_at,
                until=row.released_at,
                label=row.get_stops_display(),
            )
            for row in rows.all(KillSwitchEngagement)
        ],
    }
