"""OPA and MLflow beside our server in one run, on the same core, when their commands are on the PATH.

OPA answers the same questions from our own OPA bundle, with the policy we ship. MLflow answers what its registry can:
a registered model by its name, from SQLite, which is its default.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

PORT = 8378
#: Seconds that a server may take to start; MLflow makes its tables first.
STARTS_IN = 120.0


class Served(NamedTuple):
    """A server that runs, and how it is asked."""

    name: str
    path: str
    script: Path
    port: int = PORT


Peer = Callable[[list[str], Path], AbstractContextManager[Served | None]]


@contextmanager
def opa(questions: list[str], folder: Path) -> Iterator[Served | None]:
    """Serve our bundle with OPA."""
    if not is_present("opa"):
        yield None
        return
    from django.utils import timezone

    from imprimatur.bundle import canonical
    from registry.bundles.opa import POLICY, ROOT, list_grants, pack
    from registry.decisions.snapshots import get_snapshot

    now = timezone.now()
    # Its time is an hour, which no bundle that is served has: a load lasts longer than thirty seconds.
    until = (int(now.timestamp()) + 3_600) * 10**9
    data = {"revision": 1, "valid_until_ns": until, "grants": list_grants(get_snapshot(), now)}
    manifest = {"revision": "1", "roots": [ROOT], "rego_version": 1}
    files = {".manifest": canonical(manifest), f"{ROOT}/registry/data.json": canonical(data)}
    bundle, script = folder / "opa.tar.gz", folder / "opa.lua"
    bundle.write_bytes(pack({**files, f"{ROOT}/policy.rego": POLICY.read_bytes()}))
    bodies = [json.dumps({"input": json.loads(each)}) for each in questions]
    script.with_suffix(".json").write_text("\n".join(bodies))
    script.write_text(
        f"""
local made, at = {{}}, 0
function init(args)
  for body in io.lines("{script.with_suffix(".json")}") do
    made[#made + 1] = wrk.format("POST", nil, {{["Content-Type"] = "application/json"}}, body)
  end
end
function request()
  at = at % #made + 1
  return made[at]
end
"""
    )
    command = [
        "opa",
        "run",
        "--server",
        "--addr",
        f"127.0.0.1:{PORT}",
        "--log-level",
        "error",
        "--bundle",
        str(bundle),
    ]
    with running(command, "/health", GOMAXPROCS="1"):
        yield Served("OPA, our bundle and policy", "/v1/data/imprimatur", script)


@contextmanager
def mlflow(questions: list[str], folder: Path) -> Iterator[Served | None]:
    """Serve a registered model with MLflow."""
    if not is_present("mlflow"):
        yield None
        return
    script = folder / "mlflow.lua"
    script.write_text('wrk.method = "GET"\n')
    command = ["mlflow", "server", "--host", "127.0.0.1", "--port", str(PORT), "--workers", "1"]
    command += [
        "--backend-store-uri",
        f"sqlite:///{folder}/mlflow.db",
        "--artifacts-destination",
        str(folder / "runs"),
    ]
    api = "/api/2.0/mlflow/registered-models"
    # What runs evaluations beside the registry would share its core.
    with running(command, "/health", MLFLOW_SERVER_ENABLE_JOB_EXECUTION="false"):
        name = json.loads(questions[0])["resource"]["id"].replace("/", "-")
        request = urllib.request.Request(
            f"http://127.0.0.1:{PORT}{api}/create",
            json.dumps({"name": name}).encode(),
            {"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=30).close()
        yield Served("MLflow, a registered model by name", f"{api}/get?name={name}", script)


def is_present(command: str) -> bool:
    """Say whether a command is on the PATH, and print that it is left out when it is not."""
    if shutil.which(command) is not None:
        return True
    print(f"{command} is not on the PATH and is left out.", flush=True)
    return False


@contextmanager
def running(command: list[str], health: str, **environment: str) -> Iterator[None]:
    """Run a server on the first core until the block ends."""
    process = subprocess.Popen(
        ["taskset", "-c", "0", *command],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + STARTS_IN
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}{health}", timeout=1).close()
                break
            except (OSError, urllib.error.URLError):
                if time.monotonic() > deadline or process.poll() is not None:
                    raise RuntimeError(f"{command[0]} does not start") from None
                time.sleep(0.2)
        yield
    finally:
        # The session is its own: its workers end with it.
        os.killpg(process.pid, 15)
        process.wait(timeout=30)


PEERS: tuple[Peer, ...] = (opa, mlflow)
