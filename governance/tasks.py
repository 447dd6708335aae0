"""Index of the Celery tasks of this app's slices; Celery reads it, nobody imports it."""

from governance.core.tasks import deliver_outbox, run_jobs

__all__ = ["deliver_outbox", "run_jobs"]
