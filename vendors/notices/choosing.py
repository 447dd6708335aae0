"""What people choose about their own notices, and what becomes of old ones."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput
from governance.core.writing import lock, publish, service
from vendors.assessments.enums import OPEN_TO_VENDOR, UNDER_REVIEW, AssessmentState, Side
from vendors.notices import events
from vendors.notices.enums import NoticeKind
from vendors.notices.models import Notice, UnmailedKind
from vendors.notices.selectors import list_mailed_kinds, list_unmailed


@service
def choose_mail(*, actor: Any, kinds: Collection[str]) -> None:
    """Mail the actor the kinds of notices that are named, of those that may reach them, and the others no more.

    About oneself alone, so no permission is asked. What is not mailed is in the portal and among the tasks all the
    same; invitations and what an account itself needs are no notices and are always mailed.
    """
    offered = set(map(str, list_mailed_kinds(actor)))
    if unknown := set(kinds) - offered:
        raise InvalidInput(fields={"kinds": _("Nothing of this kind is mailed to you: %s.") % min(unknown)})
    person = lock(actor)
    before = list_unmailed(actor) & offered
    after = offered - set(kinds)
    UnmailedKind.objects.filter(user=person.pk, kind__in=before - after).delete()
    UnmailedKind.objects.bulk_create(UnmailedKind(user_id=person.pk, kind=kind) for kind in after - before)
    if before != after:
        publish(events.MAIL_CHOSEN, actor=actor, record=person, data={"not_mailed": sorted(after)})


@service
def forget_notices(*, actor: Any, now: datetime | None = None) -> int:  # noqa: ARG001 - every service names who acts
    """Delete what was read, or can be read no more, NOTICE_DAYS ago; returns how many notices that were.

    What reviewers were told is read where it leads and nowhere else, so their notices count from the day they were
    told. A reminder stays until its assessment is decided: it is what keeps the same one from being sent again.
    """
    over = (now or timezone.now()) - timedelta(days=settings.NOTICE_DAYS)
    gone = Q(side=Side.US) | Q(assessment__state=AssessmentState.WITHDRAWN)
    rows = Notice.objects.filter(Q(read_at__lt=over) | gone & Q(created_at__lt=over), mail_at__isnull=True)
    going_on = Q(
        kind__in=[NoticeKind.DUE, NoticeKind.OVERDUE],
        assessment__state__in=[*OPEN_TO_VENDOR, *UNDER_REVIEW],
    )
    return rows.exclude(going_on).delete()[0]
