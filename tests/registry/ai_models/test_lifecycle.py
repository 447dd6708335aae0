"""The state machine of a version: which step leads where, by whom, and that final means final."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django_fsm import TransitionNotAllowed

from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.models import RecordedEvent, RegistryRevision
from governance.core.services import change_record
from registry.ai_models import services
from registry.ai_models.enums import Lifecycle
from registry.ai_models.models import ModelVersion
from tests.cast import Cast
from tests.factories.models import make_version

STEPS = {
    "suspend": services.suspend_version,
    "resume": services.resume_version,
    "revoke": services.revoke_version,
    "deprecate": services.deprecate_version,
    "retire": services.retire_version,
}
# From each state: where each step leads; what is missing is refused.
LEGAL = {
    "proposed": {"suspend": "suspended", "revoke": "revoked", "retire": "retired"},
    "in_review": {"suspend": "suspended", "revoke": "revoked"},
    "approved": {
        "suspend": "suspended",
        "revoke": "revoked",
        "deprecate": "deprecated",
        "retire": "retired",
    },
    "deprecated": {"suspend": "suspended", "revoke": "revoked", "retire": "retired"},
    "suspended": {"resume": "proposed", "revoke": "revoked"},
    "retired": {},
    "revoked": {},
}
END = date(2027, 1, 1)


def take(step: str, actor: Any, version: ModelVersion) -> ModelVersion:
    moved: ModelVersion = STEPS[step](actor=actor, version=version, reason="Because")
    return moved


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", LEGAL)
def test_each_step_from_each_state(cast: Cast, state: str, step: str) -> None:
    version = make_version(cast.olga, lifecycle=state, deprecation_date=END)
    target = LEGAL[state].get(step)
    if target is None:
        with pytest.raises(ConflictingState):
            take(step, cast.olga, version)
        assert ModelVersion.objects.get(pk=version.pk).lifecycle == state
    else:
        take(step, cast.olga, version)
        assert ModelVersion.objects.get(pk=version.pk).lifecycle == target


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("person", ["dan", "carol", "ben", "eve", "vera"])
def test_who_has_no_right_moves_nothing(cast: Cast, person: str, step: str) -> None:
    version = make_version(cast.olga, lifecycle="approved", deprecation_date=END)
    with pytest.raises(NotPermitted):
        take(step, getattr(cast, person), version)
    assert ModelVersion.objects.get(pk=version.pk).lifecycle == "approved"


@pytest.mark.parametrize("state", ["proposed", "in_review", "approved", "deprecated"])
def test_resuming_leads_back_to_where_it_stood(cast: Cast, state: str) -> None:
    version = make_version(cast.olga, lifecycle=state, deprecation_date=END)
    suspended = take("suspend", cast.olga, version)
    assert (suspended.lifecycle, suspended.suspended_from) == ("suspended", state)
    resumed = take("resume", cast.olga, version)
    assert (resumed.lifecycle, resumed.suspended_from) == (state, "")


def test_a_suspension_leaves_history_event_and_revision(cast: Cast) -> None:
    version = make_version(cast.olga)
    before = RegistryRevision.current()
    services.suspend_version(actor=cast.olga, version=version, reason="Odd answers")
    row = version.history.first()
    assert (row.lifecycle, row.history_user, row.history_change_reason) == (
        "suspended",
        cast.olga,
        "Odd answers",
    )
    event = RecordedEvent.objects.get(name="registry.model_version.suspended")
    assert (event.record_id, event.reason, event.data) == (
        version.pk,
        "Odd answers",
        {"catalogue_id": "openai/gpt-4o-2024-08-06", "from": "proposed", "to": "suspended"},
    )
    assert RegistryRevision.current() == before + 1


@pytest.mark.parametrize("step", STEPS)
def test_a_step_needs_a_reason(cast: Cast, step: str) -> None:
    state = "suspended" if step == "resume" else "approved"
    version = make_version(cast.olga, lifecycle=state, deprecation_date=END)
    with pytest.raises(InvalidInput):
        STEPS[step](actor=cast.olga, version=version, reason="  ")
    assert ModelVersion.objects.get(pk=version.pk).lifecycle == state


def test_deprecating_needs_a_day(cast: Cast) -> None:
    version = make_version(cast.olga, lifecycle="approved")
    with pytest.raises(InvalidInput):
        services.deprecate_version(actor=cast.olga, version=version, reason="Old")
    moved = services.deprecate_version(actor=cast.olga, version=version, reason="Old", deprecation_date=END)
    assert (moved.lifecycle, moved.deprecation_date) == ("deprecated", END)


def test_the_state_is_written_by_no_form_and_no_assignment(cast: Cast) -> None:
    version = make_version(cast.olga)
    with pytest.raises(InvalidInput):
        change_record(actor=cast.olga, record=version, values={"lifecycle": "approved"})
    with pytest.raises(InvalidInput):
        services.change_version(actor=cast.olga, record=version, values={"pin_value": "other"})
    with pytest.raises(AttributeError):
        version.lifecycle = "approved"
    with pytest.raises(TransitionNotAllowed):
        version.approve()


# What approvals do --------------------------------------------------------------------------------------------


def test_a_suspension_wins_over_an_approval_given_at_the_same_time(cast: Cast) -> None:
    version = make_version(cast.olga, lifecycle="in_review")
    services.suspend_version(actor=cast.olga, version=version, reason="Odd")
    with pytest.raises(ConflictingState):
        services.mark_approved(actor=cast.ben, version=version)
    with pytest.raises(ConflictingState):
        services.mark_in_review(actor=cast.eve, version=version)
    assert ModelVersion.objects.get(pk=version.pk).lifecycle == "suspended"


@pytest.mark.parametrize("state", ["approved", "deprecated"])
def test_a_version_in_use_stays_so_while_its_renewal_is_reviewed(cast: Cast, state: str) -> None:
    version = make_version(cast.olga, lifecycle=state, deprecation_date=END)
    assert services.mark_in_review(actor=cast.eve, version=version).lifecycle == state
    assert services.end_review(actor=cast.ben, version=version).lifecycle == state
    assert services.mark_approved(actor=cast.ben, version=version).lifecycle == state


@pytest.mark.parametrize(
    ("state", "after_refusal", "after_end"),
    [
        ("proposed", "proposed", "proposed"),
        ("in_review", "proposed", "proposed"),
        ("approved", "approved", "proposed"),
        ("deprecated", "deprecated", "deprecated"),
        ("retired", "retired", "retired"),
        ("revoked", "revoked", "revoked"),
    ],
)
def test_what_a_refusal_and_an_end_leave(cast: Cast, state: str, after_refusal: str, after_end: str) -> None:
    version = make_version(cast.olga, lifecycle=state, deprecation_date=END)
    assert services.end_review(actor=cast.ben, version=version).lifecycle == after_refusal
    assert services.return_to_proposed(actor=cast.ben, version=version).lifecycle == after_end


def test_an_approval_that_ends_while_suspended_is_not_resumed(cast: Cast) -> None:
    version = make_version(cast.olga, lifecycle="approved")
    services.suspend_version(actor=cast.olga, version=version, reason="Odd")
    services.return_to_proposed(actor=cast.olga, version=version)
    resumed = services.resume_version(actor=cast.olga, version=version, reason="Fine")
    assert resumed.lifecycle == Lifecycle.PROPOSED
