"""The clocks of notices: mails every few seconds, due dates every hour, what is old every day."""

from __future__ import annotations

from governance.accounts.services import get_system_actor
from governance.core.tasks import governed_task
from vendors.notices.choosing import forget_notices
from vendors.notices.mail import mail_due_notices
from vendors.notices.services import remind_respondents


@governed_task(
    "vendors.mail_notices",
    policy="Acts as the worker on notices that services wrote; each goes to its reader while they may open it.",
)
def mail_notices() -> None:
    """Send the mails that are owed."""
    mail_due_notices()


@governed_task(
    "vendors.remind_respondents",
    policy="Acts as the system actor “assessment-clock”; tells those who answer, and decides nothing.",
)
def remind() -> None:
    """Remind of answers that are due in seven days, tomorrow, or were due."""
    remind_respondents(actor=get_system_actor("assessment-clock"))


@governed_task(
    "vendors.forget_old_notices",
    policy="Acts as the system actor “vendor-notices”; deletes notices that were read long ago, and nothing else.",
)
def forget_old_notices() -> None:
    """Delete notices whose time is over."""
    forget_notices(actor=get_system_actor("vendor-notices"))
