"""A scan finds what code and configuration name, asks about each once, and leaves nothing out in silence."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from imprimatur.cli.scanning.finding import scan_file
from tests.imprimatur.cli.conftest import PERMITTED, Gate

Run = Callable[..., tuple[int, str, str]]

FOUND = {
    "sdk.py": ('import openai\nx = c.create(model="gpt-4o-2024-08-06")\n', ["openai/gpt-4o-2024-08-06"]),
    "claude.py": (
        'import anthropic\nM = "claude-3-5-sonnet-20241022"\n',
        ["anthropic/claude-3-5-sonnet-20241022"],
    ),
    "azure.py": ('from openai import AzureOpenAI\nmodel = "gpt-4o-eu"\n', ["azure/gpt-4o-eu"]),
    "app.ts": ('import OpenAI from "openai"\nawait c({ model: "o1-preview" })\n', ["openai/o1-preview"]),
    "bed.js": (
        'require("@aws-sdk/client-bedrock-runtime")\nmodelId: "anthropic.claude-3-haiku-20240307-v1:0"\n',
        ["bedrock/anthropic.claude-3-haiku-20240307-v1:0"],
    ),
    "proxy.yaml": (
        "model_list:\n  - model_name: fast\n    litellm_params:\n      model: azure/gpt-4o-eu\n",
        ["azure/gpt-4o-eu"],
    ),
    "conf.json": ('{"model": "mistral/mistral-large-2411", "size": 3}', ["mistral/mistral-large-2411"]),
    "conf.toml": ('[llm]\nmodel_name = "gemini-1.5-pro-002"\n', ["gemini/gemini-1.5-pro-002"]),
    ".env": ("OPENAI_MODEL=gpt-4o\nSECRET=x\n", ["openai/gpt-4o"]),
    "run.sh": ("llm --model claude-3-opus-20240229 'hi'\n", ["anthropic/claude-3-opus-20240229"]),
    "note.ipynb": ('{"source": ["m = chat(model=\'gpt-4-0613\')\\n"]}', ["openai/gpt-4-0613"]),
    "own.py": ('ask(model="acme/house-model-7")\n', ["acme/house-model-7"]),
}
NOT_FOUND = {
    "typed.py": "def f(model: str, engine: Engine) -> Model: ...\nmodel = load_model(path)\nmodel = Model()\n",
    "words.md": "The model is good. Our data model: a tree. Choose a car model = sedan.\n",
    "django.py": 'model = "app.Thing"\nmodel_name = "thing"\nengine = "django.db.backends.sqlite3"\n',
    "paths.yaml": "model: ./weights/v1.bin\nmodel_url: https://example.org/model/v1\n",
    "data.csv": "gpt-4o\n",
}


@pytest.mark.parametrize("name", FOUND)
def test_a_model_is_found_as_the_catalogue_spells_it(tmp_path: Path, name: str) -> None:
    text, models = FOUND[name]
    (tmp_path / name).write_text(text)
    assert [finding.model for finding in scan_file(tmp_path / name).findings] == models


@pytest.mark.parametrize("name", NOT_FOUND)
def test_what_is_no_model_is_left_alone(gate: Gate, run: Run, name: str) -> None:
    Path(name).write_text(NOT_FOUND[name])
    code, out, _err = run("scan", "--team", "t", "--json")
    assert (code, json.loads(out)["findings"], gate.asked) == (0, [], [])


def test_a_call_without_a_model_is_noted(gate: Gate, run: Run) -> None:
    Path("a.py").write_text("import cohere\n")
    code, out, _err = run("scan", "--team", "t")
    assert (code, gate.asked) == (0, [])
    assert "calls cohere and names no model" in out


def test_each_model_is_asked_about_once_and_a_denied_one_is_1(gate: Gate, run: Run) -> None:
    Path("a.py").write_text(f'model="{PERMITTED}"\nmodel="shadow/m-1"\nmodel="shadow/m-1"\n')
    Path("b.py").write_text('model="shadow/m-1"\n')
    code, out, _err = run("scan", "--team", "t")
    assert code == 1
    assert [question["resource"]["id"] for question in gate.asked] == [PERMITTED, "shadow/m-1"]
    assert out.splitlines()[1:] == [
        f"a.py:1  permit  {PERMITTED}",
        f"a.py:2  deny    shadow/m-1                resource.unknown; instead: {PERMITTED}",
        f"a.py:3  deny    shadow/m-1                resource.unknown; instead: {PERMITTED}",
        f"b.py:1  deny    shadow/m-1                resource.unknown; instead: {PERMITTED}",
        "2 files, 2 models, 3 places denied",
    ]


def test_only_permitted_models_are_0(gate: Gate, run: Run) -> None:
    Path("a.py").write_text(f'model="{PERMITTED}"\n')
    assert run("scan", "a.py", "--team", "t")[0] == 0


def test_a_line_may_say_why_it_is_left_alone_and_is_counted(gate: Gate, run: Run) -> None:
    Path("a.py").write_text(
        'model="shadow/m-1"  # imprimatur: ignore a name for the tests\nmodel="shadow/m-2"  # imprimatur: ignore\n'
    )
    code, out, _err = run("scan", "--team", "t", "--json")
    said = json.loads(out)
    # Without a reason it is not left alone.
    assert (code, said["ignored"], [each["model"] for each in said["findings"]]) == (1, 1, ["shadow/m-2"])


def test_what_tools_have_put_there_is_not_looked_at(gate: Gate, run: Run) -> None:
    for folder in ("node_modules/x", ".git", "env2/lib"):
        Path(folder).mkdir(parents=True)
        Path(folder, "a.py").write_text('model="shadow/m-1"')
    Path("env2/pyvenv.cfg").write_text("")
    Path("package-lock.json").write_text('{"model": "shadow/m-1"}')
    Path("big.py").write_text('model="shadow/m-1"\n' + " " * 1_100_000)
    Path("binary.py").write_bytes(b'\0model="shadow/m-1"')
    Path("link.py").symlink_to("/etc/hosts")
    code, out, _err = run("scan", "--team", "t", "--json")
    assert (code, json.loads(out)["findings"]) == (0, [])


def test_list_asks_nobody(gate: Gate, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IMPRIMATUR_KEY")
    Path("a.py").write_text('model="shadow/m-1"\n')
    code, out, _err = run("scan", "--list")
    assert (code, gate.asked, "shadow/m-1" in out) == (0, [], True)


def test_sarif_names_rule_place_and_way_out(gate: Gate, run: Run) -> None:
    Path("src").mkdir()
    Path("src/a.py").write_text(f'\n  x(model="shadow/m-1")\nmodel="{PERMITTED}"\n')
    Path("b.ts").write_text('import X from "@anthropic-ai/sdk"\n')
    code, out, _err = run("scan", "--team", "t", "--format", "sarif")
    document = json.loads(out)
    assert (code, document["version"]) == (1, "2.1.0")
    run_ = document["runs"][0]
    assert [rule["id"] for rule in run_["tool"]["driver"]["rules"]] == [
        "resource.unknown",
        "scan.unnamed_model",
    ]
    note, error = run_["results"]
    assert (note["level"], error["level"]) == ("note", "error")
    assert error["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "src/a.py"},
        "region": {"startLine": 2, "startColumn": 12},
    }
    assert f"Permitted instead: {PERMITTED}." in error["message"]["text"]


def test_a_server_that_cannot_be_asked_is_1_and_not_a_pass(gate: Gate, run: Run) -> None:
    Path("a.py").write_text(f'model="{PERMITTED}"\n')
    assert run("scan", "--team", "t", "--url", "http://127.0.0.1:9")[0] == 1
    gate.status, gate.problem = 503, b"{}"
    assert run("scan", "--team", "t")[0] == 1


def test_a_file_made_to_take_long_does_not(tmp_path: Path) -> None:
    """Each line is read in time that grows with its length alone."""
    path = tmp_path / "slow.py"
    path.write_text("\n".join(["a_" * 2_400, "model-" * 800, "1a" * 2_400, "'" + "a/" * 2_400] * 20))
    assert scan_file(path).findings == []


def test_sarif_without_asking_notes_what_is_named(gate: Gate, run: Run) -> None:
    """Addresses are RFC 3986's, columns are counted in characters."""
    Path("a dir").mkdir()
    Path("a dir/\u00e9#.py").write_text('"\U0001f600"; model="shadow/m-1"\n')
    code, out, _err = run("scan", "--list", "--format", "sarif")
    run_ = json.loads(out)["runs"][0]
    result = run_["results"][0]
    place = result["locations"][0]["physicalLocation"]
    assert (code, gate.asked, run_["columnKind"]) == (0, [], "unicodeCodePoints")
    assert (result["ruleId"], result["level"]) == ("scan.named_model", "note")
    assert place["artifactLocation"]["uri"] == "a%20dir/%C3%A9%23.py"
    assert place["region"] == {"startLine": 1, "startColumn": 13}


def test_a_file_that_is_too_large_is_told(gate: Gate, run: Run) -> None:
    Path("big.py").write_text(" " * 1_100_000)
    assert (
        run("scan", "--team", "t")[1]
        == "0 files, 0 models, 1 files too large to be looked at, 0 places denied\n"
    )
    assert json.loads(run("scan", "--team", "t", "--json")[1])["too_large"] == ["big.py"]


def test_two_forms_at_once_are_wrong_usage(gate: Gate, run: Run) -> None:
    code, out, err = run("scan", "--team", "t", "--json", "--format", "sarif")
    assert (code, out, "not both" in err) == (2, "", True)
    assert run("scan", "--team", "t", "--json", "--format", "json")[0] == 0


def test_a_file_name_that_is_no_text_is_printed_all_the_same(gate: Gate, run: Run) -> None:
    Path(os.fsdecode(b"\xff.py")).write_text('model="shadow/m-1"\n')
    for form in ("table", "json", "sarif"):
        code, out, _err = run("scan", "--team", "t", "--format", form)
        assert (code, "shadow/m-1" in out) == (1, True)
        out.encode()
