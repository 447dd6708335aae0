"""Files that show that an answer is true: checked by what they contain, counted, stored privately."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState, InvalidInput
from governance.core.ids import new_id
from governance.core.writing import lock, permit, publish, service
from vendors.assessments import events
from vendors.assessments.enums import EvidenceState, Verdict
from vendors.assessments.file_types import find_media_type, has_test_virus
from vendors.assessments.models import Assessment, AssessmentAnswer, AssessmentPart, Evidence
from vendors.assessments.services.answering import lock_open, require_not_accepted
from vendors.assessments.services.preparing import require_question

MOST_FILES = 200
MOST_BYTES = 500_000_000


def add_evidence(
    *,
    actor: Any,
    part: AssessmentPart,
    question_id: str,
    source: BinaryIO,
    file_name: str,
    expires_on: date | None = None,
) -> Evidence:
    """Keep a file with an answer, which it begins where there is none yet.

    Raises InvalidInput for a file that is too large, of a type that is not taken, or over the vendor's quota. Nothing
    of a refused file is kept.
    """
    content = source.read(settings.EVIDENCE_MAX_BYTES + 1)
    if len(content) > settings.EVIDENCE_MAX_BYTES:
        limit = settings.EVIDENCE_MAX_BYTES // 1_000_000
        raise InvalidInput(fields={"file": _("The file is larger than %d MB.") % limit}, code="too_large")
    if not content:
        raise InvalidInput(fields={"file": _("The file is empty.")})
    if has_test_virus(content):
        raise InvalidInput(
            fields={"file": _("This file is the test file of virus scanners; it is not kept.")}
        )
    name = clean_file_name(file_name)
    media_type = find_media_type(content, name)
    if not media_type:
        raise InvalidInput(
            fields={
                "file": _(
                    "Files of this type are not taken. Send a PDF, an image, an Office document or a text."
                )
            }
        )
    stored: str = default_storage.save(f"evidence/{new_id()}", ContentFile(content))
    evidence = Evidence(
        file_name=name,
        media_type=media_type,
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_file=stored,
        expires_on=expires_on,
        uploaded_by=actor,
        state=EvidenceState.QUARANTINED if settings.EVIDENCE_SCANNER else EvidenceState.AVAILABLE,
    )
    try:
        return _keep(actor=actor, part=part, question_id=question_id, evidence=evidence)
    except BaseException:
        default_storage.delete(stored)
        raise


def clean_file_name(name: str) -> str:
    """Return the last part of a name without what is no letter of a name; never empty."""
    last = re.split(r"[\\/]", name)[-1]
    kept = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return (f"{stem[:180]}{dot}{ending[:15]}" if dot else kept[:190]) or _("file")


@service
def _keep(*, actor: Any, part: AssessmentPart, question_id: str, evidence: Evidence) -> Evidence:
    assessment = lock_open(actor, part)
    require_question([part], question_id)
    # The room is the vendor's, so two of its assessments must not count it at once; always after the assessment.
    lock(assessment.vendor)
    files = Evidence.objects.filter(answer__part__assessment__vendor_id=assessment.vendor_id)
    of_this = files.filter(answer__part__assessment=assessment).count()
    total = files.aggregate(total=Sum("size_bytes"))["total"] or 0
    if of_this >= MOST_FILES or total + evidence.size_bytes > MOST_BYTES:
        raise InvalidInput(
            fields={"file": _("There is no room for more files. Remove some, or ask the reviewer.")},
            code="quota",
        )
    answer = AssessmentAnswer.objects.filter(part=part, question_id=question_id).first()
    if answer is None:
        # Nothing is said yet, so a page that was opened before the file came still answers it.
        answer = AssessmentAnswer(part=part, question_id=question_id, answered_by=actor, revision=0)
        answer.save(force_insert=True)
    else:
        _note_change(assessment, answer)
    evidence.answer = answer
    evidence.save(force_insert=True)
    data = {"file": evidence.file_name, "sha256": evidence.sha256, "size": evidence.size_bytes}
    publish(events.EVIDENCE_ADDED, actor=actor, record=evidence, data=data)
    return evidence


def _note_change(assessment: Assessment, answer: AssessmentAnswer) -> None:
    """Make the reviewer look again at an answer whose files change; an accepted one keeps them."""
    require_not_accepted(assessment, answer)
    if answer.verdict:
        answer.verdict = Verdict.NONE
        answer.save()


@service
def remove_evidence(*, actor: Any, evidence: Evidence) -> None:
    """Take a file back while the vendor may write; twice is once. Its name, size and digest stay in the history."""
    assessment = lock_open(actor, evidence.answer.part)
    try:
        evidence = lock(evidence)
    except Evidence.DoesNotExist:
        return
    _note_change(assessment, evidence.answer)
    publish(events.EVIDENCE_REMOVED, actor=actor, record=evidence, data={"sha256": evidence.sha256})
    name = evidence.stored_file
    evidence.delete()
    transaction.on_commit(lambda: default_storage.delete(name))


@service
def settle_scan(*, actor: Any, evidence: Evidence, virus: str) -> Evidence:
    """Release a file from quarantine, or refuse it for good and forget its content."""
    permit(actor, "change", evidence)
    evidence = lock(evidence)
    if evidence.state != EvidenceState.QUARANTINED:
        return evidence
    evidence.state = EvidenceState.REFUSED if virus else EvidenceState.AVAILABLE
    evidence.save()
    publish(events.EVIDENCE_SCANNED, actor=actor, record=evidence, data={"virus": virus[:200]})
    if virus:
        name = evidence.stored_file
        transaction.on_commit(lambda: default_storage.delete(name))
    return evidence


def open_evidence(evidence: Evidence) -> BinaryIO:
    """Open a file for reading; raises ConflictingState while it is being checked, was refused or is gone."""
    if evidence.state != EvidenceState.AVAILABLE:
        raise ConflictingState(_("This file cannot be opened: %s.") % evidence.get_state_display())
    try:
        opened = default_storage.open(evidence.stored_file)
    except (OSError, ValueError):
        raise ConflictingState(_("The file is gone. Upload it again.")) from None
    return cast(BinaryIO, opened)
