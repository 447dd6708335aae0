"""Routes of the whole product."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from governance.accounts.views import no_other_addresses
from governance.core.health import healthz, readyz
from governance.dashboards.views import home

urlpatterns = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("me/", include("governance.accounts.urls")),
    path("accounts/email/", no_other_addresses, name="no-other-addresses"),
    path("accounts/", include("allauth.urls")),
    path("api/", include("governance.api")),
]
