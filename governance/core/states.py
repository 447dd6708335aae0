"""State machines of records: one way to take a step, and one sentence for a step that cannot be taken."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django_fsm import FSMFieldMixin, TransitionNotAllowed

from governance.core.errors import ConflictingState


def move(record: models.Model, transition: str) -> None:
    """Make one transition of a locked record; raises ConflictingState where it is not possible now."""
    try:
        getattr(record, transition)()
    except TransitionNotAllowed:
        raise refuse_state(record) from None


def refuse_state(record: models.Model) -> ConflictingState:
    """Return the refusal of what is not possible in the state of the record; it names the kind and the state."""
    (field,) = (each for each in record._meta.concrete_fields if isinstance(each, FSMFieldMixin))
    return ConflictingState(
        _("This is not possible while the %(kind)s is: %(state)s.")
        % {"kind": record._meta.verbose_name, "state": getattr(record, f"get_{field.name}_display")()}
    )
