"""Index of the services of accounts: people, passwords, roles, teams, keys, sign-in and system actors."""

from governance.accounts.services.keys import issue_api_key, issue_own_api_key, revoke_api_key
from governance.accounts.services.passwords import request_password_link, set_password
from governance.accounts.services.people import (
    anonymise_account,
    change_account,
    change_own_profile,
    close_account,
    link_accounts,
    open_account,
    reopen_account,
)
from governance.accounts.services.roles import (
    assign_role,
    change_role,
    copy_role,
    create_role,
    set_role_permissions,
    sync_built_in_roles,
    withdraw_role,
)
from governance.accounts.services.sign_in import record_failed_sign_in, record_sign_in
from governance.accounts.services.system import get_system_actor, open_first_administrator
from governance.accounts.services.teams import add_team_member, change_team_member, remove_team_member

__all__ = [
    "add_team_member",
    "anonymise_account",
    "assign_role",
    "change_account",
    "change_own_profile",
    "change_role",
    "change_team_member",
    "close_account",
    "copy_role",
    "create_role",
    "get_system_actor",
    "issue_api_key",
    "issue_own_api_key",
    "link_accounts",
    "open_account",
    "open_first_administrator",
    "record_failed_sign_in",
    "record_sign_in",
    "remove_team_member",
    "reopen_account",
    "request_password_link",
    "revoke_api_key",
    "set_password",
    "set_role_permissions",
    "sync_built_in_roles",
    "withdraw_role",
]
