"""A real LiteLLM proxy, configured by the YAML of docs/litellm.md.

It needs LiteLLM's own environment, which takes a minute to install: LITELLM_PROXY=1 makes one, LITELLM_BIN names one.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.meta.sources import ROOT
from tests.registry.fast_lane.flipping import find_port

LITELLM = "litellm[proxy]==1.108.7"
APPROVED, UNAPPROVED, UNKNOWN = "openai/gpt-4o-2024-08-06", "openai/gpt-4o", "shadow/model-9"
SAYS = "Said by the model."
MASTER_KEY = "sk-proxy-of-the-test"
#: Two names of the gateway's own for deployments that do not answer, so that its router looks for another.
FAILING = ("broken", "broken-twice")
#: What a database of keys would tell the proxy, which needs one of its own for that.
KEYS = """
from litellm.proxy._types import UserAPIKeyAuth

KEYS = {keys!r}

async def find_key(request, api_key):
    return UserAPIKeyAuth(api_key=api_key, **KEYS[api_key])
"""


def find_litellm() -> str:
    """Return the command, from an environment that is made when there is none."""
    named = os.environ.get("LITELLM_BIN")
    if named:
        return named
    home = Path(tempfile.gettempdir()) / f"imprimatur-tests-{LITELLM.replace('[', '-').replace(']', '')}"
    command = home / "bin" / "litellm"
    if not command.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        pip = [str(home / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", LITELLM]
        subprocess.run(pip, check=True)
    return str(command)


def write_configuration(path: Path, server: int, *, keys: dict[str, Any] | None = None) -> None:
    """Write the documented YAML, pointed at our server, beside models that answer without a provider.

    Without keys there is the master key alone, which has no team: the guardrail then says the team.
    """
    documented = re.search(r"```yaml\n(.*?)```", (ROOT / "docs" / "litellm.md").read_text(), re.DOTALL)
    assert documented is not None
    guardrails = documented[1].replace("https://ai.example.org", f"http://127.0.0.1:{server}")
    more = f"X-Imprimatur-Models: {', '.join(f'{name}={APPROVED}' for name in FAILING)}"
    general = f"general_settings:\n  master_key: {MASTER_KEY}\n"
    if keys is None:
        more += "\n        X-Imprimatur-Team: support"
    else:
        path.with_name("keys.py").write_text(KEYS.format(keys=keys))
        general += "  custom_auth: keys.find_key\n"
    guardrails = guardrails.replace("headers:\n", f"headers:\n        {more}\n", 1)
    answering = "".join(
        f"  - model_name: {name}\n    litellm_params:\n      model: {name if '/' in name else 'openai/' + name}\n"
        f"      api_key: none\n      mock_response: {SAYS}\n"
        for name in (APPROVED, UNAPPROVED, UNKNOWN)
    )
    failing = "".join(
        f"  - model_name: {name}\n    litellm_params:\n      model: {APPROVED}\n      api_key: none\n"
        "      api_base: http://127.0.0.1:1\n      max_retries: 0\n"
        for name in FAILING
    )
    path.write_text(f"model_list:\n{answering}{failing}{guardrails}{general}")


@contextmanager
def proxying(configuration: Path, secret: str) -> Iterator[int]:
    """Run the proxy; yield its port."""
    port = find_port()
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PYTHONPATH")
    }
    command = [find_litellm(), "--config", str(configuration), "--port", str(port), "--host", "127.0.0.1"]
    log = configuration.with_suffix(".log")
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            env={**environment, "IMPRIMATUR_KEY": secret, "LITELLM_LOCAL_MODEL_COST_MAP": "True"},
            cwd=configuration.parent,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + 120
        while call(port, "/health/liveliness")[0] != 200:
            assert process.poll() is None, log.read_text()[-3_000:]
            assert time.monotonic() < deadline, log.read_text()[-3_000:]
            time.sleep(0.5)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def call(
    port: int, path: str, body: Any = None, *, key: str = MASTER_KEY, headers: dict[str, str] | None = None
) -> tuple[int, str]:
    """Return status and text of an answer; 0 when nobody answers."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json", **(headers or {})},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()
    except OSError:
        return 0, ""


def chat(
    port: int, model: str, *, key: str = MASTER_KEY, headers: Any = None, **more: Any
) -> tuple[int, str]:
    """Ask a model through the proxy."""
    body = {"model": model, "messages": [{"role": "user", "content": "Good morning."}], **more}
    return call(port, "/chat/completions", body, key=key, headers=headers)
