"""System checks of the product's promises: forgetting one is an error with a hint, not a finding of an audit."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from celery import current_app
from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from governance.core.records import ObjectGrant, TrackedRecord

OUR_APPS = ("governance", "vendors", "registry")

# Views of libraries, each with the reason why it needs no policy of ours.
EXEMPT_MODULES = {
    "django.contrib.admin": "Every ModelAdmin of ours scopes itself (GovernedModelAdmin).",
    "unfold": "Every ModelAdmin of ours scopes itself (GovernedModelAdmin).",
    "import_export": "Mixed into GovernedModelAdmin, which scopes resources and asks for rights.",
    "django.contrib.staticfiles": "Public files of the product itself.",
    "drf_spectacular": "Declared in governance/api.py with authentication.",
    "django.views.i18n": "Public catalogue of translated strings.",
    "health_check": "Declared in governance/urls.py.",
}


@register()
def check_models(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Report models that neither track their changes nor say why not."""
    errors: list[CheckMessage] = []
    for label in OUR_APPS:
        for model in apps.get_app_config(label).get_models():
            name = model._meta.label
            if (
                hasattr(model, "history_type")
                or hasattr(model, "history_object")
                or issubclass(model, ObjectGrant)
            ):
                continue
            if not issubclass(model, TrackedRecord):
                if not getattr(model, "untracked_reason", ""):
                    hint = "Inherit from TrackedRecord, or say why not in `untracked_reason`."
                    errors.append(
                        Error(f"{name} declares no policy.", hint=hint, obj=model, id="imprimatur.E001")
                    )
                continue
            if tuple(model._meta.default_permissions)[:4] != ("view", "add", "change", "delete"):
                hint = "Write `class Meta(TrackedRecord.Meta):`."
                errors.append(
                    Error(
                        f"{name} does not inherit its permissions.",
                        hint=hint,
                        obj=model,
                        id="imprimatur.E002",
                    )
                )
            if not hasattr(model._meta, "simple_history_manager_attribute"):
                errors.append(
                    Error(
                        f"{name} has no history.",
                        hint="Keep TrackedRecord first.",
                        obj=model,
                        id="imprimatur.E003",
                    )
                )
            if not hasattr(type(model._default_manager.all()), "restrict"):
                hint = "Build its manager from TrackedQuerySet."
                errors.append(
                    Error(f"{name} has an unscoped manager.", hint=hint, obj=model, id="imprimatur.E004")
                )
    return errors


EXEMPT_ROUTES = {
    "accounts/": "Sign-in pages of allauth, which asks for the session itself where it must.",
    "admin/login/": "Leads to the sign-in page.",
}


def walk_routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (route, callback) of the whole URLconf."""
    for item in (resolver or get_resolver()).url_patterns:
        route = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from walk_routes(item, route)
        elif isinstance(item, URLPattern):
            yield route, item.callback


def get_policy(callback: Any) -> Any:
    """Return the declared policy of a view function, DRF view or exempt library view; None when there is none."""
    view_class = getattr(callback, "cls", None) or getattr(callback, "view_class", None)
    for holder in (callback, view_class):
        if holder is not None and getattr(holder, "policy", None):
            return holder.policy
    admin = getattr(callback, "model_admin", None) or getattr(callback, "admin_site", None)
    if admin is not None:
        return "admin"
    modules = {getattr(callback, "__module__", ""), getattr(view_class, "__module__", "")}
    for module in modules:
        for exempt, reason in EXEMPT_MODULES.items():
            if module == exempt or module.startswith(f"{exempt}."):
                return reason
    return None


@register(deploy=False)
def check_routes(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Report routes without a declared policy."""
    hint = "Decorate it with @governed_view(...) or give the API view a `policy`."
    return [
        Error(f"The route {route!r} declares no policy.", hint=hint, obj=callback, id="imprimatur.E005")
        for route, callback in walk_routes()
        if get_policy(callback) is None and not route.startswith(tuple(EXEMPT_ROUTES))
    ]


@register()
def check_tasks(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Report Celery tasks of ours without a declared policy."""
    for label in OUR_APPS:
        import_module(f"{label}.tasks")
    hint = "Declare it with @governed_task(name, policy=...)."
    return [
        Error(f"The task {name!r} declares no policy.", hint=hint, id="imprimatur.E006")
        for name, task in sorted(current_app.tasks.items())
        if not name.startswith("celery.") and not getattr(task, "policy", "")
    ]
