"""Where the server listens is read from the environment, and a wrong value is named."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tools.install import ROOT
from tools.run import CannotRun, refuse_taken_port
from tools.server import Server, SettingError, web_command, worker_command

NAMES = ("HOST", "PORT", "WORKERS", "THREADS", "JOB_WORKERS", "DATA_DIR")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing set."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_defaults_are_local() -> None:
    """Without settings the server listens on the loopback address and writes into var/."""
    assert Server.from_environment() == Server("127.0.0.1", 8000, 2, 4, 2, ROOT / "var")


def test_settings_are_honoured_and_handed_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Children get the resolved values, not the raw ones."""
    monkeypatch.chdir(tmp_path)
    for name, value in zip(NAMES, ("::1", "8123", "5", "3", "1", "data"), strict=True):
        monkeypatch.setenv(name, value)
    server = Server.from_environment()
    assert server == Server("::1", 8123, 5, 3, 1, tmp_path / "data")
    assert server.url == "http://[::1]:8123/"
    assert [server.environment()[name] for name in ("HOST", "PORT", "DATA_DIR")] == [
        "::1",
        "8123",
        str(tmp_path / "data"),
    ]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("PORT", "0", "PORT='0' must be a whole number from 1 to 65535."),
        ("PORT", "http", "PORT='http' must be a whole number from 1 to 65535."),
        ("PORT", "-1", "PORT='-1' must be a whole number from 1 to 65535."),
        ("WORKERS", "1000", "WORKERS='1000' must be a whole number from 1 to 256."),
    ],
)
def test_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str) -> None:
    """The message says which variable, what it held and what it should hold."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError) as refused:
        Server.from_environment()
    assert str(refused.value) == message


def test_taken_port_is_refused(tmp_path: Path) -> None:
    """A port on which another program listens is found before anything is written."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        server = Server("127.0.0.1", other.getsockname()[1], 1, 1, 1, tmp_path)
        with pytest.raises(CannotRun, match="is taken by another program"):
            refuse_taken_port(server)
    refuse_taken_port(server)


def test_commands_carry_the_settings(tmp_path: Path) -> None:
    """Processes, address and data folder reach the web server and the worker."""
    server = Server("127.0.0.1", 8123, 5, 4, 3, tmp_path)
    web, worker = web_command(server), worker_command(server)
    assert web[web.index("--port") + 1] == "8123"
    assert web[web.index("--host") + 1] == "127.0.0.1"
    assert web[web.index("--workers") + 1] == "5"
    assert web[web.index("--blocking-threads") + 1] == "4"
    assert worker[worker.index("--concurrency") + 1] == "3"
    assert worker[worker.index("--schedule") + 1] == str(tmp_path / "beat-schedule")
