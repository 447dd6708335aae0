"""The triggers that Celery pulls; the database owns the work, so a trigger lost or doubled changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from celery import shared_task

from governance.core.jobs import run_due_jobs
from governance.core.outbox import deliver_due_messages


def governed_task(name: str, *, policy: str) -> Callable[[Callable[[], Any]], Any]:
    """Declare a Celery task together with the sentence that says with whose rights it acts (a checked declaration)."""

    def register(function: Callable[[], Any]) -> Any:
        task = shared_task(name=name, ignore_result=True)(function)
        task.policy = policy  # type: ignore[attr-defined]
        return task

    return register


@governed_task(
    "governance.deliver_outbox",
    policy="Acts as the worker on rows that services wrote; receivers act as system actors.",
)
def deliver_outbox() -> None:
    """Deliver due outbox messages."""
    deliver_due_messages()


@governed_task(
    "governance.run_jobs", policy="Acts as the person who asked, with the rights they hold when it runs."
)
def run_jobs() -> None:
    """Run waiting background jobs."""
    run_due_jobs()
