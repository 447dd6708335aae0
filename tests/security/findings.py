"""What is wrong with an answer, in words that name the route, whoever asked."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.security.canaries import UNESCAPED
from tests.security.prober import Outcome
from tests.security.routes import Target
from tests.security.world import World

SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True, slots=True)
class Shown:
    """Readers of one record are told this much of another by design. A test proves each line with its witness."""

    witness: str
    route: str
    kind: str
    reason: str


_REVIEW = "admin/governance/approvalrequest/<path:object_id>/change/"
_STATUS = "api/v1/models/<path:catalogue_id>/status"
_REQUESTS = "api/v1/^approval-requests$"
_REQUEST = "api/v1/^approval-requests/(?P<pk>[^/.]+)$"
_IMPORT = "admin/registry/catalogueimport/<path:object_id>/change/"
_WORDS = "Forms offer the organisation's whole vocabulary; reference data belongs to no tenant."
_OVERVIEW = "admin/vendor-overview/<uuid:pk>"
_HISTORY = "api/v1/history/<str:kind>/<uuid:key>"
_ASKED = "Who may see an assessment sees what it asks."
SHOWN_BY_DESIGN = (
    Shown("team officer", _REVIEW, "governance.User", "Who asks is part of the question."),
    Shown("approver", _REVIEW, "governance.Role", "Which roles must still vote is what the page is for."),
    Shown("team officer", _REVIEW, "vendors.Vendor", "The review names what the approval rests on."),
    Shown("team officer", _REQUESTS, "governance.User", "Who asks is part of the question."),
    Shown("team officer", _REQUEST, "governance.User", "Who asks is part of the question."),
    Shown("team officer", _STATUS, "governance.User", "Engineers must know whom to ask about a model."),
    Shown("vendor officer", _STATUS, "governance.Approval", "An answer names what it rests on."),
    Shown("viewer", _IMPORT, "governance.User", "Who uploaded the file is part of the report."),
    Shown(
        "approver",
        "admin/",
        "governance.User",
        "Who asks, and who answers for a model, is part of what waits.",
    ),
    Shown("vendor officer", _OVERVIEW, "governance.Country", "Where data goes is what the page is for."),
    Shown("viewer", _IMPORT, "governance.Job", "How far the import is, is part of the report."),
    *(
        Shown(witness, route, "governance.User", "Who answered, and who was asked to, is part of an answer.")
        for witness, route in (
            ("vendor officer", "admin/vendors/assessment/<path:object_id>/change/"),
            ("vendor officer", "admin/vendors/assessment/<path:object_id>/pdf/"),
            ("vendor", "portal/<uuid:pk>/"),
            ("vendor", "portal/<uuid:pk>/people/"),
            ("vendor", "portal/<uuid:pk>/pdf/"),
            ("vendor", "portal/part/<uuid:pk>/<path:section>/"),
            ("vendor", "api/v1/^portal/parts/(?P<pk>[^/.]+)$"),
        )
    ),
    *(
        Shown(witness, route, kind, _ASKED)
        for witness, route, kinds in (
            ("vendor officer", "admin/vendors/assessment/<path:object_id>/change/", ("TemplateVersion",)),
            ("vendor officer", "admin/vendors/assessment/<path:object_id>/pdf/", ("TemplateVersion",)),
            ("vendor officer", _HISTORY, ("TemplateVersion", "QuestionnaireTemplate")),
            (
                "vendor officer",
                "admin/vendors/assessmentfinding/<path:object_id>/history/",
                ("TemplateVersion", "QuestionnaireTemplate"),
            ),
            *(
                (
                    "vendor officer",
                    f"api/v1/^assessments{route}$",
                    ("TemplateVersion", "QuestionnaireTemplate"),
                )
                for route in ("", "/(?P<pk>[^/.]+)", "/(?P<pk>[^/.]+)/score")
            ),
            *(
                ("vendor", f"api/v1/^portal/{route}$", ("TemplateVersion",))
                for route in ("assessments", "assessments/(?P<pk>[^/.]+)", "parts/(?P<pk>[^/.]+)")
            ),
            ("vendor", "portal/", ("TemplateVersion",)),
            ("vendor", "portal/<uuid:pk>/", ("TemplateVersion",)),
            ("vendor", "portal/<uuid:pk>/pdf/", ("TemplateVersion",)),
            ("vendor", "portal/part/<uuid:pk>/<path:section>/", ("TemplateVersion",)),
            ("vendor", "portal/workbook/<uuid:pk>/", ("TemplateVersion", "QuestionnaireTemplate")),
        )
        for kind in (f"vendors.{each}" for each in kinds)
    ),
    *(
        Shown("team officer", f"admin/governance/{page}", kind, _WORDS)
        for page, kind in (
            ("dataclass/add/", "governance.Country"),
            ("dataclass/add/", "governance.Grouping"),
            ("handlingrule/add/", "governance.Country"),
            ("handlingrule/add/", "governance.Grouping"),
            ("usecase/add/", "governance.DataClass"),
            ("usecase/<path:object_id>/change/", "governance.DataClass"),
        )
    ),
)

#: Its pages, and its answers to a vendor's own software.
PORTAL = ("portal/", "api/v1/^portal/")
#: What the portal tells of the vendor that somebody answers for, who has no right to view the records themselves.
IN_PORTAL = {
    (f"vendors.{kind}:own", column)
    for kind, columns in {
        "Vendor": ("key", "name"),
        "Assessment": ("introduction", "title"),
        "AssessmentAnswer": ("comment", "duties", "owner_key"),
        "AnswerMessage": ("text",),
        "Invitation": ("email", "name"),
        "Notice": ("about",),
    }.items()
    for column in columns
}


def expect_none(faults: list[str]) -> None:
    """Fail with every fault on a line of its own."""
    if faults:
        pytest.fail(f"{len(faults)} faults:\n" + "\n".join(faults), pytrace=False)


def find_shown(world: World, forbidden: set[str], outcome: Outcome) -> set[tuple[str, str]]:
    """Return the (record, column) pairs of forbidden records whose texts an answer shows."""
    return {(record, column) for record, column in world.canaries.find(outcome.text) if record in forbidden}


def find_faults(
    world: World, forbidden: set[str], method: str, target: Target, outcome: Outcome
) -> list[str]:
    """Return a sentence for each fault: a crash, a text of a forbidden record, live script, a write by a read."""
    where = f"{method} {target.url}"
    faults = []
    if outcome.status >= 500:
        faults.append(f"{where}: {outcome.status} {outcome.crash[-300:]}")
    allowed = {each.kind for each in SHOWN_BY_DESIGN if each.route == target.route}
    shown = {
        each for each in find_shown(world, forbidden, outcome) if each[0].partition(":")[0] not in allowed
    }
    if target.route.startswith(PORTAL):
        shown -= IN_PORTAL
    if shown:
        faults.append(f"{where}: {outcome.status} shows {sorted(shown)[:6]}")
    if "html" in outcome.headers.get("Content-Type", ""):
        faults += [f"{where}: {text!r} is not escaped" for text in UNESCAPED if text in outcome.body]
    if method in SAFE and outcome.written:
        faults.append(f"{where}: wrote {sorted(outcome.written)}")
    return faults


def find_difference(far: Outcome, far_id: str, missing: Outcome, missing_id: str) -> str:
    """Return where the answer for a foreign object differs from that for a missing one; "" when nowhere."""
    one, other = far.without(far_id), missing.without(missing_id)
    if one == other:
        return ""
    for left, right in zip(one, other, strict=False):
        if left != right:
            left, right = str(left), str(right)
            start = next(
                (i for i, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), 0
            )
            span = slice(max(0, start - 60), start + 90)
            return f"foreign {left[span]!r} missing {right[span]!r}"
    return f"{len(one)} parts against {len(other)}"
