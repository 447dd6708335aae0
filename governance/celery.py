"""The Celery application; settings with the JOBS_ prefix configure it (see settings/jobs.py)."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")

app = Celery("imprimatur")
app.config_from_object("django.conf:settings", namespace="JOBS")
app.autodiscover_tasks()
