"""A small organisation whose every check passes, to be changed one fact at a time.

Acme's support team summarises tickets with one dated model of Omni, in Ireland, under a DPA and with SCCs on file for
Omni's sub-processor in the United States.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from imprimatur import Decision, Question, Snapshot, evaluate
from imprimatur.facts import (
    Adequacy,
    Agent,
    Agreement,
    Alias,
    Approval,
    Certification,
    Credential,
    DataClass,
    Group,
    HandlingRule,
    KillSwitch,
    Membership,
    Person,
    Policy,
    Region,
    Resource,
    Service,
    SubProcessor,
    Team,
    UseCase,
    Vendor,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2027, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(1994, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
REVISION = 41

MODEL_ID = "omni/omni-4-2026-03-01"
MODEL = Resource(
    "model",
    MODEL_ID,
    "model-1",
    "Omni 4 (2026-03-01)",
    "approved",
    "dated_snapshot",
    "2026-03-01",
    "digest-of-the-pin",
    vendor="omni",
    service="omni-api",
    family="omni-4",
)
VENDOR = Vendor("omni", "Omni", "active")
SERVICE = Service(
    "omni-api",
    "Omni API",
    "omni",
    hosting_regions=frozenset({"aws:eu-west-1", "aws:us-east-1", "aws:ap-northeast-1"}),
    support_countries=frozenset({"IE"}),
    sub_processors=(SubProcessor("logs", "Logs Inc.", frozenset({"DE"})),),
    retention_days=0,
    trains_on_data=False,
)
DPA = Agreement("dpa-1", "Omni DPA", "omni", "dpa", START, END, clauses=frozenset({"no_training"}))
BAA = Agreement("baa-1", "Omni BAA", "omni", "baa", START, END)
SCC = Agreement("scc-1", "Omni SCC", "omni", "scc", START, END)
APPROVAL = Approval(
    "approval-1",
    "Tickets with Omni 4",
    "model",
    MODEL_ID,
    "digest-of-the-pin",
    use_cases=frozenset({"ticket-summaries"}),
    teams=frozenset({"support"}),
    environments=frozenset({"production"}),
    data_classes=frozenset({"internal", "confidential", "personal", "phi", "itar"}),
    regions=frozenset({"aws:eu-west-1"}),
    max_phase=2,
    valid_from=START,
    valid_until=END,
)
USE_CASE = UseCase("ticket-summaries", "use-case-1", "Ticket summaries", frozenset({"*"}))
PERSONAL_RULE = HandlingRule(
    "rule-personal",
    "personal",
    requires_dpa=True,
    max_retention_days=30,
    allowed_places=frozenset({"EEA"}),
    transfer_allowed=frozenset({"adequacy", "scc"}),
)
ITAR_RULE = HandlingRule("rule-itar", "itar", allowed_places=frozenset({"US"}))
DPF = Adequacy("adequacy-us", "US", "Data Privacy Framework", START, END, "dpf_certified")
JAPAN = Adequacy("adequacy-jp", "JP", "Japan", START, END)
DPF_CERTIFIED = Certification("dpf-1", "Omni on the DPF list", "omni", "dpf_certified", START, END)
PERSON = Person("ada@acme.example", "person-1", "Ada", frozenset({"support"}), acknowledged=frozenset({"v1"}))
BOT = Agent(
    "triage-bot", is_enabled=True, owner="ada@acme.example", team="support", phase=2, models=frozenset({"*"})
)
BOT_RESOURCE = replace(
    MODEL, type="agent", id="triage-bot", record_id="agent-1", label="Triage bot", family=None
)

FACTS: dict[str, list[Any]] = {
    "vendors": [VENDOR],
    "services": [SERVICE],
    "agreements": [DPA],
    "resources": [MODEL],
    "approvals": [APPROVAL],
    "data_classes": [
        DataClass("public", "class-0", "Public", "public"),
        DataClass("internal", "class-1", "Internal", "internal"),
        DataClass("confidential", "class-2", "Confidential", "confidential"),
        DataClass("personal", "class-3", "Personal", "confidential", frozenset({"personal"})),
        DataClass("phi", "class-4", "PHI", "restricted", frozenset({"phi"})),
        DataClass("itar", "class-5", "ITAR", "restricted", frozenset({"itar"})),
    ],
    "handling_rules": [PERSONAL_RULE, ITAR_RULE],
    "regions": [
        Region("aws:eu-west-1", "region-ie", "Ireland", frozenset({"IE"})),
        Region("aws:us-east-1", "region-us", "Virginia", frozenset({"US"})),
        Region("aws:ap-northeast-1", "region-jp", "Tokyo", frozenset({"JP"})),
        Region("aws:sa-east-1", "region-br", "São Paulo", frozenset({"BR"})),
    ],
    "groups": [
        Group("EEA", "European Economic Area", tuple(Membership(c, LONG_AGO) for c in ("DE", "FR", "IE")))
    ],
    "teams": [Team("support", "team-1", "Support"), Team("sales", "team-2", "Sales")],
    "use_cases": [USE_CASE, UseCase("drafting", "use-case-2", "Drafting", frozenset({"internal"}))],
}


def a_snapshot(**changes: Any) -> Snapshot:
    """Acme's registry with some lists of facts, or the policy, replaced."""
    return Snapshot.build(revision=REVISION, **{**FACTS, **changes})


