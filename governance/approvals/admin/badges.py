"""The colours of states."""

from __future__ import annotations

from governance.approvals.enums import ApprovalState, RequestState

STATE_COLOURS = {
    RequestState.OPEN: "info",
    RequestState.APPROVED: "success",
    RequestState.REFUSED: "danger",
    RequestState.WITHDRAWN: "default",
    RequestState.EXPIRED: "warning",
    ApprovalState.IN_FORCE: "success",
    ApprovalState.REVOKED: "danger",
    ApprovalState.SUPERSEDED: "default",
}
