"""Moves of a model version through its lifecycle: each a right of its own and an event; answers follow at commit."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput
from governance.core.events import EventKind
from governance.core.origin import because
from governance.core.services import require_reason
from governance.core.states import move
from governance.core.writing import lock, permit, publish, service
from registry.ai_models import events
from registry.ai_models.enums import Lifecycle
from registry.ai_models.models import ModelVersion

UNTOUCHED_BY_REVIEW = (Lifecycle.APPROVED, Lifecycle.DEPRECATED)


def _move(actor: Any, version: ModelVersion, step: str, event: EventKind, reason: str = "") -> ModelVersion:
    """Take one step of the state machine on a locked row, save it and say so."""
    before = version.lifecycle
    move(version, step)
    with because(reason):
        version.save()
    publish(
        event,
        actor=actor,
        record=version,
        reason=reason,
        data={"catalogue_id": version.catalogue_id, "from": before, "to": version.lifecycle},
    )
    return version


@service
def suspend_version(*, actor: Any, version: ModelVersion, reason: str) -> ModelVersion:
    """Stop a version for now; it is remembered where it stood. Decisions deny it from the commit on."""
    permit(actor, "suspend", version)
    return _move(actor, lock(version), "suspend", events.VERSION_SUSPENDED, require_reason(reason))


@service
def resume_version(*, actor: Any, version: ModelVersion, reason: str) -> ModelVersion:
    """Take a suspended version up again where it stood; an approval that ended meanwhile stays ended."""
    permit(actor, "suspend", version)
    return _move(actor, lock(version), "resume", events.VERSION_RESUMED, require_reason(reason))


@service
def revoke_version(*, actor: Any, version: ModelVersion, reason: str) -> ModelVersion:
    """Stop a version for good; it never comes back under this id."""
    permit(actor, "revoke", version)
    return _move(actor, lock(version), "revoke", events.VERSION_REVOKED, require_reason(reason))


@service
def deprecate_version(
    *, actor: Any, version: ModelVersion, reason: str, deprecation_date: date | None = None
) -> ModelVersion:
    """Give an approved version an end: from the date on (half-open, UTC) decisions deny it."""
    permit(actor, "deprecate", version)
    version = lock(version)
    if deprecation_date is not None:
        version.deprecation_date = deprecation_date
    if version.deprecation_date is None:
        raise InvalidInput(fields={"deprecation_date": _("Say from which day on it is no longer used.")})
    return _move(actor, version, "deprecate", events.VERSION_DEPRECATED, require_reason(reason))


@service
def retire_version(*, actor: Any, version: ModelVersion, reason: str) -> ModelVersion:
    """Take a version out of use for good; its history stays."""
    permit(actor, "retire", version)
    return _move(actor, lock(version), "retire", events.VERSION_RETIRED, require_reason(reason))


# The approvals slice owns the acts below (request, approve, refuse, end): it has asked for the right to them, which is
# a vote or a request and none on the version. These services therefore ask the state machine only; nothing but
# registry/ai_models/approval.py calls them.


@service
def mark_in_review(*, actor: Any, version: ModelVersion) -> ModelVersion:
    """Note that an approval was asked for. An approved version stays approved while its renewal is reviewed.

    Raises ConflictingState for a version that is suspended, retired or revoked.
    """
    version = lock(version)
    if version.lifecycle in (Lifecycle.IN_REVIEW, *UNTOUCHED_BY_REVIEW):
        return version
    return _move(actor, version, "send_to_review", events.VERSION_SENT_TO_REVIEW)


@service
def mark_approved(*, actor: Any, version: ModelVersion) -> ModelVersion:
    """Note that a request was approved.

    A suspension, retirement or revocation wins: ConflictingState undoes the approval.
    """
    version = lock(version)
    if version.lifecycle in UNTOUCHED_BY_REVIEW:
        return version
    if version.lifecycle == Lifecycle.PROPOSED:
        _move(actor, version, "send_to_review", events.VERSION_SENT_TO_REVIEW)
    return _move(actor, version, "approve", events.VERSION_APPROVED)


@service
def return_to_proposed(*, actor: Any, version: ModelVersion) -> ModelVersion:
    """Note that nothing approves the version any more: its request was refused, or its last approval ended.

    A suspended version will resume as proposed; deprecated and final ones stay where they are.
    """
    version = lock(version)
    if version.lifecycle == Lifecycle.SUSPENDED:
        if version.suspended_from in (Lifecycle.IN_REVIEW, Lifecycle.APPROVED):
            version.suspended_from = Lifecycle.PROPOSED
            version.save()
            publish(events.VERSION_RETURNED, actor=actor, record=version, data={"while": "suspended"})
        return version
    if version.lifecycle not in (Lifecycle.IN_REVIEW, Lifecycle.APPROVED):
        return version
    return _move(actor, version, "return_to_proposed", events.VERSION_RETURNED)


@service
def end_review(*, actor: Any, version: ModelVersion) -> ModelVersion:
    """Note that a request was refused or withdrawn: a version in review is proposed again, any other stays."""
    version = lock(version)
    if Lifecycle.IN_REVIEW not in (version.lifecycle, version.suspended_from):
        return version
    return return_to_proposed(actor=actor, version=version)
