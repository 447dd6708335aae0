"""The hourly look at requests whose time is over."""

from __future__ import annotations

from governance.accounts.services import get_system_actor
from governance.approvals.services import expire_overdue_requests
from governance.core.tasks import governed_task


@governed_task(
    "governance.expire_requests", policy="Acts as the system actor “approval-clock”; closes, never approves."
)
def expire_requests() -> None:
    """Close the open requests that nobody decided in time."""
    expire_overdue_requests(actor=get_system_actor("approval-clock"))
