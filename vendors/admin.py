"""Index of the admin of this app's slices; Django and Celery read it, nobody imports it."""

from vendors.agreements.admin import AgreementAdmin
from vendors.assessments.admin import AssessmentAdmin, AssessmentFindingAdmin, InvitationAdmin
from vendors.attestations.admin import AttestationAdmin
from vendors.directory.admin import ServiceAdmin, VendorAdmin
from vendors.questionnaires.admin import QuestionnaireTemplateAdmin, SheetLayoutAdmin, TemplateVersionAdmin
from vendors.sub_processors.admin import SubProcessorNoticeAdmin

__all__ = [
    "AgreementAdmin",
    "AssessmentAdmin",
    "AssessmentFindingAdmin",
    "AttestationAdmin",
    "InvitationAdmin",
    "QuestionnaireTemplateAdmin",
    "ServiceAdmin",
    "SheetLayoutAdmin",
    "SubProcessorNoticeAdmin",
    "TemplateVersionAdmin",
    "VendorAdmin",
]
