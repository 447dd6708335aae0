"""One way to each code that denies: what is changed in the registry and in the question, and what is then said."""

from dataclasses import replace
from typing import Any, NamedTuple

from imprimatur.facts import Assessment, Policy, SubProcessor, UseCase
from tests.imprimatur.world import (
    AS_ADA,
    AS_BOT,
    BAA,
    DPA,
    END,
    MODEL,
    NOW,
    OVERDUE,
    PERSONAL,
    START,
    VENDOR,
    alias,
    approved,
    bot,
    killed,
    model,
    person,
    service,
)


class Denial(NamedTuple):
    """A change that breaks exactly one check."""

    facts: dict[str, Any]
    asked: dict[str, Any]
    also: tuple[str, ...] = ()


AWAY = frozenset({"BR"})
PHI: dict[str, Any] = {"data_classes": ("phi",)}

DENIALS: dict[str, Denial] = {
    "kill_switch.engaged": Denial(killed("organisation", None), {}),
    "resource.unknown": Denial({}, {"resource_id": "omni/omni-5"}),
    "resource.ambiguous": Denial(
        alias(target=None, is_floating=False, candidates=frozenset({"omni/a", "omni/b"})),
        {"resource_id": "omni/omni-4"},
    ),
    "resource.floating_alias": Denial(alias(), {"resource_id": "omni/omni-4"}),
    "resource.unpinned": Denial(model(pin_kind="none"), {}),
    "lifecycle.not_approved": Denial(model(lifecycle="in_review"), {}),
    "lifecycle.suspended": Denial(model(lifecycle="suspended"), {}),
    "lifecycle.revoked": Denial(model(lifecycle="revoked"), {}),
    "lifecycle.retired": Denial(model(lifecycle="retired"), {}),
    "lifecycle.past_deprecation": Denial(model(deprecation_at=NOW), {}),
    "approval.none": Denial({"approvals": []}, {}),
    "approval.expired": Denial(approved(valid_until=NOW), {}),
    "approval.not_yet_valid": Denial(approved(valid_from=END, valid_until=None), {}),
    "approval.revoked": Denial(approved(revoked_at=NOW), {}),
    "approval.pin_changed": Denial(model(pin_digest="another"), {}),
    "approval.scope.use_case": Denial({}, {"use_case": "drafting"}),
    "approval.scope.team": Denial({}, {"subject_id": "sales"}),
    "approval.scope.environment": Denial({}, {"environment": "staging"}),
    "approval.scope.data_class": Denial({}, {"data_classes": ("internal", "public")}),
    "approval.scope.region": Denial({}, {"region": "aws:us-east-1"}),
    "approval.scope.phase": Denial({}, {"phase": 3}),
    "context.missing_use_case": Denial({}, {"use_case": None}),
    "context.missing_team": Denial(person(teams=frozenset()), AS_ADA),
    "context.missing_environment": Denial({}, {"environment": None}),
    "context.missing_data_class": Denial({}, {"data_classes": ()}),
    "context.missing_region": Denial({}, {"region": None}),
    "context.missing_phase": Denial({}, {"phase": None}),
    "context.unknown_action": Denial({}, {"action": "train"}),
    "context.unknown_use_case": Denial({}, {"use_case": "poetry"}),
    "context.unknown_team": Denial({}, {"subject_id": "Support"}),
    "context.unknown_environment": Denial({}, {"environment": "moon"}),
    "context.unknown_data_class": Denial({}, {"data_classes": ("internal", "secret")}),
    "context.use_case_data_class": Denial(
        {"use_cases": [UseCase("ticket-summaries", "use-case-1", "Ticket summaries", frozenset({"public"}))]},
        {},
    ),
    "vendor.unknown": Denial({"vendors": []}, {}),
    "vendor.inactive": Denial({"vendors": [replace(VENDOR, status="suspended")]}, {}),
    "vendor.service_unknown": Denial({"services": []}, {}, also=("residency.hosting_undeclared",)),
    "vendor.service_inactive": Denial(service(status="retired"), {}),
    "vendor.assessment_missing": Denial({"policy": Policy(keeps_assessments=True)}, {}),
    "vendor.assessment_incomplete": Denial({"vendors": [replace(VENDOR, assessment=Assessment("a"))]}, {}),
    "vendor.assessment_expired": Denial(
        {"vendors": [replace(VENDOR, assessment=Assessment("a", START, NOW))]}, {}
    ),
    "vendor.critical_finding": Denial(
        {"vendors": [replace(VENDOR, assessment=Assessment("a", START, END, 1))]}, {}
    ),
    "agreement.dpa_missing": Denial({"agreements": [replace(DPA, kind="msa")]}, PERSONAL),
    "agreement.dpa_not_yet_in_force": Denial(
        {
            "agreements": [
                replace(DPA, kind="msa"),
                replace(DPA, id="dpa-2", effective_at=END, expires_at=None),
            ]
        },
        PERSONAL,
    ),
    "agreement.dpa_expired": Denial(
        {"agreements": [replace(DPA, kind="msa"), replace(DPA, id="dpa-2", expires_at=NOW)]}, PERSONAL
    ),
    "agreement.baa_missing": Denial({}, PHI),
    "agreement.baa_not_yet_in_force": Denial(
        {"agreements": [DPA, replace(BAA, effective_at=END, expires_at=None)]}, PHI
    ),
    "agreement.baa_expired": Denial({"agreements": [DPA, replace(BAA, terminated_at=NOW)]}, PHI),
    "agreement.no_training_missing": Denial(
        {"agreements": [replace(DPA, clauses=frozenset())]}, {"data_classes": ("confidential",)}
    ),
    "agreement.trains_on_data": Denial(service(trains_on_data=True), {"data_classes": ("confidential",)}),
    "agreement.retention_unknown": Denial(service(retention_days=None), PERSONAL),
    "agreement.retention_exceeds": Denial(service(retention_days=31), PERSONAL),
    "residency.region_unknown": Denial(approved(regions=frozenset({"*"})), {"region": "mars:north-1"}),
    "residency.region_not_hosted": Denial(approved(regions=frozenset({"*"})), {"region": "aws:sa-east-1"}),
    "residency.region_not_allowed": Denial(
        approved(regions=frozenset({"*"})), {"region": "aws:us-east-1", "data_classes": ("personal",)}
    ),
    "residency.service_unknown": Denial(
        {
            **model(service=None),
            "handling_rules": [],
            "policy": Policy(personal_data_places=frozenset({"EEA"})),
        },
        PERSONAL,
        also=("residency.hosting_undeclared",),
    ),
    "residency.subprocessor": Denial(service(sub_processors=(SubProcessor("x", "X", AWAY),)), PERSONAL),
    "residency.subprocessor_undeclared": Denial(service(sub_processors=None), PERSONAL),
    "residency.support_access": Denial(service(support_countries=AWAY), PERSONAL),
    "residency.support_undeclared": Denial(service(support_countries=None), PERSONAL),
    "rollout.not_started": Denial(bot(phase=None), AS_BOT),
    "rollout.phase_exceeded": Denial(bot(phase=1), {**AS_BOT, "phase": 2}),
    "rollout.data_not_allowed": Denial(bot(phase=3), {**AS_BOT, **PERSONAL}),
    "agent.unknown": Denial({**bot(), "agents": []}, AS_BOT, also=("context.missing_team",)),
    "agent.disabled": Denial(bot(is_enabled=False), AS_BOT),
    "agent.no_owner": Denial(bot(owner=None), AS_BOT),
    "agent.credentials_overdue": Denial(bot(credentials=(OVERDUE,)), AS_BOT),
    "agent.resource_not_allowed": Denial(bot(models=frozenset({"omni/omni-3"})), AS_BOT),
    "agent.egress_not_allowed": Denial(
        {
            **bot(egress=frozenset({"*.omni.example"})),
            "resources": [replace(MODEL, hosts=frozenset({"omni.example"}))],
        },
        AS_BOT,
    ),
    "people.unknown": Denial({**person(), "people": []}, AS_ADA, also=("context.missing_team",)),
    "people.inactive": Denial(person(is_active=False), AS_ADA),
    "people.policy_not_acknowledged": Denial(person(acknowledged=frozenset({"v0"})), AS_ADA),
}
