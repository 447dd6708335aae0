"""The hourly look at assessments whose time comes round."""

from __future__ import annotations

from governance.accounts.services import get_system_actor
from governance.core.tasks import governed_task
from vendors.assessments.services import prepare_rounds


@governed_task(
    "vendors.prepare_rounds",
    policy="Acts as the system actor “assessment-clock”; prepares drafts, and sends and decides nothing.",
)
def prepare() -> None:
    """Prepare the next round of assessments that are about to end."""
    prepare_rounds(actor=get_system_actor("assessment-clock"))
