"""The scope of an approval as plain data: for what, by whom, where, with which data, up to which phase.

"*" means every value, an empty list means none. Keys never change, so a scope stays readable for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ANY = "*"
LISTS = ("use_cases", "teams", "environments", "data_classes", "regions")
PHASES = (1, 2, 3, 4)
ENVIRONMENTS = ("development", "sandbox", "test", "staging", "production")


@dataclass(frozen=True, slots=True)
class ScopeProblem:
    """One thing that is wrong with a scope, by field."""

    field: str
    value: str


def find_problems(scope: Mapping[str, Any], known: Mapping[str, Iterable[str]]) -> list[ScopeProblem]:
    """Return what is wrong: missing or unknown fields, unknown keys, an impossible phase."""
    problems = [
        ScopeProblem(name, "") for name in LISTS if not isinstance(scope.get(name), list) or not scope[name]
    ]
    problems += [ScopeProblem(name, "unknown field") for name in scope if name not in (*LISTS, "max_phase")]
    if scope.get("max_phase") not in PHASES or isinstance(scope.get("max_phase"), bool):
        problems.append(ScopeProblem("max_phase", str(scope.get("max_phase"))))
    for name in LISTS:
        allowed = {ANY, *known.get(name, ())}
        values = scope.get(name)
        if isinstance(values, list):
            problems += [ScopeProblem(name, str(value)[:80]) for value in values if value not in allowed]
            if ANY in values and len(values) > 1:
                problems.append(ScopeProblem(name, ANY))
    return problems


def normalise(scope: Mapping[str, Any]) -> dict[str, Any]:
    """Return the scope with sorted, unique lists, so that equal scopes have equal digests."""
    result: dict[str, Any] = {name: sorted(set(scope[name])) for name in LISTS}
    result["max_phase"] = scope["max_phase"]
    return result


def covers(outer: Mapping[str, Any], inner: Mapping[str, Any]) -> bool:
    """Return whether everything the inner scope permits is permitted by the outer one."""
    lists = all(ANY in outer[name] or set(inner[name]) <= set(outer[name]) for name in LISTS)
    return lists and inner["max_phase"] <= outer["max_phase"]


def diff_values(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """Return (label, before, after) for every label whose value differs, in the new order, then what went away."""
    labels: Sequence[str] = [*new, *(label for label in old if label not in new)]
    return [(label, old.get(label), new.get(label)) for label in labels if old.get(label) != new.get(label)]
