"""Serializers that refuse unknown fields and look related records up among those the caller may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """A serializer that answers 400 naming every field it does not know, or that is read-only."""

    def to_internal_value(self, data: Any) -> Any:
        """Validate after refusing unknown fields."""
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = {name: [_("This field is not known here.")] for name in data if name not in known}
            if unknown:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)


class StrictModelSerializer(StrictSerializer, serializers.ModelSerializer[Any]):
    """A model serializer with the same strictness; writing goes through services (see viewsets.py)."""

    serializer_related_field: ClassVar[Any] = None

    def build_relational_field(self, field_name: str, relation_info: Any) -> Any:
        """Use the scoped field for every relation."""
        field_class, kwargs = super().build_relational_field(field_name, relation_info)
        if "queryset" in kwargs:
            return ScopedKeyField, kwargs
        return field_class, kwargs


class ScopedKeyField(serializers.PrimaryKeyRelatedField[Any]):
    """A foreign key that finds only what the caller may see: foreign and missing get the same sentence."""

    default_error_messages = {
        "does_not_exist": "There is no such record.",
        "incorrect_type": "There is no such record.",
    }

    def get_queryset(self) -> Any:
        """Return the related rows that the caller may see."""
        queryset = super().get_queryset()
        request = self.context.get("request")
        if queryset is None or request is None:
            return queryset
        if hasattr(queryset, "restrict"):
            return queryset.restrict(request.user, "view")
        return queryset


StrictModelSerializer.serializer_related_field = ScopedKeyField
