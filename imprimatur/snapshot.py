"""The snapshot: every fact a decision rests on, at one revision of the registry, immutable and JSON-able."""

import copy
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from imprimatur import facts
from imprimatur.facts import InvalidSnapshot
from imprimatur.facts.encoding import check_instants, decode, decode_all, encode
from imprimatur.facts.organisation import KillScope
from imprimatur.index import Index
from imprimatur.lineage import Lineage, list_affected
from imprimatur.memo import Memo
from imprimatur.sharded import ShardedMap

FORMAT = "imprimatur-snapshot/1"

#: Name of each list of facts → its type and what makes a fact of that list unique.
KINDS: Mapping[str, tuple[type, Callable[[Any], Any]]] = {
    "kill_switches": (facts.KillSwitch, lambda fact: fact.id),
    "vendors": (facts.Vendor, lambda fact: fact.id),
    "services": (facts.Service, lambda fact: fact.id),
    "agreements": (facts.Agreement, lambda fact: fact.id),
    "certifications": (facts.Certification, lambda fact: fact.id),
    "resources": (facts.Resource, lambda fact: (fact.type, fact.id)),
    "aliases": (facts.Alias, lambda fact: (fact.type, fact.name)),
    "approvals": (facts.Approval, lambda fact: fact.id),
    "data_classes": (facts.DataClass, lambda fact: fact.key),
    "handling_rules": (facts.HandlingRule, lambda fact: fact.id),
    "regions": (facts.Region, lambda fact: fact.key),
    "groups": (facts.Group, lambda fact: fact.key),
    "adequacy": (facts.Adequacy, lambda fact: fact.id),
    "teams": (facts.Team, lambda fact: fact.key),
    "use_cases": (facts.UseCase, lambda fact: fact.key),
    "people": (facts.Person, lambda fact: fact.key),
    "agents": (facts.Agent, lambda fact: fact.id),
}
#: Facts by kind and key, as `Snapshot.apply` takes them; None stands for a fact that is gone.
Changes = Mapping[str, Mapping[Any, Any]]
KILL_SCOPES = frozenset(scope.value for scope in KillScope)
#: Kinds that a registry may not keep yet: None then says so, which is not the same as keeping none.
OPTIONAL_KINDS = frozenset({"people", "agents"})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Facts by key. Make one with `build`; two snapshots with equal facts are equal."""

    revision: int
    policy: facts.Policy
    kill_switches: Mapping[str, facts.KillSwitch]
    vendors: Mapping[str, facts.Vendor]
    services: Mapping[str, facts.Service]
    agreements: Mapping[str, facts.Agreement]
    certifications: Mapping[str, facts.Certification]
    resources: Mapping[tuple[str, str], facts.Resource]
    aliases: Mapping[tuple[str, str], facts.Alias]
    approvals: Mapping[str, facts.Approval]
    data_classes: Mapping[str, facts.DataClass]
    handling_rules: Mapping[str, facts.HandlingRule]
    regions: Mapping[str, facts.Region]
    groups: Mapping[str, facts.Group]
    adequacy: Mapping[str, facts.Adequacy]
    teams: Mapping[str, facts.Team]
    use_cases: Mapping[str, facts.UseCase]
    people: Mapping[str, facts.Person] | None
    agents: Mapping[str, facts.Agent] | None
    #: The compiled lookups, derived from the facts above.
    index: Index = field(init=False, compare=False, repr=False)

    #: From which snapshots this one follows; see `imprimatur.lineage`.
    lineage: Lineage = field(init=False, compare=False, repr=False, default_factory=Lineage)

    #: Answers already given, while they hold; see `imprimatur.memo`.
    memo: Memo = field(init=False, compare=False, repr=False, default_factory=Memo)

    def __post_init__(self) -> None:
        _check_kill_switches(self.kill_switches.values())
        object.__setattr__(self, "index", Index(self))

    @classmethod
    def build(
        cls,
        *,
        revision: int,
        policy: facts.Policy | None = None,
        kill_switches: Iterable[facts.KillSwitch] = (),
        vendors: Iterable[facts.Vendor] = (),
        services: Iterable[facts.Service] = (),
        agreements: Iterable[facts.Agreement] = (),
        certifications: Iterable[facts.Certification] = (),
        resources: Iterable[facts.Resource] = (),
        aliases: Iterable[facts.Alias] = (),
        approvals: Iterable[facts.Approval] = (),
        data_classes: Iterable[facts.DataClass] = (),
        handling_rules: Iterable[facts.HandlingRule] = (),
        regions: Iterable[facts.Region] = (),
        groups: Iterable[facts.Group] = (),
        adequacy: Iterable[facts.Adequacy] = (),
        teams: Iterable[facts.Team] = (),
        use_cases: Iterable[facts.UseCase] = (),
        people: Iterable[facts.Person] | None = None,
        agents: Iterable[facts.Agent] | None = None,
    ) -> Self:
        """Build a snapshot from plain lists of facts; two facts under one key raise `InvalidSnapshot`."""
        return cls(
            revision=revision,
            policy=policy or facts.Policy(),
            kill_switches=_keyed("kill_switches", kill_switches),
            vendors=_keyed("vendors", vendors),
            services=_keyed("services", services),
            agreements=_keyed("agreements", agreements),
            certifications=_keyed("certifications", certifications),
            resources=_keyed("resources", resources),
            aliases=_keyed("aliases", aliases),
            approvals=_keyed("approvals", approvals),
            data_classes=_keyed("data_classes", data_classes),
            handling_rules=_keyed("handling_rules", handling_rules),
            regions=_keyed("regions", regions),
            groups=_keyed("groups", groups),
            adequacy=_keyed("adequacy", adequacy),
            teams=_keyed("teams", teams),
            use_cases=_keyed("use_cases", use_cases),
            people=None if people is None else _keyed("people", people),
            agents=None if agents is None else _keyed("agents", agents),
        )

    def apply(self, changes: Changes, *, revision: int, policy: facts.Policy | None = None) -> Self:
        """Return the snapshot after a change: for each kind, facts by key, and None for one that is gone.

        What did not change is shared, so the cost goes with the change and not with the registry. Equal, look-ups
        included, to one built from all facts. Raises `InvalidSnapshot` for a fact under a key that is not its own.
        """
        after = copy.copy(self)
        put = functools.partial(object.__setattr__, after)
        put("revision", revision)
        put("policy", self.policy if policy is None else policy)
        for name, changed in changes.items():
            kept = getattr(self, name)
            if kept is None:
                raise InvalidSnapshot(f"this registry keeps no {name}")
            key = KINDS[name][1]
            if any(fact is not None and key(fact) != under for under, fact in changed.items()):
                raise InvalidSnapshot(f"{name} has a fact under a key that is not its own")
            check_instants(fact for fact in changed.values() if fact is not None)
            put(name, kept.changed(changed))
        _check_kill_switches(fact for fact in changes.get("kill_switches", {}).values() if fact is not None)
        kinds = {**changes, **({} if policy is None else {"policy": {}})}
        put("memo", Memo())
        put("lineage", self.lineage.extend(None if policy is not None else list_affected(self, changes)))
        put("index", Index.following(self.index, after, kinds))
        return after

    def list_facts(self) -> Iterator[Any]:
        """Yield every fact of every kind."""
        for name in KINDS:
            yield from (getattr(self, name) or {}).values()

    def rebuild(self, *, revision: int, **changed: Any) -> Self:
        """Return a snapshot with some lists (or the policy) replaced and every other fact kept."""
        kept: dict[str, Any] = {name: _listed(getattr(self, name)) for name in KINDS}
        return self.build(**{"policy": self.policy, **kept, **changed, "revision": revision})

    def to_dict(self) -> dict[str, Any]:
        """Return the snapshot as JSON-able data, in an order that depends on the facts alone."""
        lists = {
            name: None
            if (keyed := getattr(self, name)) is None
            else [encode(keyed[key]) for key in sorted(keyed)]
            for name in KINDS
        }
        return {"format": FORMAT, "revision": self.revision, "policy": encode(self.policy), **lists}

    @classmethod
    def from_dict(cls, body: object) -> Self:
        """Read a snapshot back; anything but what `to_dict` writes raises `InvalidSnapshot`."""
        if not isinstance(body, dict) or body.get("format") != FORMAT:
            raise InvalidSnapshot(f"a snapshot of format {FORMAT} was expected")
        if set(body) != {"format", "revision", "policy", *KINDS}:
            raise InvalidSnapshot("the snapshot lacks a list of facts or has one that is not known")
        if type(body["revision"]) is not int:
            raise InvalidSnapshot("revision must be a whole number")
        lists: dict[str, Any] = {
            name: None if body[name] is None and name in OPTIONAL_KINDS else decode_all(kind, body[name])
            for name, (kind, _) in KINDS.items()
        }
        return cls.build(revision=body["revision"], policy=decode(facts.Policy, body["policy"]), **lists)


def _check_kill_switches(switches: Iterable[facts.KillSwitch]) -> None:
    for switch in switches:
        if switch.scope not in KILL_SCOPES or (switch.target is None) != (switch.scope == "organisation"):
            raise InvalidSnapshot("a kill switch names no scope and target that can be stopped")


def _keyed(name: str, listed: Iterable[Any]) -> ShardedMap[Any, Any]:
    key = KINDS[name][1]
    keyed: dict[Any, Any] = {}
    for fact in listed:
        if keyed.setdefault(key(fact), fact) is not fact:
            raise InvalidSnapshot(f"{name} has two facts under the key {key(fact)!a:.200}")
    check_instants(keyed.values())
    return ShardedMap(keyed)


def _listed(keyed: Mapping[Any, Any] | None) -> list[Any] | None:
    return None if keyed is None else list(keyed.values())
