"""Sign-ins and failed ones, as events. Neither passwords nor typed e-mails are kept: people type one into the other."""

from __future__ import annotations

from governance.accounts import events
from governance.accounts.models import User
from governance.core.writing import publish, service


@service
def record_sign_in(*, actor: User, methods: list[str]) -> None:
    """Record that a person signed in, with the names of the methods used ("password", "mfa")."""
    publish(events.SIGNED_IN, actor=actor, record=actor, data={"methods": methods})


@service
def record_failed_sign_in(*, actor: User, user: User | None, step: str) -> None:
    """Record a failed sign-in at a step ("password", "mfa"); `user` is None for an address that no account has."""
    publish(events.SIGN_IN_FAILED, actor=actor, record=user, data={"step": step, "known": user is not None})
