"""The eleven checks in their fixed order, and the codes each can give (`imprimatur.codes` has their meanings).

| # | check       | codes that deny                                                                        |
|---|-------------|----------------------------------------------------------------------------------------|
| 1 | kill_switch | kill_switch.engaged                                                                    |
| 2 | known       | resource.unknown, resource.ambiguous                                                   |
| 3 | pinned      | resource.floating_alias, resource.unpinned                                             |
| 4 | lifecycle   | lifecycle.not_approved, .suspended, .revoked, .retired, .past_deprecation              |
| 5 | approval    | approval.none, .expired, .not_yet_valid, .revoked, .pin_changed; approval.scope.* for  |
|   |             | use_case, team, environment, data_class, region, phase; context.missing_* and          |
|   |             | context.unknown_* for what the question leaves out or misnames;                        |
|   |             | context.use_case_data_class                                                            |
| 6 | vendor      | vendor.unknown, .inactive, .service_unknown, .service_inactive, .critical_finding,     |
|   |             | .assessment_missing, .assessment_incomplete, .assessment_expired                       |
| 7 | agreements  | agreement.dpa_* and agreement.baa_* (missing, not_yet_in_force, expired),              |
|   |             | .no_training_missing, .trains_on_data, .retention_unknown, .retention_exceeds          |
| 8 | residency   | residency.region_unknown, .region_not_hosted, .region_not_allowed, .service_unknown,   |
|   |             | .subprocessor, .subprocessor_undeclared, .support_access, .support_undeclared          |
| 9 | rollout     | rollout.not_started, .phase_exceeded, .data_not_allowed                                |
|10 | agent       | agent.unknown, .disabled, .no_owner, .credentials_overdue, .resource_not_allowed,      |
|   |             | .egress_not_allowed                                                                    |
|11 | people      | people.unknown, .inactive, .policy_not_acknowledged                                    |
|   | any         | engine.error: a check could not be completed                                           |
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from imprimatur.findings import Findings, fail
from imprimatur.rules import (
    agent,
    agreements,
    approval,
    kill_switch,
    known,
    lifecycle,
    people,
    pinned,
    residency,
    rollout,
    vendor,
)
from imprimatur.rules.evaluation import Evaluation


class Rule(NamedTuple):
    """One check: its name, the function that judges, and the one that says what was looked at."""

    name: str
    check: Callable[[Evaluation], Findings]
    inputs: Callable[[Evaluation], dict[str, Any]]


RULES: tuple[Rule, ...] = (
    Rule("kill_switch", kill_switch.check, kill_switch.inputs),
    Rule("known", known.check, known.inputs),
    Rule("pinned", pinned.check, pinned.inputs),
    Rule("lifecycle", lifecycle.check, lifecycle.inputs),
    Rule("approval", approval.check, approval.inputs),
    Rule("vendor", vendor.check, vendor.inputs),
    Rule("agreements", agreements.check, agreements.inputs),
    Rule("residency", residency.check, residency.inputs),
    Rule("rollout", rollout.check, rollout.inputs),
    Rule("agent", agent.check, agent.inputs),
    Rule("people", people.check, people.inputs),
)


def judge(rule: Rule, evaluation: Evaluation) -> Findings:
    """Run one check; a fault inside it is a finding that denies, never an exception and never silence."""
    try:
        return rule.check(evaluation)
    except Exception:
        return faulty(rule.name)


def faulty(name: str) -> Findings:
    """Deny because a check broke. The fault may carry facts of the registry, so only the check is named."""
    return (fail("engine.error", f"The check {name} could not be completed."),)
