"""Is the process up, and is everything it needs there: each part named."""

from __future__ import annotations

import socket
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from governance.core.policies import governed_view


@governed_view("Public: says that the process runs and nothing else.", public=True)
def healthz(request: HttpRequest) -> HttpResponse:
    """Return 200 while the process runs."""
    return HttpResponse("ok\n", content_type="text/plain")


@governed_view("Public: names the parts that are ready, without details.", public=True)
def readyz(request: HttpRequest) -> HttpResponse:
    """Return 200 with each part's state, or 503 when the database or its migrations are not ready.

    A broker that is down does not make the product unready: the outbox waits for it.
    """
    parts = {name: probe() for name, probe in PROBES.items()}
    ready = all(state == "ok" for name, state in parts.items() if name != "broker")
    return JsonResponse({"ready": ready, "parts": parts}, status=200 if ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "down"
    return "ok"


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        return "pending" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"
    except DatabaseError:
        return "down"


def _ledger() -> str:
    """The ledger joins with its own issue; until then the event table is what must be writable."""
    from governance.core.models import RecordedEvent

    try:
        RecordedEvent.objects.order_by("-id").values_list("pk", flat=True).first()
    except DatabaseError:
        return "down"
    return "ok"


def _broker() -> str:
    address = urlsplit(settings.JOBS_BROKER_URL)
    if address.scheme == "filesystem":
        return "ok"
    try:
        with socket.create_connection((address.hostname or "127.0.0.1", address.port or 6379), timeout=1):
            return "ok"
    except OSError:
        return "down"


PROBES: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "ledger": _ledger,
    "broker": _broker,
}
