"""The mail of an invitation; nothing waits for it to arrive, since officers can show the link."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from governance.core.mail import link_to, send_letter
from vendors.assessments.models import Invitation
from vendors.assessments.services.inviting import make_token


def send_invitation(invitation: Invitation) -> None:
    """Mail the link to the invited address alone."""
    context = {"invitation": invitation, "link": link_to("portal:join", make_token(invitation))}
    body = render_to_string("portal/mail/invitation.txt", context)
    send_letter(_("You are asked to answer for %s") % invitation.vendor, body, invitation.email)
