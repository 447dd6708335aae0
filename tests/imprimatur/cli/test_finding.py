"""What is named, how it is called in the catalogue, and what only looks like a name."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from imprimatur.cli.scanning.files import is_looked_at, select_files
from imprimatur.cli.scanning.finding import scan_file

OPENAI = "from openai import OpenAI\n"
PROXY = """\
model_list:
  - model_name: gpt-4o
    litellm_params:
      model: azure/my-deployment
      api_base: https://x.openai.azure.com
  - model_name: "*"
    litellm_params:
      model: openai/*
  - model_name: small
    litellm_params: {model: ollama/phi}
  - model_name: kept-elsewhere
    litellm_params:
      model: os.environ/MODEL
router_settings:
  fallbacks: [{"gpt-4o": ["small"]}]
"""
FOUND = {
    # A call of an SDK names a model whatever the model is called, on the next line too.
    ("house.py", OPENAI + 'client.chat.completions.create(model="house-model")'): ["openai/house-model"],
    ("lines.py", OPENAI + "create(\n    model=(\n        'house-model'\n    ),\n)"): ["openai/house-model"],
    ("typed.py", OPENAI + 'model: str = "house-model"'): ["openai/house-model"],
    ("litellm.py", 'import litellm\nlitellm.completion(model="house-model")'): ["house-model"],
    ("camel.ts", 'import OpenAI from "openai"\nconst chatModel = "house-model"'): ["openai/house-model"],
    ("vercel.ts", 'import { openai } from "@ai-sdk/openai"\nx({ model: openai("gpt-4o") })'): [
        "openai/gpt-4o"
    ],
    ("lang.py", 'from langchain_anthropic import ChatAnthropic\nChatAnthropic(model="claude-next")'): [
        "anthropic/claude-next"
    ],
    ("dep.py", 'from openai import AzureOpenAI\nAzureOpenAI(azure_deployment="prod")'): ["azure/prod"],
    ("async.py", 'from openai import AsyncAzureOpenAI\nmodel = "gpt-4o-2024-08-06"'): [
        "azure/gpt-4o-2024-08-06"
    ],
    # Where a package talks to somebody else, that is who is asked about.
    ("azure.py", 'from openai import AzureOpenAI\nimport anthropic\nx(model="gpt-4o-2024-08-06")'): [
        "azure/gpt-4o-2024-08-06"
    ],
    ("router.py", OPENAI + 'OpenAI(base_url="https://openrouter.ai/api/v1")\nx(model="openai/gpt-4o")'): [
        "openrouter/openai/gpt-4o"
    ],
    (
        "groq.py",
        OPENAI + 'OpenAI(base_url="https://api.groq.com/openai/v1")\nx(model="llama-3.1-8b-instant")',
    ): ["groq/llama-3.1-8b-instant"],
    ("bed.py", 'from anthropic import AnthropicBedrock\nx(model="anthropic.claude-3-haiku-20240307-v1:0")'): [
        "bedrock/anthropic.claude-3-haiku-20240307-v1:0"
    ],
    (
        "arn.py",
        'boto3.client("bedrock-runtime").invoke_model(modelId="arn:aws:bedrock:eu-west-1::foundation-model/amazon.titan-text-v1")',
    ): ["bedrock/amazon.titan-text-v1"],
    ("deep.py", OPENAI + 'OpenAI(base_url="https://api.deepseek.com")\nx(model="house-model")'): [
        "deepseek/house-model"
    ],
    # When the file leaves it open, each is asked about: no name of one may permit the other.
    ("both.py", "from openai import OpenAI, AzureOpenAI\nOpenAI()\nAzureOpenAI()\nm = 'gpt-4o'"): [
        "azure/gpt-4o",
        "openai/gpt-4o",
    ],
    # Addresses.
    (
        "url.sh",
        "curl https://generativelanguage.googleapis.com/v1beta/models/gemini-1.5-pro:generateContent",
    ): ["gemini/gemini-1.5-pro"],
    ("url.ts", "fetch(`https://x.openai.azure.com/openai/deployments/prod/chat/completions`)"): [
        "azure/prod"
    ],
    ("curl.sh", 'curl -d "{\\"model\\": \\"gpt-4o\\"}" https://api.openai.com/v1/chat/completions'): [
        "openai/gpt-4o"
    ],
    ("gem.py", 'import google.generativeai as g\ng.GenerativeModel("models/gemini-1.5-pro")'): [
        "gemini/gemini-1.5-pro"
    ],
    # Configuration.
    ("proxy.yaml", PROXY): ["azure/my-deployment", "openai/*", "ollama/phi"],
    ("deep.yaml", "model:\n  name: gpt-4o  # for now\nothers:\n  - claude-3-opus-20240229\n"): [
        "openai/gpt-4o",
        "anthropic/claude-3-opus-20240229",
    ],
    (".env.local", "AZURE_OPENAI_DEPLOYMENT=prod\nexport OPENAI_MODEL=house\n"): [
        "azure/prod",
        "openai/house",
    ],
    ("one.json", json.dumps({"pad": "x" * 9_000, "model": "gpt-4o"})): ["openai/gpt-4o"],
}
NOT_FOUND = {
    "words.py": 'x = ["command-line", "mistral-client", "grok-parser", "claude-code", "rerank-results", "o2"]\n',
    "paths.py": 'open("tests/gpt-4o.json")\nopen("gpt-4-notes.md")\n',
    "deploy.yaml": "url: https://api.openai.com\ndeployment: web\nengine: postgres\n",
    "dbt.yaml": "SNOWFLAKE_MODEL: customers\nmodel: customers\n",
    "prose.py": '"""Such as `gpt-4o-2024-08-06` and `openai/gpt-4o`."""\n',
    "kind.py": "model: str\nmodel = build(engine)\nself.model.name == other\n",
}


@pytest.mark.parametrize(("file", "models"), FOUND.items(), ids=lambda each: each[0])
def test_each_name_is_found_and_completed(tmp_path: Path, file: tuple[str, str], models: list[str]) -> None:
    path = tmp_path / file[0]
    path.write_text(file[1])
    assert [finding.model for finding in scan_file(path).findings] == models


@pytest.mark.parametrize("name", NOT_FOUND)
def test_what_only_looks_like_a_name_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(NOT_FOUND[name])
    assert [each.text for each in scan_file(tmp_path / name).findings if each.model] == []


def make_notebook(*cells: tuple[str, object]) -> dict[str, object]:
    """Return a notebook whose code has printed a name that nobody wrote."""
    printed = [{"output_type": "stream", "text": ['trained on "gpt-4o"\n']}]
    rest = {"nbformat": 4, "metadata": {"model": "gpt-4o"}}
    return {
        "cells": [{"cell_type": kind, "source": source, "outputs": printed} for kind, source in cells],
        **rest,
    }


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("is_joined", [True, False])
def test_a_notebook_is_read_as_its_code(tmp_path: Path, indent: int | None, is_joined: bool) -> None:
    """Double quotes are escaped there, and what cells have printed or say in prose names nothing."""
    code = [
        "import openai\n",
        'x = "\\u00e9\\n"\n',
        'ask(model="gpt-4-0613")\n',
        "ask(model='skip')  # imprimatur: ignore old",
    ]
    document = make_notebook(
        ("markdown", ['the model="gpt-3.5-turbo"']), ("code", "".join(code) if is_joined else code)
    )
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(document, indent=indent))
    scan = scan_file(path)
    assert [(each.text, each.model) for each in scan.findings] == [("gpt-4-0613", "openai/gpt-4-0613")]
    assert scan.ignored == 1
    assert "gpt-4-0613" in path.read_text().splitlines()[scan.findings[0].line - 1]


@pytest.mark.parametrize(
    "text", ['{"cells": [{"model": "gpt-4o"', '[{"model": "gpt-4o"}]', '{"model": "gpt-4o"}']
)
def test_a_broken_notebook_is_read_as_text(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.ipynb").write_text(text)
    assert [each.model for each in scan_file(tmp_path / "a.ipynb").findings] == ["openai/gpt-4o"]


@pytest.mark.parametrize(
    ("comment", "is_left"),
    [
        ("# imprimatur: ignore a name for the tests", True),
        ("/* imprimatur: ignore RISK-7 */", True),
        ("# imprimatur: ignore", False),
        ("/* imprimatur: ignore */", False),
        ("<!-- imprimatur: ignore -->", False),
        ("# imprimatur:ignored because", False),
    ],
)
def test_only_a_reason_leaves_a_line_alone(tmp_path: Path, comment: str, is_left: bool) -> None:
    (tmp_path / "a.js").write_text(f'm = "gpt-4o" {comment}\nn = 1\n')
    scan = scan_file(tmp_path / "a.js")
    assert (len(scan.findings), scan.ignored) == ((0, 1) if is_left else (1, 0))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.ps1").write_text('$model = "gpt-4o"\n', encoding=encoding)
    assert [each.column for each in scan_file(tmp_path / "a.ps1").findings] == [11]


