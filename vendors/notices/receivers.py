"""What happens to an assessment becomes notices, each to those who are to act on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.accounts.services import get_system_actor
from governance.core.models import RecordedEvent
from governance.core.outbox import receives
from governance.notifications.services import raise_action_item, settle_action_items
from vendors.assessments.enums import EvidenceState, Side, Verdict
from vendors.assessments.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentPart,
    Evidence,
    Invitation,
    SectionDelegation,
)
from vendors.assessments.selectors import list_respondents
from vendors.notices.enums import NoticeKind
from vendors.notices.selectors import list_told
from vendors.notices.services import Place, settle_asks, tell

#: For an event without a record, of which there are none here.
NOBODY = UUID(int=0)
#: The action item of a vendor's messages, one for each assessment.
MESSAGE_WAITS = "vendors.assessment.message"
#: That of an invitation which an officer is to confirm.
COLLEAGUE_WAITS = "vendors.invitation.requested"

TOLD_AT_ONCE = {
    "vendors.assessment.sent": (Side.VENDOR, NoticeKind.SENT),
    "vendors.assessment.accepted": (Side.VENDOR, NoticeKind.ACCEPTED),
    "vendors.assessment.rejected": (Side.VENDOR, NoticeKind.REJECTED),
    "vendors.assessment.withdrawn": (Side.VENDOR, NoticeKind.WITHDRAWN),
    "vendors.assessment.due_date_changed": (Side.VENDOR, NoticeKind.DUE_MOVED),
    "vendors.assessment.submitted": (Side.US, NoticeKind.HANDED_IN),
}


def _tell(event: RecordedEvent, assessment: Assessment, side: Side, kind: NoticeKind, **more: Any) -> None:
    people = more.pop("people", None)
    tell(
        actor=get_system_actor("vendor-notices"),
        people=list_told(assessment, side, by=event.actor) if people is None else people,
        assessment=assessment,
        side=side,
        kind=kind,
        key=more.pop("key", str(event.pk)),
        at=event.happened_at,
        **more,
    )


def _find_assessment(event: RecordedEvent) -> Assessment | None:
    rows = Assessment.objects.filter(pk=event.record_id or NOBODY)
    found: Assessment | None = rows.select_related("vendor", "owner").first()
    # Of what was never sent the vendor knows nothing.
    return found if found is not None and found.sent_at is not None else None


# The name is that of the receiver whose place it took: what was owed then is delivered now.
@receives(*TOLD_AT_ONCE, name="mail-assessment-news")
def note_news(event: RecordedEvent, key: str) -> None:
    """Tell the other side what became of an assessment."""
    assessment = _find_assessment(event)
    if assessment is not None:
        side, kind = TOLD_AT_ONCE[event.name]
        if event.data.get("is_again"):
            kind = NoticeKind.ANSWERED
        if event.name == "vendors.assessment.submitted":
            settle_asks(
                actor=get_system_actor("vendor-notices"), assessment=assessment, before=event.happened_at
            )
        _tell(event, assessment, side, kind)


@receives("vendors.assessment.clarification_asked", name="note-questions")
def note_questions(event: RecordedEvent, key: str) -> None:
    """Tell the vendor of each answer that was questioned, now that they can change it."""
    assessment = _find_assessment(event)
    if assessment is None:
        return
    rows = AssessmentAnswer.objects.filter(part__assessment=assessment, verdict=Verdict.QUESTIONED)
    for answer in rows.select_related("part__version__template").order_by("part__position", "id"):
        place = Place.of_question(answer.part, answer.question_id)
        _tell(event, assessment, Side.VENDOR, NoticeKind.QUESTION, place=place, key=f"{event.pk}:{answer.pk}")


@receives("vendors.answermessage.written", name="note-message")
def note_message(event: RecordedEvent, key: str) -> None:
    """Tell the other side of a message; a reviewer's question is told of when it is sent back."""
    rows = AssessmentAnswer.objects.filter(pk=event.record_id or NOBODY)
    answer = rows.select_related(
        "part__assessment__vendor", "part__assessment__owner", "part__version"
    ).first()
    if answer is None:
        return
    assessment, system = answer.part.assessment, get_system_actor("vendor-notices")
    is_ours = event.data.get("side") == Side.US
    if is_ours:
        settle_action_items(actor=system, kind=MESSAGE_WAITS, record=assessment, reason=_("Answered."))
    if event.data.get("is_question"):
        return
    place = Place.of_question(answer.part, answer.question_id)
    _tell(event, assessment, Side.VENDOR if is_ours else Side.US, NoticeKind.MESSAGE, place=place)
    if not is_ours:
        raise_action_item(
            actor=system,
            kind=MESSAGE_WAITS,
            title=_("%(vendor)s wrote to you: %(title)s")
            % {"vendor": assessment.vendor, "title": assessment.title},
            record=assessment,
            owner=assessment.owner,
            key=f"message:{assessment.pk}",
        )


