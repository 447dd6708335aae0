"""Check 10: the agent is enabled and owned, its credentials are fresh, and it stays within its passport."""

from collections.abc import Iterable
from typing import Any

from imprimatur.facts import Agent
from imprimatur.findings import Finding, Findings, fail, holds_until, note
from imprimatur.rules.evaluation import Evaluation
from imprimatur.rules.rollout import record_of
from imprimatur.terms import ANY
from imprimatur.wording import listed, shown


def check(evaluation: Evaluation) -> Findings:
    """Judge every agent involved; the allowlists bind the one that asks."""
    if evaluation.question.subject_type != "agent" and evaluation.question.resource_type != "agent":
        return None
    agents = evaluation.agents
    findings: list[Finding] = []
    for agent_id, agent in agents:
        if agent is not None:
            findings.extend(_judge(evaluation, agent))
        elif evaluation.snapshot.agents is None and ("agent", agent_id) in evaluation.snapshot.resources:
            message = f"Passports are not kept yet; of “{shown(agent_id)}” only the registration was judged."
            findings.append(note("agent.not_recorded", message))
        else:
            findings.append(fail("agent.unknown", f"No agent is registered as “{shown(agent_id)}”."))
    asking = evaluation.subject_agent
    if asking is not None:
        findings.extend(_judge_reach(evaluation, asking))
    return findings


def inputs(evaluation: Evaluation) -> dict[str, Any]:
    """Return what the check looked at."""
    return {
        "agents": {
            agent_id: None
            if agent is None
            else {"is_enabled": agent.is_enabled, "owner": agent.owner, "credentials": len(agent.credentials)}
            for agent_id, agent in evaluation.agents
        }
    }


def _judge(evaluation: Evaluation, agent: Agent) -> list[Finding]:
    label, record = shown(agent.id), record_of(evaluation, agent)
    findings: list[Finding] = []
    if not agent.is_enabled:
        findings.append(fail("agent.disabled", f"The agent {label} is disabled.", record))
    if not agent.owner:
        findings.append(fail("agent.no_owner", f"The agent {label} has no owner.", record))
    overdue = []
    for credential in agent.credentials:
        due = credential.rotation_due_at
        if due is not None and due <= evaluation.at:
            overdue.append(credential.label)
        elif due is not None:
            findings.append(holds_until(due))
    if overdue:
        message = f"The agent {label} has credentials overdue for rotation: {listed(overdue)}."
        findings.append(fail("agent.credentials_overdue", message, record))
    return findings


def _judge_reach(evaluation: Evaluation, agent: Agent) -> list[Finding]:
    """Judge what the agent asks to use against its lists of resources and of hosts."""
    if evaluation.entry is None:
        return []
    resource = evaluation.entry.resource
    allowed = {"model": agent.models, "tool": agent.tools, "agent": agent.agents}.get(
        resource.type, frozenset()
    )
    label, record = shown(agent.id), record_of(evaluation, agent)
    findings: list[Finding] = []
    if resource.id not in allowed and ANY not in allowed:
        message = f"The passport of {label} does not list the {resource.type} “{shown(resource.id)}”."
        findings.append(fail("agent.resource_not_allowed", message, record))
    outside = [host for host in resource.hosts if not _may_reach(host, agent.egress)]
    if outside:
        message = f"The egress list of {label} does not hold {listed(outside)}."
        findings.append(fail("agent.egress_not_allowed", message, record))
    return findings


def _may_reach(host: str, egress: Iterable[str]) -> bool:
    """Say whether a list covers a host; ``*.example.com`` covers names below example.com, not itself."""
    return any(
        entry in (ANY, host) or (entry.startswith("*.") and host.endswith(entry[1:]) and host != entry[1:])
        for entry in egress
    )
