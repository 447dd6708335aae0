"""Letting people of a vendor in: a link for one address, that works once and until a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.accounts.models import Role, User
from governance.accounts.services import assign_role, get_system_actor, open_account
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.events import EventKind
from governance.core.models import RecordedEvent
from governance.core.origin import because
from governance.core.services import check_valid, require_reason
from governance.core.writing import lock, permit, publish, service
from vendors.assessments import events
from vendors.assessments.models import Assessment, Invitation
from vendors.assessments.selectors import RESPONDENT, list_respondents
from vendors.directory.models import Vendor

WORKS_FOR = timedelta(days=14)
SALT = "vendors.invitation"
MOST_OPEN = 100
NO_MORE = gettext_lazy("This link does not work any more. Ask for a new invitation.")


@service
def invite_respondent(*, actor: Any, vendor: Vendor, email: str, name: str) -> Invitation:
    """Invite an address to answer for a vendor; an open invitation of the address is renewed instead.

    The link goes out by the outbox. Raises ConflictingState when the address answers for the vendor already.
    """
    invitation = Invitation(vendor=vendor)
    permit(actor, "add", invitation)
    vendor = lock(vendor)
    email = check_address(vendor, email)
    opened = Invitation.objects.filter(vendor=vendor, used_at__isnull=True)
    found = opened.filter(email=email).first()
    if found is None and opened.filter(expires_at__gt=timezone.now()).count() >= MOST_OPEN:
        raise ConflictingState(_("Too many invitations of this vendor are open."))
    invitation = found or invitation
    invitation.email, invitation.name = email, name
    # Ours from now on, whoever invited the address before.
    invitation.assessment, invitation.is_confirmed = None, True
    return save_invitation(actor, invitation, events.VENDOR_INVITED)


def check_address(vendor: Vendor, email: str) -> str:
    """Return an address as it is kept; raises a refusal for what is none, or answers for the vendor already.

    The domain is kept as mail is delivered to it: letters that look otherwise and lead to the same host are one.
    """
    local, _at, domain = email.strip().lower().rpartition("@")
    try:
        # Quoted names hold what looks like other addresses, and letters beyond ASCII fold into others on the way.
        if not local.isascii() or '"' in local:
            raise ValidationError("")
        email = f"{local}@{domain.encode('idna').decode().lower().encode().decode('idna')}"
        validate_email(email)
    except (ValidationError, UnicodeError):
        raise InvalidInput(fields={"email": _("This is no e-mail address.")}) from None
    if email in {user.email for user in list_respondents(vendor.pk)}:
        raise ConflictingState(_("This address answers for the vendor already."))
    return email


def save_invitation(actor: Any, invitation: Invitation, event: EventKind) -> Invitation:
    """Keep an invitation with a new link and tell of it; the link goes out by the outbox when the event says so."""
    # A name stands in a mail, where a line of its own would read as ours.
    invitation.name = " ".join(invitation.name.split())
    invitation.invited_by, invitation.expires_at = actor, timezone.now() + WORKS_FOR
    check_valid(invitation)
    invitation.save()
    publish(event, actor=actor, record=invitation, data={"email": invitation.email})
    return invitation


def make_token(invitation: Invitation) -> str:
    """Return what the link of an invitation ends in; made anew from the record, so that it is stored nowhere.

    It names the day the invitation works until, so that a renewed invitation has another link.
    """
    content = f"{invitation.pk.hex}.{int(invitation.expires_at.timestamp())}"
    return signing.Signer(salt=SALT).sign(content).replace(":", ".")


@service
def show_link(*, actor: Any, invitation: Invitation) -> None:
    """Record that somebody takes the link of an invitation to send it otherwise, where mail does not arrive."""
    permit(actor, "add", invitation)
    if not invitation.is_open(timezone.now()):
        raise ConflictingState(_("This invitation is used or too old. Invite the address again."))
    publish(events.INVITATION_SHOWN, actor=actor, record=invitation)


@service
def revoke_invitation(*, actor: Any, invitation: Invitation, reason: str) -> Invitation:
    """Let a link that was not used work no more; inviting the address again makes another."""
    permit(actor, "add", invitation)
    reason = require_reason(reason)
    invitation = lock(invitation)
    return end_invitation(actor, invitation, reason)


def end_invitation(actor: Any, invitation: Invitation, reason: str) -> Invitation:
    """Let a locked invitation work no more, confirmed or not."""
    if not invitation.is_pending(timezone.now()):
        raise ConflictingState(_("This invitation is used or too old already."))
    invitation.expires_at = timezone.now()
    with because(reason):
        invitation.save()
    publish(events.INVITATION_REVOKED, actor=actor, record=invitation, reason=reason)
    return invitation


def find_invitation(token: str) -> Invitation | None:
    """Return the open invitation of a link, or None for one that is forged, used, renewed or too old."""
    content, _dot, signature = token.rpartition(".")
    try:
        key, _point, stamp = signing.Signer(salt=SALT).unsign(f"{content}:{signature}").partition(".")
        invitation: Invitation | None = (
            Invitation.objects.filter(pk=UUID(key)).select_related("vendor", "invited_by").first()
        )
    except (signing.BadSignature, ValueError):
        return None
    if invitation is None or not invitation.is_open(timezone.now()) or not _is_vouched_for(invitation):
        return None
    return invitation if stamp == str(int(invitation.expires_at.timestamp())) else None


def _is_vouched_for(invitation: Invitation) -> bool:
    """Return whether we sent or confirmed an invitation, or whoever of the vendor did may still answer for it."""
    if invitation.assessment_id is None:
        return True
    host = invitation.invited_by
    if (
        host.is_active
        and Assessment.objects.restrict(host, "answer").filter(pk=invitation.assessment_id).exists()
    ):
        return True
    confirmed = RecordedEvent.objects.filter(name=events.INVITATION_CONFIRMED.name, record_id=invitation.pk)
    # An earlier one was about another link.
    return bool(confirmed.filter(happened_at__gte=invitation.expires_at - WORKS_FOR).exists())


def use_invitation(
    *, token: str, user: User | None = None, name: str = "", password: str = ""
) -> tuple[Invitation, User]:
    """Let the invited person in: open their account (user None), or give the role to the account that is signed in.

    Raises NotPermitted for a link that does not work (any more) or a signed-in account of another address,
    ConflictingState when the address has an account that is not signed in, InvalidInput for a weak password.
    """
    system = get_system_actor("vendor-invitations")
    return _let_in(actor=system, token=token, user=user, name=name, password=password)


@service
def _let_in(
    *, actor: Any, token: str, user: User | None, name: str, password: str
) -> tuple[Invitation, User]:
    found = find_invitation(token)
    if found is None:
        raise NotPermitted(NO_MORE)
    invitation = lock(found)
    if not invitation.is_open(timezone.now()) or invitation.expires_at != found.expires_at:
        raise NotPermitted(NO_MORE)
    if user is None:
        if User.objects.filter(email=invitation.email).exists():
            raise ConflictingState(
                _("There is an account for this address. Sign in, then open the link again.")
            )
        user = open_account(
            actor=actor,
            email=invitation.email,
            name=" ".join(name.split()) or invitation.name,
            password=password,
        )
    elif user.email != invitation.email:
        raise NotPermitted(_("This link is for another address. Sign out first."))
    role = Role.objects.get(key=RESPONDENT)
    assign_role(actor=actor, user=user, role=role, vendor_ref=invitation.vendor_id)
    invitation.used_at, invitation.used_by = timezone.now(), user
    invitation.save()
    publish(events.INVITATION_USED, actor=user, record=invitation, data={"vendor": str(invitation.vendor_id)})
    return invitation, user
