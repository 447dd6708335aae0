"""Admin pages of real records, on a site of their own so that no test depends on what else is registered."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module, reload
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import clear_url_caches

from governance.accounts.models import ApiKey, Role, RoleAssignment, Team, TeamMembership, User
from governance.core.admin import GovernedModelAdmin, GovernedTabularInline
from tests.cast import Cast


class MembershipInline(GovernedTabularInline):
    """Members of a team."""

    model = TeamMembership


class TeamPage(GovernedModelAdmin):
    """A kind with inlines, filters, search and spreadsheets."""

    list_display = ("name", "key", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "key")
    inlines = (MembershipInline,)
    date_hierarchy = "created_at"
    deletable = True
    import_fields = ("key", "name", "description", "is_active")


class MembershipPage(GovernedModelAdmin):
    """A kind with two foreign keys, filtered by both."""

    list_display = ("user", "team", "is_lead")
    list_filter = ("team", "user")
    list_select_related = ("user", "team")
    import_fields = ("team", "user", "is_lead")


class UserPage(GovernedModelAdmin):
    """Accounts, searchable."""

    search_fields = ("name", "email")


PAGES: dict[Any, Any] = {
    Team: TeamPage,
    TeamMembership: MembershipPage,
    User: UserPage,
    Role: GovernedModelAdmin,
    RoleAssignment: GovernedModelAdmin,
    ApiKey: GovernedModelAdmin,
}


@pytest.fixture
def pages(db: None) -> Iterator[None]:
    """Register the pages above in place of what the product registers for the same kinds."""
    site = admin.site
    kept = dict(site._registry)
    for model, page in PAGES.items():
        site._registry.pop(model, None)
        site.register(model, page)
    _reload_routes()
    yield
    site._registry.clear()
    site._registry.update(kept)
    _reload_routes()


def _reload_routes() -> None:
    """Make the URLconf anew: it holds the admin's routes as they were when it was read."""
    reload(import_module("governance.urls"))
    clear_url_caches()


@pytest.fixture
def sign_in() -> Any:
    """Return a function that gives a signed-in browser."""

    def open_browser(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return open_browser


@pytest.fixture
def ada(cast: Cast, pages: None, sign_in: Any) -> Client:
    """The browser of Ada, who may do everything."""
    return sign_in(cast.ada)
