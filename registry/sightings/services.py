"""Noting what is asked for, and judging it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.accounts.models import User
from governance.core.errors import InvalidInput
from governance.core.states import move
from governance.core.writing import lock, permit, publish, service
from registry.ai_models.models.ai_model import make_skeleton
from registry.ai_models.services import propose_version
from registry.sightings.events import RESOURCE_SIGHTED, SIGHTING_DISMISSED, SIGHTING_REGISTERED
from registry.sightings.models import LONGEST, Sighting


@service
def note_sighting(
    *, actor: User, resource_type: str, identifier: str, subject: str, use_case: str
) -> Sighting:
    """Count one more minute in which the name was asked for, or note it for the first time."""
    seen = (
        Sighting.objects.select_for_update()
        .filter(resource_type=resource_type, identifier=identifier)
        .first()
    )
    if seen is None:
        seen = Sighting(
            resource_type=resource_type,
            identifier=identifier,
            fold=make_skeleton(identifier)[:LONGEST],
            last_subject=subject[:200],
            last_use_case=use_case[:120],
        )
        seen.save(force_insert=True)
        publish(RESOURCE_SIGHTED, actor=actor, record=seen, data={"subject": subject[:200]})
        return seen
    seen.asked_count += 1
    seen.last_seen_at = timezone.now()
    seen.last_subject, seen.last_use_case = subject[:200], use_case[:120]
    seen.save(update_fields=["asked_count", "last_seen_at", "last_subject", "last_use_case"])
    return seen


@service
def register_sighting(*, actor: User, sighting: Sighting, reason: str = "") -> Sighting:
    """Propose what was asked for as a model version, without approving anything."""
    permit(actor, "register", sighting)
    sighting = lock(sighting)
    if sighting.resource_type != "model":
        raise InvalidInput(_("Only models can be registered from here so far."))
    if "\\" in sighting.identifier or "…" in sighting.identifier:
        # The name was rewritten when it was noted; registering that would approve what nobody asks for.
        raise InvalidInput(_("The name held what nobody can see, or was too long. It cannot be registered."))
    move(sighting, "register")
    propose_version(actor=actor, catalogue_id=sighting.identifier)
    sighting.save()
    publish(SIGHTING_REGISTERED, actor=actor, record=sighting, reason=reason)
    return sighting


@service
def dismiss_sighting(*, actor: User, sighting: Sighting, reason: str) -> Sighting:
    """Take a sighting off the officers' list; it is counted on."""
    permit(actor, "dismiss", sighting)
    sighting = lock(sighting)
    move(sighting, "dismiss")
    sighting.save()
    publish(SIGHTING_DISMISSED, actor=actor, record=sighting, reason=reason)
    return sighting
