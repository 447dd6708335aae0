"""Typed refusals. Every interface turns them into the same sentence: a form error, a 4xx problem, an exit code 1."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _


class ServiceError(Exception):
    """A service refused. `code` is stable for software, the message is a sentence for people.

    `fields` maps field names to sentences where the refusal belongs to particular inputs.
    """

    code = "refused"
    status = 409
    default_message: Any = _("This cannot be done.")

    def __init__(
        self, message: Any = None, *, fields: dict[str, Any] | None = None, code: str | None = None
    ) -> None:
        self.message = message or self.default_message
        self.fields = fields or {}
        if code:
            self.code = code
        super().__init__(str(self.message))

    @property
    def sentences(self) -> list[str]:
        """What to tell a person where no field is shown: a sentence for each field, or the message."""
        return [str(text) for text in self.fields.values()] or [str(self.message)]


class InvalidInput(ServiceError):
    """What was given does not make sense; nothing was changed."""

    code = "invalid"
    status = 400
    default_message = _("Some of what was given is not valid.")


class NotPermitted(ServiceError):
    """The actor has no right to do this."""

    code = "not_permitted"
    status = 403
    default_message = _("You have no right to do this.")


class ConflictingState(ServiceError):
    """The record is in a state in which this is not possible, or changed meanwhile."""

    code = "conflict"
    status = 409
    default_message = _("The record is in a state in which this is not possible.")


class ActorRequired(RuntimeError):
    """A write was attempted by nobody. Jobs and migrations act as named system actors."""


class WriteOutsideService(RuntimeError):
    """A tracked record was saved outside a service function: there is no second door."""
