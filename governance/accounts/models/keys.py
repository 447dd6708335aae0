"""API keys: what machines sign in with."""

from __future__ import annotations

import hashlib
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.accounts.door import require_own_door
from governance.accounts.enums import KeyScope
from governance.accounts.models.people import User
from governance.core.models import TrackedRecord


class ApiKey(TrackedRecord):
    """A machine's credential, bounded by its scopes and by its owner's rights. Only a hash is stored; shown once."""

    owner = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="api_keys", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=120)
    prefix = models.CharField(_("prefix"), max_length=16, unique=True, editable=False)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    history_excluded = ("secret_hash", "last_used_at")
    untracked_fields = frozenset({"last_used_at"})
    affects_access = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} (imp_{self.prefix}_…)"

    def clean(self) -> None:
        """Refuse unknown scopes, and writes by other services than those of keys."""
        require_own_door()
        unknown = sorted(set(self.scopes) - set(KeyScope.values))
        if unknown:
            raise ValidationError({"scopes": _("There is no scope called: %s") % ", ".join(unknown)})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: a key is revoked, so that what it did keeps its name."""
        raise TypeError("API keys are never deleted; revoke them.")

    def is_live(self, now: Any) -> bool:
        """Return whether the key may be used at the instant."""
        return self.revoked_at is None and now < self.expires_at and self.owner.is_active

    @staticmethod
    def hash_secret(secret: str) -> str:
        """Return the SHA-256 of a key; keys carry 256 random bits, so a slow hash would add nothing."""
        return hashlib.sha256(secret.encode()).hexdigest()
