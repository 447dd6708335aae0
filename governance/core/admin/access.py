"""Who may see and do what in the admin: the scoped queryset and the roles decide, object by object."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest
from unfold.widgets import UnfoldForeignKeyRawIdWidget

from governance.core.errors import ServiceError
from governance.core.rights import rights_of


class ScopedAccessMixin:
    """Answers Django admin's questions about rights, for pages and inlines alike."""

    model: Any
    admin_site: Any
    raw_id_fields: Any
    get_autocomplete_fields: Any

    def _may(self, request: HttpRequest, action: str, obj: Any = None) -> bool:
        rights = rights_of(request.user)
        permission = self.model.get_permission(action)
        if rights.everywhere_has(permission):
            return True
        if obj is not None and obj.pk is not None and not obj._state.adding:
            return self.model.objects.restrict(request.user, action).filter(pk=obj.pk).exists()
        if rights.somewhere_has(permission):
            return True
        # A list exists for whoever may see at least one row of it by a grant.
        return action in {"view", "change", "export"} and self._holds_any(request, action)

    def _holds_any(self, request: HttpRequest, action: str) -> bool:
        """Return whether a grant opens any row; a page asks the same of each kind in its navigation and its parts."""
        known: dict[str, bool] = request.__dict__.setdefault("_kinds_held", {})
        permission = self.model.get_permission(action)
        if permission not in known:
            known[permission] = self.model.objects.restrict(request.user, action).exists()
        return known[permission]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the reader may see the record, or any of its kind."""
        return self._may(request, "view", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the reader may change the record, or any of its kind."""
        return self._may(request, "change", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the reader may add records of this kind somewhere."""
        return rights_of(request.user).somewhere_has(self.model.get_permission("add"))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the reader may delete the record."""
        return self._may(request, "delete", obj)

    def has_export_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the reader may export any record of this kind."""
        return self._may(request, "export")

    def has_import_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the reader may import records of this kind."""
        return rights_of(request.user).somewhere_has(self.model.get_permission("import"))

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the rows the reader may see."""
        rows = super().get_queryset(request)  # type: ignore[misc]
        return rows.restrict(request.user, "view") if hasattr(rows, "restrict") else rows

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Take an address typed without a scheme as https."""
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        """Offer in a dropdown only the related records that the reader may see."""
        rows = super().get_field_queryset(db, db_field, request)  # type: ignore[misc]
        if rows is None:
            rows = db_field.remote_field.model._default_manager.all()
        return rows.restrict(request.user, "view") if hasattr(rows, "restrict") else rows

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Never look a label up behind a typed key: it would name a record by its number."""
        if db_field.name in self.raw_id_fields and "widget" not in kwargs:
            kwargs["widget"] = NamelessRawIdWidget(
                db_field.remote_field, self.admin_site, using=kwargs.get("using")
            )
        elif db_field.name in self.get_autocomplete_fields(request) and "widget" not in kwargs:
            kwargs["widget"] = CarefulAutocomplete(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class CarefulAutocomplete(AutocompleteSelect):
    """The search box for a related record; a typed key that can be none is shown as nothing chosen."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """Leave out what the key's column could not hold: the query for its label would crash."""
        return super().optgroups(name, [each for each in value if not each or self._is_key(each)], attrs)

    def _is_key(self, value: Any) -> bool:
        try:
            self.field.remote_field.model._meta.pk.to_python(value)
        except ValidationError:
            return False
        return True


class NamelessRawIdWidget(UnfoldForeignKeyRawIdWidget):
    """A typed key without the label of what it leads to."""

    def label_and_url_for_value(self, value: Any) -> tuple[str, str]:
        """Return nothing to show."""
        return "", ""


def get_visible_or_404(model: Any, request: HttpRequest, object_id: str, action: str = "view") -> Any:
    """Return the record when the reader may do the action on it; the same 404 for foreign and missing."""
    try:
        return model._default_manager.restrict(request.user, action).get(pk=unquote(object_id))
    except (model.DoesNotExist, ValueError, ValidationError):
        raise Http404 from None


def place_refusal(form: Any, refusal: ServiceError) -> None:
    """Show a service's refusal at the fields it names, or at the top of the form."""
    for field, text in refusal.fields.items():
        form.add_error(field if field in form.fields else None, str(text))
    if not refusal.fields:
        form.add_error(None, str(refusal.message))
