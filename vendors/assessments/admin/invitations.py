"""Who was invited to answer for a vendor."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.decorators import display

from governance.core.admin import GovernedModelAdmin, Transition
from governance.core.admin.access import get_visible_or_404, place_refusal
from governance.core.admin.transitions import NoQuestions
from governance.core.errors import ServiceError
from governance.core.mail import link_to
from vendors.assessments import services
from vendors.assessments.forms import InviteForm
from vendors.assessments.models import Invitation
from vendors.assessments.services.inviting import make_token, show_link

STANDINGS = {"used": "success", "open": "info", "waits": "warning", "over": "default"}


@admin.register(Invitation)
class InvitationAdmin(GovernedModelAdmin):
    """Invitations; inviting an address again renews its link."""

    list_display = ("email", "name", "vendor", "show_standing", "expires_at", "invited_by")
    list_filter = ("vendor", "is_confirmed")
    search_fields = ("email", "name", "vendor__name", "vendor__key")
    list_select_related = ("vendor", "invited_by")
    change_form_template = "admin/assessments/invitation.html"
    empty_hint = _("Nobody was invited yet. People of a vendor answer with an account of their own.")
    empty_value_display = "—"
    fields = ("vendor", "email", "name", "expires_at", "used_at", "used_by", "invited_by", "assessment")
    readonly_fields = (*fields, "show_plain_host")
    transitions = (
        Transition(
            "confirm",
            _("Confirm"),
            services.confirm_invitation,
            "invitation",
            action="add",
            form=NoQuestions,
            available=lambda invitation, user: invitation.is_waiting(timezone.now()),
            description=_(
                "Somebody of the vendor invites an address of a company that the vendor has not named before. "
                "Confirmed, the link goes out, and whoever has it answers for the vendor and reads its answers."
            ),
            primary=True,
            done_message=_("Confirmed. The link is on its way."),
        ),
        Transition(
            "revoke",
            _("Revoke"),
            services.revoke_invitation,
            "invitation",
            action="add",
            available=lambda invitation, user: invitation.is_pending(timezone.now()),
            description=_(
                "The link works no more, or is never sent. Whoever answers already is not affected."
            ),
            dangerous=True,
        ),
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show beside an address with letters that may look like others how machines write its host."""
        if obj is None or not obj.plain_host:
            return self.fields
        return ("vendor", "email", "show_plain_host", *self.fields[2:])

    @display(description=_("its host, as machines write it"))
    def show_plain_host(self, obj: Invitation) -> str:
        """Show a host whose letters may look like others."""
        return obj.plain_host

    def get_pages(self) -> Any:
        """Add showing the link to whoever wants to send it otherwise."""
        return [
            ("<path:object_id>/link/", require_POST(self.link_view), "link"),
            *super().get_pages(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Invite somebody."""
        if not self.has_add_permission(request):
            raise Http404
        initial = {"vendor": request.GET.get("vendor", "")}
        form = InviteForm(
            request.POST if request.method == "POST" else None, actor=request.user, initial=initial
        )
        if request.method == "POST" and form.is_valid():
            try:
                made = services.invite_respondent(actor=request.user, **form.cleaned_data)
            except ServiceError as refusal:
                place_refusal(form, refusal)
            else:
                messages.success(request, _("Invited. The link is on its way to %s.") % made.email)
                return redirect("admin:vendors_invitation_change", made.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Invite somebody to answer"),
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/assessments/form.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Offer the link of an open invitation."""
        invitation = get_visible_or_404(Invitation, request, object_id)
        context = {
            "may_show_link": invitation.is_open(timezone.now()) and self._may(request, "add", invitation),
            "link_url": reverse("admin:vendors_invitation_link", args=[invitation.pk]),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def link_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the link once more (POST); that somebody took it is recorded."""
        invitation = get_visible_or_404(Invitation, request, object_id)
        try:
            show_link(actor=request.user, invitation=invitation)
        except ServiceError as refusal:
            messages.error(request, str(refusal.message))
            return redirect("admin:vendors_invitation_change", invitation.pk)
        context = {"link": link_to("portal:join", make_token(invitation)), "may_show_link": False}
        response: HttpResponse = super().change_view(request, object_id, "", context)
        response.headers["Cache-Control"] = "no-store"
        return response

    @display(description=_("standing"), label=STANDINGS)
    def show_standing(self, obj: Invitation) -> tuple[str, str]:
        """Show whether the link was used or still works."""
        if obj.used_at is not None:
            return "used", str(_("used"))
        if obj.is_waiting(timezone.now()):
            return "waits", str(_("waits for you"))
        return ("open", str(_("open"))) if obj.is_open(timezone.now()) else ("over", str(_("too old")))
