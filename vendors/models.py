"""Index of the models of this app's slices; Django and Celery read it, nobody imports it."""

from vendors.agreements.models import (
    Agreement,
    AgreementService,
    ClauseCheck,
)
from vendors.assessments.models import (
    AnswerMessage,
    Assessment,
    AssessmentAnswer,
    AssessmentFinding,
    AssessmentPart,
    AssessmentReviewer,
    Evidence,
    Invitation,
    ReviewNote,
    SectionDelegation,
)
from vendors.attestations.models import (
    Attestation,
    AttestationService,
    BridgeLetter,
)
from vendors.directory.models import (
    Contact,
    Service,
    ServiceLocation,
    SubProcessor,
    Vendor,
)
from vendors.notices.models import Notice, UnmailedKind
from vendors.questionnaires.models import (
    QuestionnaireFile,
    QuestionnaireTemplate,
    SheetLayout,
    TemplateVersion,
)
from vendors.sub_processors.models import (
    SubProcessorNotice,
)

__all__ = [
    "Agreement",
    "AgreementService",
    "AnswerMessage",
    "Assessment",
    "AssessmentAnswer",
    "AssessmentFinding",
    "AssessmentPart",
    "AssessmentReviewer",
    "Attestation",
    "AttestationService",
    "BridgeLetter",
    "ClauseCheck",
    "Contact",
    "Evidence",
    "Invitation",
    "Notice",
    "QuestionnaireFile",
    "QuestionnaireTemplate",
    "ReviewNote",
    "SectionDelegation",
    "Service",
    "ServiceLocation",
    "SheetLayout",
    "SubProcessor",
    "SubProcessorNotice",
    "TemplateVersion",
    "UnmailedKind",
    "Vendor",
]
