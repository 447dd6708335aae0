"""Records of the machinery itself: events, outbox and jobs. TrackedRecord and the revision have files of their own."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NoReturn, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.core.enums import Channel, DeliveryState, JobState
from governance.core.events import EventKind, get_sentence
from governance.core.ids import new_id
from governance.core.origin import Origin
from governance.core.records import ObjectGrant, Scope, TrackedRecord
from governance.core.revisions import RegistryRevision, RegistryStep
from governance.core.rights import rights_of

__all__ = [
    "IdempotentAnswer",
    "Job",
    "ObjectGrant",
    "OutboxMessage",
    "RecordedEvent",
    "RegistryRevision",
    "RegistryStep",
    "SavedFilter",
    "Scope",
    "TrackedRecord",
]


class RecordedEventQuerySet(models.QuerySet["RecordedEvent"]):
    """Events; append-only."""

    def restrict(self, user: Any, action: str = "view") -> Self:
        """Return the events to those who may read all of them; a record's own page filters by record instead."""
        if action == "view" and rights_of(user).everywhere_has("governance.view_recordedevent"):
            return self.all()
        return self.none()


class RecordedEvent(models.Model):
    """Something that happened to a record: append-only, written in the transaction of the change itself."""

    untracked_reason = "Append-only: it is the record of a change."

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("event"), max_length=120, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(_("through"), max_length=16, choices=Channel.choices)
    request_id = models.CharField(max_length=64, blank=True)
    address = models.CharField(_("from"), max_length=64, blank=True)
    record_type = models.ForeignKey(ContentType, null=True, on_delete=models.PROTECT, related_name="+")
    record_id = models.UUIDField(null=True)
    record_label = models.CharField(_("record"), max_length=200, blank=True)
    reason = models.TextField(_("why"), blank=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    happened_at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)

    objects = RecordedEventQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        ordering = ("-id",)
        indexes = (models.Index(fields=("record_type", "record_id", "-id"), name="event_by_record"),)
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return f"{self.sentence}: {self.record_label}" if self.record_label else self.sentence

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: events are appended by `publish` alone."""
        raise TypeError("Events are append-only; use governance.core.writing.publish.")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: events are append-only."""
        raise TypeError("Events are append-only.")

    @property
    def sentence(self) -> str:
        """The event in words."""
        return get_sentence(self.name)

    @classmethod
    def append(
        cls, kind: EventKind, *, actor: Any, record: Any, data: dict[str, Any], reason: str, origin: Origin
    ) -> RecordedEvent:
        """Write the event and one outbox message for each receiver that asked for its name."""
        from governance.core.outbox import receivers_of

        event = cls(
            name=kind.name,
            actor=actor,
            channel=origin.channel,
            request_id=origin.request_id,
            address=origin.address,
            record_type=ContentType.objects.get_for_model(record) if record is not None else None,
            record_id=record.pk if record is not None else None,
            record_label=str(record)[:200] if record is not None else "",
            reason=reason,
            data=data,
        )
        super(RecordedEvent, event).save(force_insert=True)
        for receiver in receivers_of(kind.name):
            OutboxMessage.objects.create(event=event, receiver=receiver.name)
        return event


class OutboxMessageQuerySet(models.QuerySet["OutboxMessage"]):
    """Deliveries; they carry no content of their own beyond what went wrong."""

    def restrict(self, user: Any, action: str = "view") -> Self:
        """Return the deliveries to those who may see all of them."""
        return (
            self.all()
            if rights_of(user).everywhere_has(f"governance.{action}_outboxmessage")
            else self.none()
        )


class OutboxMessage(models.Model):
    """A delivery owed to one receiver of one event; at least once, with the message id as idempotency key."""

    untracked_reason = "Delivery state of an event."

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(RecordedEvent, on_delete=models.PROTECT, related_name="messages")
    receiver = models.CharField(_("receiver"), max_length=120)
    state = models.CharField(
        _("state"), max_length=16, choices=DeliveryState.choices, default=DeliveryState.PENDING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    last_error = models.TextField(_("last error"), blank=True)

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        permissions = (("retry_outboxmessage", "Can retry deliveries"),)
        ordering = ("-id",)
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = (
            models.Index(
                fields=("next_attempt_at",), condition=Q(state=DeliveryState.PENDING), name="outbox_due"
            ),
        )

    def __str__(self) -> str:
        return self.receiver


class IdempotentAnswer(models.Model):
    """What a writing API call answered, kept for a day so that its repetition answers the same and does nothing.

    `status` is 0 while the first call runs; the answer is stored in the transaction of the change itself.
    """

    untracked_reason = "A copy of an answer, dropped after a day; the change behind it has its own history."

    caller = models.CharField(max_length=80)
    route = models.CharField(max_length=255)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=71)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.BinaryField(default=bytes)
    headers = models.JSONField(default=dict)
    started_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("caller", "route", "key"), name="one_answer_per_key"),)
        indexes = (models.Index(fields=("caller", "expires_at"), name="answers_to_drop"),)

    def __str__(self) -> str:
        return f"{self.route} {self.key}"


class JobQuerySet(models.QuerySet["Job"]):
    """Background jobs; people see their own, holders of the permission see all."""

    def restrict(self, user: Any, action: str = "view") -> Self:
        """Return the jobs the user may see: all with the permission, else the ones they asked for."""
        rights = rights_of(user)
        if rights.everywhere_has(f"governance.{action}_job"):
            return self.all()
        return self.filter(requested_by_id=rights.user_id) if rights.user_id else self.none()


class Job(models.Model):
    """Long work that a person asked for and can watch: the row owns the work, Celery merely triggers it."""

    untracked_reason = "Progress of a task; its request and its end are events."

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("kind"), max_length=80)
    title = models.CharField(_("title"), max_length=200)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(_("state"), max_length=16, choices=JobState.choices, default=JobState.WAITING)
    message = models.TextField(_("message"), blank=True)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = JobQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        permissions = (("cancel_job", "Can cancel background jobs of others"),)
        ordering = ("-id",)
        indexes = (models.Index(fields=("state", "requested_at"), name="job_due"),)
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")

    def __str__(self) -> str:
        return self.title


class SavedFilter(models.Model):
    """A name for the filters of a list, kept for one reader."""

    untracked_reason = "A personal bookmark; it holds an address, no record."

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    list_label = models.CharField(max_length=100)
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(max_length=2000)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("owner", "list_label", "name"), name="one_saved_filter_per_name"),
        )

    def __str__(self) -> str:
        return self.name


def digest_of(content: Any) -> str:
    """Return "sha256:…" over canonical JSON (sorted keys, no spaces, RFC 8785 ordering for ASCII keys, no floats)."""
    text = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, cls=DjangoJSONEncoder
    )
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
