"""Who may not write, does not: every form, action and JSON body of the product, posted by roles that only read.

The bodies are those of the superuser's own pages with every text changed, so that nothing but the missing right stands
between them and the tables. Each is shown to write when the superuser sends it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.security.bodies import get_act, list_texts, make_act_body, make_body
from tests.security.findings import expect_none
from tests.security.forms import Form, read_forms
from tests.security.prober import Prober
from tests.security.routes import Target, list_targets
from tests.security.thoroughness import is_repetition, take_share
from tests.security.world import World

pytestmark = pytest.mark.django_db

READERS = ("no role", "vendor", "viewer", "operator", "approver", "auditor")
FORM = "application/x-www-form-urlencoded"
# What a reader may write all the same: (role, route) -> why. "*" stands for every role.
OWN_BUSINESS = {
    ("*", "me/"): "Their own profile.",
    ("*", "me/keys/new/"): "Their own keys.",
    ("*", "me/mail/"): "Their own mail.",
    ("*", "accounts/password/change/"): "Their own password.",
    ("operator", "api/v1/^approval-requests$"): "Operators ask for approvals.",
    (
        "approver",
        "admin/governance/approvalrequest/<path:object_id>/conflict/",
    ): "Their own conflict of interest.",
    ("approver", "admin/governance/approvalrequest/<path:object_id>/vote/"): "That is what approvers do.",
    **{
        ("vendor", f"portal/{route}"): "That is what respondents do."
        for route in (
            "<uuid:pk>/submit/",
            "<uuid:pk>/people/",
            "invitation/<uuid:pk>/withdraw/",
            "news/",
            "news/<uuid:pk>/",
            "part/<uuid:pk>/<path:section>/",
            "delegate/<uuid:pk>/<path:section>/",
            "answer/<uuid:pk>/<int:number>/",
            "answer/<uuid:pk>/<int:number>/message/",
            "answer/<uuid:pk>/<int:number>/file/",
            "earlier/<uuid:pk>/",
            "workbook/<uuid:pk>/read/",
            "file/<uuid:pk>/remove/",
        )
    },
    **{
        ("vendor", f"api/v1/^portal/{route}$"): "That is what respondents do."
        for route in (
            "assessments/(?P<pk>[^/.]+)/submit",
            "parts/(?P<pk>[^/.]+)/answers",
            "parts/(?P<pk>[^/.]+)/evidence",
            "evidence/(?P<pk>[^/.]+)/remove",
            "parts/(?P<pk>[^/.]+)/messages",
        )
    },
}
# Requests that are shown to write when the superuser sends them: forms, inlines, buttons, access, actions, JSON.
PROVED = {
    *(
        f"POST admin/{kind}/<path:object_id>/change/"
        for kind in (
            "governance/team",
            "governance/role",
            "governance/user",
            "governance/approvalpolicy",
            "governance/dataclass",
            "governance/handlingrule",
            "governance/usecase",
            "vendors/vendor",
            "vendors/service",
            "registry/aimodel",
            "registry/modelalias",
        )
    ),
    "POST admin/governance/team/add/",
    "POST admin/governance/role/<path:object_id>/copy/",
    "POST admin/vendors/vendor/<path:object_id>/do/<slug:name>/",
    "POST admin/governance/approvalrequest/<path:object_id>/withdraw/",
    "POST admin/registry/modelversion/<path:object_id>/do/<slug:name>/",
    "POST admin/registry/modelversion/",
    "PATCH api/v1/^vendors/(?P<pk>[^/.]+)$",
    "PATCH api/v1/^services/(?P<pk>[^/.]+)$",
    "PATCH api/v1/^contacts/(?P<pk>[^/.]+)$",
    "PATCH api/v1/^sub-processors/(?P<pk>[^/.]+)$",
    "POST api/v1/^sub-processors$",
    "POST api/v1/^answer-messages$",
    "POST api/v1/^review-notes$",
    "POST api/v1/^findings$",
    "POST api/v1/^findings/(?P<pk>[^/.]+)/close$",
    "POST api/v1/^assessments/(?P<pk>[^/.]+)/withdraw$",
    "POST api/v1/^assessments/(?P<pk>[^/.]+)/due-date$",
    "POST api/v1/^portal/assessments/(?P<pk>[^/.]+)/submit$",
    "POST api/v1/^portal/parts/(?P<pk>[^/.]+)/messages$",
    "POST api/v1/^portal/evidence/(?P<pk>[^/.]+)/remove$",
    "POST api/v1/^invitations$",
    "POST api/v1/^invitations/(?P<pk>[^/.]+)/revoke$",
}


@dataclass(frozen=True)
class Attempt:
    """One request that would change something."""

    method: str
    target: Target
    body: str
    content_type: str

    @property
    def name(self) -> str:
        """The request line."""
        return f"{self.method} {self.target.url} {self.body[:60]}"


@pytest.fixture(scope="module")
def attempts(world: World) -> list[Attempt]:
    """Return every changing request that the superuser's own pages offer."""
    prober = Prober(world, "superuser")
    found: list[Attempt] = []
    for target in list_targets(world):
        if target.route.startswith("accounts/2fa") or is_repetition(target):
            continue
        if target.which in {"own", "plain"}:
            found += _list_json(world, target) if target.is_api else _list_forms(prober, world, target)
    return found


