"""Writes that need no rule of their own: create, change and delete a record, grant and revoke access to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django_fsm import FSMFieldMixin

from governance.core import events
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.records import TrackedRecord
from governance.core.rights import rights_of
from governance.core.writing import lock, permit, publish, service

R = TypeVar("R", bound=TrackedRecord)


def check_valid(record: TrackedRecord) -> None:
    """Raise InvalidInput with a sentence per field when the record breaks its own rules."""
    # A protected state field refuses to be set, even to what it is; its transitions keep it valid.
    states = {field.name for field in record._meta.concrete_fields if isinstance(field, FSMFieldMixin)}
    try:
        record.full_clean(exclude=states)
    except ValidationError as error:
        raise InvalidInput(
            fields={name: " ".join(texts) for name, texts in error.message_dict.items()}
        ) from None


def require_reason(reason: str, field: str = "reason") -> str:
    """Return the reason without blanks at its edges; raises InvalidInput for an empty one."""
    reason = reason.strip()
    if not reason:
        raise InvalidInput(fields={field: _("Say why; it is kept with the record.")})
    return reason


def refuse_acts(model: type[TrackedRecord], names: Iterable[str] = ()) -> None:
    """Refuse kinds whose rows stand for acts (NotPermitted), and the state fields among the names (InvalidInput)."""
    if model.has_own_services:
        raise NotPermitted(_("These records are written by their own actions only."))
    states = {field.name for field in model._meta.concrete_fields if isinstance(field, FSMFieldMixin)}
    protected = states & set(names)
    if protected:
        raise InvalidInput(
            fields={name: _("This changes through its own action only.") for name in protected}
        )


@service
def create_record(*, actor: Any, model: type[R], values: Mapping[str, Any]) -> R:
    """Create one record from field values; refused for state fields."""
    refuse_acts(model, values)
    record = model(**values)
    permit(actor, "add", record)
    check_valid(record)
    record.save(force_insert=True)
    publish(events.RECORD_CREATED, actor=actor, record=record)
    return record


@service
def change_record(*, actor: Any, record: R, values: Mapping[str, Any]) -> R:
    """Change fields of one record under a row lock; nothing is written when nothing differs.

    The record must lie within the actor's rights before and after: nobody moves a record out of sight or into reach.
    """
    refuse_acts(type(record), values)
    permit(actor, "change", record)
    record = lock(record)
    changed = {name: value for name, value in values.items() if getattr(record, name) != value}
    if not changed:
        return record
    for name, value in changed.items():
        setattr(record, name, value)
    check_valid(record)
    record.save()
    permit(actor, "change", record)
    publish(events.RECORD_CHANGED, actor=actor, record=record, data={"fields": sorted(changed)})
    return record


@service
def delete_record(*, actor: Any, record: TrackedRecord, reason: str = "") -> None:
    """Delete one record that nothing rests on; its history stays."""
    from django.db.models import ProtectedError, RestrictedError

    refuse_acts(type(record))
    permit(actor, "delete", record)
    record = lock(record)
    publish(events.RECORD_DELETED, actor=actor, record=record, reason=reason)
    try:
        record.delete()
    except (ProtectedError, RestrictedError):
        raise ConflictingState(
            _("Other records rest on this one. Retire it instead of deleting it.")
        ) from None


@service
def record_export(
    *, actor: Any, model: type[TrackedRecord], rows: int, file_format: str, fields: Sequence[str]
) -> None:
    """Record that somebody took records of a kind out of the system; needs the right to export at least one."""
    rights_of(actor, fresh=True)
    if not model.objects.restrict(actor, "export").exists():
        raise NotPermitted()
    data = {"kind": model._meta.label_lower, "rows": rows, "format": file_format, "columns": list(fields)}
    publish(events.RECORD_EXPORTED, actor=actor, data=data)


@service
def import_rows(*, actor: Any, model: type[TrackedRecord], file_name: str, run: Callable[[], Any]) -> Any:
    """Run the import of a file in one transaction; each row is a service of its own with its own right and event."""
    permit(actor, "import", model)
    result = run()
    data = {"kind": model._meta.label_lower, "file": file_name, "rows": result.total_rows}
    publish(events.RECORDS_IMPORTED, actor=actor, data=data)
    return result


ACCESS_GRANTED = events.declare("governance.access.granted", _("Access granted"))
ACCESS_REVOKED = events.declare("governance.access.revoked", _("Access revoked"))
GRANTABLE_ACTIONS = frozenset({"view", "change", "export"})


@service
def grant_access(
    *,
    actor: Any,
    record: TrackedRecord,
    user: Any,
    action: str,
    reason: str,
    expires_at: datetime | None = None,
) -> Any:
    """Give one user one right on one record, until an instant if given.

    Needs the "grant" right on the record and the right itself: nobody gives what they do not hold, nobody gives to
    themselves, and rights that decide (approve, vote, suspend) are never given on single records.
    """
    permit(actor, "grant", record)
    if action not in GRANTABLE_ACTIONS:
        raise InvalidInput(_("Only viewing, changing and exporting can be granted on single records."))
    permit(actor, action, record)
    if user.person_id == actor.person_id:
        raise NotPermitted(_("You cannot grant access to yourself."))
    if not user.is_active:
        raise InvalidInput(fields={"user": _("This account is not active.")})
    if expires_at is not None and expires_at <= timezone.now():
        raise InvalidInput(fields={"expires_at": _("The end must lie in the future.")})
    require_reason(reason)
    permission = Permission.objects.get(
        content_type=ContentType.objects.get_for_model(record), codename=f"{action}_{record._meta.model_name}"
    )
    grant, _created = type(record).grant_model.objects.update_or_create(
        user=user,
        permission=permission,
        content_object=record,
        defaults={"granted_by": actor, "expires_at": expires_at, "reason": reason.strip()},
    )
    publish(
        ACCESS_GRANTED,
        actor=actor,
        record=record,
        reason=reason,
        data={"user": str(user.pk), "user_label": str(user), "action": action, "expires_at": expires_at},
    )
    return grant


@service
def revoke_access(*, actor: Any, record: TrackedRecord, grant: Any, reason: str = "") -> None:
    """Take back one right on one record; it is gone with the commit."""
    permit(actor, "grant", record)
    if grant.content_object_id != record.pk:
        raise InvalidInput()
    publish(
        ACCESS_REVOKED,
        actor=actor,
        record=record,
        reason=reason,
        data={
            "user": str(grant.user_id),
            "user_label": str(grant.user),
            "permission": grant.permission.codename,
        },
    )
    grant.delete()
