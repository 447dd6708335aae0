"""What happens to accounts, roles and keys."""

from django.utils.translation import gettext_lazy as _

from governance.core.events import declare

ACCOUNT_OPENED = declare("governance.account.opened", _("Account opened"))
ACCOUNT_LINKED = declare("governance.account.linked", _("Accounts of one person linked or untied"))
ACCOUNT_CLOSED = declare("governance.account.closed", _("Account closed; its sessions and keys are dead"))
ACCOUNT_REOPENED = declare("governance.account.reopened", _("Account reopened"))
ACCOUNT_ANONYMISED = declare("governance.account.anonymised", _("Account made pseudonymous"))
ACCOUNT_CHANGED = declare("governance.account.changed", _("Account changed"))
PASSWORD_LINK_REQUESTED = declare(
    "governance.account.password_link_requested", _("Link to set a password requested")
)
PASSWORD_SET = declare("governance.account.password_set", _("Password set"))
SIGNED_IN = declare("governance.account.signed_in", _("Signed in"))
SIGN_IN_FAILED = declare("governance.account.sign_in_failed", _("Sign-in failed"))
ROLE_ASSIGNED = declare("governance.role.assigned", _("Role given"))
ROLE_WITHDRAWN = declare("governance.role.withdrawn", _("Role withdrawn"))
ROLE_COPIED = declare("governance.role.copied", _("Role copied"))
ROLE_PERMISSIONS_CHANGED = declare("governance.role.permissions_changed", _("Permissions of a role changed"))
KEY_ISSUED = declare("governance.api_key.issued", _("API key issued"))
KEY_REVOKED = declare("governance.api_key.revoked", _("API key revoked"))
