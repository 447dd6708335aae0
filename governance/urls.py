"""Routes of the whole product."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from governance.core.health import healthz, readyz
from governance.dashboards.views import home

urlpatterns = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("api/", include("governance.api")),
]
