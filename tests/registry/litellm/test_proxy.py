"""A real LiteLLM proxy, configured by the YAML of docs/litellm.md alone, asks before each call.

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
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from governance.accounts.services import issue_api_key
from registry.decision_log.models import LoggedDecision
from registry.sightings.models import Sighting
from tests.cast import get_cast
from tests.factories.decisions import make_permitted_world
from tests.meta.sources import ROOT
from tests.registry.fast_lane.flipping import find_port, serving

LITELLM = "litellm[proxy]==1.108.7"
APPROVED, UNAPPROVED, UNKNOWN = "openai/gpt-4o-2024-08-06", "openai/gpt-4o", "shadow/model-9"
SAYS = "Said by the model."
MASTER_KEY = "sk-proxy-of-the-test"
pytestmark = pytest.mark.proxy


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


def write_configuration(path: Path, server: int) -> None:
    """Write the documented guardrail, pointed at our server, beside models that answer without a provider."""
    documented = re.search(r"```yaml\n(.*?)```", (ROOT / "docs" / "litellm.md").read_text(), re.DOTALL)
    assert documented is not None
    guardrails = documented[1].replace("https://ai.example.org", f"http://127.0.0.1:{server}")
    # The test's own key has no team in the proxy, which keeps teams in a database of its own.
    guardrails = guardrails.replace("headers:\n", "headers:\n        X-Imprimatur-Team: support\n", 1)
    models = "".join(
        f"  - model_name: {name}\n    litellm_params:\n      model: {name if '/' in name else 'openai/' + name}\n"
        f"      api_key: none\n      mock_response: {SAYS}\n"
        for name in (APPROVED, UNAPPROVED, UNKNOWN)
    )
    path.write_text(f"model_list:\n{models}{guardrails}general_settings:\n  master_key: {MASTER_KEY}\n")


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


def call(port: int, path: str, body: Any = None) -> tuple[int, str]:
    """Return status and text of an answer; 0 when nobody answers."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {MASTER_KEY}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()
    except OSError:
        return 0, ""


def chat(port: int, model: str, **more: Any) -> tuple[int, str]:
    """Ask a model through the proxy."""
    return call(
        port,
        "/chat/completions",
        {"model": model, "messages": [{"role": "user", "content": "Good morning."}], **more},
    )


@pytest.mark.django_db(transaction=True)
def test_the_proxy_serves_what_is_approved_and_nothing_else(tmp_path: Path) -> None:
    cast = get_cast()
    make_permitted_world(cast)
    secret = issue_api_key(actor=cast.ada, owner=cast.eve, name="gateway", scopes=["decisions:ask"])[1]
    configuration = tmp_path / "proxy.yaml"
    with ExitStack() as up:
        server = up.enter_context(serving(DECISION_LOG="strict"))
        write_configuration(configuration, server)
        with proxying(configuration, secret) as proxy:
            status, text = chat(proxy, APPROVED)
            assert (status, SAYS in text) == (200, True), text
            for model in (UNAPPROVED, UNKNOWN):
                status, text = chat(proxy, model)
                assert (400 <= status < 500, SAYS in text) == (True, False), text
                assert "resource.unknown" in text
                assert f"Permitted instead: {APPROVED}." in text
            # Nor by the parameters that a caller may send along.
            parameters = [{"imprimatur": {"extra_body": {"team": "support", "model": APPROVED}}}]
            status, text = chat(proxy, UNAPPROVED, guardrails=parameters)
            assert (status >= 400, SAYS in text) == (True, False), text
            told = {row.resource_id: row.decision for row in LoggedDecision.objects.all()}
            assert told == {APPROVED: "permit", UNAPPROVED: "deny", UNKNOWN: "deny"}
            wait_for_sighting(UNKNOWN)
            up.close()
            assert call(server, "/healthz")[0] == 0
            status, text = chat(proxy, APPROVED)
            assert (status >= 400, SAYS in text) == (True, False), text


def wait_for_sighting(name: str) -> None:
    """Return when the name has become a sighting: a thread notes it."""
    deadline = time.monotonic() + 10
    while not Sighting.objects.filter(identifier=name).exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)
