"""What was asked for and is not registered: shadow AI, seen where it asks."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from governance.core.records import TrackedRecord
from registry.sightings.enums import SightingState

LONGEST = 400


class Sighting(FSMModelMixin, TrackedRecord):
    """One unregistered name, how often it was asked for and by whom last. Counting leaves no history; judging does."""

    resource_type = models.CharField(_("kind"), max_length=16)
    identifier = models.CharField(_("asked for"), max_length=LONGEST)
    fold = models.CharField(max_length=LONGEST, db_index=True, editable=False)
    first_seen_at = models.DateTimeField(_("first asked"), default=timezone.now, editable=False)
    last_seen_at = models.DateTimeField(_("last asked"), default=timezone.now, editable=False)
    asked_count = models.PositiveBigIntegerField(
        _("minutes in which it was asked for"), default=1, editable=False
    )
    last_subject = models.CharField(_("last asked by"), max_length=200, blank=True, editable=False)
    last_use_case = models.CharField(_("last use case"), max_length=120, blank=True, editable=False)
    state = FSMField(_("state"), default=SightingState.NEW, choices=SightingState.choices, protected=True)

    history_excluded = ("last_seen_at", "asked_count", "last_subject", "last_use_case")
    untracked_fields = frozenset(history_excluded)

    class Meta(TrackedRecord.Meta):
        ordering = ("-last_seen_at", "-id")  # type: ignore[assignment]
        verbose_name = _("sighting")
        verbose_name_plural = _("sightings")
        permissions = (
            ("register_sighting", "Can register what was sighted"),
            ("dismiss_sighting", "Can dismiss sightings"),
        )
        constraints = (
            models.UniqueConstraint(fields=("resource_type", "identifier"), name="one_sighting_per_name"),
        )
        indexes = (models.Index(fields=("state", "-last_seen_at"), name="sighting_by_state"),)

    def __str__(self) -> str:
        return self.identifier

    @transition(
        field=state, source=[SightingState.NEW, SightingState.DISMISSED], target=SightingState.REGISTERED
    )
    def register(self) -> None:
        """It is in the registry now."""

    @transition(field=state, source=SightingState.NEW, target=SightingState.DISMISSED)
    def dismiss(self) -> None:
        """Nobody needs to look at it."""
