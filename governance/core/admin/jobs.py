"""Background jobs as people watch them: a list, a page with progress, and cancelling what still waits."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from governance.core.admin.read_only import ReadOnlyModelAdmin
from governance.core.enums import JobState
from governance.core.errors import ServiceError
from governance.core.jobs import cancel_job, get_progress
from governance.core.models import Job
from governance.core.rights import rights_of
from governance.core.selectors import list_facts

UNFINISHED = frozenset({JobState.WAITING, JobState.RUNNING})
LABEL_COLOURS = {
    JobState.WAITING: "info",
    JobState.RUNNING: "warning",
    JobState.DONE: "success",
    JobState.FAILED: "danger",
}


@admin.register(Job)
class JobAdmin(ReadOnlyModelAdmin):
    """Everybody's own jobs; all of them for those who may see all."""

    list_display = ("title", "show_state", "requested_by", "requested_at", "finished_at")
    list_filter = (("state", ChoicesDropdownFilter),)
    list_select_related = ("requested_by",)
    search_fields = ("title", "kind")

    @display(description=_("state"), ordering="state", label=LABEL_COLOURS)
    def show_state(self, job: Job) -> Any:
        """Return the state with its colour."""
        return job.state, job.get_state_display()

    def get_urls(self) -> list[URLPattern]:
        """Add the progress that the page polls, and cancelling."""
        wrap = self.admin_site.admin_view
        own = [
            path("<uuid:key>/progress/", wrap(self.progress_view), name="governance_job_progress"),
            path("<uuid:key>/cancel/", wrap(self.cancel_view), name="governance_job_cancel"),
        ]
        for pattern in own:
            pattern.callback.model_admin = self
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one job; the page follows its progress by script, or by being loaded again."""
        job = self.get_row_or_404(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": job.title,
            "opts": self.opts,
            "original": job,
            "job": job,
            "progress": describe_progress(job),
            "facts": list_facts(job.result),
            "may_cancel": job.state == JobState.WAITING and may_cancel(request.user, job),
            "back": reverse("admin:governance_job_changelist"),
        }
        return TemplateResponse(request, "admin/governed/job.html", context)

    def progress_view(self, request: HttpRequest, key: Any) -> HttpResponse:
        """Answer with state and progress of one job as JSON."""
        job = self.get_row_or_404(request, str(key))
        response = JsonResponse(describe_progress(job))
        response.headers["Cache-Control"] = "no-store"
        return response

    def cancel_view(self, request: HttpRequest, key: Any) -> HttpResponse:
        """Cancel a waiting job on POST."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        job = self.get_row_or_404(request, str(key))
        try:
            cancel_job(actor=request.user, job=job)
        except ServiceError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("The job was cancelled."))
        return redirect("admin:governance_job_change", job.pk)


def may_cancel(user: Any, job: Job) -> bool:
    """Return whether to offer cancelling; the service decides again."""
    return job.requested_by_id == user.pk or rights_of(user).everywhere_has("governance.cancel_job")


def describe_progress(job: Job) -> dict[str, Any]:
    """Return what the page shows while a job is under way; `total` 0 means that nobody knows how much there is."""
    progress = get_progress(job)
    if job.state == JobState.DONE and progress["total"]:
        progress = {**progress, "done": progress["total"]}
    return {
        **progress,
        "state": job.state,
        "state_label": str(JobState(job.state).label),
        "message": job.message,
        "finished": job.state not in UNFINISHED,
    }
