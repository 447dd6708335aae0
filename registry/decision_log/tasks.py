"""The log forgets what is older than the organisation keeps it."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from governance.core.tasks import governed_task
from registry.decision_log.models import LoggedDecision

ROWS_AT_ONCE = 5_000


@governed_task(
    "registry.forget_old_decisions",
    policy="Acts as the worker on rows older than DECISION_LOG_DAYS, which nothing rests on.",
)
def forget_old_decisions() -> None:
    """Delete old rows, some thousand at a time, so that no lock is held for long."""
    end = timezone.now() - timedelta(days=settings.DECISION_LOG_DAYS)
    while True:
        old = LoggedDecision.objects.filter(last_at__lt=end).order_by("last_at").values("pk")[:ROWS_AT_ONCE]
        deleted, _kinds = LoggedDecision.objects.filter(
            pk__in=list(old.values_list("pk", flat=True))
        ).delete()
        if not deleted:
            return
