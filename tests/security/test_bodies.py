"""What a body must not carry: state, ownership of rows, and keys of records that the caller may not see (A4, B4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import models

from governance.checks import OUR_APPS
from tests.security.bodies import get_act, list_keys, list_writable_views, make_act_body, make_body
from tests.security.findings import expect_none, find_difference
from tests.security.forms import Form, read_forms
from tests.security.prober import Prober
from tests.security.routes import MISSING, Target, list_targets
from tests.security.thoroughness import IS_THOROUGH, take_share
from tests.security.world import World

pytestmark = pytest.mark.django_db

OFFICERS = ("vendor officer", "team officer")
# Columns that no caller ever writes through a body or a form.
NEVER = {
    "id": str(MISSING),
    "status": "approved",
    "state": "approved",
    "lifecycle": "approved",
    "phase": 4,
    "approved_by": str(MISSING),
    "is_staff": True,
    "is_superuser": True,
    "created_at": "2001-01-01T00:00:00Z",
    "updated_at": "2001-01-01T00:00:00Z",
    "history": [],
    "person_id": str(MISSING),
    "digest": "sha256:0",
    "decided_at": "2001-01-01T00:00:00Z",
    "done_at": "2001-01-01T00:00:00Z",
    "is_built_in": True,
}


def _views() -> list[tuple[str, Any]]:
    return [
        (route, view) for route, view in list_writable_views() if getattr(view, "queryset", None) is not None
    ]


def _address(route: str, record: Any) -> str:
    return "/" + route.replace("(?P<pk>[^/.]+)", str(record.pk)).replace("^", "").replace("$", "")


def _row(record: Any) -> dict[str, Any]:
    fresh = type(record)._base_manager.get(pk=record.pk)
    return {column.attname: getattr(fresh, column.attname) for column in fresh._meta.concrete_fields}


def test_unknown_and_read_only_fields_of_bodies_are_named(world: World) -> None:
    """Every writable API view answers 400 naming the field it does not take, and writes nothing."""
    prober = Prober(world, "superuser")
    faults = []
    for route, view in _views():
        record = world.get(view.queryset.model._meta.label)
        method = "PATCH" if "<pk>" in route else "POST"
        if method.lower() not in view.http_method_names:
            continue
        body = make_body(view, world)
        target = Target(route, _address(route, record), "own", callback=None)
        never = {name: value for name, value in NEVER.items() if name not in body}
        # One body for each, or in a short run one for all.
        for extra in [{name: value} for name, value in never.items()] if IS_THOROUGH else [never]:
            data = json.dumps({**body, **extra})
            outcome = prober.probe(method, target, data=data, content_type="application/json")
            if outcome.status == 405:
                break
            missed = set(extra) - set(json.loads(outcome.body or "{}").get("errors", {}))
            if outcome.status != 400 or missed or outcome.written:
                faults.append(
                    f"{method} {target.url}: {outcome.status}, not named {missed}, wrote {sorted(outcome.written)}"
                )
    expect_none(faults)


def test_unknown_and_read_only_fields_of_acts_are_named(world: World) -> None:
    """Every act on a record answers 400 naming what it does not take, and writes nothing."""
    prober = Prober(world, "superuser")
    faults, tried = [], 0
    for target in list_targets(world):
        act = get_act(target.callback)
        if act is None or target.which != "own":
            continue
        tried += 1
        names = [name for name in NEVER if name not in act().fields]
        for name in take_share(names, tried, 4):
            data = json.dumps({**make_act_body(act), name: NEVER[name]})
            outcome = prober.probe("POST", target, data=data, content_type="application/json")
            named = name in json.loads(outcome.body or "{}").get("errors", {})
            if outcome.status != 400 or not named or outcome.written:
                faults.append(f"POST {target.url} with {name}: {outcome.status} {sorted(outcome.written)}")
    expect_none(faults)
    assert tried > 10


def _pages() -> list[tuple[str, Any]]:
    kinds = admin.site._registry.items()
    return [(model._meta.label, page) for model, page in kinds if model._meta.app_label in OUR_APPS]


def _change_url(record: Any) -> str:
    return f"/admin/{record._meta.app_label}/{record._meta.model_name}/{record.pk}/change/"


def _open(prober: Prober, record: Any) -> Form | None:
    page = prober.send("GET", _change_url(record))
    forms = [
        form for form in read_forms(page.body) if "csrfmiddlewaretoken" in form.fields and not form.action
    ]
    return forms[0] if page.status == 200 and forms else None


def test_extra_fields_of_admin_forms_change_nothing(world: World) -> None:
    """A form posted with state, staff and time fields leaves every column alone that the form does not show."""
    prober = Prober(world, "superuser")
    faults = []
    for label, _page in _pages():
        record = world.get(label)
        form = _open(prober, record)
        if form is None:
            continue
        before = _row(record)
        extra = {
            name: value
            for name, value in NEVER.items()
            if name in before and name not in form.fields | form.choices
        }
        every = {
            name: str(value)
            for name, value in {**NEVER, **extra}.items()
            if name not in form.fields | form.choices
        }
        outcome = prober.send(
            "POST",
            _change_url(record),
            data=form.encode(**every),
            content_type="application/x-www-form-urlencoded",
        )
        after = _row(record)
        changed = {name for name in extra if after[name] != before[name]} - {"updated_at"}
        if outcome.status >= 500 or changed:
            faults.append(
                f"{_change_url(record)}: {outcome.status} changed {sorted(changed)} {outcome.crash[-200:]}"
            )
    expect_none(faults)


@pytest.mark.parametrize("role", OFFICERS)
def test_keys_of_bodies_lead_to_visible_records_alone(world: World, role: str) -> None:
    """A foreign key in a JSON body that points at a foreign record is refused like one that points nowhere."""
    prober = Prober(world, role)
    faults, tried = [], 0
    for route, view in take_share(_views(), OFFICERS.index(role), len(OFFICERS)):
        record = world.get(view.queryset.model._meta.label)
        for name, related in list_keys(view, world).items():
            foreign = world.get(related, "far")
            if world.may_view(prober.user, foreign):
                continue
            method = "PATCH" if "<pk>" in route else "POST"
            target = Target(route, _address(route, record), "own")
            before = _row(record)
            tried += 1
            answers = {
                str(key): prober.probe(
                    method,
                    target,
                    data=json.dumps({**(make_body(view, world) if method == "POST" else {}), name: str(key)}),
                    content_type="application/json",
                )
                for key in (foreign.pk, MISSING)
            }
            far, missing = answers.values()
            difference = find_difference(far, str(foreign.pk), missing, str(MISSING))
            if far.status in {200, 201} or far.written or difference or _row(record) != before:
                faults.append(
                    f"{method} {target.url} {name}={related}: {far.status} {sorted(far.written)} {difference}"
                )
    expect_none(faults)
    assert tried > 5


def _list_form_keys(form: Form, model: type[models.Model]) -> Iterator[tuple[str, str]]:
    for name in form.fields:
        column_name = name.rpartition("-")[2]
        for owner in (model, *(relation.related_model for relation in model._meta.related_objects)):
            column = next((each for each in owner._meta.concrete_fields if each.name == column_name), None)
            if isinstance(column, models.ForeignKey) and column.related_model._meta.app_label in OUR_APPS:
                yield name, column.related_model._meta.label
                break


@pytest.mark.parametrize("role", OFFICERS)
def test_keys_of_forms_lead_to_visible_records_alone(world: World, role: str) -> None:
    """A foreign key in a form or inline that points at a foreign record is refused like one that points nowhere."""
    prober = Prober(world, role)
    faults, tried = [], 0
    for label, page in _pages():
        record = world.get(label)
        if not world.may_view(prober.user, record) or (form := _open(prober, record)) is None:
            continue
        for name, related in _list_form_keys(form, page.model):
            foreign = world.get(related, "far")
            if world.may_view(prober.user, foreign):
                continue
            tried += 1
            target = Target(label, _change_url(record), "own")
            before = _row(record)
            far, missing = (
                prober.probe(
                    "POST",
                    target,
                    data=form.encode(**{name: str(key)}),
                    content_type="application/x-www-form-urlencoded",
                )
                for key in (foreign.pk, MISSING)
            )
            difference = find_difference(far, str(foreign.pk), missing, str(MISSING))
            shown = world.canaries.find(far.text) & {(f"{related}:far", "name"), (f"{related}:far", "key")}
            if difference or shown or _row(record) != before:
                faults.append(f"{_change_url(record)} {name}={related}: {far.status} {shown} {difference}")
    expect_none(faults)
    assert tried > 5
