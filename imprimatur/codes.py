"""Every code a reason can carry: which check gives it, what it does to the answer, and what it means.

Codes are stable: gateways and officers match on them.
"""

from collections.abc import Iterator
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Effect(StrEnum):
    """What a finding does to the answer."""

    #: Denies.
    FAIL = "fail"
    #: A permit rests on it; denials leave it out.
    GROUND = "ground"
    #: Informs and never denies.
    NOTE = "note"


class Code(NamedTuple):
    """One row of the table of codes."""

    check: str
    effect: Effect
    meaning: str


_TABLE = """
kill_switch
  fail   kill_switch.engaged                 A kill switch stops this.
known
  fail   resource.unknown                    Nothing is registered under exactly this identifier.
  fail   resource.ambiguous                  The name may stand for several registered things.
  note   resource.alias_resolved             The name is an alias and was read as its declared pin.
pinned
  fail   resource.floating_alias             The name can be repointed by somebody else.
  fail   resource.unpinned                   It has no dated snapshot, digest or deployment id.
  note   resource.unpinned_allowed           Not pinned, but the policy allows floating aliases.
lifecycle
  fail   lifecycle.not_approved              It is a draft, proposed, in review, or in no known state.
  fail   lifecycle.suspended                 It is suspended.
  fail   lifecycle.revoked                   It is revoked.
  fail   lifecycle.retired                   It is retired.
  fail   lifecycle.past_deprecation          Its provider's deprecation date has come.
  note   lifecycle.deprecated                It is deprecated and still usable.
approval
  ground approval.in_force                   This approval covers the whole question.
  fail   approval.none                       There is no approval for it.
  fail   approval.expired                    The nearest approval has ended.
  fail   approval.not_yet_valid              The nearest approval has not begun.
  fail   approval.revoked                    The nearest approval was revoked.
  fail   approval.pin_changed                The approval was given for another pin: it is void.
  fail   approval.scope.use_case             The nearest approval does not cover the use case.
  fail   approval.scope.team                 The nearest approval does not cover the team.
  fail   approval.scope.environment          The nearest approval does not cover the environment.
  fail   approval.scope.data_class           The nearest approval does not cover a data class.
  fail   approval.scope.region               The nearest approval does not cover the region.
  fail   approval.scope.phase                The nearest approval does not go up to the phase.
  fail   context.missing_use_case            The question names no use case.
  fail   context.missing_team                The subject is no team and has none on record.
  fail   context.missing_environment         The question names no environment.
  fail   context.missing_data_class          The question names no data class.
  fail   context.missing_region              The question names no region.
  fail   context.missing_phase               The question names no phase.
  fail   context.unknown_action              The action is not one that approvals are given for.
  fail   context.unknown_use_case            The use case is not registered.
  fail   context.unknown_team                The team is not registered.
  fail   context.unknown_environment         The environment is not one of the organisation's.
  fail   context.unknown_data_class          A data class is not registered.
  fail   context.use_case_data_class         The use case itself may not use a data class.
vendor
  fail   vendor.unknown                      Nobody is registered as the vendor.
  fail   vendor.inactive                     The vendor is not active.
  fail   vendor.service_inactive             The vendor's service is not active.
  fail   vendor.assessment_missing           The vendor has no assessment.
  fail   vendor.assessment_incomplete        The vendor's assessment is not complete.
  fail   vendor.assessment_expired           The vendor's assessment is out of date.
  fail   vendor.critical_finding             The vendor has an open critical finding.
  fail   vendor.service_unknown              The service it is supplied by is not registered.
  note   vendor.not_assessed                 Assessments are not kept yet; only status was judged.
agreements
  ground agreement.dpa_in_force              A DPA in force covers the service.
  fail   agreement.dpa_missing               Personal data needs a DPA and none covers the service.
  fail   agreement.dpa_not_yet_in_force      The DPA has not begun.
  fail   agreement.dpa_expired               The DPA has ended.
  ground agreement.baa_in_force              A BAA in force covers the service.
  fail   agreement.baa_missing               PHI needs a BAA and none covers the service.
  fail   agreement.baa_not_yet_in_force      The BAA has not begun.
  fail   agreement.baa_expired               The BAA has ended.
  ground agreement.no_training_in_force      An agreement in force forbids training on our data.
  fail   agreement.no_training_missing       No agreement in force forbids training on our data.
  fail   agreement.trains_on_data            The service is on record as training on our data.
  fail   agreement.retention_unknown         Retention is limited and the service's is not on record.
  fail   agreement.retention_exceeds         The service keeps data longer than the data class allows.
residency
  fail   residency.region_unknown            The region is not registered.
  fail   residency.region_not_hosted         The service does not declare hosting in the region.
  fail   residency.region_not_allowed        The data class may not be processed in the region.
  fail   residency.service_unknown           Place-bound data, and no service is on record.
  fail   residency.subprocessor              A sub-processor is in a place not allowed.
  fail   residency.subprocessor_undeclared   Place-bound data, and sub-processors are not declared.
  fail   residency.support_access            Support reaches the data from a place not allowed.
  fail   residency.support_undeclared        Place-bound data, and support places are not declared.
  ground residency.adequacy                  An adequacy finding in force covers a place.
  ground residency.transfer_tool             A transfer tool in force covers a place.
  note   residency.hosting_undeclared        Hosting is not declared; the region was taken as given.
rollout
  fail   rollout.not_started                 The agent has no rollout phase.
  fail   rollout.phase_exceeded              The agent's current phase does not allow this autonomy.
  fail   rollout.data_not_allowed            The agent's current phase does not allow this data.
  note   rollout.not_recorded                Rollouts are not kept yet; the approval judged the phase.
agent
  fail   agent.unknown                       The agent is not registered.
  fail   agent.disabled                      The agent is disabled.
  fail   agent.no_owner                      The agent has no owner.
  fail   agent.credentials_overdue           A credential of the agent is overdue for rotation.
  fail   agent.resource_not_allowed          The agent's passport does not list the resource.
  fail   agent.egress_not_allowed            The resource talks to hosts outside the egress list.
  note   agent.not_recorded                  Passports are not kept yet; only registration was judged.
people
  fail   people.unknown                      The person is not registered.
  fail   people.inactive                     The person is no longer active.
  fail   people.policy_not_acknowledged      The person has not acknowledged the policy in force.
  note   people.not_recorded                 Acknowledgements are not kept yet.
engine
  fail   engine.error                        A check could not be completed.
  note   context.as_of                       The answer is for another instant than now.
"""


def _read_table() -> Iterator[tuple[str, Code]]:
    check = ""
    for line in _TABLE.strip().splitlines():
        if not line.startswith(" "):
            check = line
            continue
        effect, code, meaning = line.split(maxsplit=2)
        yield code, Code(check, Effect(effect), meaning)


CODES = MappingProxyType(dict(_read_table()))
