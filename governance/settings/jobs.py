"""Celery triggers; the database owns the work (outbox and job rows), so a lost message loses nothing."""

from __future__ import annotations

import os
from typing import Any

from governance.settings.base import DATA_DIR

# Upper case, because Django drops any other name. Never CELERY_*: the celery command reads those as its own
# options and would override what stands here.
JOBS_BROKER_URL = os.environ.get("BROKER_URL") or "filesystem://"
JOBS_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {}
if JOBS_BROKER_URL == "filesystem://":
    _queue = DATA_DIR / "queue"
    _control = DATA_DIR / "queue-control"
    for _folder in (_queue, _control):
        _folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    JOBS_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue),
        "data_folder_out": str(_queue),
        "control_folder": str(_control),
        "store_processed": False,
    }
elif JOBS_BROKER_URL.startswith("redis"):
    JOBS_BROKER_TRANSPORT_OPTIONS = {
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "visibility_timeout": 3600,
    }
JOBS_BROKER_CONNECTION_RETRY_ON_STARTUP = True
JOBS_TASK_IGNORE_RESULT = True
JOBS_TASK_ACKS_LATE = True
JOBS_TASK_SERIALIZER = "json"
JOBS_ACCEPT_CONTENT = ["json"]
JOBS_WORKER_PREFETCH_MULTIPLIER = 1
JOBS_WORKER_ENABLE_REMOTE_CONTROL = False
JOBS_WORKER_HIJACK_ROOT_LOGGER = False
JOBS_TIMEZONE = "UTC"
JOBS_BEAT_SCHEDULE = {
    "deliver-outbox": {"task": "governance.deliver_outbox", "schedule": 1.0, "options": {"expires": 5}},
    "run-jobs": {"task": "governance.run_jobs", "schedule": 1.0, "options": {"expires": 5}},
    "forget-old-decisions": {"task": "registry.forget_old_decisions", "schedule": 86_400.0},
    "mail-notices": {"task": "vendors.mail_notices", "schedule": 5.0, "options": {"expires": 30}},
    "remind-respondents": {"task": "vendors.remind_respondents", "schedule": 3600.0},
    "forget-old-notices": {"task": "vendors.forget_old_notices", "schedule": 86_400.0},
    "send-reminders": {"task": "vendors.send_reminders", "schedule": 3600.0},
    "prepare-rounds": {"task": "vendors.prepare_rounds", "schedule": 3600.0},
    "expire-requests": {"task": "governance.expire_requests", "schedule": 3600.0},
    "drop-uploads": {"task": "vendors.drop_old_files", "schedule": 3600.0},
}