SLOW = [
    "model ",
    "a_",
    '"a/',
    "model:",
    "import\n",
    'model="',
    "OpenAI(",
    "https://x.azure.com/models/",
    "  ",
]


@pytest.mark.parametrize("text", [*SLOW, "model" + " " * 290_000])
def test_a_long_line_made_to_take_long_does_not(tmp_path: Path, text: str) -> None:
    """A square of the length would take an hour; the bound is wide for a busy machine."""
    (tmp_path / "a.py").write_text(text * (300_000 // len(text)))
    began = time.perf_counter()
    scan_file(tmp_path / "a.py")
    assert time.perf_counter() - began < 20


def test_a_commit_hook_looks_at_what_a_scan_looks_at() -> None:
    text = (Path(__file__).parents[3] / ".pre-commit-hooks.yaml").read_text()
    kept, left = (re.search(rf"^  {word}: '(.*)'$", text, re.MULTILINE) for word in ("files", "exclude"))
    assert kept is not None
    assert left is not None
    names = (
        "a.py b.TSX .env .env.local Dockerfile Dockerfile.dev Makefile x.tf n.ipynb c.json5 README.md a.csv"
    )
    more = "notes.txt package-lock.json pnpm-lock.yaml uv.lock yarn.lock app.min.js app.js.map procfile env x.pyc"
    for name in [*names.split(), *more.split()]:
        for path in (name, f"deep/er/{name}"):
            is_hooked = bool(re.search(kept[1], path)) and not re.search(left[1], path)
            assert (path, is_hooked) == (path, is_looked_at(Path(path)))


def test_what_is_too_large_is_told(tmp_path: Path) -> None:
    (tmp_path / "big.py").write_text(" " * 1_100_000)
    (tmp_path / "a.py").write_text("")
    assert select_files([tmp_path, tmp_path / "a.py"]) == ([tmp_path / "a.py"], [tmp_path / "big.py"])
