"""Index of the models of assessments."""

from vendors.assessments.models.answers import AnswerMessage, AssessmentAnswer, Evidence, ReviewNote
from vendors.assessments.models.assessments import Assessment, AssessmentPart
from vendors.assessments.models.findings import AssessmentFinding
from vendors.assessments.models.people import AssessmentReviewer, Invitation, SectionDelegation

__all__ = [
    "AnswerMessage",
    "Assessment",
    "AssessmentAnswer",
    "AssessmentFinding",
    "AssessmentPart",
    "AssessmentReviewer",
    "Evidence",
    "Invitation",
    "ReviewNote",
    "SectionDelegation",
]
