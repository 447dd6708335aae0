"""One pinnable thing of a model family, with its lifecycle."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, FSMField, FSMModelMixin, transition

from governance.core.records import Scope, TrackedRecord
from registry.ai_models.enums import CatalogueState, Lifecycle, PinKind, Source
from registry.ai_models.models.ai_model import (
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_PROVIDER,
    AIModel,
    make_skeleton,
)
from registry.ai_models.naming import UnsafeName, validate_identifier
from vendors.directory.models import Service

if TYPE_CHECKING:
    from vendors.directory.models import Vendor

LIVE = (Lifecycle.PROPOSED, Lifecycle.IN_REVIEW, Lifecycle.APPROVED, Lifecycle.DEPRECATED)
"""The states that are neither final nor suspended."""


def _price(label: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(label, max_digits=24, decimal_places=10, null=True, blank=True)


class ModelVersion(FSMModelMixin, TrackedRecord):
    """One pinnable thing: a dated snapshot, a content digest, a deployment.

    A catalogue row without a pin is a version too, with pin kind "none": the gate then knows the name and can say
    that it floats. Prices are US dollars per million tokens.
    """

    model = models.ForeignKey(
        AIModel, on_delete=models.PROTECT, related_name="versions", verbose_name=_("model")
    )
    catalogue_id = models.CharField(
        _("catalogue id"), max_length=LONGEST_ID, unique=True, help_text=_("What callers ask for, exactly.")
    )
    provider = models.CharField(_("provider"), max_length=LONGEST_PROVIDER)
    identifier = models.CharField(_("identifier"), max_length=LONGEST_NAME)
    fold = models.CharField(max_length=LONGEST_ID, db_index=True, editable=False)
    pin_kind = models.CharField(_("pin"), max_length=16, choices=PinKind.choices, default=PinKind.NONE)
    pin_value = models.CharField(_("pinned to"), max_length=LONGEST_NAME, blank=True)
    lifecycle = FSMField(
        _("lifecycle"), default=Lifecycle.PROPOSED, choices=Lifecycle.choices, protected=True
    )
    suspended_from = models.CharField(max_length=16, blank=True, choices=Lifecycle.choices, editable=False)
    deprecation_date = models.DateField(
        _("deprecated by its provider on"),
        null=True,
        blank=True,
        help_text=_("The first day on which its provider no longer supports it."),
    )
    release_date = models.CharField(_("released"), max_length=10, blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)
    service = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="model_versions",
        verbose_name=_("service"),
        help_text=_("Empty: the model's."),
    )
    mode = models.CharField(_("mode"), max_length=100, blank=True)
    provider_status = models.CharField(_("provider's status"), max_length=100, blank=True)
    context_tokens = models.BigIntegerField(_("context (tokens)"), null=True, blank=True)
    max_output_tokens = models.BigIntegerField(_("output (tokens)"), null=True, blank=True)
    input_usd_per_million = _price(_("input, USD per million tokens"))
    output_usd_per_million = _price(_("output, USD per million tokens"))
    supported_regions = models.JSONField(_("regions named by the catalogue"), default=list, blank=True)
    capabilities = models.JSONField(_("capabilities"), default=list, blank=True)
    synonyms = models.JSONField(_("other spellings"), default=list, blank=True, editable=False)
    source = models.CharField(_("source"), max_length=16, choices=Source.choices, default=Source.MANUAL)
    catalogue_state = models.CharField(
        _("in the catalogue"),
        max_length=16,
        choices=CatalogueState.choices,
        default=CatalogueState.UNLISTED,
        editable=False,
    )
    listings = models.JSONField(
        default=dict,
        editable=False,
        help_text="By catalogue format: whether it names the version, and the facts it last gave.",
    )
    raw_facts = models.JSONField(_("further facts"), default=dict, blank=True, editable=False)
    # Only the imports that wrote the row: an import that found it unchanged leaves no trace on 100,000 rows.
    first_import = models.ForeignKey(
        "registry.CatalogueImport",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
    )
    last_import = models.ForeignKey(
        "registry.CatalogueImport",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
    )
    lookalike_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lookalikes",
        verbose_name=_("looks like"),
        editable=False,
    )
    is_lookalike_accepted = models.BooleanField(
        _("confirmed as a different model"), default=False, editable=False
    )

    scope = Scope(team="model__team_id", vendor="model__vendor_id", owner="model__owner_id")
    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("model version")
        verbose_name_plural = _("model versions")
        permissions = (
            ("suspend_modelversion", "Can suspend and resume model versions"),
            ("revoke_modelversion", "Can revoke model versions for good"),
            ("deprecate_modelversion", "Can deprecate model versions"),
            ("retire_modelversion", "Can retire model versions"),
        )
        indexes = (
            models.Index(fields=("lifecycle", "deprecation_date"), name="version_by_end"),
            models.Index(fields=("provider", "-id"), name="version_by_provider"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(catalogue_id=Concat(F("provider"), Value("/"), F("identifier"))),
                name="version_id_is_provider_and_name",
            ),
            models.CheckConstraint(
                condition=Q(pin_kind="none", pin_value="") | (~Q(pin_kind="none") & ~Q(pin_value="")),
                name="version_pin_has_a_value",
            ),
            models.CheckConstraint(
                condition=Q(lifecycle="suspended") & ~Q(suspended_from="")
                | ~Q(lifecycle="suspended") & Q(suspended_from=""),
                name="version_remembers_suspension",
            ),
        )

    def __str__(self) -> str:
        return self.catalogue_id

    def clean(self) -> None:
        """Refuse an unsafe or inconsistent id and a pin without a value; fold the id."""
        if not self.provider and not self.identifier:
            self.provider, _slash, self.identifier = self.catalogue_id.partition("/")
        for part in (self.provider, self.identifier):
            try:
                validate_identifier(part, longest=LONGEST_NAME)
            except UnsafeName as error:
                raise ValidationError({"catalogue_id": str(error)}) from None
        if "/" in self.provider or self.catalogue_id != f"{self.provider}/{self.identifier}":
            raise ValidationError({"catalogue_id": _("The id is the provider, a slash and the identifier.")})
        if (self.pin_kind == PinKind.NONE) != (not self.pin_value):
            raise ValidationError(_("A pin has a kind and a value, or neither."))
        self.fold = make_skeleton(self.catalogue_id)

    # What follows from the model -----------------------------------------------------------------------------

    @property
    def is_pinned(self) -> bool:
        """Whether nobody can make the name mean something else."""
        return self.pin_kind != PinKind.NONE

    @property
    def effective_service(self) -> Service | None:
        """The version's own service, or its model's."""
        return self.service if self.service_id else self.model.service

    @property
    def effective_vendor(self) -> Vendor | None:
        """The vendor of the service in effect, or the model's vendor."""
        service = self.effective_service
        return service.vendor if service is not None else self.model.vendor

    @property
    def is_suspicious(self) -> bool:
        """Whether it looks like another version and nobody has confirmed that it is a different one."""
        return self.lookalike_of_id is not None and not self.is_lookalike_accepted

    def is_past_deprecation(self, on: date) -> bool:
        """Return whether the provider no longer supports it on the day (UTC)."""
        return self.deprecation_date is not None and self.deprecation_date <= on

    # Lifecycle -----------------------------------------------------------------------------------------------

    @transition(field=lifecycle, source=Lifecycle.PROPOSED, target=Lifecycle.IN_REVIEW)
    def send_to_review(self) -> None:
        """Somebody asked for its approval."""

    @transition(field=lifecycle, source=Lifecycle.IN_REVIEW, target=Lifecycle.APPROVED)
    def approve(self) -> None:
        """An approval is in force, or will be from its first day on."""

    @transition(field=lifecycle, source=(Lifecycle.IN_REVIEW, Lifecycle.APPROVED), target=Lifecycle.PROPOSED)
    def return_to_proposed(self) -> None:
        """Its request was refused, or its last approval ended."""

    @transition(field=lifecycle, source=Lifecycle.APPROVED, target=Lifecycle.DEPRECATED)
    def deprecate(self) -> None:
        """It goes on for now, but has an end."""

    @transition(
        field=lifecycle,
        source=(Lifecycle.PROPOSED, Lifecycle.APPROVED, Lifecycle.DEPRECATED),
        target=Lifecycle.RETIRED,
    )
    def retire(self) -> None:
        """We no longer use it; final."""
        self.retired_at = timezone.now()

    @transition(field=lifecycle, source=LIVE, target=Lifecycle.SUSPENDED)
    def suspend(self) -> None:
        """Stop it for now and remember where it stood."""
        self.suspended_from = self.lifecycle

    @transition(
        field=lifecycle, source=Lifecycle.SUSPENDED, target=RETURN_VALUE(*(state.value for state in LIVE))
    )
    def resume(self) -> str:
        """Take it up again where it stood."""
        before, self.suspended_from = self.suspended_from, ""
        return before

    @transition(field=lifecycle, source=(*LIVE, Lifecycle.SUSPENDED), target=Lifecycle.REVOKED)
    def revoke(self) -> None:
        """Stop it for good."""
        self.suspended_from = ""
