"""Index of the receivers of this app's slices; the app config reads it, nobody imports it."""

from governance.accounts import receivers as accounts_receivers
from governance.approvals import panels as approvals_panels
from governance.dashboards import job_panel
from governance.notifications import panels as notifications_panels

__all__ = ["accounts_receivers", "approvals_panels", "job_panel", "notifications_panels"]
