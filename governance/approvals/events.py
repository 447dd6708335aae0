"""What happens to requests, votes and approvals."""

from django.utils.translation import gettext_lazy as _

from governance.core.events import declare

APPROVAL_REQUESTED = declare("governance.approval_request.opened", _("Approval requested"))
REQUEST_CHANGED = declare("governance.approval_request.changed", _("Request changed; earlier votes are void"))
REQUEST_WITHDRAWN = declare("governance.approval_request.withdrawn", _("Request withdrawn"))
REQUEST_EXPIRED = declare("governance.approval_request.expired", _("Request expired without a decision"))
REQUEST_REFUSED = declare("governance.approval_request.refused", _("Request refused"))
REQUEST_APPROVED = declare("governance.approval_request.approved", _("Request approved"))
VOTE_CAST = declare("governance.approval_request.vote_cast", _("Vote cast"))
VOTE_WITHDRAWN = declare("governance.approval_request.vote_withdrawn", _("Vote withdrawn"))
CONFLICT_DECLARED = declare(
    "governance.approval_request.conflict_declared", _("Conflict of interest declared")
)
APPROVAL_GRANTED = declare("governance.approval.granted", _("Approval granted"))
APPROVAL_REVOKED = declare("governance.approval.revoked", _("Approval revoked"))
APPROVAL_SUPERSEDED = declare("governance.approval.superseded", _("Approval replaced by a later one"))
DELEGATION_GIVEN = declare("governance.delegation.given", _("Votes delegated"))
DELEGATION_ENDED = declare("governance.delegation.ended", _("Delegation ended"))
