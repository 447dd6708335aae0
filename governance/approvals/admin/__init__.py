"""Index module: the admin pages of this slice."""

from governance.approvals.admin import approvals, policies, requests

__all__ = ["approvals", "policies", "requests"]
