"""The panel of background jobs; the core cannot register it itself, since it knows no dashboard."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.enums import JobState
from governance.core.jobs import get_progress
from governance.core.models import Job
from governance.dashboards.panels import Content, Row, cut, link, panel

TONES = {JobState.FAILED: "bad", JobState.RUNNING: "warn"}


@panel(
    "jobs",
    order=80,
    title=gettext_lazy("Background work"),
    empty=gettext_lazy("No background work is running, and none failed today."),
    icon="pending_actions",
)
def show_jobs(user: Any) -> Content | None:
    """Show what waits, runs, or failed within a day."""
    yesterday = timezone.now() - timedelta(days=1)
    wanted = Q(state__in=(JobState.WAITING, JobState.RUNNING))
    wanted |= Q(state=JobState.FAILED, finished_at__gte=yesterday)
    jobs = list(Job.objects.restrict(user, "view").filter(wanted).select_related("requested_by")[:100])
    return Content(
        rows=[_make_row(job) for job in cut(jobs)],
        total=len(jobs),
        url=link("governance_job_changelist"),
        link=_("All background work"),
    )


def _make_row(job: Job) -> Row:
    detail = job.message if job.state == JobState.FAILED else _("asked for by %s") % job.requested_by
    progress = get_progress(job) if job.state == JobState.RUNNING else {"total": 0}
    if progress["total"]:
        detail = _("%(done)d of %(total)d · %(text)s") % progress
    return Row(
        title=job.title,
        url=link("governance_job_change", job.pk),
        detail=detail,
        tag=job.get_state_display(),
        tone=TONES.get(JobState(job.state), ""),
    )
