"""Agreements with vendors: what was signed, for which services, from when to when."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.classification.models import AdequacyDecision
from governance.classification.validators import refuse_keys, start_of, validate_condition_key
from governance.core.models import TrackedRecord
from governance.core.records import Scope
from vendors.agreements.checklists import POINTS
from vendors.agreements.enums import AgreementKind, Clause, ClauseResult, SccModule
from vendors.directory.fields import PublicURLField
from vendors.directory.models import Service, Vendor, refuse_other_vendor

TOO_MANY_DAYS = MaxValueValidator(36_500)
TOO_MANY_HOURS = MaxValueValidator(8_760)


class Agreement(TrackedRecord):
    """A contract with a vendor, in force in whole UTC days: from the effective date to before expiry or termination."""

    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("vendor")
    )
    kind = models.CharField(_("kind"), max_length=32, choices=AgreementKind.choices)
    title = models.CharField(_("title"), max_length=200)
    our_reference = models.CharField(_("our reference"), max_length=120, blank=True)
    our_party = models.CharField(_("our party"), max_length=240, blank=True)
    their_party = models.CharField(_("their party"), max_length=240, blank=True)
    effective_date = models.DateField(
        _("in force from"), null=True, blank=True, help_text=_("Empty: not signed, so never in force.")
    )
    expiry_date = models.DateField(
        _("expires"),
        null=True,
        blank=True,
        help_text=_("The first day on which it no longer holds (UTC). Empty: open-ended."),
    )
    terminated_date = models.DateField(_("terminated"), null=True, blank=True, editable=False)
    notice_days = models.PositiveIntegerField(
        _("notice (days)"), null=True, blank=True, validators=[TOO_MANY_DAYS]
    )
    scc_module = models.PositiveSmallIntegerField(
        _("SCC module"), null=True, blank=True, choices=SccModule.choices
    )
    transfer_assessment_date = models.DateField(
        _("transfer impact assessed"),
        null=True,
        blank=True,
        help_text=_("For transfer tools: the day it was done."),
    )
    scheme = models.CharField(
        _("scheme"),
        max_length=64,
        blank=True,
        validators=[validate_condition_key],
        help_text=_("For a membership: the condition of the adequacy decision, such as dpf_certified."),
    )
    clauses = models.JSONField(_("clauses"), default=list, blank=True)
    retention_limit_days = models.PositiveIntegerField(
        _("data kept at most (days)"), null=True, blank=True, validators=[TOO_MANY_DAYS]
    )
    breach_notice_hours = models.PositiveIntegerField(
        _("breach notice (hours)"), null=True, blank=True, validators=[TOO_MANY_HOURS]
    )
    covers_all_services = models.BooleanField(
        _("covers every service"), default=True, help_text=_("Otherwise the services listed, and no other.")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_agreements",
        verbose_name=_("owner"),
        help_text=_("Is told when it is about to end."),
    )
    document_url = PublicURLField(_("document"), max_length=500, blank=True)
    predecessor = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="successor",
        verbose_name=_("renews"),
    )

    scope = Scope(vendor="vendor_id")
    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        permissions = (
            ("terminate_agreement", "Can terminate agreements"),
            ("renew_agreement", "Can renew agreements"),
        )
        indexes = (models.Index(fields=("vendor", "kind", "expiry_date"), name="agreement_by_vendor"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(effective_date__isnull=True)
                | Q(expiry_date__isnull=True)
                | Q(expiry_date__gt=F("effective_date")),
                name="agreement_ends_after_start",
                violation_error_message=_("It must expire after it comes into force."),
            ),
            models.CheckConstraint(
                condition=Q(scc_module__isnull=True) | Q(kind=AgreementKind.SCC),
                name="only_scc_has_module",
                violation_error_message=_("Only standard contractual clauses have a module."),
            ),
            models.CheckConstraint(
                condition=(Q(kind=AgreementKind.ADEQUACY_SCHEME) & ~Q(scheme=""))
                | (~Q(kind=AgreementKind.ADEQUACY_SCHEME) & Q(scheme="")),
                name="membership_names_scheme",
                violation_error_message=_(
                    "A membership of an adequacy scheme, and only that, names its scheme."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def effective_at(self) -> datetime | None:
        """The first instant in force; None when it was never signed."""
        return start_of(self.effective_date)

    @property
    def expires_at(self) -> datetime | None:
        """The first instant no longer in force by its term; None when open-ended."""
        return start_of(self.expiry_date)

    @property
    def terminated_at(self) -> datetime | None:
        """The first instant no longer in force because it was terminated."""
        return start_of(self.terminated_date)

    @property
    def ends_at(self) -> datetime | None:
        """The first instant no longer in force, for whichever reason comes first."""
        return min((end for end in (self.expires_at, self.terminated_at) if end is not None), default=None)

    def is_in_force(self, at: datetime) -> bool:
        """Return whether the agreement holds at the instant."""
        start, end = self.effective_at, self.ends_at
        return start is not None and start <= at and (end is None or at < end)

    def clean(self) -> None:
        """Refuse another vendor, unknown clauses and schemes, and numbers that no clause speaks of."""
        refuse_other_vendor(self)
        refuse_keys("clauses", self.clauses, Clause.values)
        for clause, field in (
            (Clause.RETENTION_LIMIT, "retention_limit_days"),
            (Clause.BREACH_NOTICE, "breach_notice_hours"),
        ):
            if (clause in self.clauses) != (getattr(self, field) is not None):
                raise ValidationError({field: _("This number and its clause go together.")})
        if self.scheme and not AdequacyDecision.objects.filter(condition=self.scheme).exists():
            raise ValidationError({"scheme": _("No adequacy decision has this condition.")})


class AgreementService(TrackedRecord):
    """One service that an agreement covers, when it does not cover all."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="coverage", verbose_name=_("agreement")
    )
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="coverage", verbose_name=_("service")
    )

    scope = Scope(vendor="agreement__vendor_id")
    affects_decisions = True
    part_of = "agreement"

    class Meta(TrackedRecord.Meta):
        verbose_name = _("covered service")
        verbose_name_plural = _("covered services")
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "service"),
                name="one_coverage_per_service",
                violation_error_message=_("This service is listed already."),
            ),
        )

    def __str__(self) -> str:
        return str(self.service)

    def clean(self) -> None:
        """Refuse a service of another vendor, in the words for one that is not there."""
        if not (self.agreement_id and self.service_id):
            return
        if self.service.vendor_id != self.agreement.vendor_id:
            raise ValidationError({"service": _("There is no such record.")})


class ClauseCheck(TrackedRecord):
    """What somebody found about one clause when they read an agreement, and where it stands.

    Decisions rest on the clauses that the agreement lists, not on checks: a check that contradicts them asks its owner.
    """

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="checks", verbose_name=_("agreement")
    )
    clause = models.CharField(_("clause"), max_length=40, choices=POINTS)
    result = models.CharField(_("result"), max_length=16, choices=ClauseResult.choices)
    section = models.CharField(
        _("section"), max_length=120, blank=True, help_text=_("Where it stands, such as § 7.2 or Annex II.")
    )
    page = models.PositiveIntegerField(
        _("page"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    note = models.TextField(_("note"), blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked"))

    scope = Scope(vendor="agreement__vendor_id")
    has_own_services = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("clause check")
        verbose_name_plural = _("clause checks")
        constraints = (models.UniqueConstraint(fields=("agreement", "clause"), name="one_check_per_clause"),)

    def __str__(self) -> str:
        return f"{self.get_clause_display()}: {self.get_result_display()}"
