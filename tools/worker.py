"""The Celery worker and its beat, against DATABASE_URL and BROKER_URL."""

from __future__ import annotations

import sys

from tools.server import Server, SettingError, run_steps_and_become, worker_command


def main() -> None:
    """Become the worker; `make serve` is what migrates the database."""
    try:
        server = Server.from_environment()
    except SettingError as error:
        sys.exit(f"worker: {error}")
    print("worker: started, with beat", flush=True)
    run_steps_and_become("worker", [], worker_command(server), server)


if __name__ == "__main__":
    main()
