"""Vendors and the people to reach there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from governance.classification.models import Country
from governance.core.models import TrackedRecord
from governance.core.records import Scope
from vendors.directory.enums import ContactRole, VendorLifecycle, VendorTier
from vendors.directory.fields import PublicURLField

NOT_GONE = [
    VendorLifecycle.PROSPECT,
    VendorLifecycle.ONBOARDING,
    VendorLifecycle.ACTIVE,
    VendorLifecycle.SUSPENDED,
]


class Vendor(FSMModelMixin, TrackedRecord):
    """A supplier. Decisions permit nothing of a vendor that is not active."""

    key = models.SlugField(_("key"), max_length=80, unique=True, help_text=_("Short name; it never changes."))
    name = models.CharField(_("name"), max_length=160)
    legal_name = models.CharField(_("legal name"), max_length=240, blank=True)
    website = PublicURLField(_("website"), max_length=500, blank=True)
    country = models.ForeignKey(
        Country,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("country"),
        help_text=_("Where it is established."),
    )
    tier = models.CharField(
        _("tier"), max_length=16, choices=VendorTier.choices, default=VendorTier.MEDIUM,
        help_text=_("How much depends on it."),
    )  # fmt: skip
    lifecycle = FSMField(
        _("state"),
        max_length=16,
        choices=VendorLifecycle.choices,
        default=VendorLifecycle.PROSPECT,
        protected=True,
        editable=False,
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_vendors",
        verbose_name=_("owner"),
        help_text=_("Answers for it here; needed before it becomes active."),
    )
    notes = models.TextField(_("notes"), blank=True)

    scope = Scope(vendor="id")
    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        ordering = ("name",)
        verbose_name = _("vendor")
        verbose_name_plural = _("vendors")
        permissions = (
            ("activate_vendor", "Can activate vendors"),
            ("suspend_vendor", "Can suspend vendors"),
            ("resume_vendor", "Can resume suspended vendors"),
            ("offboard_vendor", "Can offboard vendors"),
        )

    def __str__(self) -> str:
        return self.name

    @transition(field=lifecycle, source=VendorLifecycle.PROSPECT, target=VendorLifecycle.ONBOARDING)
    def start_onboarding(self) -> None:
        """Begin to look at the vendor in earnest."""

    @transition(
        field=lifecycle,
        source=[VendorLifecycle.PROSPECT, VendorLifecycle.ONBOARDING],
        target=VendorLifecycle.ACTIVE,
    )
    def activate(self) -> None:
        """Let decisions count on the vendor."""

    @transition(field=lifecycle, source=VendorLifecycle.ACTIVE, target=VendorLifecycle.SUSPENDED)
    def suspend(self) -> None:
        """Stop everything of the vendor for now."""

    @transition(field=lifecycle, source=VendorLifecycle.SUSPENDED, target=VendorLifecycle.ACTIVE)
    def resume(self) -> None:
        """Let decisions count on the vendor again."""

    @transition(field=lifecycle, source=NOT_GONE, target=VendorLifecycle.OFFBOARDED)
    def offboard(self) -> None:
        """End it for good."""


class Contact(TrackedRecord):
    """A person or mailbox at a vendor."""

    vendor = models.ForeignKey(
        Vendor, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("vendor")
    )
    name = models.CharField(_("name"), max_length=160)
    email = models.EmailField(_("e-mail"), max_length=254)
    role = models.CharField(_("for"), max_length=16, choices=ContactRole.choices, default=ContactRole.ACCOUNT)

    scope = Scope(vendor="vendor_id")

    class Meta(TrackedRecord.Meta):
        ordering = ("name",)
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = (
            models.UniqueConstraint(
                fields=("vendor", "email", "role"),
                name="one_contact_per_role",
                violation_error_message=_("This address is a contact for this already."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a move to another vendor."""
        refuse_other_vendor(self)


def refuse_other_vendor(record: Any) -> None:
    """Raise ValidationError when a saved record now names another vendor: what rests on it would change hands."""
    if record._state.adding:
        return
    before = type(record)._default_manager.filter(pk=record.pk).values_list("vendor_id", flat=True).first()
    if before is not None and before != record.vendor_id:
        raise ValidationError(_("The vendor of a record never changes; make a new record."))
