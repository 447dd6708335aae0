"""Files that nobody went on with are deleted after a day."""

from __future__ import annotations

from governance.accounts.services import get_system_actor
from governance.core.tasks import governed_task
from vendors.questionnaires.services import drop_old_files


@governed_task(
    "vendors.drop_old_files",
    policy="Acts as the system actor “questionnaire-import”; deletes uploads that nobody kept for a day.",
)
def drop_uploads() -> None:
    """Delete uploaded questionnaires of which nothing was kept."""
    drop_old_files(actor=get_system_actor("questionnaire-import"))
