"""Index of the admin pages of this app's slices; Django reads it, nobody imports it."""

from governance.accounts import admin as accounts_admin
from governance.approvals import admin as approvals_admin
from governance.classification import admin as classification_admin
from governance.core.admin import deliveries, jobs, recorded_events, third_party
from governance.notifications import admin as notifications_admin
from governance.use_cases import admin as use_cases_admin

__all__ = [
    "accounts_admin",
    "approvals_admin",
    "classification_admin",
    "deliveries",
    "jobs",
    "notifications_admin",
    "recorded_events",
    "third_party",
    "use_cases_admin",
]
