"""Callers of the API of assessments."""

from __future__ import annotations

from typing import Any

from tests.cast import Cast
from tests.vendors.calling import make_caller as make_key_caller
from vendors.assessments.models import Assessment, AssessmentAnswer

BOTH = ("assessments:read", "assessments:write")


def make_caller(cast: Cast, owner: Any, *scopes: str) -> Any:
    """Return a function that calls the API with a key of the owner, for both uses unless said otherwise."""
    return make_key_caller(cast, owner, *(scopes or BOTH))


def get_answer(assessment: Assessment, question_id: str = "D-1") -> AssessmentAnswer:
    rows = AssessmentAnswer.objects.select_related("part__assessment")
    return rows.get(part__assessment=assessment, question_id=question_id)
