"""The lists of dependencies agree with each other and name no address."""

from __future__ import annotations

import re

import pytest

from tests.meta.layers import read_project
from tests.meta.sources import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")


def read_requirements(name: str) -> list[str]:
    """The requirements of a list, without comments and references to other lists."""
    lines = (line.partition(" #")[0].strip() for line in (ROOT / name).read_text().splitlines())
    return [line for line in lines if line and not line.startswith(("#", "-"))]


def read_pins(name: str) -> dict[str, str]:
    """The exact version that a lock gives each package."""
    return dict(
        re.findall(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==([^ \\]+)", (ROOT / name).read_text(), re.MULTILINE)
    )


def test_project_lists_what_the_server_installs() -> None:
    """pyproject.toml and requirements/base.in are one list."""
    assert read_project()["project"]["optional-dependencies"]["server"] == read_requirements(
        "requirements/base.in"
    )


def test_every_dependency_of_the_server_has_a_reason() -> None:
    """Each line of the list ends in a comment that says what the package is for."""
    text = (ROOT / "pyproject.toml").read_text()
    block = text.split("\nserver = [\n")[1].split("\n]\n")[0]
    assert [line for line in block.splitlines() if not re.fullmatch(r'  "[^"]+", # .{10,}\.', line)] == []


def test_library_brings_only_itself() -> None:
    """`pip install .` is for gateways and agents; they get one package and no Django."""
    project = read_project()
    found = (project["project"]["dependencies"], project["tool"]["setuptools"]["packages"]["find"]["include"])
    assert found == ([], ["imprimatur*"])


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_no_address(name: str) -> None:
    """A lock with addresses installs from one place only, and tells where it was made."""
    lines = (ROOT / name).read_text().splitlines()
    assert [line for line in lines if "://" in line or line.lstrip().startswith("--index")] == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_hash(name: str) -> None:
    """pip refuses a list in which one hash is missing; this names it sooner."""
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / name).read_text(), flags=re.MULTILINE)
    assert [
        entry.splitlines()[0] for entry in entries if entry.strip() and "--hash=sha256:" not in entry
    ] == []


def test_development_runs_what_production_runs() -> None:
    """The tests would prove little about other versions."""
    server, development = (read_pins(name) for name in LOCKS)
    assert {name: development.get(name) for name in server} == server


@pytest.mark.parametrize(("source", "lock"), [("base.in", LOCKS[0]), ("dev.in", LOCKS[1])])
def test_lock_is_made_from_its_list(source: str, lock: str) -> None:
    """A requirement that was edited without `make lock` is named here."""
    pins = read_pins(lock)
    names = {
        re.split(r"[\[<>=]", line)[0]: line.partition("==")[2]
        for line in read_requirements(f"requirements/{source}")
    }
    stale = {name: version for name, version in names.items() if version and pins.get(name) != version}
    assert (stale, sorted(set(names) - set(pins))) == ({}, [])
