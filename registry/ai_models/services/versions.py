"""Proposing versions by hand, and saying who owns a model and who supplies it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState, InvalidInput
from governance.core.origin import because
from governance.core.services import change_record, check_valid, create_record, require_reason
from governance.core.writing import lock, permit, publish, service
from registry.ai_models import events
from registry.ai_models.enums import Source
from registry.ai_models.models import AIModel, ModelVersion
from registry.ai_models.pinning import classify_pin
from registry.ai_models.selectors import (
    find_alias,
    find_model,
    find_version,
    list_lookalikes,
    split_catalogue_id,
)
from vendors.directory.models import Service, Vendor

EDITABLE = frozenset({"service", "mode", "deprecation_date", "release_date"})


@service
def propose_version(
    *,
    actor: Any,
    catalogue_id: str,
    vendor: Vendor | None = None,
    service: Service | None = None,
    title: str = "",
    mode: str = "",
    pin_kind: str = "",
    pin_value: str = "",
    deprecation_date: date | None = None,
    owner: Any = None,
    team: Any = None,
) -> ModelVersion:
    """Enter a version by hand, with its model when that is new; it starts as proposed and is approved by nobody yet.

    The pin is read from the id unless given (a digest of own weights, a deployment). An id that looks like a
    registered one is flagged, and stays so until an officer confirms that it is a different model.
    """
    provider, identifier = split_catalogue_id(catalogue_id)
    if find_version(catalogue_id) is not None:
        raise ConflictingState(_("A version with this id is registered already."))
    if find_alias(catalogue_id) is not None:
        raise ConflictingState(_("This name is an alias; withdraw the alias first."))
    pin = classify_pin(identifier)
    model = _get_or_create_model(
        actor=actor,
        provider=provider,
        name=pin.family or identifier,
        given={
            "vendor": vendor or (service.vendor if service else None),
            "service": service,
            "title": title,
            "mode": mode,
            "owner": owner,
            "team": team,
        },
    )
    version = ModelVersion(
        model=model,
        catalogue_id=catalogue_id,
        provider=provider,
        identifier=identifier,
        pin_kind=pin_kind or pin.kind,
        pin_value=pin_value if pin_kind else pin.value,
        service=service if service is not None and service != model.service else None,
        mode=mode,
        deprecation_date=deprecation_date,
        source=Source.MANUAL,
    )
    permit(actor, "add", version)
    check_valid(version)
    version.lookalike_of = next(iter(list_lookalikes(version)), None)
    version.save(force_insert=True)
    data = {"catalogue_id": catalogue_id, "looks_like": str(version.lookalike_of or "")}
    publish(events.VERSION_PROPOSED, actor=actor, record=version, data=data)
    return version


def _get_or_create_model(*, actor: Any, provider: str, name: str, given: Mapping[str, Any]) -> AIModel:
    """Return the model family; fill in what is given and not known yet, refuse another vendor than the known one."""
    model = find_model(provider, name)
    if model is None:
        values = {key: value for key, value in given.items() if value}
        created: AIModel = create_record(
            actor=actor, model=AIModel, values={"provider": provider, "name": name, **values}
        )
        return created
    if given["vendor"] is not None and model.vendor_id not in (None, given["vendor"].pk):
        raise InvalidInput(fields={"vendor": _("The model belongs to another vendor already.")})
    missing = {key: value for key, value in given.items() if value and not getattr(model, key)}
    if missing:
        model = change_record(actor=actor, record=model, values=missing)
    return model


@service
def change_version(*, actor: Any, record: ModelVersion, values: Mapping[str, Any]) -> ModelVersion:
    """Change what people may change about a version; its id, pin and state never change by hand."""
    fixed = {name: _("This never changes by hand.") for name in values if name not in EDITABLE}
    if fixed:
        raise InvalidInput(fields=fixed)
    changed: ModelVersion = change_record(actor=actor, record=record, values=values)
    return changed


@service
def assign_owner(*, actor: Any, model: AIModel, owner: Any) -> AIModel:
    """Name the account that is asked when something about the model changes; None gives it back to the officers."""
    permit(actor, "change", model)
    if owner is not None and not owner.is_active:
        raise InvalidInput(fields={"owner": _("This account is not active.")})
    model = lock(model)
    if model.owner_id == getattr(owner, "pk", None):
        return model
    model.owner = owner
    model.save()
    publish(events.MODEL_OWNER_ASSIGNED, actor=actor, record=model, data={"owner": str(owner or "")})
    return model


@service
def link_vendor(
    *, actor: Any, model: AIModel, vendor: Vendor | None, service: Service | None = None, reason: str = ""
) -> AIModel:
    """Say who supplies a model and through which service; approvals bound to another service are void by it."""
    permit(actor, "change", model)
    for record in (vendor, service):
        if record is not None:
            permit(actor, "view", record)
    model = lock(model)
    model.vendor, model.service = vendor, service
    check_valid(model)
    with because(reason):
        model.save()
    data = {"vendor": str(vendor or ""), "service": str(service or "")}
    publish(events.MODEL_LINKED, actor=actor, record=model, reason=reason, data=data)
    return model


@service
def link_service(
    *, actor: Any, version: ModelVersion, service: Service | None, reason: str = ""
) -> ModelVersion:
    """Name another service for one version than its model's; None goes back to the model's."""
    permit(actor, "change", version)
    if service is not None:
        permit(actor, "view", service)
    version = lock(version)
    version.service = service
    check_valid(version)
    with because(reason):
        version.save()
    publish(
        events.VERSION_LINKED,
        actor=actor,
        record=version,
        reason=reason,
        data={"service": str(service or "")},
    )
    return version


@service
def accept_lookalike(*, actor: Any, version: ModelVersion, reason: str) -> ModelVersion:
    """Confirm that a version which looks like another one is a different model, and meant."""
    permit(actor, "change", version)
    version = lock(version)
    if not version.is_suspicious:
        raise ConflictingState(_("Nothing looks like this version, or it was confirmed before."))
    require_reason(reason)
    version.is_lookalike_accepted = True
    with because(reason):
        version.save()
    data = {"looks_like": str(version.lookalike_of)}
    publish(events.LOOKALIKE_ACCEPTED, actor=actor, record=version, reason=reason, data=data)
    return version
