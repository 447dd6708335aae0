"""Every route of the product with an address for the own, the far and a missing object."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import admin

from governance.checks import walk_routes
from tests.security.world import World, list_tracked_models

MISSING = UUID("01890000-0000-7000-8000-000000000000")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
ADMIN_PAGE = re.compile(r"^admin/(\w+)/(\w+)/")


@dataclass(frozen=True, slots=True)
class Target:
    """One address of a route: `which` is own, far, missing, or plain for a route without an object."""

    route: str
    url: str
    which: str
    object_id: str = ""
    callback: Any = None

    @property
    def is_api(self) -> bool:
        """Whether the route belongs to the REST interface."""
        return self.route.startswith("api/")


def _key(world: World, label: str, which: str) -> str:
    return str(MISSING) if which == "missing" else str(world.get(label, which).pk)


def _list_histories(world: World, which: str) -> list[dict[str, str]]:
    kinds = [model._meta for model in list_tracked_models()]
    return [{"kind": each.label_lower, "key": _key(world, each.label, which)} for each in kinds]


def _one_of(label: str) -> Any:
    return lambda world, which: [{"pk": _key(world, label, which)}]


# Routes whose object neither an admin page nor an API view names: how to fill each of their addresses.
# The last parameter is the object's.
OBJECTS: dict[str, Any] = {
    "requests/<uuid:pk>": _one_of("governance.ApprovalRequest"),
    "admin/agreement-from-review/<uuid:pk>": _one_of("vendors.Agreement"),
    "admin/agreement-impact/<uuid:pk>": _one_of("vendors.Agreement"),
    "admin/vendor-impact/<uuid:pk>": _one_of("vendors.Vendor"),
    "admin/vendor-overview/<uuid:pk>": _one_of("vendors.Vendor"),
    **{
        f"admin/vendors/{kind}/file/<uuid:pk>/{page}": _one_of("vendors.QuestionnaireFile")
        for kind in ("questionnairetemplate", "assessment")
        for page in ("", "columns/", "discard/")
    },
    "api/v1/agreements/<uuid:pk>/impact": _one_of("vendors.Agreement"),
    "api/v1/vendors/<uuid:pk>/impact": _one_of("vendors.Vendor"),
    "api/v1/vendors/<uuid:pk>/risk": _one_of("vendors.Vendor"),
    "api/v1/history/<str:kind>/<uuid:key>": _list_histories,
    **{
        f"portal/{route}": _one_of(f"vendors.{kind}")
        for route, kind in (
            ("<uuid:pk>/", "Assessment"),
            ("<uuid:pk>/submit/", "Assessment"),
            ("<uuid:pk>/people/", "Assessment"),
            ("invitation/<uuid:pk>/withdraw/", "Invitation"),
            ("news/<uuid:pk>/", "Notice"),
            ("<uuid:pk>/pdf/", "Assessment"),
            ("part/<uuid:pk>/<path:section>/", "AssessmentPart"),
            ("delegate/<uuid:pk>/<path:section>/", "AssessmentPart"),
            ("answer/<uuid:pk>/<int:number>/", "AssessmentPart"),
            ("answer/<uuid:pk>/<int:number>/message/", "AssessmentPart"),
            ("answer/<uuid:pk>/<int:number>/file/", "AssessmentPart"),
            ("earlier/<uuid:pk>/", "AssessmentPart"),
            ("workbook/<uuid:pk>/", "AssessmentPart"),
            ("workbook/<uuid:pk>/read/", "AssessmentPart"),
            ("file/<uuid:pk>/", "Evidence"),
            ("file/<uuid:pk>/remove/", "Evidence"),
        )
    },
}
# Parameters that always name an object of one kind.
KINDS: dict[str, str] = {"filter_id": "governance.SavedFilter", "key_id": "governance.ApiKey"}
# Parameters that name a model version as callers spell it.
SPELLED = ("catalogue_id",)
# Parameters that name no object.
FIXED: dict[str, str] = {
    "app_label": "vendors",
    "url": "no-such-page",
    "key": "abc",
    "clause": "documented_instructions",
    "uidb36": "1",
    "section": "data",
    "number": "0",
    "token": "abc",
}
# Routes that are not attacked here, each with its reason.
EXEMPT: dict[str, str] = {
    "accounts/logout/": "Ends the attacker's session; allauth's own tests.",
    "admin/logout/": "Ends the attacker's session; Django's own tests.",
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": "After reauthentication alone; allauth looks among the user's own.",
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": "After reauthentication alone; allauth looks among the user's own.",
}


def list_targets(world: World) -> list[Target]:
    """Return the addresses of every route that is not exempt and that somebody says how to reach."""
    return _list_targets(world)[0]


def list_unknown_routes(world: World) -> list[str]:
    """Return the routes that have an object and nobody says which."""
    return _list_targets(world)[1]


def _list_targets(world: World) -> tuple[list[Target], list[str]]:
    targets: list[Target] = []
    unknown: list[str] = []
    seen: set[str] = set()
    for route, callback in walk_routes():
        if route in seen or route in EXEMPT:
            continue
        seen.add(route)
        try:
            targets += _fill(world, route, callback)
        except LookupError:
            unknown.append(route)
    return targets, unknown


def _fill(world: World, route: str, callback: Any) -> list[Target]:
    free = [a or b for a, b in PARAMETER.findall(route) if (a or b) not in FIXED]
    if route not in OBJECTS and not free:
        return [Target(route, _address(route, {}), "plain", callback=callback)]
    targets = []
    for which in ("own", "far", "missing"):
        for values in _list_values(world, route, callback, which, free):
            own_name = next(name for name in ("object_id", "pk", *reversed(free)) if name in free)
            targets.append(Target(route, _address(route, values), which, str(values[own_name]), callback))
    return targets


def _list_values(
    world: World, route: str, callback: Any, which: str, free: list[str]
) -> list[dict[str, Any]]:
    if route in OBJECTS:
        values: list[dict[str, Any]] = OBJECTS[route](world, which)
        return values
    label = get_object_label(route, callback)
    filled = {name: _key(world, KINDS[name], which) for name in free if name in KINDS}
    filled |= {name: _key(world, label, which) for name in free if name in {"object_id", "pk"} and label}
    for name in set(free) & set(SPELLED):
        version = world.get("registry.ModelVersion", "own" if which == "missing" else which)
        filled[name] = "nobody/never-heard-of-2026-01-01" if which == "missing" else version.catalogue_id
    if set(free) - set(filled) - {"name"}:
        raise LookupError(route)
    return [{**filled, **choice} for choice in _list_choices(route)]


def _list_choices(route: str) -> list[dict[str, str]]:
    if "<slug:name>" not in route:
        return [{}]
    page = ADMIN_PAGE.match(route)
    assert page is not None, route
    transitions = find_model_admin(*page.groups()).transitions
    return [{"name": transition.name} for transition in transitions] or [{"name": "no-such-transition"}]


def find_model_admin(app: str, model: str) -> Any:
    """Return the registered admin of a kind."""
    pages = admin.site._registry.items()
    return next((page for kind, page in pages if kind._meta.label_lower == f"{app}.{model}"), None)


def get_object_label(route: str, callback: Any) -> str | None:
    """Return the label of the kind that a route's object is of."""
    page = ADMIN_PAGE.match(route)
    if page is not None and (model_admin := find_model_admin(*page.groups())) is not None:
        return str(model_admin.model._meta.label)
    view = getattr(callback, "cls", None)
    queryset = getattr(view, "queryset", None)
    return str(queryset.model._meta.label) if queryset is not None else None


def _address(route: str, values: dict[str, Any]) -> str:
    def put(match: re.Match[str]) -> str:
        name = match.group(1) or match.group(2)
        return str(values.get(name, FIXED.get(name, "")))

    text = re.sub(r"(^|/)\^", r"\1", route)
    return "/" + PARAMETER.sub(put, text).rstrip("$")
