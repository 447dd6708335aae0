"""Celery triggers; the database owns the work (outbox and job rows), so a lost message loses nothing."""

from __future__ import annotations

import os
from typing import Any

from governance.settings.base import DATA_DIR

# Never CELERY_*: the celery command reads those as its own options and would override what stands here.
JOBS_broker_url = os.environ.get("BROKER_URL") or "filesystem://"
JOBS_broker_transport_options: dict[str, Any] = {}
if JOBS_broker_url == "filesystem://":
    _queue = DATA_DIR / "queue"
    _control = DATA_DIR / "queue-control"
    for _folder in (_queue, _control):
        _folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    JOBS_broker_transport_options = {
        "data_folder_in": str(_queue),
        "data_folder_out": str(_queue),
        "control_folder": str(_control),
        "store_processed": False,
    }
elif JOBS_broker_url.startswith("redis"):
    JOBS_broker_transport_options = {
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "visibility_timeout": 3600,
    }
JOBS_broker_connection_retry_on_startup = True
JOBS_task_ignore_result = True
JOBS_task_acks_late = True
JOBS_task_serializer = "json"
JOBS_accept_content = ["json"]
JOBS_worker_prefetch_multiplier = 1
JOBS_worker_enable_remote_control = False
JOBS_worker_hijack_root_logger = False
JOBS_timezone = "UTC"
JOBS_beat_schedule = {
    "deliver-outbox": {"task": "governance.deliver_outbox", "schedule": 1.0, "options": {"expires": 5}},
    "run-jobs": {"task": "governance.run_jobs", "schedule": 1.0, "options": {"expires": 5}},
}