@receives("vendors.sectiondelegation.made", name="note-section")
def note_section(event: RecordedEvent, key: str) -> None:
    """Tell the colleague, while the section is still theirs, unless they took it themselves; once a day, however often
    it goes back and forth.
    """
    assessment = _find_assessment(event)
    part_key, section = event.data.get("part"), event.data.get("section", "")
    if assessment is None or part_key is None or event.data.get("user") == str(event.actor_id):
        return
    part: Any = AssessmentPart.objects.filter(pk=part_key).select_related("version").first()
    given = SectionDelegation.objects.filter(part=part, section_key=section).select_related("user").first()
    if given is not None and str(given.user_id) == event.data.get("user"):
        place = Place.of_section(part, section)
        once = f"section:{part_key}:{section}:{event.happened_at:%Y%m%d}"
        _tell(event, assessment, Side.VENDOR, NoticeKind.SECTION, people=[given.user], place=place, key=once)


@receives("vendors.evidence.scanned", name="note-refused-file")
def note_refused_file(event: RecordedEvent, key: str) -> None:
    """Tell whoever uploaded a file that the scanner refused it; the others where they answer no more."""
    rows = Evidence.objects.filter(pk=event.record_id or NOBODY, state=EvidenceState.REFUSED)
    file = rows.select_related("answer__part__assessment__vendor", "answer__part__version").first()
    if file is None:
        return
    answer, assessment = file.answer, file.answer.part.assessment
    everybody = list_told(assessment, Side.VENDOR, by=event.actor)
    people = [person for person in everybody if person.pk == file.uploaded_by_id] or everybody
    place = Place.of_question(answer.part, answer.question_id)
    _tell(event, assessment, Side.VENDOR, NoticeKind.FILE_REFUSED, people=people, place=place)


def _find_request(event: RecordedEvent) -> tuple[Invitation, Assessment] | None:
    rows = Invitation.objects.filter(pk=event.record_id or NOBODY, assessment__isnull=False)
    found = rows.select_related("assessment__vendor", "assessment__owner", "invited_by").first()
    return (found, found.assessment) if found is not None and found.assessment is not None else None


@receives("vendors.invitation.requested", name="note-request")
def note_request(event: RecordedEvent, key: str) -> None:
    """Ask the reviewers whether somebody of another house may answer for the vendor."""
    found = _find_request(event)
    if found is None or not found[0].is_waiting(timezone.now()):
        return
    invitation, assessment = found
    body = _("Somebody of the vendor invites an address of a company that the vendor has not named before.")
    if invitation.plain_host:
        body += " " + _("Letters of it may look like others; its host is %s.") % invitation.plain_host
    _tell(event, assessment, Side.US, NoticeKind.COLLEAGUE_WAITS)
    raise_action_item(
        actor=get_system_actor("vendor-notices"),
        kind=COLLEAGUE_WAITS,
        title=_("Confirm who answers for %(vendor)s: %(email)s")
        % {"vendor": assessment.vendor, "email": invitation.email},
        body=body,
        record=invitation,
        owner=assessment.owner,
        key=f"{COLLEAGUE_WAITS}:{invitation.pk}",
    )


@receives(
    "vendors.invitation.confirmed",
    "vendors.invitation.revoked",
    # An officer who invites the address answers it as well.
    "vendors.invitation.sent",
    name="note-request-settled",
)
def note_request_settled(event: RecordedEvent, key: str) -> None:
    """Take the question back that is answered, and tell who invited that an officer did not confirm it."""
    settle_action_items(
        actor=get_system_actor("vendor-notices"),
        kind=COLLEAGUE_WAITS,
        keys=[f"{COLLEAGUE_WAITS}:{event.record_id}"],
        reason=_("Confirmed, declined or withdrawn."),
    )
    found = _find_request(event)
    if found is None or found[0].is_confirmed or found[0].is_waiting(timezone.now()):
        return
    invitation, assessment = found
    people = {person.pk: person for person in list_respondents(assessment.vendor_id)}
    if event.actor_id not in people and invitation.invited_by_id in people:
        told = [people[invitation.invited_by_id]]
        _tell(event, assessment, Side.VENDOR, NoticeKind.COLLEAGUE_DECLINED, people=told)
