"""The commands say what the server says, with exit codes that a pipeline can rely on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.imprimatur.cli.conftest import PERMITTED, Gate

Run = Callable[..., tuple[int, str, str]]


def test_a_permit_is_0_and_a_denial_is_1(gate: Gate, run: Run) -> None:
    code, out, err = run("check", PERMITTED, "--team", "support")
    assert (code, err) == (0, "")
    assert out.splitlines()[:3] == [
        f"permit  {PERMITTED}",
        "  It is approved. approval.in_force",
        "  must: Use the EU endpoint.",
    ]
    code, out, err = run("check", "shadow/x", "--team", "support")
    assert (code, err) == (1, "")
    assert f"  instead: {PERMITTED}" in out.splitlines()


def test_the_question_is_what_the_options_say(gate: Gate, run: Run) -> None:
    options = "--team support --use-case summaries --phase 2 --data-class internal --data-class personal"
    more = "--region aws:eu-west-1 --environment production --at 2026-01-01T00:00:00Z"
    run("check", PERMITTED, *options.split(), *more.split())
    assert gate.asked == [
        {
            "subject": {"type": "team", "id": "support"},
            "action": {"name": "use", "properties": {"use_case": "summaries", "phase": 2}},
            "resource": {"type": "model", "id": PERMITTED},
            "context": {
                "data_classes": ["internal", "personal"],
                "region": "aws:eu-west-1",
                "environment": "production",
            },
            "at": "2026-01-01T00:00:00Z",
        }
    ]
    assert gate.keys == {"Bearer imp_key"}


def test_what_is_usually_asked_stands_in_a_file(
    gate: Gate, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nearest one above is read; an option has the last word."""
    Path(".imprimatur.toml").write_text(
        f'url = "{gate.url}"\n[question]\nteam = "support"\nphase = 1\ndata_classes = ["internal"]\n'
    )
    Path("deep/er").mkdir(parents=True)
    monkeypatch.chdir("deep/er")
    monkeypatch.delenv("IMPRIMATUR_URL")
    assert run("check", PERMITTED, "--phase", "3")[0] == 0
    assert gate.asked[0]["action"]["properties"] == {"phase": 3}
    assert gate.asked[0]["context"] == {"data_classes": ["internal"]}


@pytest.mark.parametrize("command", [("check", PERMITTED), ("alternatives", "shadow/x")])
def test_json_is_one_document_and_nothing_else(gate: Gate, run: Run, command: tuple[str, ...]) -> None:
    code, out, err = run(*command, "--team", "support", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["decision"] in {"permit", "deny"}


def test_alternatives_are_ids_one_a_line(gate: Gate, run: Run) -> None:
    assert run("alternatives", "shadow/x", "--team", "support") == (0, f"{PERMITTED}\n", "")
    assert run("alternatives", PERMITTED, "--team", "support") == (0, f"{PERMITTED}\n", "")


def test_models_are_read_page_by_page(gate: Gate, run: Run) -> None:
    code, out, _err = run("models")
    assert (code, [line.split()[0] for line in out.splitlines()[1:]]) == (0, ["m/0", "m/1"])
    assert [each["catalogue_id"] for each in json.loads(run("models", "--json")[1])] == ["m/0", "m/1"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("check", PERMITTED), "--team"),
        (("check",), "required"),
        (("check", PERMITTED, "--team", "t", "--phase", "5"), "--phase"),
        (("check", PERMITTED, "--team", "t", "--url", "http://ai.example.org"), "https://"),
        (("check", PERMITTED, "--team", "t", "--url", "ai.example.org"), "https://"),
        (("check", PERMITTED, "--team", "t", "--config", "missing.toml"), "missing.toml"),
        (("scan", "nowhere", "--team", "t"), "nowhere is not there"),
        (("fly",), "invalid choice"),
    ],
)
def test_wrong_usage_is_2_and_says_what_to_do(
    gate: Gate, run: Run, words: tuple[str, ...], says: str
) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert says in err


@pytest.mark.parametrize("name", ["IMPRIMATUR_URL", "IMPRIMATUR_KEY"])
def test_what_is_not_set_is_named(gate: Gate, run: Run, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(name)
    code, _out, err = run("check", PERMITTED, "--team", "support")
    assert (code, name in err) == (2, True)


@pytest.mark.parametrize("text", ["[question]\nteem = 'x'", "question = 3", "[[["])
def test_a_file_that_makes_no_sense_is_wrong_usage(gate: Gate, run: Run, text: str) -> None:
    Path(".imprimatur.toml").write_text(text)
    code, _out, err = run("check", PERMITTED, "--team", "support")
    assert (code, "imprimatur.toml" in err) == (2, True)


def test_a_refusal_is_1_with_every_fault(gate: Gate, run: Run) -> None:
    gate.status = 400
    gate.problem = json.dumps({"detail": "Not valid.", "errors": {"/phase": ["must be 1 to 4"]}}).encode()
    code, out, err = run("check", PERMITTED, "--team", "support")
    assert (code, out) == (1, "")
    assert err.splitlines() == ["imprimatur: 400: Not valid.", "/phase: must be 1 to 4"]


@pytest.mark.parametrize("status", [200, 302, 404, 502])
@pytest.mark.parametrize(
    "problem", [b"<html>", b"[]", b"{}", b"3", b"\xff", b'{"decision": "permit"}', b'{"decisions": []}']
)
def test_an_answer_of_something_else_is_1(gate: Gate, run: Run, problem: bytes, status: int) -> None:
    gate.problem, gate.status = problem, status
    Path("a.py").write_text('model="shadow/m-1"\n')
    for command in (("check", PERMITTED), ("alternatives", PERMITTED), ("scan", "a.py")):
        code, out, err = run(*command, "--team", "t")
        assert (code, out, err != "") == (1, "", True)


def test_nobody_there_is_1(gate: Gate, run: Run) -> None:
    code, _out, err = run("check", PERMITTED, "--team", "t", "--url", "http://127.0.0.1:9")
    assert (code, "cannot be reached" in err) == (1, True)


def test_what_came_from_elsewhere_cannot_move_the_cursor(gate: Gate, run: Run) -> None:
    _code, out, _err = run("check", "x\x1b[2J\u202ey", "--team", "t")
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_colour_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from imprimatur.cli.output import paint

    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert paint("deny", "red", Terminal()) == "\x1b[31mdeny\x1b[0m"  # type: ignore[arg-type]
    monkeypatch.setenv("NO_COLOR", "1")
    assert paint("deny", "red", Terminal()) == "deny"  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["-" + "A" * 42, "--" + "A" * 41, "A" * 43])
def test_a_key_may_begin_with_a_dash(run: Run, key: str) -> None:
    code, _out, err = run("bundle", "verify", "missing.json", "--public-key", key)
    assert (code, "missing.json" in err) == (2, True)


def test_an_option_without_its_key_is_wrong_usage(run: Run) -> None:
    code, _out, err = run("bundle", "verify", "held.json", "--public-key", "--json")
    assert (code, "expected one argument" in err) == (2, True)