def a_question(**changes: Any) -> Question:
    """May support summarise tickets of internal data with the model, in Ireland, reading only?"""
    asked: dict[str, Any] = {
        "subject_type": "team",
        "subject_id": "support",
        "resource_type": "model",
        "resource_id": MODEL_ID,
        "use_case": "ticket-summaries",
        "phase": 1,
        "data_classes": ("internal",),
        "region": "aws:eu-west-1",
        "environment": "production",
    }
    return Question(**{**asked, **changes})


def decide(facts: dict[str, Any] | None = None, now: datetime = NOW, **asked: Any) -> Decision:
    """The decision on the question, with some facts and some of the question changed."""
    return evaluate(a_snapshot(**(facts or {})), a_question(**asked), now)


def codes(decision: Decision) -> list[str]:
    """The codes of a decision's reasons, in order, without the notes that come with every answer."""
    return [reason.code for reason in decision.reasons if reason.code != "vendor.not_assessed"]


def approved(**changes: Any) -> dict[str, Any]:
    """The facts with the one approval changed."""
    return {"approvals": [replace(APPROVAL, **changes)]}


def model(**changes: Any) -> dict[str, Any]:
    """The facts with the one model changed."""
    return {"resources": [replace(MODEL, **changes)]}


def service(**changes: Any) -> dict[str, Any]:
    """The facts with the one service changed."""
    return {"services": [replace(SERVICE, **changes)]}


def alias(**changes: Any) -> dict[str, Any]:
    """The facts with the bare family name as an alias."""
    return {"aliases": [replace(Alias("model", "omni/omni-4", MODEL_ID, is_floating=True), **changes)]}


def bot(**changes: Any) -> dict[str, Any]:
    """The facts with an agent that asks for the model."""
    return {"agents": [replace(BOT, **changes)], "resources": [MODEL, BOT_RESOURCE]}


def person(**changes: Any) -> dict[str, Any]:
    """The facts with Ada, and a policy for her to acknowledge."""
    return {"people": [replace(PERSON, **changes)], "policy": Policy(acceptable_use_version="v1")}


def killed(
    scope: str, target: str | None, since: datetime = START, until: datetime | None = None
) -> dict[str, Any]:
    """The facts with one kill switch engaged."""
    return {"kill_switches": [KillSwitch("kill-1", scope, target, since, until, "Incident 7")]}


AS_BOT: dict[str, Any] = {"subject_type": "agent", "subject_id": "triage-bot"}
AS_ADA: dict[str, Any] = {"subject_type": "person", "subject_id": "ada@acme.example"}
PERSONAL: dict[str, Any] = {"data_classes": ("personal",)}
OVERDUE = Credential("credential-1", "vault:omni", NOW)
