"""The mail of an invitation; nothing waits for it to arrive, since officers can show the link."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from vendors.assessments.models import Invitation
from vendors.assessments.services.inviting import make_token


def send_invitation(invitation: Invitation) -> None:
    """Mail the link to the invited address alone."""
    path = reverse("portal:join", args=[make_token(invitation)])
    context = {"invitation": invitation, "link": settings.PUBLIC_URL.rstrip("/") + path}
    body = render_to_string("portal/mail/invitation.txt", context)
    subject = _("You are asked to answer for %s") % invitation.vendor
    send_mail(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [invitation.email])
