"""What moves a vendor from one state to the next; plain creation and change need no service of their own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState
from governance.core.events import EventKind
from governance.core.origin import because
from governance.core.services import require_reason
from governance.core.states import move
from governance.core.writing import lock, permit, publish, service
from vendors.directory import events
from vendors.directory.models import Vendor


def _move(actor: Any, vendor: Vendor, transition: str, event: EventKind, reason: str) -> Vendor:
    """Make one transition of a locked vendor, save it with its reason and tell of it."""
    before = vendor.lifecycle
    move(vendor, transition)
    with because(reason):
        vendor.save()
    publish(event, actor=actor, record=vendor, reason=reason, data={"from": before, "to": vendor.lifecycle})
    return vendor


@service
def start_onboarding(*, actor: Any, vendor: Vendor) -> Vendor:
    """Begin to onboard a prospect."""
    permit(actor, "change", vendor)
    vendor = lock(vendor)
    return _move(actor, vendor, "start_onboarding", events.VENDOR_ONBOARDING, "")


@service
def activate_vendor(*, actor: Any, vendor: Vendor, reason: str = "") -> Vendor:
    """Let decisions count on a vendor that was looked at; it needs an owner first."""
    permit(actor, "activate", vendor)
    vendor = lock(vendor)
    if vendor.owner_id is None:
        raise ConflictingState(_("Name an owner first: somebody must answer for an active vendor."))
    return _move(actor, vendor, "activate", events.VENDOR_ACTIVATED, reason.strip())


@service
def suspend_vendor(*, actor: Any, vendor: Vendor, reason: str) -> Vendor:
    """Suspend a vendor; every decision about what it supplies is a deny from the commit on."""
    permit(actor, "suspend", vendor)
    reason = require_reason(reason)
    vendor = lock(vendor)
    return _move(actor, vendor, "suspend", events.VENDOR_SUSPENDED, reason)


@service
def resume_vendor(*, actor: Any, vendor: Vendor, reason: str) -> Vendor:
    """End a suspension; what was approved before holds again as far as it is in date."""
    permit(actor, "resume", vendor)
    reason = require_reason(reason)
    vendor = lock(vendor)
    return _move(actor, vendor, "resume", events.VENDOR_RESUMED, reason)


@service
def offboard_vendor(*, actor: Any, vendor: Vendor, reason: str) -> Vendor:
    """End the use of a vendor for good; its records stay, to answer what held in the past."""
    permit(actor, "offboard", vendor)
    reason = require_reason(reason)
    vendor = lock(vendor)
    return _move(actor, vendor, "offboard", events.VENDOR_OFFBOARDED, reason)
