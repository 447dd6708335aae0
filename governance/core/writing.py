"""The one way to write: a service function runs in one transaction, with a named actor, in a write scope.

@service
def suspend_version(*, actor: User, version: ModelVersion, reason: str) -> ModelVersion:
    permit(actor, "suspend", version)          # permit
    version = lock(version)                    # check, under a row lock
    version.suspend()                          # change
    version.save()
    publish(VERSION_SUSPENDED, actor=actor, record=version)   # publish
    return version
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from governance.core.errors import ActorRequired, ConflictingState, NotPermitted
from governance.core.events import EventKind
from governance.core.origin import current_origin
from governance.core.rights import rights_of

if TYPE_CHECKING:
    from governance.core.revisions import Touched

#: Records that one transaction may name as touched; beyond, reading everything anew is cheaper.
MOST_TOUCHED = 10_000
#: Of PostgreSQL.
UNIQUE_VIOLATION = "23505"

R = TypeVar("R")
M = TypeVar("M", bound=models.Model)


@dataclass(slots=True)
class WriteScope:
    """What one outermost service call has touched so far."""

    actor: Any
    #: Records on which a decision can rest; None when they are too many to name.
    touched: set[Touched] | None = field(default_factory=set)
    #: Whether a caller's key or rights can have changed.
    touches_access: bool = False
    pending: list[Any] = field(default_factory=list)

    def touch(self, records: Iterable[Touched] | None) -> None:
        """Note records on which a decision can rest; None stands for any."""
        if self.touched is None:
            return
        if records is None:
            self.touched = None
        else:
            self.touched.update(records)
            if len(self.touched) > MOST_TOUCHED:
                self.touched = None

    @property
    def touches_decisions(self) -> bool:
        """Whether the registry's revision has to move."""
        return self.touched is None or bool(self.touched)


_scope: ContextVar[WriteScope | None] = ContextVar("imprimatur_write_scope", default=None)


def current_scope() -> WriteScope | None:
    """Return the write scope of the service now running, or None."""
    return _scope.get()


def service(function: Callable[..., R]) -> Callable[..., R]:
    """Make a keyword-only function with `actor` first the owner of one transaction.

    Nested services join the outer transaction; the registry revision moves once, at the end of the outermost.
    Raises TypeError at import when the signature breaks the convention, ActorRequired when nobody acts, and
    ConflictingState when somebody else made in the same moment what may be there once.
    """
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters or parameters[0].name != "actor":
        raise TypeError(f"{function.__qualname__}: the first parameter of a service is `actor`.")
    if any(parameter.kind is not inspect.Parameter.KEYWORD_ONLY for parameter in parameters):
        raise TypeError(f"{function.__qualname__}: the parameters of a service are keyword-only.")

    @functools.wraps(function)
    def run(**arguments: Any) -> R:
        actor = arguments.get("actor")
        if actor is None or getattr(actor, "pk", None) is None:
            raise ActorRequired(
                f"{function.__qualname__} was called by nobody; pass a user or a system actor."
            )
        from governance.core.revisions import RegistryRevision

        outer = _scope.get()
        with transaction.atomic() if outer is not None else _refuse_twins():
            scope = WriteScope(actor=actor)
            token = _scope.set(scope)
            try:
                result = function(**arguments)
            finally:
                _scope.reset(token)
            if outer is None:
                if scope.touches_access:
                    RegistryRevision.renew_access()
                if scope.touches_decisions:
                    RegistryRevision.advance(scope.touched)
            else:
                outer.touch(scope.touched)
                outer.touches_access |= scope.touches_access
        return result

    run.is_service = True  # type: ignore[attr-defined]
    return run


@contextmanager
def _refuse_twins() -> Iterator[None]:
    """Run in one transaction; whoever comes second to something unique is told so, as if they had come later."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not _is_twin(error):
            raise
        raise ConflictingState(
            _("Somebody did the same in this very moment. Look at it as it is now, and try again if need be.")
        ) from error


def _is_twin(error: IntegrityError) -> bool:
    """Return whether something unique was there already; other constraints are broken by faults of ours alone."""
    if getattr(error.__cause__, "sqlstate", None) == UNIQUE_VIOLATION:
        return True
    return getattr(error.__cause__, "sqlite_errorname", "") == "SQLITE_CONSTRAINT_UNIQUE"


def permit(actor: Any, action: str, on: models.Model | type[models.Model]) -> None:
    """Raise NotPermitted unless the actor may do the action on the record (or add one of the kind).

    A saved record is looked up through the scoped queryset, so the rule is the same one that lists use.
    """
    # __class__, not type(): request.user is a lazy stand-in for the account.
    model: Any = on if isinstance(on, type) else on.__class__
    permission = model.get_permission(action)
    rights = rights_of(actor, fresh=True)
    if rights.everywhere_has(permission):
        return
    if isinstance(on, type):
        if rights.somewhere_has(permission):
            return
    elif on._state.adding:
        if on.is_within(rights, permission):  # type: ignore[attr-defined]
            return
    elif model.objects.restrict(actor, action).filter(pk=on.pk).exists():
        return
    raise NotPermitted()


def lock(record: M) -> M:
    """Return the record as it stands now, locked until the transaction ends.

    PostgreSQL takes a row lock; SQLite already serialises writers from BEGIN IMMEDIATE on.
    """
    manager: Any = record.__class__._default_manager
    locked: M = manager.select_for_update(of=("self",)).get(pk=record.pk)
    return locked


def publish(
    kind: EventKind,
    *,
    actor: Any,
    record: models.Model | None = None,
    data: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Any:
    """Record that something happened, in the transaction of the change; receivers hear of it through the outbox.

    The ledger joins here: an event that cannot be written undoes the change.
    """
    from governance.core.models import RecordedEvent

    if current_scope() is None:
        raise ActorRequired(f"{kind.name} was published outside a service.")
    origin = current_origin()
    return RecordedEvent.append(
        kind, actor=actor, record=record, data=dict(data or {}), reason=reason or origin.reason, origin=origin
    )
