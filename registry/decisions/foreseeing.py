"""What breaks if an agreement lapses or a vendor stops, for readers who may see all that the answer names."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.errors import NotPermitted
from registry.decisions.lapses import Lapse, find_breaks, suppose_agreement_ends, suppose_vendor_stops
from registry.decisions.selectors import check_may_ask
from registry.decisions.snapshots import get_snapshot
from registry.decisions.veiling import may_see
from vendors.agreements.models import Agreement
from vendors.directory.models import Vendor

#: Kinds that the answer names.
NAMED = ("model", "approval", "team", "use_case", "data_class", "region")


def check_may_foresee(actor: Any) -> None:
    """Raise NotPermitted unless the actor may ask the gate and see every kind of record that the answer names."""
    rights = check_may_ask(actor)
    if not all(may_see(kind, rights) for kind in NAMED):
        raise NotPermitted(_("Your role does not allow seeing what decisions rest on."))


def foresee_agreement_end(*, actor: Any, agreement: Agreement, now: datetime | None = None) -> Lapse | None:
    """Return what is permitted now and would be denied once the agreement has ended; an endless one as if it ended now.

    None when it does not hold any more or was never signed. The caller has found the agreement among what the actor
    may see. Nothing is noted: no question was asked by anybody.
    """
    check_may_foresee(actor)
    instant = now or timezone.now()
    snapshot = get_snapshot()
    supposed = suppose_agreement_ends(snapshot, str(agreement.pk), instant)
    if supposed is None:
        return None
    what_if, is_supposed = supposed
    return find_breaks(what_if, str(agreement.vendor_id), is_supposed=is_supposed)


def foresee_vendor_stop(*, actor: Any, vendor: Vendor, now: datetime | None = None) -> Lapse | None:
    """Return what is permitted now and would be denied if the vendor were suspended; None when it is not active."""
    check_may_foresee(actor)
    what_if = suppose_vendor_stops(get_snapshot(), str(vendor.pk), now or timezone.now())
    return None if what_if is None else find_breaks(what_if, str(vendor.pk), is_supposed=True)
