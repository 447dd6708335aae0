"""Check 9: the agent's current rollout phase allows this autonomy and this data.

Phase 1 reads non-sensitive data; phase 2 writes in a sandbox, or with a person approving each action; phase 3 acts
alone on data no regime governs; phase 4 may touch regulated data.
"""

from typing import Any

from imprimatur.decision import Obligation, Record
from imprimatur.facts import Agent, DataClass
from imprimatur.findings import NOTE, Finding, Findings, fail, note
from imprimatur.rules.evaluation import Evaluation
from imprimatur.wording import listed, shown

HUMAN_APPROVES = Obligation(
    "human_approves_each_action", "A person approves each action of the agent beforehand."
)
OBLIGED = (Finding(NOTE, None, None, (HUMAN_APPROVES,)),)


def check(evaluation: Evaluation) -> Findings:
    """Judge every agent involved; what a team does by itself is bound by its approval alone."""
    if evaluation.question.subject_type != "agent" and evaluation.question.resource_type != "agent":
        return None
    agents = evaluation.agents
    findings: list[Finding] = []
    for agent_id, agent in agents:
        if agent is not None:
            findings.extend(_judge(evaluation, agent))
        elif evaluation.snapshot.agents is None:
            message = (
                f"Rollouts are not kept yet; the approval alone judged the phase of “{shown(agent_id)}”."
            )
            findings.append(note("rollout.not_recorded", message))
    question = evaluation.question
    if question.phase == 2 and question.environment not in evaluation.snapshot.policy.sandbox_environments:
        findings.extend(OBLIGED)
    return findings


def inputs(evaluation: Evaluation) -> dict[str, Any]:
    """Return what the check looked at."""
    return {
        "phase": evaluation.question.phase,
        "current_phases": {
            agent_id: None if agent is None else agent.phase for agent_id, agent in evaluation.agents
        },
    }


def _judge(evaluation: Evaluation, agent: Agent) -> list[Finding]:
    label, record = shown(agent.id), record_of(evaluation, agent)
    current, asked = agent.phase, evaluation.question.phase
    if current is None:
        return [fail("rollout.not_started", f"The agent {label} has no rollout phase.", record)]
    findings: list[Finding] = []
    if asked is None or asked > current:
        wanted = "no phase was named" if asked is None else f"not phase {asked}"
        message = f"The agent {label} is at phase {current}, {wanted}."
        findings.append(fail("rollout.phase_exceeded", message, record))
    refused = [
        each.data_class.label for each in evaluation.data_classes if not _allows(current, each.data_class)
    ]
    if refused:
        message = f"The agent {label} is at phase {current}, which allows no {listed(refused)} data."
        findings.append(fail("rollout.data_not_allowed", message, record))
    return findings


def _allows(phase: int, data_class: DataClass) -> bool:
    if phase >= 4:
        return True
    return not data_class.is_regulated and (phase >= 2 or not data_class.is_confidential)


def record_of(evaluation: Evaluation, agent: Agent) -> Record | None:
    """Return the agent's own record, when the agent is a registered resource."""
    resource = evaluation.snapshot.resources.get(("agent", agent.id))
    return None if resource is None else Record("agent", resource.record_id, resource.label)
