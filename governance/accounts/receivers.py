"""What accounts do when something else happens: built-in roles after a migration."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_migrate
from django.dispatch import receiver

from governance.core.enums import Channel
from governance.core.origin import arriving_through


@receiver(post_migrate, dispatch_uid="imprimatur-built-in-roles")
def bring_built_in_roles(sender: Any, using: str = "default", **_: Any) -> None:
    """Expand the built-in roles once the permissions of the last of our apps exist."""
    if getattr(sender, "label", "") != "registry":
        return
    from django.db import connections

    if "governance_role" not in connections[using].introspection.table_names():
        return
    from governance.accounts.services import get_system_actor, sync_built_in_roles

    with arriving_through(Channel.MIGRATION):
        sync_built_in_roles(actor=get_system_actor("migration"))
