"""Roles in the admin: who holds them, and the matrix of what they permit."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.accounts import services
from governance.accounts.admin.bars import NoImportMixin
from governance.accounts.models import Role, RoleAssignment
from governance.accounts.permission_matrix import COLUMNS, build_matrix, describe_permissions
from governance.core.admin import GovernedModelAdmin, GovernedTabularInline
from governance.core.admin.access import get_visible_or_404
from governance.core.errors import ServiceError


class HolderInline(GovernedTabularInline):
    """Who holds the role; given and withdrawn on the account's own page."""

    model = RoleAssignment
    fields = ("user", "team", "ends_at")
    readonly_fields = fields
    show_change_link = False
    verbose_name = _("holder")
    verbose_name_plural = _("who holds this role")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: roles are given on the account's page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: roles are given on the account's page."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: roles are withdrawn on the account's page."""
        return False


@admin.register(Role)
class RoleAdmin(NoImportMixin, GovernedModelAdmin):
    """Roles; the wording here, the permissions on the matrix page."""

    list_display = ("name", "show_origin", "show_rights", "show_holders", "is_active")
    list_filter = ("is_built_in", "is_active")
    search_fields = ("name", "key", "description")
    fields = (("name", "key"), "description", ("needs_vendor", "is_active"))
    prepopulated_fields = {"key": ("name",)}
    inlines = (HolderInline,)
    change_form_template = "admin/accounts/role_change_form.html"
    create_service = services.create_role
    change_service = services.change_role

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the holders with the rows."""
        return super().get_queryset(request).annotate(holder_count=Count("assignments"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep key and reach of a role that exists."""
        return ("is_active",) if obj is None else ("key", "needs_vendor")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Propose a key while adding."""
        return self.prepopulated_fields if obj is None else {}

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show holders of a role that exists."""
        return self.inlines if obj is not None else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show built-in roles read-only."""
        if obj is not None and obj.is_built_in:
            return False
        return super().has_change_permission(request, obj)

    def get_urls(self) -> list[URLPattern]:
        """Add the matrix and the copy."""
        wrap = self.admin_site.admin_view
        own = [
            path("<path:object_id>/matrix/", wrap(self.matrix_view), name="governance_role_matrix"),
            path("<path:object_id>/copy/", wrap(self.copy_view), name="governance_role_copy"),
        ]
        for pattern in own:
            pattern.callback.model_admin = self
        return own + super().get_urls()

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Lead from a new role to its permissions."""
        messages.success(request, _("The role is made. Now choose what it permits."))
        return redirect("admin:governance_role_matrix", obj.pk)

    def copy_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Copy the role on POST and lead to the copy."""
        role = get_visible_or_404(Role, request, object_id)
        if request.method != "POST" or not self.has_add_permission(request):
            raise Http404
        try:
            copy = services.copy_role(actor=request.user, role=role)
        except ServiceError as refusal:
            messages.error(request, str(refusal.message))
            return redirect("admin:governance_role_matrix", role.pk)
        messages.success(request, _("This is your copy. Nobody holds it yet."))
        return redirect("admin:governance_role_matrix", copy.pk)

    def matrix_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the matrix; on POST the difference first, and after its confirmation save it."""
        role = get_visible_or_404(Role, request, object_id)
        editable = self.has_change_permission(request, role)
        held = set(role.permissions)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": role.name,
            "opts": self.opts,
            "original": role,
            "editable": editable,
            "may_copy": self.has_add_permission(request),
            "columns": COLUMNS,
        }
        status = 200
        if request.method == "POST":
            if not editable:
                raise Http404
            wanted = set(request.POST.getlist("permissions"))
            if "confirmed" in request.POST:
                try:
                    services.set_role_permissions(actor=request.user, role=role, permissions=wanted)
                except ServiceError as refusal:
                    context["refusal"] = " ".join(refusal.sentences)
                    held, status = wanted, 409
                else:
                    messages.success(request, _("The permissions of the role are saved."))
                    return redirect("admin:governance_role_matrix", role.pk)
            elif "back" in request.POST:
                held = wanted
            elif wanted != held:
                context |= {
                    "added": describe_permissions(wanted - held),
                    "removed": describe_permissions(held - wanted),
                    "wanted": sorted(wanted),
                    "holder_count": RoleAssignment.objects.filter(role=role).count(),
                }
                return TemplateResponse(request, "admin/accounts/role_difference.html", context)
            else:
                messages.info(request, _("Nothing was changed."))
                return redirect("admin:governance_role_matrix", role.pk)
        context["groups"] = build_matrix(held)
        return TemplateResponse(request, "admin/accounts/role_matrix.html", context, status=status)

    @display(description=_("origin"), label={"built-in": "info", "own": "default"})
    def show_origin(self, role: Role) -> tuple[str, Any]:
        """Tell the product's roles from the organisation's."""
        return ("built-in", _("built in")) if role.is_built_in else ("own", _("own"))

    @display(description=_("rights"))
    def show_rights(self, role: Role) -> int:
        """Say how many rights the role gives."""
        return len(role.permissions)

    @display(description=_("held by"), ordering="holder_count")
    def show_holders(self, role: Any) -> int:
        """Say how many hold the role."""
        return int(role.holder_count)
