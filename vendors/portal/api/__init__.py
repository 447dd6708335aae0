"""Index of the API views of the portal."""

from vendors.portal.api.assessments import SentAssessmentViewSet
from vendors.portal.api.evidence import SentEvidenceViewSet
from vendors.portal.api.parts import SentPartViewSet

__all__ = ["SentAssessmentViewSet", "SentEvidenceViewSet", "SentPartViewSet"]
