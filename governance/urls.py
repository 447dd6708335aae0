"""Routes of the whole product."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from governance.accounts.views import no_other_addresses
from governance.core.health import healthz, readyz
from governance.dashboards.views import home
from registry.authzen.views import configuration
from registry.bundles.views import keys
from registry.decisions.impact_views import show_agreement_impact, show_vendor_impact
from registry.decisions.request_views import list_requests, new_request, show_request
from registry.decisions.views import ask
from registry.suppliers.views import show_vendor
from vendors.assessments.views import take_over
from vendors.deadlines.views import calendar
from vendors.notices.views import choose as choose_mail

urlpatterns = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("ask/", ask, name="ask"),
    path("requests/", list_requests, name="requests"),
    path("requests/new", new_request, name="request-new"),
    path("requests/<uuid:pk>", show_request, name="request"),
    path("portal/", include("vendors.portal.urls")),
    path("admin/agreement-impact/<uuid:pk>", show_agreement_impact, name="agreement-impact"),
    path("admin/vendor-impact/<uuid:pk>", show_vendor_impact, name="vendor-impact"),
    path("admin/vendor-overview/<uuid:pk>", show_vendor, name="vendor-overview"),
    path("admin/agreement-from-review/<uuid:pk>", take_over, name="agreement-from-review"),
    path("admin/calendar/", calendar, name="vendor-calendar"),
    path("admin/", admin.site.urls),
    path("me/mail/", choose_mail, name="notice-mail"),
    path("me/", include("governance.accounts.urls")),
    path("accounts/email/", no_other_addresses, name="no-other-addresses"),
    path("accounts/", include("allauth.urls")),
    path("api/", include("governance.api")),
    path("access/v1/", include("registry.authzen.urls")),
    path(".well-known/imprimatur-keys", keys, name="keys"),
    path(".well-known/authzen-configuration", configuration, name="authzen-configuration"),
]
