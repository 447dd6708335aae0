"""The REST interface: one router, its schema and offline documentation."""

from __future__ import annotations

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from governance.accounts.api import CallerView, OwnKeyViewSet, TeamViewSet
from governance.approvals.api import ApprovalRequestViewSet, ApprovalViewSet
from governance.classification import api as classification
from governance.core.api.history import HistoryView
from governance.notifications.api import ActionItemViewSet
from governance.use_cases.api import UseCaseViewSet
from registry.ai_models import api as ai_models
from registry.bundles.api import BundleView, OpaBundleView, StatementView
from registry.decisions.api import DecisionView
from registry.decisions.impact_api import AgreementImpactView, VendorImpactView
from registry.kill_switch.api import KillSwitchViewSet
from registry.litellm.api import GuardrailView
from registry.suppliers.api import VendorRiskView
from vendors.agreements.api import AgreementServiceViewSet, AgreementViewSet, ClauseCheckViewSet
from vendors.assessments import api as assessments
from vendors.attestations import api as attestations
from vendors.directory import api as directory
from vendors.portal import api as portal
from vendors.questionnaires import api as questionnaires
from vendors.sub_processors.api import SubProcessorNoticeViewSet

router = SimpleRouter(trailing_slash=False)
router.register("teams", TeamViewSet, basename="team")
router.register("api-keys", OwnKeyViewSet, basename="api-key")
router.register("approval-requests", ApprovalRequestViewSet, basename="approval-request")
router.register("approvals", ApprovalViewSet, basename="approval")
router.register("use-cases", UseCaseViewSet, basename="use-case")
router.register("data-classes", classification.DataClassViewSet, basename="data-class")
router.register("handling-rules", classification.HandlingRuleViewSet, basename="handling-rule")
router.register("countries", classification.CountryViewSet, basename="country")
router.register("groupings", classification.GroupingViewSet, basename="grouping")
router.register("grouping-members", classification.GroupingMemberViewSet, basename="grouping-member")
router.register("adequacy-decisions", classification.AdequacyDecisionViewSet, basename="adequacy-decision")
router.register("regions", classification.RegionViewSet, basename="region")
router.register("vendors", directory.VendorViewSet, basename="vendor")
router.register("services", directory.ServiceViewSet, basename="service")
router.register("service-locations", directory.ServiceLocationViewSet, basename="service-location")
router.register("sub-processors", directory.SubProcessorViewSet, basename="sub-processor")
router.register("contacts", directory.ContactViewSet, basename="contact")
router.register("agreements", AgreementViewSet, basename="agreement")
router.register("agreement-services", AgreementServiceViewSet, basename="agreement-service")
router.register("clause-checks", ClauseCheckViewSet, basename="clause-check")
router.register("attestations", attestations.AttestationViewSet, basename="attestation")
router.register(
    "attestation-services", attestations.AttestationServiceViewSet, basename="attestation-service"
)
router.register("bridge-letters", attestations.BridgeLetterViewSet, basename="bridge-letter")
router.register("sub-processor-notices", SubProcessorNoticeViewSet, basename="sub-processor-notice")
router.register("questionnaires", questionnaires.QuestionnaireTemplateViewSet, basename="questionnaire")
router.register(
    "questionnaire-versions", questionnaires.TemplateVersionViewSet, basename="questionnaire-version"
)
router.register("assessments", assessments.AssessmentViewSet, basename="assessment")
router.register("answers", assessments.AnswerViewSet, basename="answer")
router.register("answer-messages", assessments.AnswerMessageViewSet, basename="answer-message")
router.register("review-notes", assessments.ReviewNoteViewSet, basename="review-note")
router.register("evidence", assessments.EvidenceViewSet, basename="evidence")
router.register("findings", assessments.FindingViewSet, basename="finding")
router.register("invitations", assessments.InvitationViewSet, basename="invitation")
router.register("portal/assessments", portal.SentAssessmentViewSet, basename="portal-assessment")
router.register("portal/parts", portal.SentPartViewSet, basename="portal-part")
router.register("portal/evidence", portal.SentEvidenceViewSet, basename="portal-evidence")
router.register("models", ai_models.ModelVersionViewSet, basename="model")
router.register("aliases", ai_models.ModelAliasViewSet, basename="alias")
router.register("catalogue-imports", ai_models.CatalogueImportViewSet, basename="catalogue-import")
router.register("kill-switch", KillSwitchViewSet, basename="kill-switch")
router.register("action-items", ActionItemViewSet, basename="action-item")

urlpatterns = [
    path("v1/history/<str:kind>/<uuid:key>", HistoryView.as_view(), name="api-history"),
    path("v1/decisions", DecisionView.as_view(), name="api-decisions"),
    path("v1/bundle", BundleView.as_view(), name="api-bundle"),
    path("v1/bundle/statement", StatementView.as_view(), name="api-bundle-statement"),
    # LiteLLM appends the last two parts to the `api_base` of its guardrail.
    path("v1/litellm/beta/litellm_basic_guardrail_api", GuardrailView.as_view(), name="api-litellm"),
    path("v1/bundle/opa", OpaBundleView.as_view(), name="api-bundle-opa"),
    path("v1/agreements/<uuid:pk>/impact", AgreementImpactView.as_view(), name="api-agreement-impact"),
    path("v1/vendors/<uuid:pk>/impact", VendorImpactView.as_view(), name="api-vendor-impact"),
    path("v1/vendors/<uuid:pk>/risk", VendorRiskView.as_view(), name="api-vendor-risk"),
    path("v1/me", CallerView.as_view(), name="api-me"),
    path(
        "v1/models/<path:catalogue_id>/status", ai_models.ModelStatusView.as_view(), name="api-model-status"
    ),
    path("v1/", include(router.urls)),
    path("schema", SpectacularAPIView.as_view(), name="api-schema"),
    # OPTIONS would describe the view through its HTML renderer, which has no template for that.
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api-schema", http_method_names=["get", "head"]),
        name="api-docs",
    ),
]
