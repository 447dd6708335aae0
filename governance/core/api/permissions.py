"""A view's declared policy, asked before anything else: which key scope, which right on which kind of record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission

from governance.core.rights import rights_of


@dataclass(frozen=True, slots=True)
class Policy:
    """What a view asks of its caller.

    `read_scope` and `write_scope` bound API keys (empty: no key may use the methods). `public` is for the few views
    without a caller; `any_user` for views whose own selector scopes everything.
    """

    read_scope: str = ""
    write_scope: str = ""
    any_user: bool = False
    public: bool = False


ACTIONS = {
    "GET": "view",
    "HEAD": "view",
    "OPTIONS": "view",
    "POST": "add",
    "PUT": "change",
    "PATCH": "change",
    "DELETE": "delete",
}


class DeclaredPolicyPermission(BasePermission):
    """Refuses views without a policy, keys without the scope, and callers without any right on the kind."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Return whether the caller may use this method at all; rows are scoped by the queryset."""
        policy: Policy | None = getattr(view, "policy", None)
        if policy is None:
            return False
        if policy.public:
            return True
        if not request.user or not request.user.is_authenticated or not request.user.is_active:
            return False
        if request.auth is not None:
            scope = policy.read_scope if self._reads(request, view) else policy.write_scope
            if not scope or scope not in request.auth.scopes:
                return False
        if policy.any_user:
            return True
        model = view.get_model()
        action = self._action(request, view)
        if rights_of(request.user).somewhere_has(model.get_permission(action)):
            return True
        # A grant on a single record gives no right on the kind; the scoped queryset then shows that record alone.
        return action in {"view", "change"}

    @staticmethod
    def _reads(request: Any, view: Any) -> bool:
        return request.method in SAFE_METHODS or getattr(view, "reads_by_post", False)

    @staticmethod
    def _action(request: Any, view: Any) -> str:
        named = getattr(view, "action_rights", {}).get(getattr(view, "action", None))
        return named or ACTIONS.get(request.method, "view")
