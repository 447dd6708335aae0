"""The base of every admin page: scoped rows, writes by services, transitions by POST, our own history."""

from governance.core.admin.base import GovernedModelAdmin
from governance.core.admin.inlines import GovernedTabularInline
from governance.core.admin.transitions import Transition

__all__ = ["GovernedModelAdmin", "GovernedTabularInline", "Transition"]
