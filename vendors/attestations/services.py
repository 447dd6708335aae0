"""Changing attestations and judging their exceptions; plain creation needs no service of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState, InvalidInput
from governance.core.origin import because
from governance.core.services import change_record, require_reason
from governance.core.writing import lock, permit, publish, service
from vendors.attestations import events
from vendors.attestations.models import Attestation

NO_JUDGEMENT = {
    "are_exceptions_acceptable": None,
    "exceptions_note": "",
    "judged_by": None,
    "judged_at": None,
}


@service
def change_attestation(*, actor: Any, record: Attestation, values: Mapping[str, Any]) -> Attestation:
    """Change fields of an attestation; with other exceptions the judgement of the former ones is gone."""
    permit(actor, "change", record)
    told = sorted(set(values) & set(NO_JUDGEMENT))
    if told:
        raise InvalidInput(fields={name: _("This changes through its own action only.") for name in told})
    record = lock(record)
    if "exceptions" in values and values["exceptions"] != record.exceptions:
        values = {**values, **NO_JUDGEMENT}
    changed: Attestation = change_record(actor=actor, record=record, values=values)
    return changed


@service
def judge_exceptions(*, actor: Any, attestation: Attestation, is_acceptable: bool, note: str) -> Attestation:
    """Say whether the exceptions that a report lists are acceptable, and why; a later judgement replaces it.

    Raises ConflictingState when it lists none.
    """
    permit(actor, "judge", attestation)
    note = require_reason(note, "note")
    attestation = lock(attestation)
    if not attestation.exceptions:
        raise ConflictingState(_("This report lists no exceptions."))
    attestation.are_exceptions_acceptable = is_acceptable
    attestation.exceptions_note = note
    attestation.judged_by, attestation.judged_at = actor, timezone.now()
    with because(note):
        attestation.save()
    publish(
        events.EXCEPTIONS_JUDGED,
        actor=actor,
        record=attestation,
        reason=note,
        data={"is_acceptable": is_acceptable, "exceptions": len(attestation.exceptions)},
    )
    return attestation
