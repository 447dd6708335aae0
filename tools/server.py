"""How each process of the server is started: one place for the flags that `run`, `serve` and `worker` share."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.install import ROOT


class SettingError(Exception):
    """An environment variable holds something that cannot be used; the message names it."""


def read_integer(name: str, default: int, low: int, high: int) -> int:
    """Return an environment variable as an integer within low..high, or raise SettingError."""
    text = os.environ.get(name, "").strip() or str(default)
    if not text.isdecimal() or not low <= int(text) <= high:
        raise SettingError(f"{name}={text!r} must be a whole number from {low} to {high}.")
    return int(text)


#: Of Python in each process. With more, they wait for one another: eight answer a tenth fewer questions a second, and
#: take a third longer for the slowest hundredth (`http_speed`).
THREADS = 4


@dataclass(frozen=True)
class Server:
    """Where the server listens, how many processes it has and where it keeps what it writes."""

    host: str
    port: int
    workers: int
    #: Requests that one process works on at a time; DATABASE_POOL_SIZE follows it (governance/settings/database.py).
    threads: int
    job_workers: int
    data_dir: Path

    @classmethod
    def from_environment(cls) -> Server:
        """Read HOST, PORT, WORKERS, THREADS, JOB_WORKERS and DATA_DIR; raise SettingError for a wrong value."""
        return cls(
            host=os.environ.get("HOST", "").strip() or "127.0.0.1",
            port=read_integer("PORT", 8000, 1, 65_535),
            workers=read_integer("WORKERS", 2, 1, 256),
            threads=read_integer("THREADS", THREADS, 1, 64),
            job_workers=read_integer("JOB_WORKERS", 2, 1, 256),
            data_dir=Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve(),
        )

    @property
    def address(self) -> str:
        """Host and port as an address writes them: an IPv6 host stands in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The root address, with its final slash."""
        return f"http://{self.address}/"

    def environment(self) -> dict[str, str]:
        """What every process of the server is given: the same values, resolved once."""
        values = {"HOST": self.host, "PORT": str(self.port), "DATA_DIR": str(self.data_dir)}
        return {**os.environ, **values, "PYTHONUNBUFFERED": "1"}


def manage_command(*arguments: str) -> list[str]:
    """A management command under this interpreter."""
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def web_command(server: Server) -> list[str]:
    """The web server: its own threads speak HTTP with slow clients, THREADS of Python in each process do the rest."""
    command = [sys.executable, "-m", "granian", "governance.wsgi:application", "--interface", "wsgi"]
    command += ["--host", server.host, "--port", str(server.port), "--http", "1", "--no-ws"]
    command += ["--workers", str(server.workers), "--blocking-threads", str(server.threads)]
    # A process that died, or does not end when told to, is replaced and killed; requests under way get ten seconds.
    command += ["--respawn-failed-workers", "--workers-kill-timeout", "10"]
    return [*command, "--backlog", "2048", "--backpressure", "512", "--log-level", "warning"]


def worker_command(server: Server, *, warn_of_root: bool = True) -> list[str]:
    """The Celery worker with its beat.

    Gossip, mingle and heartbeat need a broker with remote control, which the file-system broker is not.
    """
    filters = [] if warn_of_root else ["-W", "ignore:You're running the worker with superuser privileges"]
    command = [sys.executable, *filters, "-m", "celery", "--app", "governance.celery", "--quiet", "worker"]
    command += ["--concurrency", str(server.job_workers), "--loglevel", "WARNING"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [*command, "--beat", "--schedule", str(server.data_dir / "beat-schedule")]


def prepare_steps() -> list[tuple[str, list[str]]]:
    """What must be done before any server process starts, each step with the words that announce it."""
    return [
        ("bringing the database up to date", manage_command("migrate", "--noinput", "--verbosity", "0")),
        ("collecting static files", manage_command("collectstatic", "--noinput", "--verbosity", "0")),
    ]


def run_steps_and_become(
    name: str, steps: list[tuple[str, list[str]]], command: list[str], server: Server
) -> None:
    """Run the steps, then replace this process with the command, so that signals reach it without a go-between."""
    server.data_dir.mkdir(parents=True, exist_ok=True)
    for words, step in steps:
        print(f"{name}: {words}", flush=True)
        if subprocess.run(step, cwd=ROOT, env=server.environment(), check=False).returncode != 0:
            sys.exit(f"{name}: {words} failed; the reason is above")
    os.chdir(ROOT)
    os.execve(command[0], command, server.environment())  # noqa: S606 - no shell is wanted
