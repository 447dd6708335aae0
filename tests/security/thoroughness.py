"""How much of the matrix one run sends: everything with ATTACKS=all, and otherwise a part that stands for it.

Every route is reached either way: by one role or one kind of attack at least. What a short run leaves out are
repetitions of views that all kinds of records share, except for the kinds named here, and all but a share of the odd
values.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

from tests.security.routes import ADMIN_PAGE, Target

IS_THOROUGH = os.environ.get("ATTACKS") == "all"
SHARED_PAGES = (
    "history/",
    "access/",
    "export/",
    "import/",
    "delete/",
    "keep/",
    "drop/",
    "<slug:name>/",
    "<path:object_id>/",
)
# One kind scoped by vendor, one by team, one with pages of its own, one with many related kinds.
EXAMPLES = ("vendors/vendor", "governance/usecase", "governance/approvalrequest", "registry/modelversion")

T = TypeVar("T")


def take_share(values: Sequence[T], number: int, parts: int) -> Sequence[T]:
    """Return every one of the values, or in a short run one part of them: another for the next number."""
    return values if IS_THOROUGH else values[number % parts :: parts]


def is_example(target: Target) -> bool:
    """Return whether a target belongs to a kind that stands for the others, or to no kind's admin page."""
    page = ADMIN_PAGE.match(target.route)
    return page is None or "/".join(page.groups()) in EXAMPLES


def is_sent(target: Target) -> bool:
    """Return whether this run sends what only repeats for other kinds what is sent to the examples."""
    return IS_THOROUGH or is_example(target)


def is_repetition(target: Target) -> bool:
    """Return whether a target is a shared page of a kind that others stand for, and this run is a short one."""
    return not IS_THOROUGH and not is_example(target) and target.route.endswith(SHARED_PAGES)
