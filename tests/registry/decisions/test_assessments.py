"""What an assessment says of a vendor is what the next answer rests on: rejected, expired and critical deny."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from governance.accounts.models import User
from imprimatur import Question, evaluate
from registry.decisions.compiler import compile_snapshot
from registry.decisions.selectors import decide
from registry.decisions.snapshots import get_snapshot
from tests.cast import Cast
from tests.factories.assessments import answer_all, make_assessment, make_respondent, make_submitted
from tests.factories.decisions import PermittedWorld
from tests.factories.questionnaires import make_template_version
from vendors.assessments import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def vic(cast: Cast, world: PermittedWorld) -> User:
    return make_respondent(cast, world.vendor)


def ask(cast: Cast, world: PermittedWorld) -> tuple[str, list[str]]:
    """Return the decision and the codes of check 6, after comparing what was followed with a compilation anew."""
    held = get_snapshot()
    assert held == compile_snapshot().snapshot
    answer = decide(actor=cast.carol, question=Question.from_dict(world.question))
    codes = [reason.code for reason in answer.reasons if reason.code.startswith("vendor.")]
    return answer.decision, codes if answer.decision == "deny" else []


def test_what_is_under_way_changes_nothing(cast: Cast, world: PermittedWorld, vic: User) -> None:
    assert ask(cast, world)[0] == "permit"
    make_submitted(cast, world.vendor, vic)
    assert ask(cast, world)[0] == "permit"


def test_a_rejection_denies_until_another_round_is_accepted(
    cast: Cast, world: PermittedWorld, vic: User
) -> None:
    first = make_submitted(cast, world.vendor, vic)
    services.reject_assessment(actor=cast.olga, assessment=first, reason="Trains on our data")
    assert ask(cast, world) == ("deny", ["vendor.assessment_incomplete"])
    second = make_submitted(cast, world.vendor, vic)
    assert ask(cast, world)[0] == "deny"
    services.accept_assessment(actor=cast.olga, assessment=second, conditions=["No training"])
    assert ask(cast, world)[0] == "permit"


def test_an_acceptance_of_something_else_lifts_no_rejection(
    cast: Cast, world: PermittedWorld, vic: User
) -> None:
    """Whoever was rejected for one questionnaire, or one service, is not let in by another."""
    whole = make_submitted(cast, world.vendor, vic)
    services.reject_assessment(actor=cast.olga, assessment=whole, reason="Trains on our data")
    other = make_template_version(cast.olga, "other")
    for values in ({"versions": [other]}, {"service": world.service}):
        accepted = make_submitted(cast, world.vendor, vic, **values)
        services.accept_assessment(actor=cast.olga, assessment=accepted)
        assert ask(cast, world) == ("deny", ["vendor.assessment_incomplete"])
    following = services.reopen_assessment(actor=cast.olga, assessment=whole, reason="They changed it")
    services.send_assessment(actor=cast.olga, assessment=following)
    answer_all(vic, following)
    services.submit_assessment(actor=vic, assessment=following)
    services.accept_assessment(actor=cast.olga, assessment=following)
    assert ask(cast, world)[0] == "permit"


def test_an_acceptance_ends_by_itself(cast: Cast, world: PermittedWorld, vic: User) -> None:
    accepted = services.accept_assessment(
        actor=cast.olga,
        assessment=make_submitted(cast, world.vendor, vic),
        valid_until=timezone.now().date() + timedelta(days=1),
    )
    assert ask(cast, world)[0] == "permit"
    assert accepted.ends_at is not None
    question = Question.from_dict(world.question)
    after = evaluate(get_snapshot(), question, accepted.ends_at)
    before = evaluate(get_snapshot(), question, accepted.ends_at - timedelta(microseconds=1))
    codes = [reason.code for reason in after.reasons if reason.code.startswith("vendor.")]
    assert (before.decision, before.valid_until, codes) == (
        "permit",
        accepted.ends_at,
        ["vendor.assessment_expired"],
    )


def test_an_open_critical_finding_denies(cast: Cast, world: PermittedWorld, vic: User) -> None:
    assessment = make_submitted(cast, world.vendor, vic)
    services.accept_assessment(actor=cast.olga, assessment=assessment)
    services.raise_finding(actor=cast.olga, assessment=assessment, title="Slow", severity="high")
    assert ask(cast, world)[0] == "permit"
    finding = services.raise_finding(
        actor=cast.olga, assessment=assessment, title="Open bucket", severity="critical"
    )
    assert ask(cast, world) == ("deny", ["vendor.critical_finding"])
    services.close_finding(actor=cast.olga, finding=finding, note="Closed, seen by us")
    assert ask(cast, world)[0] == "permit"


def test_a_vendor_never_assessed_is_denied_where_that_is_asked(
    cast: Cast, world: PermittedWorld, vic: User, settings: Any
) -> None:
    settings.DECISIONS_NEED_ASSESSMENT = True
    make_assessment(cast, world.vendor)
    assert ask(cast, world) == ("deny", ["vendor.assessment_missing"])
