"""Index of the admin of this app's slices; Django and Celery read it, nobody imports it."""

from vendors.agreements.admin import AgreementAdmin
from vendors.assessments.admin import AssessmentAdmin, AssessmentFindingAdmin, InvitationAdmin
from vendors.directory.admin import ServiceAdmin, VendorAdmin
from vendors.questionnaires.admin import QuestionnaireTemplateAdmin, TemplateVersionAdmin

__all__ = [
    "AgreementAdmin",
    "AssessmentAdmin",
    "AssessmentFindingAdmin",
    "InvitationAdmin",
    "QuestionnaireTemplateAdmin",
    "ServiceAdmin",
    "TemplateVersionAdmin",
    "VendorAdmin",
]
