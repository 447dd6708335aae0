"""The Celery worker and its beat, against DATABASE_URL and BROKER_URL."""

from __future__ import annotations

import subprocess
import sys
import time

from tools.install import ROOT
from tools.server import Server, SettingError, manage_command, run_steps_and_become, worker_command

PATIENCE_SECONDS = 120.0
POLL_SECONDS = 2.0


def wait_for_migrations(server: Server) -> None:
    """Wait until the database is up to date; `make serve` may be bringing it there at this moment."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    announced = False
    while True:
        command = manage_command("migrate", "--check", "--verbosity", "0")
        checked = subprocess.run(
            command, cwd=ROOT, env=server.environment(), capture_output=True, text=True, check=False
        )
        if checked.returncode == 0:
            return
        if time.monotonic() > deadline:
            sys.exit(f"{checked.stderr}worker: the database is not up to date; run: manage.py migrate")
        if not announced:
            print("worker: waiting for the database to be brought up to date", flush=True)
            announced = True
        time.sleep(POLL_SECONDS)


def main() -> None:
    """Wait for the database, then become the worker."""
    try:
        server = Server.from_environment()
    except SettingError as error:
        sys.exit(f"worker: {error}")
    server.data_dir.mkdir(parents=True, exist_ok=True)
    wait_for_migrations(server)
    print("worker: started, with beat", flush=True)
    run_steps_and_become("worker", [], worker_command(server), server)


if __name__ == "__main__":
    main()
