"""Form fields for lists of keys and for owners, and the forms of this slice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSelect2MultipleWidget

from governance.accounts.enums import AccountKind
from governance.classification.enums import DataCategory, TransferMechanism
from governance.classification.models import DataClass, HandlingRule
from governance.classification.selectors import list_places


class KeysField(forms.MultipleChoiceField):
    """A list of keys, chosen from names and kept in the order of the choices."""

    def __init__(self, *, choices: Any, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        # What is read from the records may be long and is searched; a fixed vocabulary is ticked.
        widget = (
            UnfoldAdminSelect2MultipleWidget if callable(choices) else UnfoldAdminCheckboxSelectMultipleWidget
        )
        kwargs.setdefault("widget", widget())
        super().__init__(choices=choices, **kwargs)

    def clean(self, value: Any) -> list[str]:
        """Return each chosen key once."""
        chosen = set(super().clean(value))
        offered: Any = self.choices
        return [str(key) for key, _label in offered if key in chosen]


def list_place_choices() -> list[tuple[str, str]]:
    """Return (key, name) of every place."""
    return [(key, f"{name} ({key})") for key, name in list_places().items()]


class DataClassForm(forms.ModelForm):
    """A data class, with its categories by name."""

    categories = KeysField(label=_("Categories"), choices=DataCategory.choices)

    class Meta:
        model = DataClass
        fields = ("key", "name", "sensitivity", "categories", "description", "is_active")


class HandlingRuleForm(forms.ModelForm):
    """A handling rule, with places and mechanisms by name."""

    allowed_places = KeysField(
        label=_("Allowed places"),
        choices=list_place_choices,
        help_text=_("Countries and groupings. None: the class itself sets no limit."),
    )
    transfer_mechanisms = KeysField(
        label=_("What opens other places"),
        choices=TransferMechanism.choices,
        help_text=_("None: nothing does."),
    )

    class Meta:
        model = HandlingRule
        fields = (
            "data_class",
            "requires_dpa",
            "requires_baa",
            "requires_no_training",
            "max_retention_days",
            "allowed_places",
            "transfer_mechanisms",
            "legal_source",
        )


class OwnerChoiceMixin:
    """For admin pages of records with an `owner`: offers people whose accounts are open, and the present owner."""

    model: Any

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        """Leave out closed accounts, service accounts and system actors, unless one is the owner now."""
        rows = super().get_field_queryset(db, db_field, request)  # type: ignore[misc]
        if db_field.name != "owner":
            return rows
        offered = Q(is_active=True, kind=AccountKind.PERSON)
        record_id = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
        try:
            record = self.model.objects.filter(pk=UUID(str(record_id)))
        except ValueError:
            return rows.filter(offered)
        return rows.filter(offered | Q(pk__in=record.values("owner_id")))
