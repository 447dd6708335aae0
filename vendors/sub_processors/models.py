"""Announced sub-processors (GDPR Art. 28(2)): who, where, for what, from when, and until when one may object."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from governance.classification.models import Country, Region
from governance.classification.validators import start_of
from governance.core.models import TrackedRecord
from governance.core.records import Scope
from vendors.directory.fields import PublicURLField
from vendors.directory.models import Service, Vendor, refuse_other_vendor
from vendors.sub_processors.enums import NoticeState

USUAL_NOTICE_DAYS = 30
MOST_NOTICE_DAYS = 3_650


class SubProcessorNotice(FSMModelMixin, TrackedRecord):
    """A sub-processor that a vendor announced. An officer puts it into the directory; it never joins by itself."""

    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="sub_processor_notices", verbose_name=_("vendor")
    )
    service = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("service"),
        help_text=_("Empty: every active service of the vendor."),
    )
    name = models.CharField(_("name"), max_length=160)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    country = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("country")
    )
    region = models.ForeignKey(
        Region,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("region"),
        help_text=_("A region or a country. Neither: not declared, which place-bound data does not pass."),
    )
    announced_date = models.DateField(_("announced"))
    notice_days = models.PositiveIntegerField(
        _("days to object"), default=USUAL_NOTICE_DAYS, validators=[MaxValueValidator(MOST_NOTICE_DAYS)]
    )
    objection_until_date = models.DateField(
        _("objection until"), editable=False, help_text=_("The first day on which it is too late (UTC).")
    )
    effective_date = models.DateField(_("joins"), help_text=_("The first day on which it handles data."))
    state = FSMField(
        _("state"),
        max_length=16,
        choices=NoticeState.choices,
        default=NoticeState.ANNOUNCED,
        protected=True,
        editable=False,
    )
    decision_note = models.TextField(_("why"), blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    document_url = PublicURLField(_("announcement"), max_length=500, blank=True)

    scope = Scope(vendor="vendor_id")
    has_own_services = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("announced sub-processor")
        verbose_name_plural = _("announced sub-processors")
        permissions = (
            ("decide_subprocessornotice", "Can accept and object to announced sub-processors"),
            ("apply_subprocessornotice", "Can put accepted sub-processors into the directory"),
        )
        indexes = (models.Index(fields=("state", "objection_until_date"), name="notice_by_objection"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(region__isnull=True) | Q(country__isnull=True),
                name="notice_names_one_place",
                violation_error_message=_("Name a region or a country, not both."),
            ),
            models.CheckConstraint(
                condition=Q(objection_until_date__gte=F("announced_date")),
                name="notice_objection_after_announcement",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def objection_ends_at(self) -> datetime | None:
        """The first instant at which an objection comes too late."""
        return start_of(self.objection_until_date)

    @property
    def place(self) -> Country | None:
        """The country in which it handles data; None when not declared."""
        country: Country | None = self.region.country if self.region is not None else self.country
        return country

    @property
    def is_objection_late(self) -> bool:
        """Whether somebody objected after the days to do so had passed."""
        end = self.objection_ends_at
        return (
            self.state == NoticeState.OBJECTED
            and self.decided_at is not None
            and end is not None
            and self.decided_at >= end
        )

    def clean(self) -> None:
        """Refuse a service of another vendor, in the words for one that is not there."""
        refuse_other_vendor(self)
        if self.service is not None and self.service.vendor_id != self.vendor_id:
            raise ValidationError({"service": _("There is no such record.")})

    @transition(
        field=state, source=[NoticeState.ANNOUNCED, NoticeState.OBJECTED], target=NoticeState.ACCEPTED
    )
    def accept(self) -> None:
        """Have nothing against it, or nothing any more."""

    @transition(field=state, source=NoticeState.ANNOUNCED, target=NoticeState.OBJECTED)
    def raise_objection(self) -> None:
        """Have something against it."""

    @transition(field=state, source=NoticeState.ACCEPTED, target=NoticeState.EFFECTIVE)
    def take_effect(self) -> None:
        """Join the directory."""

    @transition(
        field=state,
        source=[NoticeState.ANNOUNCED, NoticeState.ACCEPTED, NoticeState.OBJECTED],
        target=NoticeState.WITHDRAWN,
    )
    def withdraw(self) -> None:
        """Be taken back by the vendor, or turn out to be an error."""
