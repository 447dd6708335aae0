"""Use cases: known data classes, no prohibited use in force, a team's own use cases for the team's own people."""

from __future__ import annotations

from typing import Any

import pytest

from governance.accounts.models import Role, User
from governance.accounts.services import assign_role
from governance.core.errors import InvalidInput, NotPermitted
from governance.core.models import RegistryRevision
from governance.core.services import change_record, create_record
from governance.use_cases.models import UseCase
from governance.use_cases.selectors import get_use_case, list_active_use_cases
from tests.cast import Cast
from tests.factories.classification import make_data_classes, make_use_case


@pytest.mark.parametrize("data_classes", [["unheard-of"], ["internal", "internal"], "internal", [1], [["x"]]])
def test_data_classes_are_known_and_named_once(cast: Cast, data_classes: Any) -> None:
    make_data_classes(cast.olga)
    values = {"key": "x", "name": "X", "purpose": "x", "owner": cast.eve, "risk_tier": "minimal"}
    with pytest.raises(InvalidInput) as refusal:
        create_record(actor=cast.olga, model=UseCase, values={**values, "data_classes": data_classes})
    assert list(refusal.value.fields) == ["data_classes"]
    assert UseCase.objects.count() == 0


def test_a_prohibited_use_is_never_active(cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        make_use_case(cast.olga, "social-scoring", risk_tier="prohibited")
    assert UseCase.objects.count() == 0
    kept = make_use_case(cast.olga, "social-scoring", risk_tier="prohibited", is_active=False)
    with pytest.raises(InvalidInput):
        change_record(actor=cast.olga, record=kept, values={"is_active": True})
    running = make_use_case(cast.olga, "chat", risk_tier="limited")
    with pytest.raises(InvalidInput):
        change_record(actor=cast.olga, record=running, values={"risk_tier": "prohibited"})
    assert list(UseCase.objects.order_by("key").values_list("key", "risk_tier", "is_active")) == [
        ("chat", "limited", True),
        ("social-scoring", "prohibited", False),
    ]


def test_a_change_leaves_history_and_moves_the_revision(cast: Cast) -> None:
    use_case = make_use_case(cast.olga)
    revision = RegistryRevision.current()
    change_record(actor=cast.olga, record=use_case, values={"data_classes": ["public"]})
    row = use_case.history.first()
    assert (row.data_classes, row.history_user, row.history_type) == (["public"], cast.olga, "~")
    assert RegistryRevision.current() == revision + 1


@pytest.mark.parametrize("person", ["ben", "carol", "eve", "dan", "vera"])
def test_who_has_no_right_changes_nothing(cast: Cast, person: str) -> None:
    use_case = make_use_case(cast.olga)
    with pytest.raises(NotPermitted):
        change_record(actor=getattr(cast, person), record=use_case, values={"name": "X"})
    with pytest.raises(NotPermitted):
        create_record(
            actor=getattr(cast, person),
            model=UseCase,
            values={"key": "x", "name": "X", "purpose": "x", "owner": cast.eve, "risk_tier": "minimal"},
        )
    assert list(UseCase.objects.values_list("name", flat=True)) == ["Ticket summaries"]


def test_a_team_role_reaches_the_teams_own_use_cases_alone(cast: Cast) -> None:
    own = make_use_case(cast.olga, "own", team=cast.support)
    make_use_case(cast.olga, "foreign", team=cast.research)
    make_use_case(cast.olga, "shared")
    role = Role.objects.get(key="governance-officer")
    assign_role(actor=cast.system, user=cast.dan, role=role, team=cast.support)
    dan = User.objects.get(pk=cast.dan.pk)
    assert list(UseCase.objects.restrict(dan, "change")) == [own]
    assert change_record(actor=dan, record=own, values={"name": "Ours"}).name == "Ours"
    for team in (cast.research, None):
        with pytest.raises(NotPermitted):
            change_record(actor=dan, record=own, values={"team": team})
    assert UseCase.objects.get(key="own").team == cast.support


def test_reads_are_scoped(cast: Cast) -> None:
    use_case = make_use_case(cast.olga)
    make_use_case(cast.olga, "asleep", is_active=False)
    assert list_active_use_cases(cast.eve) == [use_case]
    assert get_use_case(cast.eve, use_case.key) == use_case
    assert (get_use_case(cast.dan, use_case.key), get_use_case(cast.dan, "nobody")) == (None, None)
