"""One page of 50 rows out of 100,000 records, for a reader who holds grants on single records only.

Run it as `python -m tests.benchmarks.scoped_list [ROWS]` (SQLite in a temporary folder, or PostgreSQL by DATABASE_URL).
It prints the ratio of our one query to an unscoped page and to django-guardian's own helper, and the query's plan.
The figures are ratios of medians within one run; the machine's absolute speed does not matter.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

GRANTS = 5_000
PAGE = 50
ROUNDS = 31


def main() -> int:
    """Make the rows, measure, print."""
    os.environ.setdefault("IMPRIMATUR_ENV", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
    os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="imprimatur-benchmark-"))
    import django

    django.setup()
    from django.db import connection
    from django.test.runner import DiscoverRunner

    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, connection.vendor)
    finally:
        runner.teardown_databases(databases)
    return 0


def measure(rows: int, database: str) -> None:
    """Fill the tables through the audited bulk service and compare three ways to read one page."""
    from django.contrib.auth.models import Permission
    from django.db import connection
    from guardian.shortcuts import get_objects_for_user

    from governance.accounts.services import get_system_actor, open_account
    from governance.core.bulk import create_records
    from vendors.directory.models import Vendor

    system = get_system_actor("benchmark")
    reader = open_account(actor=system, email="reader@example.com", name="Reader", password=None)
    names = (Vendor(key=f"vendor-{number}", name=f"Vendor {number}") for number in range(rows))
    create_records(actor=system, model=Vendor, rows=names)
    permission = Permission.objects.get(codename="view_vendor", content_type__app_label="vendors")
    grant = Vendor.grant_model
    step = max(rows // GRANTS, 1)
    keys = list(Vendor.objects.order_by("id").values_list("pk", flat=True))[::step]
    grant.objects.bulk_create(
        [grant(user=reader, permission=permission, content_object_id=key, granted_by=system) for key in keys],
        batch_size=500,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    plain = Vendor.objects.order_by("-id")[:PAGE]
    scoped = Vendor.objects.restrict(reader, "view").order_by("-id")[:PAGE]
    assert len(scoped.all()) == PAGE
    ways: dict[str, Callable[[], Any]] = {
        "unscoped page": lambda: list(plain.all()),
        "restrict() page": lambda: list(scoped.all()),
        "guardian helper": lambda: list(
            get_objects_for_user(reader, "vendors.view_vendor", Vendor, accept_global_perms=False).order_by(
                "-id"
            )[:PAGE]
        ),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _round in range(ROUNDS):
        for name, run in ways.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"{database}: {rows} records, {len(keys)} grants of one reader, pages of {PAGE}, {ROUNDS} rounds")
    for name, value in medians.items():
        print(f"  {name:16} {value * 1000:8.2f} ms   {value / medians['unscoped page']:6.1f} x unscoped")
    print(scoped.explain())


if __name__ == "__main__":
    raise SystemExit(main())
