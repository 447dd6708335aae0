"""Telling people, each of each thing once; what they read; and the days before answers are due."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from django.utils import timezone

from governance.core.days import legal_day
from governance.core.models import RecordedEvent
from governance.core.writing import lock, publish, service
from vendors.assessments import events as assessment_events
from vendors.assessments.enums import OPEN_TO_VENDOR, AssessmentState, Side
from vendors.assessments.models import Assessment, AssessmentPart
from vendors.notices import events
from vendors.notices.enums import ASKS, GATHERED, NoticeKind
from vendors.notices.models import Notice
from vendors.notices.selectors import list_told

log = structlog.get_logger(__name__)
#: How long the mail of what comes in numbers waits for more of it.
GATHERING = timedelta(minutes=10)
#: Days before the due date on which respondents are reminded; then once, on the day after it.
STAGES = (1, 7)
OVERDUE = -1


@dataclass(frozen=True, slots=True)
class Place:
    """What a notice leads to: a question, or a section."""

    part: AssessmentPart
    section_key: str
    about: str
    number: int | None = None

    @classmethod
    def of_question(cls, part: AssessmentPart, question_id: str) -> Place:
        """Return the place of a question."""
        content = part.version.questionnaire
        number = next((place for place, each in enumerate(content) if each.id == question_id), None)
        return cls(part, content.section_of(question_id).key, question_id, number)

    @classmethod
    def of_section(cls, part: AssessmentPart, key: str) -> Place:
        """Return the place of a section."""
        sections = part.version.questionnaire.sections
        return cls(part, key, next((each.title for each in sections if each.key == key), key))


@service
def tell(
    *,
    actor: Any,  # noqa: ARG001 - every service names who acts
    people: Iterable[Any],
    assessment: Assessment,
    side: Side,
    kind: NoticeKind,
    key: str,
    at: datetime,
    place: Place | None = None,
) -> None:
    """Tell people of something, in the portal and by mail; whoever was told of it by this key is not told again.

    Receivers and clocks call this, so no permission is asked: a notice opens nothing to anybody.
    """
    now = timezone.now()
    Notice.objects.bulk_create(
        [
            Notice(
                recipient=person,
                assessment=assessment,
                side=side,
                kind=kind,
                key=key,
                part=place.part if place else None,
                section_key=place.section_key if place else "",
                place=place.number if place else None,
                about=place.about[:300] if place else "",
                created_at=at,
                mail_at=now + GATHERING if kind in GATHERED else now,
            )
            for person in people
        ],
        ignore_conflicts=True,
    )


@service
def settle_asks(*, actor: Any, assessment: Assessment, before: datetime) -> int:  # noqa: ARG001 - as above
    """Take as read what asked for answers that were handed in since; mails that still wait are not sent."""
    return Notice.objects.filter(
        assessment=assessment, kind__in=ASKS, created_at__lt=before, read_at__isnull=True
    ).update(read_at=timezone.now())


@service
def read_notices(*, actor: Any, notices: Any) -> int:
    """Keep that the reader has read these notices of theirs; returns how many were unread."""
    keys = list(notices.filter(recipient=actor, read_at__isnull=True).values_list("pk", flat=True))
    return Notice.objects.filter(pk__in=keys).update(read_at=timezone.now()) if keys else 0


def read_about(*, actor: Any, part: AssessmentPart, numbers: Collection[int]) -> None:
    """Take as read what asked for what the reader just did to some questions; no write where there is nothing."""
    rows = Notice.objects.filter(recipient=actor, part=part, place__in=numbers, read_at__isnull=True)
    if rows.exists():
        read_notices(actor=actor, notices=rows)


# Due dates -------------------------------------------------------------------------------------------------------


def remind_respondents(*, actor: Any, today: date | None = None) -> int:
    """Remind of what is due in seven days, tomorrow, or was due; returns of how many assessments it told.

    Safe to run at any time and twice at once; after a standstill only the latest reminder is sent.
    """
    today = today or legal_day()
    rows = Assessment.objects.filter(
        state__in=OPEN_TO_VENDOR, due_date__lte=today + timedelta(days=max(STAGES))
    )
    told = 0
    for assessment in rows.select_related("vendor", "owner"):
        stage = find_stage(assessment.due_date, today)
        try:
            told += stage is not None and remind_once(actor=actor, assessment=assessment, stage=stage)
        except Exception:
            # One that cannot be told of keeps no other from being told.
            log.exception("due_reminder_failed", assessment=str(assessment.pk))
    return told


def find_stage(due: date | None, today: date) -> int | None:
    """Return the reminder that stands: days before the due date, OVERDUE after it, None while it is far off."""
    if due is None:
        return None
    left = (due - today).days
    return OVERDUE if left < 0 else next((stage for stage in STAGES if left <= stage), None)


@service
def remind_once(*, actor: Any, assessment: Assessment, stage: int) -> bool:
    """Remind of one stage, unless it was done, the vendor heard of the day just before, or the delay is ours."""
    seen = assessment.due_date
    assessment = lock(assessment)
    due = assessment.due_date
    key = f"due:{assessment.pk}:{due}:{stage}"
    if due is None or due != seen or not assessment.is_open_to_vendor or _is_no_news(assessment, due, stage):
        return False
    if Notice.objects.filter(assessment=assessment, key=key).exists():
        return False
    kind = NoticeKind.OVERDUE if stage == OVERDUE else NoticeKind.DUE
    sides = (Side.VENDOR, Side.US) if stage == OVERDUE else (Side.VENDOR,)
    people = {side: list_told(assessment, side, by=actor) for side in sides}
    for side, told in people.items():
        tell(
            actor=actor, people=told, assessment=assessment, side=side, kind=kind, key=key, at=timezone.now()
        )
    if any(people.values()):
        publish(
            events.DUE_REMINDED, actor=actor, record=assessment, data={"due_date": due, "days_before": stage}
        )
    return any(people.values())


def _is_no_news(assessment: Assessment, due: date, stage: int) -> bool:
    """Return whether the vendor heard of it since the stage began: when it was sent, or given back to them."""
    begins = due - timedelta(days=stage)
    if assessment.state == AssessmentState.CLARIFICATION:
        asked = RecordedEvent.objects.filter(
            name=assessment_events.CLARIFICATION_ASKED.name, record_id=assessment.pk
        )
        heard = asked.order_by("-id").values_list("happened_at", flat=True).first()
    else:
        heard = assessment.sent_at
    return isinstance(heard, datetime) and legal_day(heard) >= begins
