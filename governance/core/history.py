"""History rows by django-simple-history, extended to say through what a change came and who really acted."""

from __future__ import annotations

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from governance.core.enums import Channel
from governance.core.ids import new_id
from governance.core.origin import current_origin
from governance.core.writing import current_scope


class HistoryRow(models.Model):
    """Columns that every history table adds: channel and request of the change."""

    history_channel = models.CharField(
        max_length=16, choices=Channel.choices, default=Channel.COMMAND, editable=False
    )
    history_request_id = models.CharField(max_length=64, blank=True, default="", editable=False)

    # Declared by django-simple-history beside our columns.
    history_change_reason: str | None

    class Meta:
        abstract = True


def get_history_user(_instance: models.Model | None = None, **_: Any) -> Any:
    """Return the actor of the running service; a tracked change by nobody cannot reach this point."""
    scope = current_scope()
    return scope.actor if scope else None


class TrackedHistory(HistoricalRecords):
    """History whose excluded columns are declared on the model (`history_excluded`), not here."""

    def fields_included(self, model: type[models.Model]) -> list[models.Field[Any, Any]]:
        """Return the columns to copy: all but the declared secrets and counters."""
        excluded = getattr(model, "history_excluded", ())
        return [field for field in model._meta.fields if field.name not in excluded]

    def create_history_model(self, model: type[models.Model], inherited: bool) -> Any:
        """Create the history model with the exclusions of this very model."""
        self.excluded_fields = list(getattr(model, "history_excluded", ()))
        try:
            return super().create_history_model(model, inherited)
        finally:
            self.excluded_fields = []


def make_history() -> TrackedHistory:
    """Return the one configuration of history that all tracked records inherit."""
    return TrackedHistory(
        inherit=True,
        bases=(HistoryRow,),
        get_user=get_history_user,
        history_id_field=models.UUIDField(default=new_id),
        user_db_constraint=False,
    )


def stamp_history_row(history_instance: Any = None, **_: Any) -> None:
    """Write channel, request and reason of the running service into a new history row."""
    if isinstance(history_instance, HistoryRow):
        origin = current_origin()
        history_instance.history_channel = origin.channel
        history_instance.history_request_id = origin.request_id
        if not history_instance.history_change_reason and origin.reason:
            history_instance.history_change_reason = origin.reason


pre_create_historical_record.connect(stamp_history_row, dispatch_uid="imprimatur-history-origin")
