"""The import contracts of pyproject.toml, read so that other tests hold the same order."""

from __future__ import annotations

import tomllib
from functools import cache

from tests.meta.sources import APPS, ROOT


@cache
def read_project() -> dict:
    """Return pyproject.toml as a dictionary."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def parse_layer(line: str) -> tuple[set[str], bool]:
    """Return the names of one layer, and whether they may know each other (`:`) or not (`|`)."""
    separator = "|" if "|" in line else ":"
    return {name.strip().strip("()") for name in line.split(separator)}, separator == ":"


def read_layers(app: str | None) -> list[tuple[set[str], bool]]:
    """Return the layers of one app, or those between the apps, from the highest to the lowest."""
    contracts = read_project()["tool"]["importlinter"]["contracts"]
    container = [app] if app else None
    (contract,) = (
        each for each in contracts if each["type"] == "layers" and each.get("containers") in (container,)
    )
    return [parse_layer(line) for line in contract["layers"]]


def list_declared_slices(app: str) -> set[str]:
    """The slices that an app's contract names."""
    return set().union(*(names for names, _ in read_layers(app)))


def may_point(source: tuple[str, str], target: tuple[str, str]) -> bool:
    """Whether a record of one (app, slice) may hold a key to a record of another: downward or within."""
    if source == target:
        return True
    if source[0] != target[0]:
        order = ("governance", "vendors", "registry")
        return order.index(source[0]) > order.index(target[0])
    layers = read_layers(source[0])
    ranks = {name: (rank, knows) for rank, (names, knows) in enumerate(layers) for name in names}
    (source_rank, knows_siblings), (target_rank, _) = ranks[source[1]], ranks[target[1]]
    return source_rank < target_rank or (source_rank == target_rank and knows_siblings)


def split_module(module: str) -> tuple[str, str] | None:
    """Return (app, slice) of a dotted module name, or None for a module outside our apps."""
    parts = module.split(".")
    return (parts[0], parts[1]) if parts[0] in APPS and len(parts) > 1 else None
