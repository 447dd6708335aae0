"""Nothing writes past the one path that records: no bulk write and no raw SQL outside `governance/core`.

Tracked querysets refuse such calls when they run; this test finds them, and the ways around the refusal, in the
source. A write to a record that is not tracked needs no excuse when its model is named in the call
(`Job.objects.filter(...).update(...)`). Any other carries `# unrecorded: reason` on one of its lines.
"""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest
from django.apps import apps

from tests.meta.sources import APPS, list_python_files, read_text

BULK_WRITES = {
    "update",
    "bulk_update",
    "bulk_create",
    "aupdate",
    "abulk_update",
    "abulk_create",
    "_raw_delete",
}
QUERYSET_STEPS = {
    "all",
    "annotate",
    "distinct",
    "exclude",
    "filter",
    "get_queryset",
    "order_by",
    "restrict",
    "select_for_update",
    "using",
}
MANAGERS = {"objects", "_default_manager", "_base_manager", "history"}
EXCUSE = re.compile(r"# unrecorded: \S.{9,}")


@cache
def list_untracked_models() -> frozenset[str]:
    """The class names of models that say why they are not tracked, and of models that are not ours."""
    return frozenset(
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label not in APPS or getattr(model, "untracked_reason", "")
    )


def list_chain(node: ast.expr) -> list[str]:
    """The names of a dotted call chain from its root: `A.objects.filter(x).update` gives A, objects, filter, update."""
    if isinstance(node, ast.Call):
        return list_chain(node.func)
    if isinstance(node, ast.Attribute):
        return [*list_chain(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else ["?"]


def is_unrecorded(call: ast.Call) -> bool:
    """Whether a call can write rows, or reach a way to, without a service."""
    *receiver, method = list_chain(call.func)
    if not receiver:
        return method == "QuerySet"
    if method == "cursor":
        return True
    if method not in BULK_WRITES:
        return False
    if receiver[0] in list_untracked_models() and MANAGERS & set(receiver):
        return False
    names_rows = bool((MANAGERS | QUERYSET_STEPS | {"QuerySet"}) & set(receiver)) or receiver[-1].endswith(
        ("queryset", "_rows")
    )
    return names_rows or method != "update"


def find_unrecorded(source: str) -> list[str]:
    """Return "line: what" for each unrecorded write without an excuse, and for each excuse that excuses nothing."""
    lines = source.splitlines()
    excuses = {number for number, line in enumerate(lines, start=1) if EXCUSE.search(line)}
    used: set[int] = set()
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and is_unrecorded(node):
            excuse = excuses & set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
            used |= excuse
            if not excuse:
                found.append(f"{node.lineno}: {'.'.join(list_chain(node.func))}()")
    return [*found, *(f"{number}: excuse without a write" for number in sorted(excuses - used))]


def test_every_write_outside_core_is_recorded() -> None:
    """All code of the three apps but the core, which owns the audited bulk service."""
    code = [
        path
        for path in list_python_files()
        if path.parts[0] in APPS and path.parts[:2] != ("governance", "core")
    ]
    assert {str(path): found for path in code if (found := find_unrecorded(read_text(path) or ""))} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("AIModel.objects.filter(pk=1).update(state='approved')", ["1: AIModel.objects.filter.update()"]),
        ("AIModel.objects.bulk_create(rows)", ["1: AIModel.objects.bulk_create()"]),
        ("AIModel._base_manager.update(state='x')", ["1: AIModel._base_manager.update()"]),
        ("QuerySet(AIModel).update(state='x')", ["1: QuerySet.update()", "1: QuerySet()"]),
        ("connection.cursor()", ["1: connection.cursor()"]),
        ("self.get_queryset().update(state='x')", ["1: self.get_queryset.update()"]),
        ("rows.bulk_update(changed)", ["1: rows.bulk_update()"]),
        ("digest.update(b'x')\nvalues.update({'a': 1})", []),
        ("Job.objects.filter(pk=1).update(state='done')", []),
        ("Note.objects.update(x=1)  # unrecorded: a counter that nobody reads back", []),
        ("x = 1  # unrecorded: nothing is written here", ["1: excuse without a write"]),
    ],
)
def test_unrecorded_write_is_found(source: str, found: list[str]) -> None:
    """What is a write past the services, and what merely has the same name."""
    assert find_unrecorded(source) == found
