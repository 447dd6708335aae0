"""Approvals are tested on teams as the approved record."""

from __future__ import annotations

import pytest

from governance.approvals import subjects
from governance.approvals.models import ApprovalPolicy
from tests.cast import Cast
from tests.factories.approvals import make_policy, register_team_as_subject


@pytest.fixture
def policy(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> ApprovalPolicy:
    """Return a policy that asks two approvers, with teams as an approvable kind."""
    monkeypatch.setattr(subjects, "_kinds", dict(subjects._kinds))
    register_team_as_subject()
    return make_policy(cast.system)
