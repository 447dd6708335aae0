"""Two tenants with one record of every tracked kind each, every text a canary, and a cast with narrow roles.

Records are built from their models, not through their services: a kind that joins the product joins the attacks
without anybody remembering to add it. A kind that cannot be built this way fails the build of the world.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django_fsm import FSMFieldMixin

from governance.accounts.models import Role, User
from governance.accounts.services import assign_role
from governance.checks import OUR_APPS
from governance.core import events
from governance.core.models import TrackedRecord
from governance.core.origin import because
from governance.core.rights import rights_of
from governance.core.writing import publish, service
from registry.ai_models.models import CatalogueImportRow
from tests.cast import Cast, _open, get_cast
from tests.security.canaries import SCRIPT, Canaries
from tests.security.recipes import RECIPES, SHARED
from vendors.notices.models import Notice

TENANTS = ("own", "far")


def list_tracked_models() -> list[type[TrackedRecord]]:
    """Return every tracked kind of ours."""
    found = []
    for label in OUR_APPS:
        found += [
            model for model in apps.get_app_config(label).get_models() if issubclass(model, TrackedRecord)
        ]
    return found


def list_other_models() -> list[type[models.Model]]:
    """Return the kinds that are not tracked and whose rows people can nevertheless see."""
    shown = [model for model in admin.site._registry if model._meta.app_label in OUR_APPS]
    return [*(model for model in shown if not issubclass(model, TrackedRecord)), CatalogueImportRow, Notice]


@service
def _insert(*, actor: Any, record: Any) -> None:
    """Write a record as it stands, with history and an event, and ask no rule."""
    record.save(force_insert=True)
    publish(events.RECORD_CREATED, actor=actor, record=record)


@dataclass
class World:
    """What the attacks act on. `records` is keyed by (model label, tenant), `people` by role name.

    `answers` keeps what was read before, by role and address.
    """

    cast: Cast
    canaries: Canaries = field(default_factory=Canaries)
    records: dict[tuple[str, str], Any] = field(default_factory=dict)
    people: dict[str, User | None] = field(default_factory=dict)
    answers: dict[tuple[str, ...], Any] = field(default_factory=dict)
    number: int = 0
    _pending: list[tuple[str, str]] = field(default_factory=list)

    def get(self, label: str, tenant: str = "own") -> Any:
        """Return the tenant's record of a kind, made when first asked for."""
        key = (label, tenant)
        if key not in self.records:
            if key in self._pending:
                raise LookupError(f"{label} needs itself: give it a recipe.")
            self._pending.append(key)
            self.records[key] = self._make(apps.get_model(label), tenant)
            self._pending.remove(key)
        return self.records[key]

    def grow(self, label: str, rows: int) -> int:
        """Add copies of the own record of a kind, each with related records of its own; return how many were made."""
        kept = {key: record for key, record in self.records.items() if key[0] in SHARED and key[0] != label}
        for number in range(rows):
            more = World(self.cast, self.canaries, dict(kept), number=number + 1)
            more.get(label, "own")
        return rows

    def name_of(self, record: Any) -> str:
        """Return "app.Model:tenant" of a record of the world."""
        return next(f"{label}:{tenant}" for (label, tenant), each in self.records.items() if each == record)

    def may_view(self, user: User | None, record: Any) -> bool:
        """Say independently of any query whether the user's roles let them see a record."""
        if user is None:
            return False
        rights = rights_of(user)
        if isinstance(record, CatalogueImportRow):
            return self.may_view(user, record.of)
        if not isinstance(record, TrackedRecord):
            return rights.superuser or rights.everywhere_has(
                f"{record._meta.app_label}.view_{record._meta.model_name}"
            )
        permission = record.get_permission("view")
        owner = record
        for part in record.scope.owner.split("__") if record.scope.owner else ():
            owner = getattr(owner, part, None)
        return (
            rights.everywhere_has(permission)
            or record.is_within(rights, permission)
            or (bool(record.scope.owner) and owner == rights.user_id)
        )

    def list_forbidden(self, user: User | None) -> set[str]:
        """Return the names of the records whose texts the user must never see."""
        return {
            f"{label}:{tenant}"
            for (label, tenant), record in self.records.items()
            if not self.may_view(user, record)
        }

    def _make(self, model: type[models.Model], tenant: str) -> Any:
        label = model._meta.label
        values: dict[str, Any] = {}
        recipe = RECIPES.get(label)
        given = recipe(self, tenant) if recipe else {}
        for column in model._meta.concrete_fields:
            if column.name in given or column.primary_key:
                continue
            value = self._value_of(model, column, tenant)
            if value is not _LEAVE:
                values[column.name] = value
        record = model(**values, **given)
        reason = self.canaries.make(tenant, (f"{label}:{tenant}", "history"))
        if isinstance(record, TrackedRecord):
            with because(f"{reason}{SCRIPT}"):
                _insert(actor=self.cast.system, record=record)
        else:
            models.Model.save(record, force_insert=True)  # append-only kinds refuse their own save
        return record

    def _value_of(self, model: type[models.Model], column: Any, tenant: str) -> Any:
        if isinstance(column, models.ForeignKey):
            if column.related_model is ContentType:
                return ContentType.objects.get_for_model(self.get("governance.Team", tenant))
            related = column.related_model._meta.label
            if related == model._meta.label or (column.null and (related, tenant) in self._pending):
                return None
            return self.get(related, tenant)
        if isinstance(column, models.UUIDField):
            return None if column.null else self.get("governance.Team", tenant).pk
        if isinstance(column, FSMFieldMixin) or column.choices:
            return _LEAVE if column.has_default() or column.blank else next(iter(column.choices))[0]
        if isinstance(column, models.CharField | models.TextField):
            return self._text_of(model, column, tenant)
        if isinstance(column, models.JSONField):
            return _LEAVE if column.has_default() else {}
        if (
            column.null
            or column.has_default()
            or getattr(column, "auto_now", 0)
            or getattr(column, "auto_now_add", 0)
        ):
            return _LEAVE
        if isinstance(column, models.DateTimeField):
            return timezone.now()
        if isinstance(column, models.DateField):
            return date(2026, 1, 1)
        return 1

    def _text_of(self, model: type[models.Model], column: Any, tenant: str) -> Any:
        longest = column.max_length or 10_000
        if longest < 8:
            return _LEAVE
        token = self.canaries.make(tenant, (f"{model._meta.label}:{tenant}", column.name))
        if isinstance(column, models.SlugField):
            return token
        if isinstance(column, models.EmailField):
            return f"{token}@example.com"
        if isinstance(column, models.URLField) or "url" in column.name or column.name == "website":
            return f"https://{token}.example.com/"
        return f"{token}{SCRIPT}" if longest >= 8 + len(SCRIPT) else token


