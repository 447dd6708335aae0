"""Keys between records point the way imports do, also where they are written as strings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Model

from tests.meta.layers import may_point, split_module
from tests.meta.sources import APPS

# Keys that point upward all the same, as "source_app.slice -> target_app.slice", each with its reason.
EXEMPTIONS = {
    "governance.core -> governance.accounts": "AUTH_USER_MODEL is how Django lets any record name who acted.",
}


def list_relations() -> Iterator[tuple[str, tuple[str, str], tuple[str, str]]]:
    """Every foreign key, one-to-one and many-to-many of our models: its name, where it stands and where it points."""
    for label in APPS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            for field in model._meta.get_fields():
                target = field.related_model
                if field.auto_created or not isinstance(target, type) or not issubclass(target, Model):
                    continue
                ends = split_module(model.__module__), split_module(target.__module__)
                if ends[0] is not None and ends[1] is not None:
                    yield f"{model._meta.label}.{field.name}", ends[0], ends[1]


def list_upward() -> dict[str, list[str]]:
    """The relations that point upward, grouped by the pair of slices they join."""
    upward: dict[str, list[str]] = {}
    for name, source, target in list_relations():
        if not may_point(source, target):
            upward.setdefault(f"{'.'.join(source)} -> {'.'.join(target)}", []).append(name)
    return upward


def test_no_key_points_upward() -> None:
    """A key to a higher slice would make the lower one unusable without it."""
    assert {pair: names for pair, names in list_upward().items() if pair not in EXEMPTIONS} == {}


def test_no_exemption_is_stale() -> None:
    """An exemption that exempts nothing is removed."""
    assert sorted(set(EXEMPTIONS) - set(list_upward())) == []


@pytest.mark.parametrize(
    ("source", "target", "allowed"),
    [
        (("registry", "agents"), ("registry", "tools"), True),
        (("registry", "tools"), ("registry", "agents"), False),
        (("registry", "ai_models"), ("vendors", "directory"), True),
        (("vendors", "directory"), ("registry", "ai_models"), False),
        (("governance", "approvals"), ("registry", "ai_models"), False),
        (("governance", "accounts"), ("governance", "core"), True),
        (("governance", "core"), ("governance", "accounts"), False),
        (("governance", "approvals"), ("governance", "classification"), True),
        (("registry", "rollouts"), ("registry", "sightings"), False),
        (("vendors", "agreements"), ("vendors", "agreements"), True),
    ],
)
def test_direction_follows_the_contract(
    source: tuple[str, str], target: tuple[str, str], *, allowed: bool
) -> None:
    """The rule behind the two tests above, on pairs that stand in design and contract alike."""
    assert may_point(source, target) is allowed
