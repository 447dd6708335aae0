"""Which points belong to which kind of agreement."""

from __future__ import annotations

import pytest

from vendors.agreements.checklists import POINTS, list_points
from vendors.agreements.enums import ARTICLE_28_CLAUSES, HIPAA_CLAUSES, TransferPoint


@pytest.mark.parametrize(
    ("kind", "promised", "points"),
    [
        ("dpa", [], list(ARTICLE_28_CLAUSES)),
        # What decisions rest on is looked for as well, once.
        (
            "dpa",
            ["retention_limit", "audit_rights", "no_training"],
            [*ARTICLE_28_CLAUSES, "no_training", "retention_limit"],
        ),
        ("baa", [], list(HIPAA_CLAUSES)),
        ("scc", [], list(TransferPoint)),
        ("msa", ["zero_retention"], ["zero_retention"]),
        ("nda", [], []),
    ],
)
def test_a_checklist_holds_what_the_kind_demands_and_what_is_promised(
    kind: str, promised: list[str], points: list[str]
) -> None:
    assert list_points(kind, promised) == points


def test_article_28_has_its_eight_letters() -> None:
    labels = [str(clause.label) for clause in ARTICLE_28_CLAUSES]
    assert [label[:3] for label in labels] == ["(a)", "(b)", "(c)", "(d)", "(e)", "(f)", "(g)", "(h)"]


def test_every_point_has_a_name_of_its_own() -> None:
    assert len({key for key, _label in POINTS}) == len(POINTS)