_LEAVE = object()


def make_world() -> World:
    """Build both tenants, and the people who attack."""
    cast = get_cast()
    world = World(cast)
    for model in (*list_tracked_models(), *list_other_models()):
        for tenant in TENANTS:
            world.get(model._meta.label, tenant)
    roles = {role.key: role for role in Role.objects.filter(is_built_in=True)}
    team, vendor = world.get("governance.Team"), world.get("vendors.Vendor")
    vic = _open(cast.system, "Vic")
    tess = _open(cast.system, "Tess")
    vito = _open(cast.system, "Vito", roles=("viewer",))
    assign_role(actor=cast.system, user=vic, role=roles["governance-officer"], vendor_ref=vendor.pk)
    assign_role(actor=cast.system, user=tess, role=roles["governance-officer"], team=team)
    assign_role(actor=cast.system, user=cast.vera, role=roles["vendor-respondent"], vendor_ref=vendor.pk)
    world.people = {
        "anonymous": None,
        "no role": cast.dan,
        "vendor": cast.vera,
        "vendor officer": vic,
        "team officer": tess,
        "operator": cast.eve,
        "viewer": vito,
        "approver": cast.ben,
        "auditor": cast.carol,
        "officer": cast.olga,
        "owner": cast.ada,
        "superuser": cast.root,
    }
    return world
