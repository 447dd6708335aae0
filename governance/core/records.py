"""The base of every record: identity, history, scope, grants and the refusal of writes past the services."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.signals import class_prepared, post_delete
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from governance.core.errors import WriteOutsideService
from governance.core.history import make_history
from governance.core.ids import new_id
from governance.core.querysets import TrackedManager
from governance.core.revisions import Touched
from governance.core.rights import Rights
from governance.core.writing import current_scope


@dataclass(frozen=True, slots=True)
class Scope:
    """The indexed columns that say to which team or vendor a record belongs ("team_id", "service__vendor_id").

    `owner` names the column of the account that may always view the record: who asked, who holds the key.
    """

    team: str = ""
    vendor: str = ""
    owner: str = ""


class TrackedRecord(models.Model):
    """A record whose every change is made by a service and leaves a history row.

    Subclasses declare: `scope`; `affects_decisions` when an answer can rest on the record (its writes move the
    registry revision), with `part_of` when it is compiled as a part of another (the name of the foreign key);
    `affects_access` when a caller's key or rights can rest on it (its writes make every process read those anew);
    `has_own_services` when the slice's services alone may write it, because a row stands for an act
    (a vote, an approval) and the plain services would forge one; `history_excluded` for secrets and counters;
    `untracked_fields` for columns that Django
    itself writes outside our services (last login), which may be saved alone and leave no history.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True, editable=False)

    history = make_history()
    objects = TrackedManager()

    scope: ClassVar[Scope] = Scope()
    affects_decisions: ClassVar[bool] = False
    affects_access: ClassVar[bool] = False
    part_of: ClassVar[str] = ""
    has_own_services: ClassVar[bool] = False
    history_excluded: ClassVar[tuple[str, ...]] = ()
    untracked_fields: ClassVar[frozenset[str]] = frozenset()
    grant_model: ClassVar[Any] = None

    class Meta:
        abstract = True
        default_permissions = ("view", "add", "change", "delete", "grant", "export", "import")
        ordering = ("-id",)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save inside a service; anywhere else raise WriteOutsideService and change nothing."""
        fields = kwargs.get("update_fields")
        if fields is not None and fields and self.untracked_fields.issuperset(fields):
            self.skip_history_when_saving = True
            try:
                super().save(*args, **kwargs)
            finally:
                del self.skip_history_when_saving
            return
        self._require_scope()
        if fields is not None:
            kwargs["update_fields"] = {*fields, "updated_at"}
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete inside a service; anywhere else raise WriteOutsideService."""
        self._require_scope()
        return super().delete(*args, **kwargs)

    def _require_scope(self) -> None:
        scope = current_scope()
        if scope is None:
            raise WriteOutsideService(
                f"{type(self).__name__} is written by services only (see docs/adding-a-slice.md)."
            )
        self._note_touched()

    def _note_touched(self) -> None:
        """Tell the running service what answers, and whose access, may differ after this write."""
        scope = current_scope()
        if scope is not None:
            scope.touches_access |= self.affects_access
            if self.affects_decisions:
                scope.touch(self._list_touched())

    def _list_touched(self) -> list[Touched]:
        """Return what a decision may rest on differently after this write: the record, and the one it is a part of."""
        touched: list[Touched] = [(self._meta.label_lower, self.pk)]
        if self.part_of:
            whole: Any = self._meta.get_field(self.part_of)
            label = whole.related_model._meta.label_lower
            owners = {getattr(self, whole.attname)}
            if not self._state.adding:
                owners.update(
                    type(self)._base_manager.filter(pk=self.pk).values_list(whole.attname, flat=True)
                )
            touched += [(label, owner) for owner in owners if owner is not None]
        return touched

    @classmethod
    def get_permission(cls, action: str) -> str:
        """Return the permission that the action on this kind of record needs: "app.action_model"."""
        return f"{cls._meta.app_label}.{action}_{cls._meta.model_name}"

    def is_within(self, rights: Rights, permission: str) -> bool:
        """Return whether this unsaved record lies in a scope in which the permission holds."""
        for column, scopes in ((self.scope.team, rights.teams), (self.scope.vendor, rights.vendors)):
            value: Any = self
            for part in column.split("__") if column else ():
                value = getattr(value, part, None)
            if column and value is not None and value in scopes.get(permission, ()):
                return True
        return False

    @property
    def reference(self) -> dict[str, str]:
        """The record as reasons and events name it: type, id and label."""
        return {"type": self._meta.label_lower, "id": str(self.pk), "label": str(self)[:200]}


class ObjectGrant(UserObjectPermissionBase):
    """One permission of one user on one record (django-guardian, direct foreign key: deleted with its record).

    Each tracked model gets its own table of these; `grant_access` and `revoke_access` are the only writers and
    record each act as an event on the record.
    """

    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, default="")

    untracked_reason = "A grant is recorded as an event on the record it opens."

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True
        default_permissions = ()


def make_grant_model(sender: Any, **_: Any) -> None:
    """Give a newly defined tracked model its own table of object grants."""
    if not (issubclass(sender, TrackedRecord) and not sender._meta.abstract) or sender._meta.proxy:
        return
    name = f"{sender.__name__}Grant"
    meta = type("Meta", (ObjectGrant.Meta,), {"abstract": False, "app_label": sender._meta.app_label})
    content_object = models.ForeignKey(sender, on_delete=models.CASCADE, related_name="object_grants")
    grant = type(
        name,
        (ObjectGrant,),
        {"__module__": sender.__module__, "Meta": meta, "content_object": content_object},
    )
    sender.grant_model = grant
    setattr(sys.modules[sender.__module__], name, grant)
    if sender.affects_decisions or sender.affects_access:
        # A record that goes with another one is not deleted by a call of its own.
        post_delete.connect(_note_deletion, sender=sender, dispatch_uid=f"touched-{sender._meta.label}")


def _note_deletion(instance: TrackedRecord, **_: Any) -> None:
    instance._note_touched()


class_prepared.connect(make_grant_model, dispatch_uid="imprimatur-grant-models")
