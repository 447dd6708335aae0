"""Check 1: no kill switch stops the organisation, or anything the question is about."""

from collections.abc import Iterator
from typing import Any

from imprimatur.decision import Record
from imprimatur.facts import KillSwitch
from imprimatur.findings import Finding, Findings, fail, holds_until
from imprimatur.rules.evaluation import Evaluation
from imprimatur.wording import shown


def check(evaluation: Evaluation) -> Findings:
    """Fail for each switch engaged; one that engages later bounds the answer."""
    if not evaluation.index.kill_switches:
        return ()
    findings: list[Finding] = []
    for switch in _switches(evaluation):
        if evaluation.at < switch.since:
            findings.append(holds_until(switch.since))
        elif switch.until is None or evaluation.at < switch.until:
            what = (
                "the whole organisation"
                if switch.target is None
                else f"{switch.scope} {shown(switch.target)}"
            )
            record = Record("kill_switch", switch.id, switch.label or switch.scope)
            findings.append(fail("kill_switch.engaged", f"A kill switch stops {what}.", record))
    return findings


def inputs(evaluation: Evaluation) -> dict[str, Any]:
    """Return what the check looked at."""
    return {"stops": [f"{scope}:{target or ''}" for scope, target in _targets(evaluation)]}


def _switches(evaluation: Evaluation) -> Iterator[KillSwitch]:
    for target in _targets(evaluation):
        yield from evaluation.index.kill_switches.get(target, ())


def _targets(evaluation: Evaluation) -> list[tuple[str, str | None]]:
    """Return everything a switch could be set on that this question touches, each once."""
    question, entry = evaluation.question, evaluation.entry
    # The name as asked counts even when nothing is registered under it: a kill needs no registration.
    targets: list[tuple[str, str | None]] = [
        ("organisation", None),
        (question.resource_type, question.resource_id),
    ]
    if question.subject_type == "agent":
        targets.append(("agent", question.subject_id))
    if entry is not None:
        resource = entry.resource
        targets.append((resource.type, resource.id))
        targets.extend(("vendor", vendor) for vendor in entry.vendors)
        if resource.service is not None:
            targets.append(("service", resource.service))
        if resource.family is not None:
            targets.append(("family", resource.family))
        if resource.type == "agent" and evaluation.snapshot.agents is not None:
            targets.extend(_parts_of_agent(evaluation, resource.id))
    return list(dict.fromkeys(targets))


def _parts_of_agent(evaluation: Evaluation, agent_id: str) -> Iterator[tuple[str, str]]:
    """Yield what an agent runs on: stopping a model stops the agents that are made of it."""
    agent = (evaluation.snapshot.agents or {}).get(agent_id)
    if agent is not None:
        yield from (("model", model) for model in sorted(agent.models))
        yield from (("tool", tool) for tool in sorted(agent.tools))
