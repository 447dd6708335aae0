"""Model versions as something that is approved: what approvers see, what binds, what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from governance.approvals.selectors import list_in_force
from governance.approvals.subjects import EvidenceItem, SubjectKind
from registry.ai_models import services
from registry.ai_models.blockers import list_blockers
from registry.ai_models.facts import make_binding
from registry.ai_models.models import ModelVersion
from vendors.agreements.enums import AgreementKind
from vendors.agreements.models import Agreement
from vendors.directory.enums import VendorTier
from vendors.directory.models import Service, Vendor
from vendors.directory.selectors import list_access_countries, list_storage_countries, list_sub_processors

RISK_OF_TIER = {
    VendorTier.CRITICAL: "high",
    VendorTier.HIGH: "high",
    VendorTier.MEDIUM: "medium",
    VendorTier.LOW: "low",
}


def get_content(version: ModelVersion) -> dict[str, Any]:
    """Return everything an approver sees, as JSON values: votes are void when any of it changes.

    The lifecycle is left out, because asking for approval changes it.
    """
    model, service, vendor = version.model, version.effective_service, version.effective_vendor
    return {
        "Id": version.catalogue_id,
        "Provider": version.provider,
        "Model": model.name,
        "Pin": {"Kind": version.pin_kind, "Value": version.pin_value},
        "Mode": version.mode,
        "Licence": model.licence,
        "Owner": str(model.owner or ""),
        "Vendor": _describe_vendor(vendor),
        "Service": _describe_service(service),
        "Agreements in force": [_describe_agreement(each) for each in list_agreements(vendor)],
        "Deprecated by its provider on": _text(version.deprecation_date),
        "Provider's status": version.provider_status,
        "Released": version.release_date,
        "Context (tokens)": version.context_tokens,
        "Output (tokens)": version.max_output_tokens,
        "USD per million tokens, input": _text(version.input_usd_per_million),
        "USD per million tokens, output": _text(version.output_usd_per_million),
        "Regions named by the catalogue": sorted(version.supported_regions),
        "Capabilities": sorted(version.capabilities),
        "Catalogue": {"Source": version.source, "State": version.catalogue_state},
        "Looks like": str(version.lookalike_of or ""),
        "Model card": model.card_digest,
    }


def list_agreements(vendor: Vendor | None) -> list[Agreement]:
    """Return the vendor's agreements in force now, by kind and title."""
    if vendor is None:
        return []
    now = timezone.now()
    rows = Agreement.objects.filter(vendor=vendor).order_by("kind", "title", "id")
    return [agreement for agreement in rows if agreement.is_in_force(now)]


def _describe_vendor(vendor: Vendor | None) -> dict[str, Any] | None:
    if vendor is None:
        return None
    return {"Key": vendor.key, "Name": vendor.name, "State": vendor.lifecycle, "Tier": vendor.tier}


def _describe_service(service: Service | None) -> dict[str, Any] | None:
    if service is None:
        return None
    access = list_access_countries(service)
    others = list_sub_processors(service, timezone.now())
    return {
        "Key": f"{service.vendor.key}/{service.key}",
        "Name": service.name,
        "Keeps data in": sorted(list_storage_countries(service)) or "not declared",
        "Reached from": "not declared" if access is None else sorted(access),
        "Sub-processors": "not declared" if others is None else sorted({str(each) for each in others}),
        "Keeps data (days)": 0 if service.is_zero_retention else service.retention_days,
        "Trains on our data": service.trains_on_data,
    }


def _describe_agreement(agreement: Agreement) -> dict[str, Any]:
    return {
        "Kind": agreement.kind,
        "Title": agreement.title,
        "Until": _text(agreement.expiry_date),
        "Clauses": sorted(agreement.clauses),
    }


def _text(value: Any) -> str | None:
    """Return a date or price as one text for one value, whatever database it comes from."""
    if value is None:
        return None
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def get_risk_tier(version: ModelVersion) -> str:
    """Return how much scrutiny a request needs: what depends on its vendor; high for an open question of identity."""
    vendor = version.effective_vendor
    if version.is_suspicious:
        return "high"
    return RISK_OF_TIER.get(VendorTier(vendor.tier), "medium") if vendor is not None else "medium"


def list_evidence(version: ModelVersion) -> Sequence[EvidenceItem]:
    """Return what speaks for a version: the agreements in force with its vendor, its model card."""
    items = [
        EvidenceItem(
            title=f"{agreement.get_kind_display()}: {agreement.title}",
            detail=", ".join(sorted(agreement.clauses)),
            url=reverse("admin:vendors_agreement_change", args=[agreement.pk]),
        )
        for agreement in list_agreements(version.effective_vendor)
        if agreement.kind != AgreementKind.OTHER
    ]
    if version.model.card_digest:
        url = reverse("admin:registry_aimodel_change", args=[version.model_id])
        items.append(EvidenceItem(title="Model card", detail=version.model.card_digest, url=url))
    return items


def _on_requested(actor: Any, version: ModelVersion) -> None:
    services.mark_in_review(actor=actor, version=version)


def _on_approved(actor: Any, version: ModelVersion, _approval: Any) -> None:
    services.mark_approved(actor=actor, version=version)


def _on_refused(actor: Any, version: ModelVersion) -> None:
    services.end_review(actor=actor, version=version)


def _on_ended(actor: Any, version: ModelVersion) -> None:
    if not list_in_force(version):
        services.return_to_proposed(actor=actor, version=version)


def make_subject_kind() -> SubjectKind:
    """Return how approvals see model versions."""
    return SubjectKind(
        model=ModelVersion,
        get_content=get_content,
        get_binding=make_binding,
        get_risk_tier=get_risk_tier,
        list_blockers=list_blockers,
        list_evidence=list_evidence,
        on_requested=_on_requested,
        on_approved=_on_approved,
        on_refused=_on_refused,
        on_ended=_on_ended,
    )
