"""What is asked for: models, tools and agents, the aliases that point at them, and agent facts."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

PIN_KINDS = frozenset({"dated_snapshot", "content_digest", "deployment_id"})


def pin_digest(kind: str, value: str) -> str:
    """Return the SHA-256 that binds an approval to a pin, for compilers that have no wider digest."""
    return hashlib.sha256(json.dumps([kind, value]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Resource:
    """One model version, tool or agent, named by exactly ``type`` and ``id``."""

    #: model, tool or agent.
    type: str
    #: What a question asks for: ``provider/identifier`` for models. Compared byte by byte.
    id: str
    record_id: str
    label: str
    #: proposed, in_review, approved, deprecated, retired, suspended, revoked or draft.
    lifecycle: str
    #: dated_snapshot, content_digest, deployment_id or none.
    pin_kind: str
    pin_value: str
    #: What approvals are bound to: it changes exactly when the pinned thing changes.
    pin_digest: str
    #: Vendor id and service id.
    vendor: str | None = None
    service: str | None = None
    #: Id of the model family, for kill switches and alternatives.
    family: str | None = None
    #: First instant at which the provider no longer supports it.
    deprecation_at: datetime | None = None
    retired_at: datetime | None = None
    #: Host names it talks to, judged against the egress list of the agent that uses it.
    hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that is not itself a pinned thing."""

    type: str
    name: str
    #: Resource id of its declared pin; None when it has none or several.
    target: str | None
    #: True when somebody else can make it point elsewhere ("latest", bare family names).
    is_floating: bool = True
    #: Resource ids it may stand for, when it is ambiguous.
    candidates: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Credential:
    """A reference to a credential of an agent; the secret itself is nowhere."""

    id: str
    label: str
    rotation_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Agent:
    """What the registry keeps about an agent beside its resource. ``id`` is the resource id."""

    id: str
    is_enabled: bool
    owner: str | None
    #: Team key it acts for when it asks.
    team: str | None = None
    #: Current rollout phase 1-4; None = no rollout started.
    phase: int | None = None
    #: Resource ids it may use; "*" = any.
    models: frozenset[str] = frozenset()
    tools: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()
    #: Host names it may reach; ``*.example.com`` covers every name below example.com, "*" every name.
    egress: frozenset[str] = frozenset()
    credentials: tuple[Credential, ...] = ()
