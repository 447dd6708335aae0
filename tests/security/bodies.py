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


def list_texts(view: Any, world: World) -> list[str]:
    """Return the names of the view's plain text fields."""
    serializer = make_serializer(view, world, world.people["superuser"])
    return [
        name
        for name, column in serializer.fields.items()
        if type(column) is serializers.CharField and not column.read_only
    ]


def list_keys(view: Any, world: World) -> dict[str, str]:
    """Return {field: label of the related kind} of the foreign keys a caller may write."""
    serializer = make_serializer(view, world, world.people["superuser"])
    return {
        name: column.queryset.model._meta.label
        for name, column in serializer.fields.items()
        if isinstance(column, serializers.PrimaryKeyRelatedField) and not column.read_only
    }
