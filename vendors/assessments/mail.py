"""The mails of assessments; nothing waits for one to arrive, since the portal shows the same."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from vendors.assessments.models import Assessment, Invitation
from vendors.assessments.selectors import list_respondents
from vendors.assessments.services.inviting import make_token


def _send(template: str, subject: str, address: str, **context: Any) -> None:
    body = render_to_string(f"portal/mail/{template}.txt", context)
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address])


def _link(name: str, *arguments: Any) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=arguments)


def send_invitation(invitation: Invitation) -> None:
    """Mail the link to the invited address alone."""
    _send(
        "invitation",
        _("You are asked to answer for %s") % invitation.vendor,
        invitation.email,
        invitation=invitation,
        link=_link("portal:join", make_token(invitation)),
    )


def tell_respondents(assessment: Assessment, subject: str, sentence: str) -> None:
    """Tell everybody who answers for the vendor what happened to an assessment."""
    link = _link("portal:assessment", assessment.pk)
    for user in list_respondents(assessment.vendor_id):
        _send("news", subject, user.email, user=user, assessment=assessment, sentence=sentence, link=link)
