"""Free ports, data folders and databases for servers that tests start."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.tools.launching import Launched


@pytest.fixture
def port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def launch(tmp_path: Path, port: int) -> Iterator[Callable[..., Launched]]:
    """Start `make TARGET` on a free port with a data folder of its own."""
    started: list[Launched] = []

    def start(target: str, **settings: str) -> Launched:
        started.append(Launched(target, {"PORT": str(port), "DATA_DIR": str(tmp_path / "var"), **settings}))
        return started[-1]

    yield start
    for each in started:
        each.end()


@pytest.fixture
def empty_database_url() -> Iterator[str]:
    """An empty PostgreSQL database beside the one that DATABASE_URL names, dropped at the end."""
    address = urlsplit(os.environ["DATABASE_URL"])
    name = f"imprimatur_served_{os.getpid()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
        yield address._replace(path=f"/{name}").geturl()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
