"""One mail for each reader and assessment with all that is new: what to do and where, never what anybody wrote."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.mail import link_to, put_on_one_line, send_letter
from vendors.assessments.enums import AssessmentState, Side
from vendors.assessments.models import Assessment
from vendors.notices.enums import NoticeKind
from vendors.notices.models import Notice
from vendors.notices.selectors import list_unmailed, may_be_told
from vendors.notices.words import count_in_words

log = structlog.get_logger(__name__)
BATCH = 200
#: A mail that was begun and not finished is taken for lost after this long, and sent again.
LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 12
LONGEST_WAIT = 3_600
LONGEST_SUBJECT = 200


def mail_due_notices(now: datetime | None = None) -> int:
    """Send what is owed and return how many mails that were; safe to run by many workers at once.

    Each notice is mailed once. It is claimed before and settled after sending, and no row is locked between: a worker
    that dies just then sends it again, and nobody else waits for the mail server.
    """
    now = now or timezone.now()
    due = Notice.objects.filter(mail_at__lte=now).order_by("recipient_id", "assessment_id", "side")
    groups = due.values_list("recipient_id", "assessment_id", "side").distinct()
    return sum(
        _mail(recipient, assessment, side, now) for recipient, assessment, side in list(groups[:BATCH])
    )


def _mail(recipient: UUID, assessment: UUID, side: str, now: datetime) -> int:
    notices = _claim(recipient, assessment, side, now)
    if not notices:
        return 0
    rows = Notice.objects.filter(pk__in=[each.pk for each in notices])
    person, about = notices[0].recipient, notices[0].assessment
    unmailed = list_unmailed(person)
    unread = [each for each in notices if each.read_at is None and each.kind not in unmailed]
    if not unread or not may_be_told(person, about, side):
        rows.update(mail_at=None)
        return 0
    try:
        _send(person, about, side, unread)
    except Exception:
        attempts = max(each.mail_attempts for each in notices) + 1
        log.exception("notice_mail_failed", notice=str(notices[0].pk), attempts=attempts)
        wait = timedelta(seconds=min(30 * 2**attempts, LONGEST_WAIT))
        rows.update(mail_at=None if attempts >= MOST_ATTEMPTS else timezone.now() + wait)
        return 0
    rows.update(mail_at=None)
    Notice.objects.filter(pk__in=[each.pk for each in unread]).update(mailed_at=timezone.now())
    return 1


def _claim(recipient: UUID, assessment: UUID, side: str, now: datetime) -> list[Notice]:
    """Return what one mail carries: what is due, and with it what still waits for others to come."""
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        rows = Notice.objects.select_for_update(skip_locked=skip, of=("self",)).select_related(
            "recipient", "assessment__vendor"
        )
        ready = Q(mail_at__lte=now) | Q(mail_at__isnull=False, mail_attempts=0)
        found = list(rows.filter(ready, recipient=recipient, assessment=assessment, side=side).order_by("id"))
        if not any(each.mail_at is not None and each.mail_at <= now for each in found):
            return []
        Notice.objects.filter(pk__in=[each.pk for each in found]).update(
            mail_at=now + LEASE, mail_attempts=F("mail_attempts") + 1
        )
    return found


def _send(person: Any, assessment: Assessment, side: str, notices: list[Notice]) -> None:
    counts = Counter(NoticeKind(each.kind) for each in notices)
    what = str(next(iter(counts)).label) if len(counts) == 1 else _("What is new")
    subject = _("%(what)s: %(title)s") % {"what": what, "title": assessment.title}
    context = {
        "person": person,
        "assessment": assessment,
        "lines": [count_in_words(kind, number, side) for kind, number in counts.items()],
        "link": _find_link(assessment, side),
        "is_open": assessment.is_open_to_vendor,
        "choose": link_to("notice-mail"),
    }
    body = render_to_string("portal/mail/news.txt", context)
    send_letter(put_on_one_line(subject)[:LONGEST_SUBJECT], body, person.email)


def _find_link(assessment: Assessment, side: str) -> str:
    if side == Side.US:
        return link_to("admin:vendors_assessment_change", assessment.pk)
    if assessment.state == AssessmentState.WITHDRAWN:
        return link_to("portal:home")
    return link_to("portal:assessment", assessment.pk)
