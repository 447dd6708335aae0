"""The one way to read: a queryset that knows who is asking."""

from __future__ import annotations

from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from governance.core.errors import WriteOutsideService
from governance.core.rights import rights_of


class TrackedQuerySet(models.QuerySet[Any]):
    """Rows of a tracked record. Reads go through `restrict`; writes past the services are refused."""

    def restrict(self, user: Any, action: str = "view") -> Self:
        """Return the rows on which the user may do the action, as one SQL condition.

        Role permissions on the kind, team or vendor scope by an indexed column, and grants on single records
        are joined with OR; a stranger gets no row, so foreign and missing look the same.
        """
        permission = self.model.get_permission(action)
        rights = rights_of(user)
        if rights.everywhere_has(permission):
            return self.all()
        if rights.user_id is None:
            return self.none()
        condition = Q()
        scope = self.model.scope
        for column, scopes in ((scope.team, rights.teams), (scope.vendor, rights.vendors)):
            allowed = scopes.get(permission)
            if column and allowed:
                condition |= Q(**{f"{column}__in": allowed})
        if scope.owner and action == "view":
            condition |= Q(**{scope.owner: rights.user_id})
        grants = self.model.grant_model._default_manager.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now()),
            content_object_id=OuterRef("pk"),
            user_id=rights.user_id,
            permission__codename=permission.partition(".")[2],
            permission__content_type__app_label=self.model._meta.app_label,
        )
        return self.filter(condition | Q(Exists(grants)))

    def _refuse(self, what: str) -> NoReturn:
        raise WriteOutsideService(
            f"{self.model.__name__}.objects.{what}() leaves no history. "
            "Use a service, or governance.core.bulk for many rows."
        )

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused: it would leave no history."""
        self._refuse("update")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: it would leave no history."""
        self._refuse("bulk_update")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: it would leave no history."""
        self._refuse("bulk_create")

    def delete(self) -> NoReturn:
        """Refused: it would leave no history."""
        self._refuse("delete")


TrackedManager = models.Manager.from_queryset(TrackedQuerySet, "TrackedManager")
