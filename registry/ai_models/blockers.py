"""What stands in the way of approving a model version, and what an approver should know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.approvals.subjects import Finding
from governance.classification.enums import DataCategory
from governance.classification.models import DataClass
from governance.core.days import legal_day
from governance.core.enums import Severity
from imprimatur.facts.classification import PERSONAL_CATEGORIES
from registry.ai_models.enums import CatalogueState, Lifecycle
from registry.ai_models.models import ModelVersion
from registry.ai_models.selectors import SOON, list_lookalikes
from vendors.agreements.enums import AgreementKind, Clause
from vendors.agreements.models import Agreement
from vendors.agreements.selectors import EVERY_SERVICE, agreements_in_force, covered_service_ids
from vendors.directory.enums import VendorLifecycle

STOPPED = (Lifecycle.SUSPENDED, Lifecycle.RETIRED, Lifecycle.REVOKED)
EVERY_CLASS = "*"


def list_blockers(version: ModelVersion, scope: dict[str, Any]) -> list[Finding]:
    """Return what an approver must know; critical findings block the approval until they are gone."""
    now = timezone.now()
    findings = [*_judge_version(version, now), *_judge_supplier(version), *_judge_terms(version, scope, now)]
    return sorted(findings, key=lambda finding: not finding.blocks)


def _judge_version(version: ModelVersion, now: datetime) -> Iterator[Finding]:
    if not version.is_pinned:
        sentence = _(
            "The name has no pin: its provider can make it mean something else. Approve a dated version."
        )
        yield Finding("resource.unpinned", sentence, record=version.reference)
    if version.lifecycle in STOPPED:
        sentence = _("The version is %s.") % version.get_lifecycle_display()
        yield Finding(f"lifecycle.{version.lifecycle}", sentence, record=version.reference)
    today, end = legal_day(now), version.deprecation_date
    if end is not None and end <= today:
        sentence = _("Its provider stopped supporting it on %s.") % end.isoformat()
        yield Finding("lifecycle.past_deprecation", sentence, record=version.reference)
    elif end is not None and end <= today + SOON:
        sentence = _("Its provider stops supporting it on %s.") % end.isoformat()
        yield Finding("lifecycle.deprecated_soon", sentence, Severity.WARNING, version.reference)
    if version.catalogue_state == CatalogueState.REMOVED:
        sentence = _("Its catalogue no longer names it.")
        yield Finding("catalogue.removed", sentence, Severity.WARNING, version.reference)
    others = [str(other) for other in list_lookalikes(version)]
    if version.is_suspicious:
        names = ", ".join(others) or str(version.lookalike_of)
        sentence = _("The id looks like %s. An officer must confirm that it is a different model.") % names
        yield Finding("resource.lookalike", sentence, record=version.reference)
    elif others:
        sentence = _("Other ids look like this one: %s.") % ", ".join(others)
        yield Finding("resource.has_lookalikes", sentence, Severity.WARNING, version.reference)


def _judge_supplier(version: ModelVersion) -> Iterator[Finding]:
    vendor, service = version.effective_vendor, version.effective_service
    if vendor is None:
        sentence = _("No vendor is named, so agreements and places cannot be judged.")
        yield Finding("vendor.unknown", sentence, Severity.WARNING, version.model.reference)
    elif vendor.lifecycle != VendorLifecycle.ACTIVE:
        sentence = _("The vendor %(vendor)s is not active: %(state)s.") % {
            "vendor": vendor,
            "state": vendor.get_lifecycle_display(),
        }
        yield Finding("vendor.not_active", sentence, record=vendor.reference)
    if vendor is not None and service is None:
        sentence = _("No service is named, so nobody can say where data is processed.")
        yield Finding("service.unknown", sentence, Severity.WARNING, version.model.reference)
    elif service is not None and not service.is_active:
        yield Finding("service.not_active", _("The service is not active."), record=service.reference)


def _judge_terms(version: ModelVersion, scope: dict[str, Any], now: datetime) -> Iterator[Finding]:
    """Judge what the data classes of the scope demand; for "every class" a lack only warns: answers check too."""
    wanted = scope.get("data_classes") or []
    rows = DataClass.objects.filter(is_active=True).prefetch_related("handling_rules")
    severity = Severity.WARNING if EVERY_CLASS in wanted else Severity.CRITICAL
    needs: dict[str, list[str]] = {AgreementKind.DPA: [], AgreementKind.BAA: [], Clause.NO_TRAINING: []}
    for each in rows if EVERY_CLASS in wanted else rows.filter(key__in=wanted):
        rules = list(each.handling_rules.all())
        if not PERSONAL_CATEGORIES.isdisjoint(each.categories) or any(rule.requires_dpa for rule in rules):
            needs[AgreementKind.DPA].append(each.name)
        if DataCategory.PHI in each.categories or any(rule.requires_baa for rule in rules):
            needs[AgreementKind.BAA].append(each.name)
        if any(rule.requires_no_training for rule in rules):
            needs[Clause.NO_TRAINING].append(each.name)
    for kind in (AgreementKind.DPA, AgreementKind.BAA):
        if needs[kind] and not _list_covering(version, kind, now):
            sentence = _(
                "%(agreement)s is not in force with the vendor for this service; it is needed for: %(classes)s."
            )
            values = {"agreement": kind.upper(), "classes": ", ".join(needs[kind])}
            yield Finding(f"agreement.{kind}_missing", sentence % values, severity, version.reference)
    if needs[Clause.NO_TRAINING] and not _has_clause(version, Clause.NO_TRAINING, now):
        sentence = _("No agreement in force forbids training on our data; that is needed for: %s.")
        names = ", ".join(needs[Clause.NO_TRAINING])
        yield Finding("agreement.no_training_missing", sentence % names, severity, version.reference)


def _list_covering(version: ModelVersion, kind: str, now: datetime) -> list[Agreement]:
    vendor, service = version.effective_vendor, version.effective_service
    if vendor is None:
        return []
    wanted = {EVERY_SERVICE} if service is None else {EVERY_SERVICE, str(service.pk)}
    return [each for each in agreements_in_force(vendor, kind, now) if wanted & covered_service_ids(each)]


def _has_clause(version: ModelVersion, clause: str, now: datetime) -> bool:
    return any(
        clause in agreement.clauses
        for kind in AgreementKind.values
        for agreement in _list_covering(version, kind, now)
    )
