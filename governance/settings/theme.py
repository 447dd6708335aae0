"""How the admin looks: colours, navigation by slice, dashboard."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Imprimatur",
    "SITE_HEADER": "Imprimatur",
    "SITE_SUBHEADER": _("AI governance registry"),
    "SITE_URL": reverse_lazy("home"),
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_HISTORY": True,
    "COMMAND": {"search_models": True, "show_history": False},
    "SITE_ICON": lambda request: static("brand/mark.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("brand/mark.svg")}
    ],
    "STYLES": [lambda request: static("admin/imprimatur.css")],
    "SCRIPTS": [lambda request: static("admin/choices.js")],
    "DASHBOARD_CALLBACK": "governance.dashboards.views.fill_dashboard",
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": "governance.admin_site.get_navigation",
    },
    "COLORS": {
        "base": {
            "50": "250 250 249",
            "100": "245 245 244",
            "200": "231 229 228",
            "300": "214 211 209",
            "400": "168 162 158",
            "500": "120 113 108",
            "600": "87 83 78",
            "700": "68 64 60",
            "800": "41 37 36",
            "900": "28 25 23",
            "950": "12 10 9",
        },
        "primary": {
            "50": "240 253 250",
            "100": "204 251 241",
            "200": "153 246 228",
            "300": "94 234 212",
            "400": "45 212 191",
            "500": "13 128 119",
            "600": "15 110 103",
            "700": "15 92 87",
            "800": "17 74 70",
            "900": "19 61 58",
            "950": "4 40 38",
        },
    },
}