def _list_forms(prober: Prober, world: World, target: Target) -> Iterator[Attempt]:
    page = prober.read(target)
    if page.status in {404, 405} or not target.route.startswith("admin/"):
        yield Attempt("POST", target, "reason=because", FORM)
    if page.status != 200 or "html" not in page.headers.get("Content-Type", ""):
        return
    for form in read_forms(page.body):
        if form.action and not form.action.startswith(("?", "#", target.url)):
            continue  # the form of another route, which has its own turn
        for action in form.choices.get("action", [""]):
            if action or "action" not in form.choices:
                yield Attempt("POST", target, _disturb(form, world, target, action), FORM)


def _disturb(form: Form, world: World, target: Target, action: str) -> str:
    changes: dict[str, Any] = {"reason": "because", "post": "yes"}
    for name in form.texts:
        value = (form.fields.get(name) or [""])[0]
        if not value.startswith(("http", "[", "{")) and "@" not in value:
            changes[name] = f"{value}x"
    for name, offered in form.choices.items():
        if not form.fields.get(name) and name != "action" and "__" not in name and any(offered):
            changes[name] = next(filter(None, offered))
    if action:
        kind = target.route.split("/")[1:3]
        own = next(
            r
            for (label, tenant), r in world.records.items()
            if label.lower() == ".".join(kind) and tenant == "own"
        )
        changes |= {"action": action, "_selected_action": str(own.pk)}
    return form.encode(**changes)


def _list_json(world: World, target: Target) -> Iterator[Attempt]:
    view = getattr(target.callback, "cls", None)
    methods = {name.upper() for name in getattr(view, "http_method_names", ())} & {
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
    }
    act = get_act(target.callback)
    if act is not None:
        yield Attempt("POST", target, json.dumps(make_act_body(act)), "application/json")
        return
    has_body = bool(getattr(view, "serializer_class", None) and getattr(view, "queryset", None) is not None)
    body = make_body(view, world) if has_body else {}
    if has_body:
        body |= {name: f"{body.get(name) or ''}x" for name in list_texts(view, world)}
    for method in sorted(methods):
        yield Attempt(method, target, json.dumps(body), "application/json")


def _send(prober: Prober, attempt: Attempt) -> set[str]:
    outcome = prober.probe(
        attempt.method, attempt.target, data=attempt.body, content_type=attempt.content_type
    )
    assert outcome.status < 500, f"{attempt.name}: {outcome.crash}"
    return set(outcome.written)


@pytest.mark.parametrize("role", READERS)
def test_readers_write_nothing(world: World, attempts: list[Attempt], role: str) -> None:
    """No role that only reads writes by any form, action, import or JSON body: each is sent by one of the six."""
    prober = Prober(world, role)
    faults = []
    for attempt in take_share(attempts, READERS.index(role), parts=6):
        if attempt.target.route.startswith("accounts/") or {
            ("*", attempt.target.route),
            (role, attempt.target.route),
        } & set(OWN_BUSINESS):
            continue
        if written := _send(prober, attempt):
            faults.append(f"{attempt.name}: wrote {sorted(written)}")
    expect_none(faults)


def test_the_bodies_write_for_the_superuser(world: World, attempts: list[Attempt]) -> None:
    """The same bodies change rows when somebody with the right sends them, so that a refusal above is one of rights."""
    prober = Prober(world, "superuser")
    wrote = {
        f"{attempt.method} {attempt.target.route}"
        for attempt in attempts
        if f"{attempt.method} {attempt.target.route}" in PROVED and _send(prober, attempt)
    }
    assert PROVED - wrote == set()
