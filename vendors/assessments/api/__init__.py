"""Index of the API views of assessments."""

from vendors.assessments.api.answers import AnswerViewSet, EvidenceViewSet
from vendors.assessments.api.assessments import AssessmentViewSet
from vendors.assessments.api.findings import FindingViewSet
from vendors.assessments.api.invitations import InvitationViewSet
from vendors.assessments.api.remarks import AnswerMessageViewSet, ReviewNoteViewSet

__all__ = [
    "AnswerMessageViewSet",
    "AnswerViewSet",
    "AssessmentViewSet",
    "EvidenceViewSet",
    "FindingViewSet",
    "InvitationViewSet",
    "ReviewNoteViewSet",
]
