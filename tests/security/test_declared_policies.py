"""A model, a route, a task or an admin page without a declared policy fails `manage.py check`, by name (B8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app, shared_task
from django.apps import apps
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from governance.checks import check_models, check_routes, check_tasks
from governance.core.records import TrackedRecord


def forgotten_view(request: HttpRequest) -> HttpResponse:
    """A view that says nothing about who may open it."""
    return HttpResponse()


urlpatterns = [path("forgotten/", forgotten_view), path("accounts-of-mine/", forgotten_view)]


@pytest.fixture
def forget() -> Iterator[Any]:
    """Define models during a test, and forget them after it."""
    before = dict(apps.all_models["governance"])
    yield
    for name in set(apps.all_models["governance"]) - set(before):
        del apps.all_models["governance"][name]
    apps.clear_cache()


def test_today_nothing_is_forgotten() -> None:
    """The product itself passes."""
    assert [*check_models(None), *check_routes(None), *check_tasks(None)] == []


def test_a_model_without_history_and_without_a_reason_is_named(forget: Any) -> None:
    """Neither TrackedRecord nor `untracked_reason`."""

    class Forgotten(models.Model):
        class Meta:
            app_label = "governance"

        def __str__(self) -> str:
            return ""

    assert [(e.id, str(e.msg)) for e in check_models(None)] == [
        ("imprimatur.E001", f"{Forgotten._meta.label} declares no policy.")
    ]


def test_a_tracked_model_that_drops_the_permissions_or_the_manager_is_named(forget: Any) -> None:
    """Meta without TrackedRecord.Meta, and a manager that cannot restrict."""

    class Careless(TrackedRecord):
        __module__ = "governance.models"  # its history looks there for its app
        objects = models.Manager()

        class Meta:
            app_label = "governance"

    assert {(e.id, str(e.msg).split()[0]) for e in check_models(None)} == {
        ("imprimatur.E002", Careless._meta.label),
        ("imprimatur.E004", Careless._meta.label),
    }


@override_settings(ROOT_URLCONF=__name__)
def test_a_route_without_a_policy_is_named() -> None:
    """A plain view without @governed_view, under any address but those of the sign-in library."""
    assert [(e.id, str(e.msg)) for e in check_routes(None)] == [
        ("imprimatur.E005", "The route 'forgotten/' declares no policy."),
        ("imprimatur.E005", "The route 'accounts-of-mine/' declares no policy."),
    ]


def test_a_task_without_a_policy_is_named() -> None:
    """A shared task that is not a governed task."""

    @shared_task(name="governance.forgotten")
    def forgotten() -> None:
        """Do nothing."""

    current_app.finalize(auto=True)
    try:
        assert [(e.id, str(e.msg)) for e in check_tasks(None)] == [
            ("imprimatur.E006", "The task 'governance.forgotten' declares no policy.")
        ]
    finally:
        current_app.tasks.pop("governance.forgotten", None)
