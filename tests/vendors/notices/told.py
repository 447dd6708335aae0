"""A vendor with two people who answered, a rival, and what is owed to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core import mail
from django.utils import timezone

from governance.accounts.models import User
from governance.core.models import OutboxMessage
from governance.core.outbox import deliver_due_messages
from tests.cast import Cast
from tests.factories.assessments import answer_all, make_assessment, make_respondent
from tests.factories.vendors import make_vendor
from vendors.assessments import services
from vendors.assessments.models import Assessment, AssessmentAnswer
from vendors.directory.models import Vendor
from vendors.notices.mail import mail_due_notices
from vendors.notices.models import Notice
from vendors.notices.services import GATHERING

LATER = GATHERING + timedelta(seconds=1)


@dataclass
class World:
    cast: Cast
    vendor: Vendor
    vic: User
    val: User
    rob: User
    assessment: Assessment


def make_world(cast: Cast) -> World:
    """Return what every test starts from."""
    vendor = make_vendor(cast.system, owner=cast.ada)
    vic, val = make_respondent(cast, vendor), make_respondent(cast, vendor, "Val")
    rob = make_respondent(cast, make_vendor(cast.system, "rival"), "Rob")
    today = timezone.now().date()
    assessment = make_assessment(cast, vendor, due_date=today + timedelta(days=30), title="Yearly look")
    answer_all(vic, assessment)
    OutboxMessage.objects.all().delete()
    return World(cast, vendor, vic, val, rob, assessment)


def get_answer(question_id: str = "P-1") -> AssessmentAnswer:
    rows = AssessmentAnswer.objects.select_related("part__assessment", "part__version")
    return rows.filter(question_id=question_id).latest("id")


def deliver(after: timedelta = timedelta()) -> list[tuple[str, str]]:
    """Deliver what is owed and return who got which subject."""
    mail.outbox.clear()
    deliver_due_messages()
    mail_due_notices(timezone.now() + after)
    return sorted((message.to[0].partition("@")[0], str(message.subject)) for message in mail.outbox)


def list_told() -> list[tuple[str, str, str]]:
    rows = Notice.objects.select_related("recipient").order_by("id")
    return sorted((str(row.recipient), row.kind, row.about) for row in rows)


def ask_back(world: World) -> None:
    services.submit_assessment(actor=world.vic, assessment=world.assessment)
    for question in ("P-1", "D-2"):
        services.judge_answer(
            actor=world.cast.olga, answer=get_answer(question), verdict="questioned", question="Secret why?"
        )
    services.ask_vendor(actor=world.cast.olga, assessment=world.assessment)
