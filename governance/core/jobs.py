"""Long work with progress: a service writes the job row, a worker runs it, a page watches it.

The function of a kind receives the job and a `Progress`; it must be safe to run again after a crash (one
transaction, or idempotent steps). Progress lives in the shared cache, since a long transaction could not commit it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core import events
from governance.core.enums import Channel, JobState
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted, ServiceError
from governance.core.models import Job
from governance.core.origin import arriving_through
from governance.core.rights import rights_of
from governance.core.writing import publish, service

log = structlog.get_logger(__name__)
STALE_AFTER = timedelta(minutes=10)
MAX_ATTEMPTS = 3


@dataclass(slots=True)
class Progress:
    """Reports how far a job is; cheap enough to call for each row (it writes at most every 100th)."""

    job_id: str
    calls: int = 0

    def report(self, done: int, total: int, text: str = "") -> None:
        """Say that `done` of `total` units are done; total 0 means unknown."""
        self.calls += 1
        if self.calls % 100 == 1 or done >= total:
            cache.set(f"job-progress:{self.job_id}", {"done": done, "total": total, "text": text}, 3600)
            cache.set(f"job-alive:{self.job_id}", timezone.now(), 3600)


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job: its name, the function that does it, and the permission to ask for it."""

    name: str
    function: Callable[[Job, Progress], Mapping[str, Any]]
    permission: str


_kinds: dict[str, JobKind] = {}


def job_kind(name: str, *, permission: str) -> Callable[[Callable[[Job, Progress], Mapping[str, Any]]], Any]:
    """Register the function of a job kind with the permission ("app.action_model") that asking for it needs."""

    def register(function: Callable[[Job, Progress], Mapping[str, Any]]) -> Any:
        _kinds[name] = JobKind(name=name, function=function, permission=permission)
        return function

    return register


@service
def request_job(*, actor: Any, kind: str, title: str, payload: Mapping[str, Any]) -> Job:
    """Ask for a job; it starts within a second or two of the commit when a worker runs."""
    if kind not in _kinds:
        raise InvalidInput(_("There is no such kind of job."))
    if not rights_of(actor, fresh=True).somewhere_has(_kinds[kind].permission):
        raise NotPermitted()
    job = Job.objects.create(kind=kind, title=title[:200], payload=dict(payload), requested_by=actor)
    publish(events.JOB_REQUESTED, actor=actor, record=job, data={"kind": kind})
    return job


@service
def cancel_job(*, actor: Any, job: Job, reason: str = "") -> Job:
    """Cancel a job that waits: people their own, holders of the right anybody's. What runs is never cut short."""
    rights = rights_of(actor, fresh=True)
    if job.requested_by_id != actor.pk and not rights.everywhere_has("governance.cancel_job"):
        raise NotPermitted()
    job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.state != JobState.WAITING:
        raise ConflictingState(_("Only a job that still waits can be cancelled."))
    job.state, job.finished_at = JobState.CANCELLED, timezone.now()
    job.save()
    publish(events.JOB_CANCELLED, actor=actor, record=job, reason=reason)
    return job


def get_progress(job: Job) -> dict[str, Any]:
    """Return {"done", "total", "text"} of a running job; zeros before the first report."""
    return cache.get(f"job-progress:{job.pk}") or {"done": 0, "total": 0, "text": ""}


def run_due_jobs() -> int:
    """Run the waiting jobs one after another and return their number; stale ones are taken up again."""
    count = 0
    while job := _claim():
        run_job(job)
        count += 1
    return count


def _claim() -> Job | None:
    # A look without a lock first: this runs every second, and SQLite has one writer.
    if not Job.objects.filter(state__in=(JobState.WAITING, JobState.RUNNING)).exists():
        return None
    now = timezone.now()
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        rows = Job.objects.select_for_update(skip_locked=skip, of=("self",)).order_by("requested_at")
        for stale in rows.filter(state=JobState.RUNNING, started_at__lt=now - STALE_AFTER):
            alive = cache.get(f"job-alive:{stale.pk}")
            if alive is None or alive < now - STALE_AFTER:
                stale.state = JobState.WAITING if stale.attempts < MAX_ATTEMPTS else JobState.FAILED
                stale.message = (
                    ""
                    if stale.state == JobState.WAITING
                    else _("The worker died three times while doing this.")
                )
                stale.save()
        job: Job | None = rows.filter(state=JobState.WAITING).first()
        if job is not None:
            job.state = JobState.RUNNING
            job.started_at = now
            job.attempts += 1
            job.save()
        return job


def run_job(job: Job) -> None:
    """Run one claimed job as the person who asked, with the rights they hold now; record how it ended."""
    kind = _kinds.get(job.kind)
    actor = job.requested_by
    with arriving_through(Channel.JOB, request_id=str(job.pk)):
        try:
            if kind is None:
                raise InvalidInput(_("There is no such kind of job."))
            result = dict(kind.function(job, Progress(str(job.pk))))
            state, message = JobState.DONE, str(result.pop("message", ""))
        except ServiceError as refusal:
            state, message, result = JobState.FAILED, str(refusal.message), {"errors": refusal.fields}
        except Exception:
            log.exception("job_failed", job=str(job.pk), kind=job.kind)
            state, result = JobState.FAILED, {}
            message = _("Something went wrong on our side; nothing was changed. The log has the details.")
        _finish(actor=actor, job=job, state=state, message=message, result=result)


@service
def _finish(*, actor: Any, job: Job, state: str, message: str, result: dict[str, Any]) -> None:
    job.state, job.message, job.result = state, message, result
    job.finished_at = timezone.now()
    job.save()
    kind = events.JOB_FINISHED if state == JobState.DONE else events.JOB_FAILED
    publish(kind, actor=actor, record=job, data={"kind": job.kind, "message": message})
