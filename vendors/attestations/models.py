"""Attestations of vendors: by whom, of what, for which services, until when, and what they found wrong."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.classification.validators import start_of
from governance.core.days import legal_day
from governance.core.models import TrackedRecord
from governance.core.records import Scope
from vendors.attestations.enums import AttestationKind
from vendors.attestations.intervals import Interval, follow, is_covered
from vendors.attestations.validators import validate_exceptions
from vendors.directory.fields import PublicURLField
from vendors.directory.models import Service, Vendor, refuse_other_vendor

FIRST_DAY_AFTER = _("The first day after it (UTC).")


class Attestation(TrackedRecord):
    """A report or certificate about a vendor; it counts in whole UTC days, from its issue to before its end.

    Decisions do not rest on it: people do, when they assess a vendor.
    """

    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="attestations", verbose_name=_("vendor")
    )
    kind = models.CharField(_("kind"), max_length=24, choices=AttestationKind.choices)
    title = models.CharField(_("title"), max_length=200)
    auditor = models.CharField(_("auditor"), max_length=200, blank=True, help_text=_("Who attests it."))
    scope_text = models.TextField(
        _("scope"), blank=True, help_text=_("What was looked at, in the words of the report.")
    )
    covers_all_services = models.BooleanField(
        _("covers every service"), default=True, help_text=_("Otherwise the services listed, and no other.")
    )
    period_start_date = models.DateField(
        _("period from"), null=True, blank=True, help_text=_("The first day that the report looks at.")
    )
    period_end_date = models.DateField(_("period to"), null=True, blank=True, help_text=FIRST_DAY_AFTER)
    issued_date = models.DateField(
        _("issued"), null=True, blank=True, help_text=_("Empty: not issued yet, so it counts for nothing.")
    )
    valid_until_date = models.DateField(
        _("valid until"),
        help_text=_(
            "The first day on which it no longer counts (UTC). A SOC report states none: "
            "twelve months after its period is common practice."
        ),
    )
    exceptions = models.JSONField(_("exceptions"), default=list, blank=True, validators=[validate_exceptions])
    are_exceptions_acceptable = models.BooleanField(
        _("exceptions are acceptable"), null=True, blank=True, editable=False
    )
    exceptions_note = models.TextField(_("why"), blank=True, editable=False)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("judged by"),
    )
    judged_at = models.DateTimeField(_("judged"), null=True, blank=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_attestations",
        verbose_name=_("owner"),
        help_text=_("Is told when it is about to end."),
    )
    document_url = PublicURLField(_("document"), max_length=500, blank=True)

    scope = Scope(vendor="vendor_id")

    class Meta(TrackedRecord.Meta):
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        permissions = (("judge_attestation", "Can judge the exceptions of attestations"),)
        indexes = (models.Index(fields=("vendor", "kind", "valid_until_date"), name="attestation_by_vendor"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(issued_date__isnull=True) | Q(valid_until_date__gt=F("issued_date")),
                name="attestation_ends_after_issue",
                violation_error_message=_("It must end after it was issued."),
            ),
            models.CheckConstraint(
                condition=Q(period_start_date__isnull=True)
                | Q(period_end_date__isnull=True)
                | Q(period_end_date__gt=F("period_start_date")),
                name="attestation_period_ends_after_start",
                violation_error_message=_("The period must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(
                    are_exceptions_acceptable__isnull=True, judged_by__isnull=True, judged_at__isnull=True
                )
                | Q(
                    are_exceptions_acceptable__isnull=False, judged_by__isnull=False, judged_at__isnull=False
                ),
                name="exceptions_judged_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def starts_at(self) -> datetime | None:
        """The first instant in force; None when it was not issued."""
        return start_of(self.issued_date)

    @property
    def ends_at(self) -> datetime | None:
        """The first instant no longer in force, bridge letters that carry it on counted; None when never issued."""
        if self.issued_date is None:
            return None
        return start_of(follow(self.valid_until_date, self._list_bridges()))

    @property
    def is_bridged(self) -> bool:
        """Whether a bridge letter carries it past its own end."""
        return self.ends_at is not None and self.ends_at != start_of(self.valid_until_date)

    @property
    def awaits_judgement(self) -> bool:
        """Whether it lists exceptions that nobody has judged."""
        return bool(self.exceptions) and self.are_exceptions_acceptable is None

    def is_in_force(self, at: datetime) -> bool:
        """Return whether it counts at the instant: issued, and not over or bridged by a letter."""
        if self.issued_date is None:
            return False
        day = legal_day(at)
        if day < self.issued_date:
            return False
        return is_covered(day, [(self.issued_date, self.valid_until_date), *self._list_bridges()])

    def _list_bridges(self) -> list[Interval]:
        if self._state.adding:
            return []
        return [(each.covers_from_date, each.covers_until_date) for each in self.bridge_letters.all()]

    def clean(self) -> None:
        """Refuse a move to another vendor."""
        refuse_other_vendor(self)


class AttestationService(TrackedRecord):
    """One service that an attestation covers, when it does not cover all."""

    attestation = models.ForeignKey(
        Attestation, on_delete=models.CASCADE, related_name="coverage", verbose_name=_("attestation")
    )
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="+", verbose_name=_("service")
    )

    scope = Scope(vendor="attestation__vendor_id")

    class Meta(TrackedRecord.Meta):
        verbose_name = _("attested service")
        verbose_name_plural = _("attested services")
        constraints = (
            models.UniqueConstraint(
                fields=("attestation", "service"),
                name="one_attestation_per_service",
                violation_error_message=_("This service is listed already."),
            ),
        )

    def __str__(self) -> str:
        return str(self.service)

    def clean(self) -> None:
        """Refuse a service of another vendor, in the words for one that is not there."""
        if not (self.attestation_id and self.service_id):
            return
        if self.service.vendor_id != self.attestation.vendor_id:
            raise ValidationError({"service": _("There is no such record.")})


class BridgeLetter(TrackedRecord):
    """The vendor's word that nothing has changed since the report, until the next one is there (a "gap letter")."""

    attestation = models.ForeignKey(
        Attestation, on_delete=models.CASCADE, related_name="bridge_letters", verbose_name=_("attestation")
    )
    covers_from_date = models.DateField(_("covers from"))
    covers_until_date = models.DateField(_("covers to"), help_text=FIRST_DAY_AFTER)
    issued_date = models.DateField(_("date of the letter"))
    document_url = PublicURLField(_("document"), max_length=500, blank=True)

    scope = Scope(vendor="attestation__vendor_id")

    class Meta(TrackedRecord.Meta):
        verbose_name = _("bridge letter")
        verbose_name_plural = _("bridge letters")
        constraints = (
            models.CheckConstraint(
                condition=Q(covers_until_date__gt=F("covers_from_date")),
                name="bridge_ends_after_start",
                violation_error_message=_("The letter must cover at least one day."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.covers_from_date} – {self.covers_until_date}"

    def clean(self) -> None:
        """Refuse a letter that begins after a gap: it bridges nothing."""
        if not self.attestation_id or self.covers_from_date is None:
            return
        others = BridgeLetter.objects.filter(attestation_id=self.attestation_id).exclude(pk=self.pk)
        bridges = [(each.covers_from_date, each.covers_until_date) for each in others]
        if self.covers_from_date > follow(self.attestation.valid_until_date, bridges):
            raise ValidationError(
                {"covers_from_date": _("There is a gap between the attestation's end and this letter.")}
            )
