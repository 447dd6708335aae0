"""The admin site: sign-in through allauth (with MFA), navigation by slice, the officers' dashboard."""

from __future__ import annotations

from functools import partial
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from governance.core.rights import rights_of

# (heading, [(icon, model label)]) in the officers' order; kinds the reader has no right to are left out.
NAVIGATION: tuple[tuple[Any, tuple[tuple[str, str], ...]], ...] = (
    (
        _("Approvals"),
        (
            ("how_to_vote", "governance.approvalrequest"),
            ("verified", "governance.approval"),
            ("rule", "governance.approvalpolicy"),
            ("supervisor_account", "governance.delegation"),
        ),
    ),
    (
        _("Models"),
        (
            ("neurology", "registry.aimodel"),
            ("deployed_code", "registry.modelversion"),
            ("alternate_email", "registry.modelalias"),
            ("upload_file", "registry.catalogueimport"),
            ("radar", "registry.sighting"),
            ("receipt_long", "registry.loggeddecision"),
            ("emergency_home", "registry.killswitchengagement"),
        ),
    ),
    (
        _("Vendors"),
        (
            ("storefront", "vendors.vendor"),
            ("cloud", "vendors.service"),
            ("handshake", "vendors.agreement"),
            ("fact_check", "vendors.assessment"),
            ("report", "vendors.assessmentfinding"),
            ("quiz", "vendors.questionnairetemplate"),
            ("view_column", "vendors.sheetlayout"),
            ("mail", "vendors.invitation"),
            ("workspace_premium", "vendors.attestation"),
            ("group_add", "vendors.subprocessornotice"),
        ),
    ),
    (
        _("Rules"),
        (
            ("target", "governance.usecase"),
            ("shield_lock", "governance.dataclass"),
            ("gavel", "governance.handlingrule"),
            ("public", "governance.region"),
            ("flag", "governance.country"),
            ("hub", "governance.grouping"),
            ("approval_delegation", "governance.adequacydecision"),
        ),
    ),
    (
        _("People"),
        (
            ("person", "governance.user"),
            ("groups", "governance.team"),
            ("badge", "governance.role"),
            ("key", "governance.apikey"),
        ),
    ),
    (
        _("Record"),
        (
            ("task_alt", "governance.actionitem"),
            ("history", "governance.recordedevent"),
            ("pending_actions", "governance.job"),
            ("outbox", "governance.outboxmessage"),
        ),
    ),
)

# Pages that are no list of records, after the kind they stand by: (icon, title, route, the right they need).
PAGES: dict[str, tuple[tuple[str, Any, str, str], ...]] = {
    "vendors.subprocessornotice": (
        ("calendar_month", _("What ends when"), "vendor-calendar", "vendors.view_vendor"),
    ),
}


def get_navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return unfold's sidebar: groups of the kinds that the reader may see."""
    groups: list[dict[str, Any]] = [
        {
            "title": "",
            "items": [
                {"title": _("Today"), "icon": "today", "link": reverse("admin:index")},
                {"title": _("Ask the gate"), "icon": "contact_support", "link": _link("ask")},
            ],
        }
    ]
    groups[0]["items"] = [item for item in groups[0]["items"] if item["link"]]
    for heading, kinds in NAVIGATION:
        items = []
        for icon, label in kinds:
            model_admin = next(
                (a for m, a in admin.site._registry.items() if m._meta.label_lower == label), None
            )
            if model_admin is not None and model_admin.has_view_permission(request):
                app, model = label.split(".")
                title = capfirst(str(model_admin.model._meta.verbose_name_plural))
                items.append({"title": title, "icon": icon, "link": _link(f"admin:{app}_{model}_changelist")})
            items += _list_pages(request, label)
        if items:
            groups.append({"title": heading, "separator": True, "collapsible": False, "items": items})
    return groups


def _list_pages(request: HttpRequest, label: str) -> list[dict[str, Any]]:
    """Return the entries of the pages that stand by a kind, as far as the reader may open them."""
    rights = rights_of(request.user)
    return [
        {"title": title, "icon": icon, "link": _link(route)}
        for icon, title, route, permission in PAGES.get(label, ())
        if rights.somewhere_has(permission)
    ]


def _link(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


class ImprimaturAdminSite(UnfoldAdminSite):
    """The governance officers' workspace."""

    site_title = "Imprimatur"
    site_header = "Imprimatur"
    index_title = _("Today")
    enable_nav_sidebar = True

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Send to allauth's sign-in, which knows MFA; the admin's own password form does not."""
        return secure_admin_login(super().login)(request, extra_context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Return the list of all kinds when somebody looks at it: every page asks for it, and few show it."""
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def get_urls(self) -> list[Any]:
        """Leave out Django's "view on site": no record has an address there, and a key that is none crashes it."""
        return [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]
