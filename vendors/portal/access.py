"""What a respondent may open: the assessments of their own vendors that were sent, and nothing else exists."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest

from vendors.assessments.models import Assessment, AssessmentPart, Evidence
from vendors.assessments.selectors import list_for_respondent
from vendors.questionnaires.content import Section

MAY_ANSWER = Assessment.get_permission("answer")


def list_assessments(request: HttpRequest) -> Any:
    """Return the assessments that were sent to the vendors the reader answers for."""
    return list_for_respondent(request.user).select_related("vendor")


def get_assessment(request: HttpRequest, pk: UUID) -> Assessment:
    """Return one of them, or the same 404 for foreign and missing."""
    found: Assessment | None = list_assessments(request).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def list_parts(request: HttpRequest) -> Any:
    """Return the questionnaires of the assessments that the reader may open."""
    rows = AssessmentPart.objects.filter(assessment__in=list_assessments(request).values("pk"))
    return rows.select_related("assessment__vendor", "version__template")


def get_part(request: HttpRequest, pk: UUID) -> AssessmentPart:
    """Return one questionnaire of an assessment that the reader may open."""
    found: AssessmentPart | None = list_parts(request).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def list_evidence(request: HttpRequest) -> Any:
    """Return the files beside the answers of the assessments that the reader may open."""
    rows = Evidence.objects.restrict(request.user, "view")
    return rows.filter(answer__part__assessment__in=list_assessments(request).values("pk"))


def get_section(part: AssessmentPart, key: str) -> Section:
    """Return a section of a questionnaire."""
    for section in part.version.questionnaire.sections:
        if section.key == key:
            return section
    raise Http404
