"""The environment every test process runs in, set before Django reads its settings.

pytest loads this file as a plugin (`-p tests.environment` in pyproject.toml), because a conftest would come too late:
pytest-django reads the settings before it. DATABASE_URL and BROKER_URL are left as they are: they choose what a run
is made against.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# A developer's own shell must not change what the tests see.
for _name in (
    "DEBUG",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "PUBLIC_URL",
    "HOST",
    "PORT",
    "WORKERS",
    "CACHE_URL",
    "LOG_LEVEL",
):
    os.environ.pop(_name, None)

# A folder for each process: database, files, keys and queue of one xdist worker are not those of another.
_data_dir = tempfile.mkdtemp(prefix="imprimatur-tests-")
atexit.register(shutil.rmtree, _data_dir, ignore_errors=True)
Path(_data_dir, "static").mkdir()  # whitenoise warns when there is none, and a warning is an error
# What a test decided is written before the test ends, and not by a thread into the next one's database.
os.environ.update(IMPRIMATUR_ENV="test", DATA_DIR=_data_dir, DECISION_LOG="strict")
