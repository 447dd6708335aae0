"""What would be denied if a fact lapsed, found by asking the engine itself before and after. Pure and bounded.

A question counts when it is permitted now, would be permitted at the instant of the lapse if the fact went on, and is
denied there without it: what another end turns anyway is not put down to this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from imprimatur import CODES, Question, Snapshot, evaluate
from imprimatur.codes import Effect
from imprimatur.entries import ResourceEntry
from imprimatur.facts import Approval, UseCase
from imprimatur.instants import soonest
from imprimatur.rules.evaluation import Evaluation
from imprimatur.terms import ANY

#: Rows that are named; those beyond are counted.
MOST_ROWS = 200
#: Questions that are judged in full; beyond, the answer says that it is not complete.
MOST_ASKED = 10_000
#: Data class, region and the environments of an approval: of those the first is asked about.
Case = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Break:
    """What one team can no longer do with one model version for one purpose, and why."""

    resource_type: str
    resource_id: str
    record_id: str
    label: str
    use_case: str
    team: str
    environments: tuple[str, ...]
    data_classes: tuple[str, ...]
    regions: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lapse:
    """What breaks at an instant. `rows` are the first; `total` counts all that were found."""

    at: datetime
    #: The fact has no end of its own: this is what would happen if it ended now.
    is_supposed: bool
    rows: tuple[Break, ...]
    total: int
    #: False when there was more to ask than is asked at once.
    is_complete: bool
    revision: int

    @property
    def hidden(self) -> int:
        """How many breaks the rows leave out."""
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Three worlds: now, the instant of the lapse as if nothing lapsed, and the same instant without the fact."""

    now: datetime
    present: Snapshot
    at: datetime
    kept: Snapshot
    lost: Snapshot

    def find_codes(self, question: Question) -> tuple[str, ...]:
        """Return the codes of the denial that the lapse alone brings about; empty when it does not."""
        without = evaluate(self.lost, question, self.at, most_alternatives=0)
        if without.is_permit or not evaluate(self.present, question, self.now, most_alternatives=0).is_permit:
            return ()
        if not evaluate(self.kept, question, self.at, most_alternatives=0).is_permit:
            return ()
        codes = (reason.code for reason in without.reasons if CODES[reason.code].effect is Effect.FAIL)
        return tuple(dict.fromkeys(codes))


def suppose_agreement_ends(snapshot: Snapshot, key: str, now: datetime) -> tuple[WhatIf, bool] | None:
    """Return the worlds around the end of an agreement or membership, and whether that end is supposed.

    One without an end is supposed to end now. None when it holds no more, never began, or is not known.
    """
    kind = "agreements" if key in snapshot.agreements else "certifications"
    agreement, membership = snapshot.agreements.get(key), snapshot.certifications.get(key)
    if agreement is not None:
        start, end = agreement.effective_at, soonest(agreement.expires_at, agreement.terminated_at)
        endless: object = replace(agreement, expires_at=None, terminated_at=None)
        # An end at its own beginning is an instant on record already: the time line is shared and only grows.
        ended: object = replace(agreement, expires_at=None, terminated_at=start)
    elif membership is not None:
        start, end = membership.valid_from, membership.valid_until
        endless = replace(membership, valid_until=None)
        ended = replace(membership, valid_until=start)
    else:
        return None
    if start is None or (end is not None and end <= now):
        return None
    if end is None:
        lost = snapshot.apply({kind: {key: ended}}, revision=snapshot.revision)
        return WhatIf(now, snapshot, now, snapshot, lost), True
    kept = snapshot.apply({kind: {key: endless}}, revision=snapshot.revision)
    return WhatIf(now, snapshot, end, kept, snapshot), False


def suppose_vendor_stops(snapshot: Snapshot, key: str, now: datetime) -> WhatIf | None:
    """Return the worlds around the suspension of a vendor, now; None when it is not active as it is."""
    vendor = snapshot.vendors.get(key)
    if vendor is None or vendor.status != "active":
        return None
    stopped = {"vendors": {key: replace(vendor, status="suspended")}}
    lost = snapshot.apply(stopped, revision=snapshot.revision)
    return WhatIf(now, snapshot, now, snapshot, lost)


def find_breaks(what_if: WhatIf, vendor: str, *, is_supposed: bool) -> Lapse:
    """Return what breaks among the resources of a vendor, by resource, use case and team.

    For each approval in force every data class and region is tried with one purpose, team and environment that it
    covers; where that breaks, each purpose and team is asked for itself. The order depends on the facts alone.
    """
    search = _Search(what_if)
    rows: list[Break] = []
    total = 0
    for entry in _list_supplied(what_if.present, vendor):
        for (use_case, team), cases in search.list_suspects(entry).items():
            if search.is_spent:
                break  # what is left would be asked in vain: the answer says that it is not complete
            if len(rows) >= MOST_ROWS:
                total += 1
                continue
            row = search.ask_for(entry, use_case, team, cases)
            if row is not None:
                rows.append(row)
                total += 1
    revision = what_if.present.revision
    return Lapse(what_if.at, is_supposed, tuple(rows), total, not search.is_spent, revision)


