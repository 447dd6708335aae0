"""Rules about accounts and rights that need no database."""

from __future__ import annotations

import zoneinfo

from governance.core.rights import Rights

# Read once: finding them walks the whole tz database, some 40 ms of every save of an account.
TIME_ZONES = frozenset(zoneinfo.available_timezones())


def is_vote(permission: str) -> bool:
    """Return whether the permission ("app.action_kind") casts a vote."""
    return permission.partition(".")[2].startswith("vote_")


def covers(actor: Rights, target: Rights) -> bool:
    """Return whether the actor holds at least what the target holds.

    Who does not must not come to act as the target: by its password, e-mail or an API key. Being superuser covers
    everything but votes, since superusers have none; otherwise they could vote in an approver's name.
    """
    if target.superuser and not actor.superuser:
        return False

    def held(permission: str) -> bool:
        return permission in actor.everywhere or (actor.superuser and not is_vote(permission))

    return (
        all(held(name) for name in target.everywhere)
        and all(held(name) or ids <= actor.teams.get(name, frozenset()) for name, ids in target.teams.items())
        and all(
            held(name) or ids <= actor.vendors.get(name, frozenset()) for name, ids in target.vendors.items()
        )
    )
