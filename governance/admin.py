"""Index of the admin pages of this app's slices; Django reads it, nobody imports it."""

from governance.approvals import admin as approvals_admin

__all__ = ["approvals_admin"]
