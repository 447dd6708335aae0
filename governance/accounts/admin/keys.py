"""API keys in the admin: issued on a page of their own, whose answer shows the secret once; revoked by POST."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.accounts import services
from governance.accounts.admin.bars import NoImportMixin
from governance.accounts.forms import IssueKeyForm
from governance.accounts.models import ApiKey
from governance.accounts.presentation import describe_scopes, get_key_state, place_refusal
from governance.core.admin import GovernedModelAdmin, Transition
from governance.core.errors import ServiceError


@admin.register(ApiKey)
class ApiKeyAdmin(NoImportMixin, GovernedModelAdmin):
    """Keys; nothing of one changes but its state."""

    list_display = (
        "name",
        "show_prefix",
        "owner",
        "show_scopes",
        "expires_at",
        "last_used_at",
        "show_state",
    )
    list_filter = ("expires_at",)
    search_fields = ("name", "prefix", "owner__name", "owner__email")
    list_select_related = ("owner",)
    fields = (
        ("name", "show_prefix"),
        ("owner", "show_state"),
        "show_scopes",
        ("created_at", "expires_at"),
        ("last_used_at", "revoked_at"),
    )
    readonly_fields = (
        "name",
        "show_prefix",
        "owner",
        "show_state",
        "show_scopes",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
    )
    transitions = (
        Transition(
            "revoke",
            _("Revoke the key"),
            services.revoke_api_key,
            "key",
            available=lambda key, reader: key.revoked_at is None,
            description=_("The next request with it is refused."),
            dangerous=True,
            done_message=_("The key is revoked."),
        ),
    )

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Ask what the key is for; the answer to the POST shows the secret, and nothing keeps it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        actor: Any = request.user
        form = IssueKeyForm(request.POST or None, actor=actor)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Issue an API key"),
            "opts": self.opts,
            "form": form,
        }
        if request.method == "POST" and form.is_valid():
            try:
                key, secret = services.issue_api_key(
                    actor=actor,
                    owner=form.cleaned_data["owner"],
                    name=form.cleaned_data["name"],
                    scopes=form.cleaned_data["scopes"],
                    expires_at=form.get_expiry(),
                )
            except ServiceError as refusal:
                place_refusal(form, refusal)
            else:
                context |= {"title": _("Your new API key"), "key": key, "secret": secret}
                response = TemplateResponse(request, "admin/accounts/key_issued.html", context)
                response.headers["Cache-Control"] = "no-store"
                return response
        return TemplateResponse(request, "admin/accounts/key_form.html", context)

    @display(description=_("key"))
    def show_prefix(self, key: ApiKey) -> str:
        """Show the part by which a key is recognised."""
        return f"imp_{key.prefix}_…"

    @display(description=_("may be used to"))
    def show_scopes(self, key: ApiKey) -> str:
        """Show the scopes in words."""
        return describe_scopes(key)

    @display(
        description=_("state"),
        label={"live": "success", "expired": "warning", "revoked": "danger", "closed": "danger"},
    )
    def show_state(self, key: ApiKey) -> tuple[str, Any]:
        """Show whether the key works now."""
        return get_key_state(key, timezone.now())
