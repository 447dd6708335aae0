"""How long and how much memory an import of many rows takes: first, again unchanged, and with every row changed.

    python tests/benchmarks/catalogue_import.py [ROWS]

Runs against DATABASE_URL, or a SQLite file of its own, in a fresh process for each phase, so that each figure of
memory is its phase's own. The target: 100,000 rows in under 120 seconds and 500 MB.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROVIDERS = ("openai", "anthropic", "mistral", "bedrock", "vertex_ai", "azure", "cohere", "groq")


def make_row(number: int, price_step: int) -> tuple[str, dict[str, object]]:
    """One plausible row: three of four are dated snapshots; each is a model of its own, which is the worst case."""
    provider = PROVIDERS[number % len(PROVIDERS)]
    day = date(2023, 1, 1) + timedelta(days=number % 900)
    suffix = "" if number % 4 == 0 else f"-{day.isoformat()}"
    row: dict[str, object] = {
        "litellm_provider": provider,
        "mode": "chat",
        "max_input_tokens": 128000,
        "max_output_tokens": 16384,
        "input_cost_per_token": (number % 97 + 1 + price_step) * 1e-7,
        "output_cost_per_token": (number % 97 + 1) * 4e-7,
        "cache_read_input_token_cost": (number % 97 + 1) * 5e-8,
        "supports_function_calling": True,
        "supports_vision": number % 3 == 0,
        "supports_response_schema": True,
        "source": "https://example.com/pricing",
        "tool_use_system_prompt_tokens": 159,
        "supported_endpoints": ["/v1/chat/completions", "/v1/batch"],
    }
    if number % 5 == 0:
        row["deprecation_date"] = (date(2026, 1, 1) + timedelta(days=number % 700)).isoformat()
    return f"{provider}/family{number // 8}q{suffix}-v{number}x", row


def write_catalogue(path: Path, rows: int, price_step: int = 0) -> None:
    """Write a LiteLLM file of that many rows."""
    with path.open("w") as out:
        out.write("{\n")
        for number in range(rows):
            name, row = make_row(number, price_step)
            out.write(f"{json.dumps(name)}: {json.dumps(row)}{',' if number + 1 < rows else ''}\n")
        out.write("}\n")


def run_phase(path: str) -> None:
    """Import one file in this process and print what it took."""
    import django

    django.setup()
    from governance.accounts.services import get_system_actor
    from registry.ai_models.services import import_catalogue

    actor = get_system_actor("catalogue-import")
    started, busy = time.perf_counter(), time.process_time()
    with Path(path).open("rb") as source:
        record = import_catalogue(actor=actor, source=source, file_name=Path(path).name)
    seconds = time.perf_counter() - started
    busy = time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    counts = {name: record.report[name] for name in ("models", "added", "changed", "removed", "collisions")}
    measured = {"file": Path(path).name, "seconds": round(seconds, 1), "cpu": round(busy, 1), "peak_mb": peak}
    print(json.dumps({**measured, **counts}), flush=True)


def main() -> None:
    """Make the files, the database, and run the phases one after another."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="?", type=int, default=100_000)
    parser.add_argument("--phase", default="")
    options = parser.parse_args()
    if options.phase:
        run_phase(options.phase)
        return
    with tempfile.TemporaryDirectory(prefix="imprimatur-benchmark-") as folder:
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "governance.settings",
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--run-syncdb", "-v", "0"]
        subprocess.run(command, check=True, env=environment, cwd=ROOT)
        files = {
            "first.json": (options.rows, 0),
            "same.json": (options.rows, 0),
            "prices.json": (options.rows, 1),
            "half.json": (options.rows // 2, 1),
        }
        for name, (rows, step) in files.items():
            path = Path(folder) / name
            write_catalogue(path, rows, step)
            subprocess.run(
                [sys.executable, __file__, "--phase", str(path)], check=True, env=environment, cwd=ROOT
            )


if __name__ == "__main__":
    main()
