"""The same answers as an OPA bundle: what the engine permits, as data, and a policy that looks it up.

Source: Open Policy Agent, "Bundle File Format". The policy judges nothing: for each approval in force the engine is
asked about each use case, data class and region, and what it permits is written down. The whole holds until the
instant in it, before which nothing on record begins or ends.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import threading
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState
from imprimatur import Question, Snapshot, evaluate
from imprimatur.bundle import canonical
from imprimatur.facts import Approval, Resource
from imprimatur.terms import ANY
from registry.bundles.assembling import begin_step

ROOT = "imprimatur"
POLICY = Path(__file__).with_name("policy.rego")
#: Questions that one bundle may cost; for wider scopes there is the signed bundle, whose holder asks what it needs.
MOST_QUESTIONS = 200_000


@dataclass(frozen=True, slots=True)
class OpaBundle:
    """A bundle file and its tag."""

    raw: bytes
    etag: str


class OpaAssembler:
    """Keeps the grants of the last snapshot, while nothing on record begins or ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: tuple[Snapshot, datetime | None, dict[str, Any]] | None = None

    def make(self, snapshot: Snapshot, now: datetime) -> OpaBundle:
        """Return the bundle of an instant. Raises ConflictingState when scopes are too wide to be written down."""
        with self._lock:
            if self._held is None or self._held[0] is not snapshot or not _holds(self._held[1], now):
                turn = snapshot.index.timeline.next_after(now)
                self._held = (snapshot, turn, list_grants(snapshot, now))
            _snapshot, turn, grants = self._held
        until = begin_step(now)[1] if turn is None else min(begin_step(now)[1], turn)
        data = {
            "revision": snapshot.revision,
            "valid_until_ns": int(until.timestamp()) * 1_000_000_000 + until.microsecond * 1_000,
            "grants": grants,
        }
        manifest = {"revision": str(snapshot.revision), "roots": [ROOT], "rego_version": 1}
        raw = pack(
            {
                ".manifest": canonical(manifest),
                f"{ROOT}/registry/data.json": canonical(data),
                f"{ROOT}/policy.rego": POLICY.read_bytes(),
            }
        )
        return OpaBundle(raw, f'"{hashlib.sha256(raw).hexdigest()[:32]}"')


def _holds(turn: datetime | None, now: datetime) -> bool:
    return turn is None or now < turn


def list_grants(snapshot: Snapshot, now: datetime) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Return by kind and id of a resource what each approval in force permits."""
    grants: dict[str, dict[str, list[dict[str, Any]]]] = {}
    asked = 0
    for approval in sorted(snapshot.approvals.values(), key=lambda each: each.id):
        resource = snapshot.resources.get((approval.resource_type, approval.resource_id))
        if resource is None or not approval.is_in_force(now):
            continue
        grant, count = make_grant(snapshot, approval, resource, now)
        asked += count
        if asked > MOST_QUESTIONS:
            raise ConflictingState(
                _("The approvals permit too much to be written out for OPA. Use the signed bundle instead.")
            )
        if grant["places"]:
            grants.setdefault(resource.type, {}).setdefault(resource.id, []).append(grant)
    return grants


def make_grant(
    snapshot: Snapshot, approval: Approval, resource: Resource, now: datetime
) -> tuple[dict[str, Any], int]:
    """Return what an approval permits, and how many questions it took to know.

    Team, environment and phase are judged by the approval alone, so one of each stands for all.
    """
    teams = expand(approval.teams, snapshot.teams)
    environments = expand(approval.environments, snapshot.policy.environments)
    phases = list(range(1, approval.max_phase + 1))
    service = snapshot.services.get(resource.service) if resource.service else None
    regions = (
        sorted(service.hosting_regions) if service and service.hosting_regions else sorted(snapshot.regions)
    )
    alone = leave_alone(snapshot, approval)
    places: dict[str, dict[str, list[str]]] = {}
    obligations: dict[str, dict[str, str]] = {}
    asked = 0
    if not (teams and environments and phases):
        return {"places": {}}, 0
    for use_case, data_class, region in product(
        expand(approval.use_cases, snapshot.use_cases),
        expand(approval.data_classes, snapshot.data_classes),
        regions,
    ):
        asked += 1
        question = Question(
            "team",
            teams[0],
            resource.type,
            resource.id,
            use_case=use_case,
            phase=1,
            data_classes=(data_class,),
            region=region,
            environment=environments[0],
        )
        decision = evaluate(alone, question, now, most_alternatives=0)
        if decision.is_permit:
            places.setdefault(use_case, {}).setdefault(data_class, []).append(region)
            obligations |= {each.code: each.to_dict() for each in decision.obligations}
    for condition in approval.conditions:
        obligations[condition.code] = {"code": condition.code, "message": condition.message}
    grant = {
        "approval": approval.id,
        "teams": teams,
        "environments": environments,
        "phases": phases,
        "places": places,
        "obligations": [obligations[code] for code in sorted(obligations)],
    }
    return grant, asked


def leave_alone(snapshot: Snapshot, approval: Approval) -> Snapshot:
    """Return the snapshot without the resource's other approvals: what is permitted then, this one alone permits."""
    terms = snapshot.index.approvals.get((approval.resource_type, approval.resource_id), ())
    others = {term.approval.id: None for term in terms if term.approval.id != approval.id}
    return snapshot.apply({"approvals": others}, revision=snapshot.revision) if others else snapshot


def expand(scope: frozenset[str], registered: Any) -> list[str]:
    """Return the registered values that a scope names."""
    return sorted(registered) if ANY in scope else sorted(each for each in scope if each in registered)


def pack(files: dict[str, bytes]) -> bytes:
    """Return a .tar.gz of files; the same files give the same bytes."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, raw in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(raw), 0o644
            tar.addfile(entry, io.BytesIO(raw))
    return gzip.compress(archive.getvalue(), 6, mtime=0)


opa_assembler = OpaAssembler()
