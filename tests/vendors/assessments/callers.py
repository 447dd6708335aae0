"""Callers of the API of assessments."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from governance.accounts.services import issue_api_key
from tests.cast import Cast
from vendors.assessments.models import Assessment, AssessmentAnswer

BOTH = ("assessments:read", "assessments:write")


def make_caller(cast: Cast, owner: Any, *scopes: str) -> Any:
    """Return a function that calls the API with a key of the owner."""
    secret = issue_api_key(actor=cast.system, owner=owner, name="ci", scopes=scopes or BOTH)[1]

    def call(method: str, path: str, body: Any = None, **headers: str) -> Any:
        return Client().generic(
            method,
            f"/api/v1/{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", **headers},
        )

    return call


def get_answer(assessment: Assessment, question_id: str = "D-1") -> AssessmentAnswer:
    rows = AssessmentAnswer.objects.select_related("part__assessment")
    return rows.get(part__assessment=assessment, question_id=question_id)
