"""What happens to assessments."""

from django.utils.translation import gettext_lazy as _

from governance.core.events import declare

ASSESSMENT_PREPARED = declare("vendors.assessment.prepared", _("Assessment prepared"))
ASSESSMENT_SENT = declare("vendors.assessment.sent", _("Assessment sent to the vendor"))
DUE_DATE_CHANGED = declare("vendors.assessment.due_date_changed", _("Due date of an assessment changed"))
REVIEWERS_CHANGED = declare("vendors.assessment.reviewers_changed", _("Reviewers of an assessment changed"))
ASSESSMENT_SUBMITTED = declare("vendors.assessment.submitted", _("Assessment submitted"))
REVIEW_STARTED = declare("vendors.assessment.review_started", _("Review started"))
CLARIFICATION_ASKED = declare("vendors.assessment.clarification_asked", _("Questions sent to the vendor"))
ASSESSMENT_ACCEPTED = declare("vendors.assessment.accepted", _("Assessment accepted"))
ASSESSMENT_REJECTED = declare("vendors.assessment.rejected", _("Assessment rejected"))
ASSESSMENT_WITHDRAWN = declare("vendors.assessment.withdrawn", _("Assessment withdrawn"))
ASSESSMENT_REOPENED = declare("vendors.assessment.reopened", _("New round of an assessment begun"))
ASSESSMENT_REPEATED = declare("vendors.assessment.repeated", _("Next round prepared by its rhythm"))
ANSWERS_IMPORTED = declare("vendors.assessment.answers_imported", _("Answers read from a workbook"))
STARTED_FROM_FILE = declare("vendors.assessment.started_from_file", _("Assessment begun from a workbook"))
ANSWERS_CARRIED = declare("vendors.assessment.answers_carried", _("Earlier answers taken over"))
CLAUSES_TAKEN_OVER = declare(
    "vendors.agreement.clauses_taken_over", _("Verdicts of a review taken into the clause checklist")
)
ANSWER_REVIEWED = declare("vendors.assessmentanswer.reviewed", _("Answer reviewed"))
VERDICT_TAKEN_BACK = declare(
    "vendors.assessmentanswer.verdict_taken_back", _("Verdict on an answer taken back")
)
MESSAGE_WRITTEN = declare("vendors.answermessage.written", _("Message about an answer"))
NOTE_WRITTEN = declare("vendors.reviewnote.written", _("Internal note on an answer"))
EVIDENCE_ADDED = declare("vendors.evidence.added", _("Evidence uploaded"))
EVIDENCE_SCANNED = declare("vendors.evidence.scanned", _("Evidence scanned"))
EVIDENCE_REMOVED = declare("vendors.evidence.removed", _("Evidence removed"))
FINDING_RAISED = declare("vendors.assessmentfinding.raised", _("Finding raised"))
FINDING_CLOSED = declare("vendors.assessmentfinding.closed", _("Finding closed"))
VENDOR_INVITED = declare("vendors.invitation.sent", _("Respondent invited"))
INVITATION_SHOWN = declare("vendors.invitation.link_shown", _("Link of an invitation shown"))
INVITATION_REVOKED = declare("vendors.invitation.revoked", _("Invitation revoked"))
COLLEAGUE_REQUESTED = declare("vendors.invitation.requested", _("Respondent asks to invite a colleague"))
INVITATION_CONFIRMED = declare("vendors.invitation.confirmed", _("Invitation of a colleague confirmed"))
INVITATION_USED = declare("vendors.invitation.used", _("Invitation used"))
SECTION_DELEGATED = declare("vendors.sectiondelegation.made", _("Section given to a colleague"))
