"""Index of the models of this app's slices; Django and Celery read it, nobody imports it."""

from vendors.agreements.models import Agreement, AgreementService
from vendors.assessments.models import (
    AnswerMessage,
    Assessment,
    AssessmentAnswer,
    AssessmentFinding,
    AssessmentPart,
    Evidence,
    Invitation,
    ReviewNote,
    SectionDelegation,
)
from vendors.directory.models import Contact, Service, ServiceLocation, SubProcessor, Vendor
from vendors.questionnaires.models import QuestionnaireTemplate, TemplateVersion

__all__ = [
    "Agreement",
    "AgreementService",
    "AnswerMessage",
    "Assessment",
    "AssessmentAnswer",
    "AssessmentFinding",
    "AssessmentPart",
    "Contact",
    "Evidence",
    "Invitation",
    "QuestionnaireTemplate",
    "ReviewNote",
    "SectionDelegation",
    "Service",
    "ServiceLocation",
    "SubProcessor",
    "TemplateVersion",
    "Vendor",
]
