"""What happened at the demo organisation after its approvals: questions asked at the gate, a kill switch used."""

from __future__ import annotations

from governance.accounts.models import User


def let_things_happen(*, people: dict[str, User]) -> None:
    """Ask the gate about models that nobody registered, and engage and release a kill switch."""
