"""The production web server: WORKERS processes on HOST:PORT, against DATABASE_URL and BROKER_URL, no demo data."""

from __future__ import annotations

import os
import sys

from tools.server import Server, SettingError, prepare_steps, run_steps_and_become, web_command


def main() -> None:
    """Bring database and static files up to date, then become the web server."""
    try:
        server = Server.from_environment()
    except SettingError as error:
        sys.exit(f"serve: {error}")
    if os.environ.get("IMPRIMATUR_ENV") != "production":
        print(
            "serve: IMPRIMATUR_ENV is not 'production': plain HTTP is answered, and the signing key is the one kept "
            "in DATA_DIR. docs/deployment.md lists what production asks for.",
            flush=True,
        )
    print(f"serve: listening on {server.url} with {server.workers} processes", flush=True)
    run_steps_and_become("serve", prepare_steps(), web_command(server), server)


if __name__ == "__main__":
    main()
