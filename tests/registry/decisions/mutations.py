"""Random changes of everything the compiler reads, each a commit of its own, past the rules that would refuse most."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from governance.accounts.models import Team, TeamMembership, User
from governance.approvals.models import Approval
from governance.classification.models import AdequacyDecision, DataClass, GroupingMember, HandlingRule, Region
from governance.core.ids import new_id
from governance.core.writing import service
from governance.use_cases.models import UseCase
from registry.ai_models.models import AIModel, ModelAlias, ModelVersion
from registry.kill_switch.models import KillSwitchEngagement
from vendors.agreements.models import Agreement, AgreementService
from vendors.directory.models import Service, ServiceLocation, SubProcessor, Vendor


@service
def _save(*, actor: Any, record: Any) -> None:
    record.save()


@service
def _delete(*, actor: Any, record: Any) -> None:
    record.delete()


def _put(record: Any, **values: Any) -> None:
    for name, value in values.items():
        record.__dict__[name] = value  # states are protected against plain assignment


class Mutator:
    """Makes one random change at a time; the same seed makes the same changes."""

    def __init__(self, actor: Any, seed: int) -> None:
        self.actor = actor
        self.random = random.Random(seed)
        self.number = 0
        self.changes: dict[type[models.Model], Callable[[Any], dict[str, Any]]] = {
            Vendor: lambda row: {
                "name": self.word(),
                "lifecycle": self.pick("active", "suspended"),
                "tier": "high",
            },
            Service: lambda row: {
                "name": self.word(),
                "is_active": self.chance(),
                "is_in_baa_scope": self.chance(),
                "is_sub_processor_list_complete": self.chance(),
                "is_support_access_declared": self.chance(),
                "retention_days": self.pick(None, 0, 30),
            },
            ServiceLocation: lambda row: {
                "purpose": self.pick("hosting", "support", "backup"),
                **self.other(row, "service"),
            },
            SubProcessor: lambda row: {
                "name": self.word(),
                "until_date": self.day(),
                **self.other(row, "service"),
            },
            Agreement: lambda row: {
                "title": self.word(),
                "kind": self.pick("dpa", "baa", "scc"),
                "expiry_date": self.day(),
                "covers_all_services": self.chance(),
                "clauses": self.pick([], ["no_training"]),
            },
            AgreementService: lambda row: self.other(row, "agreement"),
            AIModel: lambda row: {"title": self.word(), **self.other(row, "service", may_be_none=True)},
            ModelVersion: lambda row: {
                "lifecycle": self.pick("approved", "suspended", "revoked", "proposed"),
                "pin_value": self.word(),
                "deprecation_date": self.day(),
                "synonyms": [f"other/{self.random.randrange(6)}" for _ in range(self.random.randrange(3))],
                "catalogue_id": self.pick(row.catalogue_id, f"{row.provider}/m{self.next()}-2026-01-01"),
            },
            ModelAlias: lambda row: {
                "name": self.pick(row.name, f"other/{self.random.randrange(6)}"),
                **self.other(row, "points_to", may_be_none=True),
            },
            Approval: lambda row: {
                "number": f"A-{self.next()}",
                "ended_at": self.pick(None, timezone.now()),
                "valid_until": row.valid_from + timedelta(days=self.random.randrange(1, 900)),
                "permitted_scope": {
                    **row.permitted_scope,
                    "regions": self.pick(["*"], ["EEA"], ["aws:eu-west-1"], ["IE"]),
                },
            },
            KillSwitchEngagement: lambda row: {"released_at": self.pick(None, timezone.now())},
            Team: lambda row: {"name": self.word(), "is_active": self.chance()},
            TeamMembership: lambda row: self.other(row, "user"),
            User: lambda row: {
                "name": self.word(),
                "is_active": self.chance(),
                "email": self.pick(row.email, f"p{self.next()}@example.com"),
            },
            UseCase: lambda row: {
                "name": self.word(),
                "is_active": self.chance(),
                "data_classes": self.pick(["*"], ["internal"]),
            },
            DataClass: lambda row: {"name": self.word(), "is_active": self.chance()},
            HandlingRule: lambda row: {
                "requires_dpa": self.chance(),
                "allowed_places": self.pick([], ["EEA"]),
            },
            Region: lambda row: {"name": self.word(), **self.other(row, "country")},
            GroupingMember: lambda row: {"valid_to": self.day()},
            AdequacyDecision: lambda row: {"valid_to": self.day(), "source": self.word()},
        }

    def next(self) -> int:
        """Return a number that no record has yet."""
        self.number += 1
        return self.number

    def pick(self, *values: Any) -> Any:
        """Return one of the values."""
        return self.random.choice(values)

    def chance(self) -> bool:
        """Return yes or no."""
        return self.random.random() < 0.5

    def word(self) -> str:
        """Return a new name."""
        return f"name-{self.next()}"

    def day(self) -> date | None:
        """Return a day around now, or none."""
        days = self.random.randrange(-400, 400)
        return self.pick(None, (datetime.now(UTC) + timedelta(days=days)).date())

    def other(self, row: Any, name: str, *, may_be_none: bool = False) -> dict[str, Any]:
        """Return another record for a relation, by the name of its column."""
        column: Any = row._meta.get_field(name)
        keys = list(column.related_model._base_manager.order_by("pk").values_list("pk", flat=True)[:50])
        return {column.attname: self.pick(*keys, *([None] if may_be_none else []))}

    def change(self) -> bool:
        """Change, copy or delete one random record; return False when the database refused."""
        kind = self.pick(*self.changes)
        rows = models.QuerySet(kind)
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        if not keys:
            return False
        record = rows.get(pk=self.pick(*keys))
        values = self.changes[kind](record)
        act = self.random.random()
        try:
            if act < 0.12 and kind not in (User, Region):
                _delete(actor=self.actor, record=record)
            elif act < 0.35 and len(keys) < 60:
                _save(actor=self.actor, record=self.copy(record, values))
            else:
                _put(record, **values)
                _save(actor=self.actor, record=record)
        except (ProtectedError, RestrictedError, models.ProtectedError, TypeError):
            return False
        return True

    def copy(self, record: Any, values: dict[str, Any]) -> Any:
        """Return an unsaved record like another one, under names of its own."""
        unique = {
            "key": lambda: f"key-{self.next()}",
            "email": lambda: f"p{self.next()}@example.com",
            "number": lambda: f"A-{self.next()}",
            "catalogue_id": lambda: f"{record.provider}/m{self.next()}-2026-01-01",
            "name": self.word,
        }
        named = {each.name for each in record._meta.concrete_fields}
        _put(record, **values, id=new_id())
        _put(record, **{name: make() for name, make in unique.items() if name in named})
        record._state.adding = True
        return record
