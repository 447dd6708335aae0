"""The command against a real server: asking, and a bundle that is pulled and verified without trusting it."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.request import urlopen

import pytest

from governance.accounts.services import issue_api_key
from imprimatur.cli.main import main
from tests.cast import get_cast
from tests.factories.decisions import make_permitted_world
from tests.registry.fast_lane.flipping import serving

MODEL = "openai/gpt-4o-2024-08-06"
OPTIONS = "--team support --use-case ticket-summaries --phase 1 --data-class internal --region aws:eu-west-1"


@pytest.mark.django_db(transaction=True)
def test_the_command_asks_a_real_server_and_verifies_its_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cast = get_cast()
    make_permitted_world(cast)
    scopes = ["decisions:ask", "decisions:bundle", "registry:read"]
    secret = issue_api_key(actor=cast.ada, owner=cast.carol, name="edge", scopes=scopes)[1]
    monkeypatch.setenv("IMPRIMATUR_KEY", secret)
    monkeypatch.chdir(tmp_path)
    with serving() as port:
        monkeypatch.setenv("IMPRIMATUR_URL", f"http://127.0.0.1:{port}")
        asked = [*OPTIONS.split(), "--environment", "production"]
        assert main(["check", MODEL, *asked]) == 0
        assert main(["check", "openai/gpt-4o", *asked]) == 1
        capsys.readouterr()
        assert main(["alternatives", "openai/gpt-4o", *asked]) == 0
        assert capsys.readouterr().out == f"{MODEL}\n"
        assert main(["models", "--json"]) == 0
        assert [each["catalogue_id"] for each in json.loads(capsys.readouterr().out)] == [MODEL]
        Path("app.py").write_text('client.create(model="gpt-4o")\n')
        assert main(["scan", *asked]) == 1
        assert main(["bundle", "pull", "held.json"]) == 0
        with urlopen(f"http://127.0.0.1:{port}/.well-known/imprimatur-keys") as response:
            public = json.load(response)["keys"][0]["public_key"]
    verify = ["bundle", "verify", "held.json", "--public-key", public]
    assert main(verify) == 0
    assert "revision" in capsys.readouterr().out
    assert main(["bundle", "show", "held.json"]) == 0
    assert [each["id"] for each in json.loads(capsys.readouterr().out)["resources"]] == [MODEL]
    assert main(["bundle", "verify", "held.json", "--public-key", "A" * 43]) == 1
    Path("held.json").write_bytes(Path("held.json").read_bytes().replace(b"support", b"suppose", 1))
    assert main(verify) == 1
    assert "not the one that was signed" in capsys.readouterr().out
    Path("none.json").write_text("[]")
    assert main(["bundle", "show", "none.json"]) == 1
    Path("held.json.statement.json").write_text("{}")
    assert main(verify) == 1
    assert main(["bundle", "verify", "missing.json", "--public-key", public]) == 2
