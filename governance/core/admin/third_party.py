"""Pages that libraries register for their own tables, taken off the site.

They know neither our scopes nor our services: a plain member of staff could read every session, link any sign-on to
any account, or schedule any task with any argument. What people need of them has a page of ours: their own sessions
and second factors under /accounts/, jobs under Background jobs. Superusers get no exception.
"""

from __future__ import annotations

from django.contrib import admin

OUR_APPS = frozenset({"governance", "vendors", "registry"})


def list_foreign_pages(site: admin.AdminSite) -> list[type]:
    """Return the models that have a page on the site and are not ours."""
    return [model for model in site._registry if model._meta.app_label not in OUR_APPS]


def take_off_foreign_pages(site: admin.AdminSite = admin.site) -> None:
    """Take the pages of libraries off the site; called once all of them are registered."""
    for model in list_foreign_pages(site):
        site.unregister(model)


take_off_foreign_pages()