def _list_supplied(snapshot: Snapshot, vendor: str) -> Iterator[ResourceEntry]:
    """Yield the approved resources that a vendor makes or supplies, by type and id."""
    for key in sorted(snapshot.index.approvals):
        entry = snapshot.index.enter(key)
        if entry is not None and vendor in entry.vendors:
            yield entry


def _may_use(use_case: UseCase, data_class: str) -> bool:
    return ANY in use_case.data_classes or data_class in use_case.data_classes


def _expand(scope: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return what a scope stands for among what is registered, in order."""
    named = set(scope)
    return sorted(set(known) if ANY in named else named & set(known))


class _Search:
    """Asks the three worlds, no more than MOST_ASKED questions."""

    def __init__(self, what_if: WhatIf) -> None:
        self._what_if = what_if
        self._snapshot = what_if.present
        self._asked: dict[Question, tuple[str, ...]] = {}
        self._places: dict[str, frozenset[str]] = {}
        self.is_spent = False

    def list_suspects(self, entry: ResourceEntry) -> dict[tuple[str, str], list[Case]]:
        """Return for each (use case, team) what may break, as one asker of the same approval found it."""
        suspects: dict[tuple[str, str], dict[Case, None]] = {}
        for term in entry.approvals:
            approval = term.approval
            if not approval.is_in_force(self._what_if.now):
                continue
            broken = self._find_broken(entry, approval)
            for use_case, team in self._list_askers(approval) if broken else ():
                cases = [case for case in broken if _may_use(use_case, case[0])]
                if cases:
                    suspects.setdefault((use_case.key, team), {}).update(dict.fromkeys(cases))
        return {asker: list(suspects[asker]) for asker in sorted(suspects)}

    def _list_askers(self, approval: Approval) -> Iterator[tuple[UseCase, str]]:
        """Yield the purposes and teams that an approval covers."""
        teams = _expand(approval.teams, self._snapshot.teams)
        for key in _expand(approval.use_cases, self._snapshot.use_cases):
            for team in teams:
                yield self._snapshot.use_cases[key], team

    def _find_broken(self, entry: ResourceEntry, approval: Approval) -> list[Case]:
        """Return the data classes, regions and environments of an approval for which something breaks."""
        environments = tuple(_expand(approval.environments, self._snapshot.policy.environments))
        regions = self._list_regions(entry, approval) if environments else []
        broken: list[Case] = []
        for data_class in _expand(approval.data_classes, self._snapshot.data_classes):
            askers = (each for each in self._list_askers(approval) if _may_use(each[0], data_class))
            asker = next(askers, None)
            if asker is None:
                continue
            for region in regions:
                case = (data_class, region, environments)
                if self._find_codes(_ask(entry, asker[0].key, asker[1], case)):
                    broken.append(case)
        return broken

    def ask_for(self, entry: ResourceEntry, use_case: str, team: str, cases: list[Case]) -> Break | None:
        """Return what one team loses for one purpose, each case asked for itself; None when it loses nothing."""
        asked = [(case, self._find_codes(_ask(entry, use_case, team, case))) for case in cases]
        found = [(case, codes) for case, codes in asked if codes]
        if not found:
            return None
        return Break(
            resource_type=entry.resource.type,
            resource_id=entry.resource.id,
            record_id=entry.resource.record_id,
            label=entry.resource.label,
            use_case=use_case,
            team=team,
            environments=_once(environment for case, _codes in found for environment in case[2]),
            data_classes=_once(case[0] for case, _codes in found),
            regions=_once(case[1] for case, _codes in found),
            codes=_once(code for _case, codes in found for code in codes),
        )

    def _find_codes(self, question: Question) -> tuple[str, ...]:
        known = self._asked.get(question)
        if known is None:
            if len(self._asked) >= MOST_ASKED:
                self.is_spent = True
                return ()
            known = self._asked[question] = self._what_if.find_codes(question)
        return known

    def _list_regions(self, entry: ResourceEntry, approval: Approval) -> list[str]:
        """Return the registered regions in which the service is, as far as the approval's scope covers them."""
        service, regions = entry.service, self._snapshot.regions
        offered = list(regions)
        if service is not None and (service.hosting_regions or service.hosting_countries):
            offered = [
                key
                for key, region in regions.items()
                if key in service.hosting_regions
                or (region.countries and region.countries <= service.hosting_countries)
            ]
        if ANY in approval.regions:
            return sorted(offered)
        return sorted(
            key for key in offered if not approval.regions.isdisjoint(self._list_places(entry, key))
        )

    def _list_places(self, entry: ResourceEntry, region: str) -> frozenset[str]:
        """Return every name of the place in which a region lies."""
        if region not in self._places:
            question = _ask(entry, "", "", ("", region, ("",)))
            self._places[region] = frozenset(Evaluation(self._snapshot, question, self._what_if.now).places)
        return self._places[region]


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _ask(entry: ResourceEntry, use_case: str, team: str, case: Case) -> Question:
    """Return the question at phase 1, which every approval covers, in the first environment of the case."""
    data_class, region, environments = case
    return Question(
        "team",
        team,
        entry.resource.type,
        entry.resource.id,
        use_case=use_case,
        phase=1,
        data_classes=(data_class,),
        region=region,
        environment=environments[0],
    )
