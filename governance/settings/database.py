"""SQLite is the embedded default, PostgreSQL is production; the cache is shared between processes either way."""

from __future__ import annotations

import os
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from governance.settings import env
from governance.settings.base import DATA_DIR, MODE

_url = env.read_text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'imprimatur.sqlite3'}")
try:
    _database: dict[str, Any] = dict(environ.Env.db_url_config(_url))
except Exception as error:
    raise ImproperlyConfigured(f"DATABASE_URL is not a database address: {error}") from error

if "sqlite" in _database["ENGINE"]:
    # Deferred transactions in WAL gave lock errors with several writers; BEGIN IMMEDIATE gave none.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA foreign_keys=ON; PRAGMA busy_timeout=20000",
    }
elif "postgresql" in _database["ENGINE"]:
    # CONN_MAX_AGE must stay 0 with a pool; connections = workers x max_size.
    _database["CONN_MAX_AGE"] = 0
    if MODE != "test":
        # One for each thread that answers (tools/server.py), and for those beside them: feed, decision log, sightings,
        # and one to spare. With fewer, who waits for a connection may wait for who waits for the same snapshot.
        _enough = env.read_integer("THREADS", 4, low=1, high=64) + 4
        _database["OPTIONS"] = {
            "pool": {
                "min_size": 1,
                "max_size": env.read_integer("DATABASE_POOL_SIZE", _enough, low=1, high=100),
                "timeout": 5,
            },
            "connect_timeout": 5,
        }
else:
    raise ImproperlyConfigured("DATABASE_URL must start with sqlite:/// or postgres://.")
DATABASES = {"default": _database}

CACHE_URL = os.environ.get("CACHE_URL") or (
    os.environ["BROKER_URL"] if os.environ.get("BROKER_URL", "").startswith("redis") else ""
)
if CACHE_URL and MODE != "test":
    _cache: dict[str, Any] = {"BACKEND": "governance.core.cache.TolerantRedisCache", "LOCATION": CACHE_URL}
elif MODE == "test":
    _cache = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
else:
    _cache = {
        "BACKEND": "governance.core.cache.CountingFileCache",
        "LOCATION": DATA_DIR / "cache",
    }
CACHES = {"default": _cache}
