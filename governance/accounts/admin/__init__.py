"""Index of the admin pages of accounts, teams, roles and API keys."""

from governance.accounts.admin import keys, roles, teams, users

__all__ = ["keys", "roles", "teams", "users"]
