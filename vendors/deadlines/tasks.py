"""The hourly look at what ends."""

from __future__ import annotations

from governance.accounts.services import get_system_actor
from governance.core.tasks import governed_task
from vendors.deadlines.services import send_reminders


@governed_task(
    "vendors.send_reminders",
    policy="Acts as the system actor “deadline-clock”; asks the owners, and decides nothing.",
)
def remind() -> None:
    """Remind owners of agreements, attestations and objections that are about to end."""
    send_reminders(actor=get_system_actor("deadline-clock"))
