"""Requirements are installed when their lock has changed, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import install

SERVER, DEVELOPMENT = install.SERVER_LOCK, install.DEVELOPMENT_LOCK


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two locks and an environment that holds nothing yet."""
    for lock in (SERVER, DEVELOPMENT):
        (tmp_path / lock).write_text(f"# {lock}")
    monkeypatch.setattr(install, "ROOT", tmp_path)
    monkeypatch.setattr(install, "STAMP", tmp_path / "stamp")
    return tmp_path


def list_current(project: Path, installed: str | None) -> list[str]:
    """Which of the lists counts as installed after one was."""
    if installed is not None:
        (project / "stamp").write_text(install.fingerprint(installed) + "\n")
    return [lock for lock in (SERVER, DEVELOPMENT) if install.is_current(lock)]


@pytest.mark.parametrize(
    ("installed", "current"),
    [(None, []), (SERVER, [SERVER]), (DEVELOPMENT, [SERVER, DEVELOPMENT])],
)
def test_development_list_contains_the_servers(
    project: Path, installed: str | None, current: list[str]
) -> None:
    """`make run` after `make test` installs nothing; the other way round it does."""
    assert list_current(project, installed) == current


def test_changed_lock_is_installed_again(project: Path) -> None:
    """One changed character is a change."""
    (project / "stamp").write_text(install.fingerprint(SERVER))
    (project / SERVER).write_text("# something else")
    assert list_current(project, None) == []


def test_old_python_is_told_why(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names the version needed and how to name another interpreter."""
    monkeypatch.setattr(install, "MINIMUM_PYTHON", (9, 9))
    with pytest.raises(SystemExit) as ended:
        install.main([SERVER])
    assert ended.value.code == 1
    assert "name another one with PYTHON=..." in capsys.readouterr().err


def test_unknown_list_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt list installs nothing."""
    with pytest.raises(SystemExit):
        install.main(["requirements.txt"])
    assert capsys.readouterr().err == f"install: name one list: {SERVER} or {DEVELOPMENT}\n"
