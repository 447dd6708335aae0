"""Issuing and revoking API keys."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.accounts import events
from governance.accounts.door import identity_service
from governance.accounts.enums import SELF_SERVICE_SCOPES, AccountKind
from governance.accounts.models import ApiKey, User
from governance.accounts.services.guards import lock_account, require_cover
from governance.core.errors import ConflictingState, InvalidInput
from governance.core.services import check_valid
from governance.core.writing import lock, permit, publish

MAX_KEY_DAYS = 366
DEFAULT_KEY_DAYS = 90
MAX_OWN_KEYS = 20


@identity_service
def issue_api_key(
    *, actor: User, owner: User, name: str, scopes: Iterable[str], expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Issue a key and return it with its secret, which is shown this once and stored as a hash only.

    A key acts with its owner's rights, so nobody issues one for an account that holds more than they do.
    """
    permit(actor, "add", ApiKey)
    require_cover(actor, owner)
    return _issue(actor, owner, name, scopes, expires_at)


@identity_service
def issue_own_api_key(
    *, actor: User, name: str, scopes: Iterable[str], expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Issue a key to oneself, for asking, reading and requesting; scopes that change records are an admin's to give."""
    wanted = set(scopes)
    if wanted - set(SELF_SERVICE_SCOPES):
        raise InvalidInput(fields={"scopes": _("An administrator issues keys with these scopes.")})
    actor = lock_account(actor)
    if actor.kind != AccountKind.PERSON:
        raise InvalidInput(_("An administrator issues the keys of this account."))
    live = actor.api_keys.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())
    if live.count() >= MAX_OWN_KEYS:
        raise ConflictingState(_("You have %d live keys. Revoke one you no longer use.") % MAX_OWN_KEYS)
    return _issue(actor, actor, name, wanted, expires_at)


def _issue(
    actor: User, owner: User, name: str, scopes: Iterable[str], expires_at: datetime | None
) -> tuple[ApiKey, str]:
    now = timezone.now()
    expires_at = expires_at or now + timedelta(days=DEFAULT_KEY_DAYS)
    if not now < expires_at <= now + timedelta(days=MAX_KEY_DAYS):
        raise InvalidInput(fields={"expires_at": _("A key must end within %d days.") % MAX_KEY_DAYS})
    if owner.kind == AccountKind.SYSTEM or not owner.is_active:
        raise InvalidInput(fields={"owner": _("This account cannot hold keys.")})
    wanted = sorted(set(scopes))
    if not wanted:
        raise InvalidInput(fields={"scopes": _("Choose at least one scope.")})
    prefix = secrets.token_hex(5)
    secret = f"imp_{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        owner=owner,
        name=name.strip(),
        prefix=prefix,
        secret_hash=ApiKey.hash_secret(secret),
        scopes=wanted,
        expires_at=expires_at,
    )
    check_valid(key)
    key.save(force_insert=True)
    publish(events.KEY_ISSUED, actor=actor, record=key, data={"scopes": wanted, "owner": str(owner.pk)})
    return key, secret


@identity_service
def revoke_api_key(*, actor: User, key: ApiKey, reason: str = "") -> ApiKey:
    """Revoke a key; the next request with it is refused. Owners may always revoke their own."""
    if key.owner_id != actor.pk:
        permit(actor, "change", key)
    key = lock(key)
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save()
        publish(events.KEY_REVOKED, actor=actor, record=key, reason=reason)
    return key
