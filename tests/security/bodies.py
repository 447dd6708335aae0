"""JSON bodies that an API view would take: what it shows of a record, as far as a caller may write it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rest_framework import serializers
from rest_framework.test import APIRequestFactory

from governance.checks import walk_routes
from tests.security.world import World


def list_writable_views() -> Iterator[tuple[str, Any]]:
    """Yield (route, view class) of the record views that take POST or PATCH; lists and details both."""
    for route, callback in walk_routes():
        view = getattr(callback, "cls", None)
        if (
            view is not None
            and getattr(view, "serializer_class", None)
            and {"post", "patch"} & set(view.http_method_names)
        ):
            yield route, view


def make_serializer(view: Any, world: World, user: Any, record: Any = None) -> Any:
    """Return the view's serializer of a record, as the user meets it."""
    request = APIRequestFactory().get("/")
    request.user = user
    return view.serializer_class(record, context={"request": request, "view": None})


def make_body(view: Any, world: World, tenant: str = "own") -> dict[str, Any]:
    """Return what a caller could send to write the tenant's record anew, as it stands."""
    record = world.get(view.queryset.model._meta.label, tenant)
    serializer = make_serializer(view, world, world.people["superuser"], record)
    shown = json.loads(json.dumps(serializer.data, default=str))
    return {name: shown.get(name) for name, column in serializer.fields.items() if not column.read_only}


def get_act(callback: Any) -> Any:
    """Return the serializer of the body that an act on a record takes; None for every other route."""
    return getattr(callback, "initkwargs", {}).get("body_class")


def make_act_body(act: Any) -> dict[str, Any]:
    """Return what a caller could say who does it: the last choice, a day to come, a text, nothing that is no must."""
    return {name: _say(column) for name, column in act().fields.items() if column.required}


def _say(column: Any) -> Any:
    if isinstance(column, serializers.ChoiceField):
        return list(column.choices)[-1]
    if isinstance(column, serializers.DateField):
        return "2999-01-01"
    return 0 if isinstance(column, serializers.IntegerField) else "Q-1"


def list_texts(view: Any, world: World) -> list[str]:
    """Return the names of the view's plain text fields; keys of what is asked and other ids are none."""
    serializer = make_serializer(view, world, world.people["superuser"])
    return [
        name
        for name, column in serializer.fields.items()
        if type(column) is serializers.CharField and not column.read_only and not name.endswith("_id")
    ]


def list_keys(view: Any, world: World) -> dict[str, str]:
    """Return {field: label of the related kind} of the foreign keys a caller may write."""
    serializer = make_serializer(view, world, world.people["superuser"])
    return {
        name: column.queryset.model._meta.label
        for name, column in serializer.fields.items()
        if isinstance(column, serializers.PrimaryKeyRelatedField) and not column.read_only
    }
