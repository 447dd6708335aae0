"""Aliases: declared by officers, pointing to one pinned version or floating."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState, InvalidInput
from governance.core.origin import because
from governance.core.services import check_valid, require_reason
from governance.core.writing import lock, permit, publish, service
from registry.ai_models import events
from registry.ai_models.models import ModelAlias, ModelVersion
from registry.ai_models.selectors import find_alias, find_lookalike_name, find_version


@service
def declare_alias(
    *, actor: Any, name: str, points_to: ModelVersion | None = None, reason: str = ""
) -> ModelAlias:
    """Declare a name that stands for one pinned version, or for none (it floats and is denied).

    The name of a catalogue row without a pin may be declared; a pinned version's may not, nor a look-alike of either.
    """
    provider, slash, _rest = name.partition("/")
    alias = ModelAlias(name=name, provider=provider if slash else "", points_to=points_to, reason=reason)
    permit(actor, "add", alias)
    registered = find_version(name)
    if registered is not None and registered.is_pinned:
        raise ConflictingState(_("This is the id of a pinned version; it cannot mean something else."))
    if find_alias(name) is not None:
        raise ConflictingState(_("This alias is declared already."))
    lookalike = find_lookalike_name(name)
    if lookalike:
        raise InvalidInput(fields={"name": _("The name looks like “%s” and is not it.") % lookalike})
    check_valid(alias)
    with because(reason):
        alias.save(force_insert=True)
    publish(
        events.ALIAS_DECLARED,
        actor=actor,
        record=alias,
        reason=reason,
        data={"points_to": str(points_to or "")},
    )
    return alias


@service
def point_alias(
    *, actor: Any, alias: ModelAlias, points_to: ModelVersion | None, reason: str = ""
) -> ModelAlias:
    """Make an alias stand for another pinned version, or float; answers change with the commit."""
    permit(actor, "change", alias)
    alias = lock(alias)
    before = str(alias.points_to or "")
    alias.points_to = points_to
    check_valid(alias)
    with because(reason):
        alias.save()
    data = {"from": before, "points_to": str(points_to or "")}
    publish(events.ALIAS_POINTED, actor=actor, record=alias, reason=reason, data=data)
    return alias


@service
def withdraw_alias(*, actor: Any, alias: ModelAlias, reason: str) -> None:
    """Withdraw an alias: its name means nothing from the commit on, and may be declared anew; its history stays."""
    permit(actor, "delete", alias)
    require_reason(reason)
    alias = lock(alias)
    publish(
        events.ALIAS_WITHDRAWN,
        actor=actor,
        record=alias,
        reason=reason,
        data={"points_to": str(alias.points_to or "")},
    )
    with because(reason):
        alias.delete()
