"""Which points a reader of an agreement looks for, by its kind; what it promises beyond them is looked for as well."""

from __future__ import annotations

from collections.abc import Collection

from vendors.agreements.enums import (
    ARTICLE_28_CLAUSES,
    HIPAA_CLAUSES,
    AgreementKind,
    Clause,
    TransferPoint,
)

BY_KIND: dict[str, tuple[str, ...]] = {
    AgreementKind.DPA: tuple(clause.value for clause in ARTICLE_28_CLAUSES),
    AgreementKind.BAA: tuple(clause.value for clause in HIPAA_CLAUSES),
    AgreementKind.SCC: tuple(TransferPoint.values),
}
#: What a check may be about: (key, words).
POINTS: tuple[tuple[str, object], ...] = (*Clause.choices, *TransferPoint.choices)


def list_points(kind: str, promised: Collection[str]) -> list[str]:
    """Return the keys on the checklist: those of the kind in the order of the law, then what else is promised."""
    own = BY_KIND.get(kind, ())
    return [*own, *(key for key in Clause.values if key in promised and key not in own)]
