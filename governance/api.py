"""The REST interface: one router, its schema and offline documentation."""

from __future__ import annotations

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from governance.approvals.api import ApprovalRequestViewSet, ApprovalViewSet

router = SimpleRouter(trailing_slash=False)
router.register("approval-requests", ApprovalRequestViewSet, basename="approval-request")
router.register("approvals", ApprovalViewSet, basename="approval")

urlpatterns = [
    path("v1/", include(router.urls)),
    path("schema", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]
