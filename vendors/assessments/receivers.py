"""What follows when something happens to an assessment: mails, action items, the scan of a file."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.utils import timezone

from governance.accounts.services import get_system_actor
from governance.core.models import RecordedEvent
from governance.core.outbox import receives
from vendors.assessments.mail import send_invitation
from vendors.assessments.models import Assessment, Evidence, Invitation
from vendors.assessments.scanning import find_virus
from vendors.assessments.services.evidence import settle_scan
from vendors.assessments.services.reviewing import ask_reviewers

#: For an event without a record, of which there are none here.
NOBODY = UUID(int=0)


@receives("vendors.invitation.sent", "vendors.invitation.confirmed", name="mail-invitation")
def mail_invitation(event: RecordedEvent, key: str) -> None:
    """Mail the link while it works; a repeated delivery sends the same link again, which harms nothing."""
    invitation = Invitation.objects.filter(pk=event.record_id or NOBODY).select_related("vendor").first()
    if invitation is not None and invitation.is_open(timezone.now()):
        send_invitation(invitation)


@receives("vendors.assessment.submitted", name="ask-for-review")
def ask_for_review(event: RecordedEvent, key: str) -> None:
    """Ask each reviewer to look through what was handed in."""
    assessment = Assessment.objects.filter(pk=event.record_id or NOBODY).first()
    if assessment is not None:
        ask_reviewers(actor=get_system_actor("vendor-assessments"), assessment=assessment)


@receives("vendors.evidence.added", name="scan-evidence")
def scan_evidence(event: RecordedEvent, key: str) -> None:
    """Have the scanner look at an uploaded file; until it answered, nobody can open the file."""
    if not settings.EVIDENCE_SCANNER:
        return
    evidence = Evidence.objects.filter(pk=event.record_id or NOBODY).first()
    if evidence is not None:
        virus = find_virus(evidence.stored_file)
        settle_scan(actor=get_system_actor("evidence-scanner"), evidence=evidence, virus=virus)
