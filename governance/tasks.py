"""Index of the Celery tasks of this app's slices; Celery reads it, nobody imports it."""

from governance.approvals.tasks import expire_requests
from governance.core.tasks import deliver_outbox, run_jobs

__all__ = ["deliver_outbox", "expire_requests", "run_jobs"]
