"""Respondents who invite colleagues: of their own house at once, others when an officer confirms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState, NotPermitted
from governance.core.models import RecordedEvent
from governance.core.rights import rights_of
from governance.core.writing import lock, permit, publish, service
from vendors.assessments import events
from vendors.assessments.mail_hosts import is_open_to_anybody
from vendors.assessments.models import Assessment, Invitation
from vendors.assessments.selectors import list_respondents
from vendors.assessments.services.inviting import (
    WORKS_FOR,
    check_address,
    end_invitation,
    save_invitation,
)
from vendors.directory.models import Contact, Vendor

MOST_OPEN = 20
MOST_A_DAY = 40


def list_own_domains(vendor: Vendor) -> frozenset[str]:
    """Return the domains of the vendor's contacts and respondents, without those where anybody has an address."""
    contacts = Contact.objects.filter(vendor=vendor).values_list("email", flat=True)
    # Somebody of ours who helps a vendor to answer does not make our house theirs.
    people = [user for user in list_respondents(vendor.pk) if not user.is_staff]
    addresses = [*contacts, *(user.email for user in people)]
    domains = (address.rpartition("@")[2].lower() for address in addresses)
    return frozenset(domain for domain in domains if not is_open_to_anybody(domain))


@service
def invite_colleague(*, actor: Any, assessment: Assessment, email: str, name: str) -> Invitation:
    """Invite somebody to answer beside the actor; an address of another house waits until an officer confirms it.

    Raises ConflictingState for somebody who answers or is invited already, and beyond what one vendor may send.
    """
    permit(actor, "answer", assessment)
    assessment = lock(assessment)
    if not assessment.is_open_to_vendor:
        raise ConflictingState(
            _("Nobody can be invited now, because nothing can be answered: %s.")
            % assessment.get_state_display()
        )
    # Always after the assessment, as whoever uploads a file does.
    vendor: Vendor = lock(assessment.vendor)
    email = check_address(vendor, email)
    mine = Invitation.objects.filter(vendor=vendor)
    pending = mine.filter(used_at__isnull=True, expires_at__gt=timezone.now())
    twin = pending.filter(email=email).first()
    if twin is not None and twin.is_confirmed:
        raise ConflictingState(
            _("This address is invited already. Whoever has it opens the link in the mail.")
        )
    if twin is not None:
        raise ConflictingState(_("This address is invited already, and the reviewer is asked to confirm it."))
    _check_numbers(mine, pending)
    # What was withdrawn or grew too old is taken up again, as officers do.
    found = mine.filter(used_at__isnull=True, email=email).first()
    invitation = found or Invitation(vendor=vendor)
    invitation.email, invitation.name, invitation.assessment = email, name, assessment
    invitation.is_confirmed = email.rpartition("@")[2] in list_own_domains(vendor)
    return save_invitation(
        actor, invitation, events.VENDOR_INVITED if invitation.is_confirmed else events.COLLEAGUE_REQUESTED
    )


def _check_numbers(mine: Any, pending: Any) -> None:
    if pending.filter(assessment__isnull=False).count() >= MOST_OPEN:
        raise ConflictingState(
            _("%d invitations of yours are open. Withdraw one, or wait until somebody has used theirs.")
            % MOST_OPEN
        )
    # Each sends a mail, and withdrawing one makes room for the next.
    asked = Q(name=events.VENDOR_INVITED.name) | Q(name=events.COLLEAGUE_REQUESTED.name)
    since = timezone.now() - timedelta(days=1)
    of_vendor = mine.filter(assessment__isnull=False).values("pk")
    if (
        RecordedEvent.objects.filter(asked, happened_at__gt=since, record_id__in=of_vendor).count()
        >= MOST_A_DAY
    ):
        raise ConflictingState(_("%d people were invited within a day. Go on tomorrow.") % MOST_A_DAY)


@service
def withdraw_invitation(*, actor: Any, invitation: Invitation) -> Invitation:
    """Take back what somebody of the actor's vendor sent; what an officer sent is not theirs."""
    answers_for = rights_of(actor, fresh=True).vendors.get(Assessment.get_permission("answer"), ())
    if invitation.vendor_id not in answers_for or invitation.assessment_id is None:
        raise NotPermitted()
    return end_invitation(actor, lock(invitation), _("Withdrawn by the vendor."))


@service
def confirm_invitation(*, actor: Any, invitation: Invitation) -> Invitation:
    """Let somebody of another house answer for the vendor; the link goes out now, and works from now on."""
    permit(actor, "add", invitation)
    invitation = lock(invitation)
    if not invitation.is_waiting(timezone.now()):
        raise ConflictingState(_("This invitation waits for nobody any more."))
    invitation.is_confirmed, invitation.expires_at = True, timezone.now() + WORKS_FOR
    invitation.save()
    publish(events.INVITATION_CONFIRMED, actor=actor, record=invitation, data={"email": invitation.email})
    return invitation
