"""Assessments in every state, made through the services."""

from __future__ import annotations

from typing import Any

from governance.accounts.models import User
from tests.cast import PASSWORD, Cast
from tests.factories.questionnaires import make_template_version
from vendors.assessments import services
from vendors.assessments.models import Assessment, AssessmentPart
from vendors.assessments.services.inviting import make_token
from vendors.directory.models import Vendor

#: Answers to the small questionnaire: half of what can be earned by the first section, all by the second.
ANSWERS: dict[str, Any] = {"D-1": "yes", "D-2": "By mail.", "D-3": ["eu"], "P-1": "yes", "P-2": "12"}


def make_respondent(cast: Cast, vendor: Vendor, name: str = "Vic") -> User:
    """Return somebody who answers for a vendor, let in by an invitation."""
    email = f"{name.lower()}@{vendor.key}.example.com"
    invitation = services.invite_respondent(actor=cast.olga, vendor=vendor, email=email, name=name)
    return services.use_invitation(token=make_token(invitation), name=name, password=PASSWORD)[1]


def make_assessment(cast: Cast, vendor: Vendor, *, is_sent: bool = True, **values: Any) -> Assessment:
    """Return an assessment with the small questionnaire, sent unless said otherwise."""
    from vendors.questionnaires.models import TemplateVersion

    versions = values.pop("versions", None) or [
        TemplateVersion.objects.filter(template__key="small", state="published").first()
        or make_template_version(cast.olga)
    ]
    assessment = services.prepare_assessment(actor=cast.olga, vendor=vendor, versions=versions, **values)
    return services.send_assessment(actor=cast.olga, assessment=assessment) if is_sent else assessment


def get_part(assessment: Assessment) -> AssessmentPart:
    """Return the first questionnaire of an assessment."""
    part: AssessmentPart = assessment.parts.select_related("assessment", "version").first()  # type: ignore[assignment]
    return part


def answer_all(actor: Any, assessment: Assessment, answers: dict[str, Any] | None = None) -> None:
    """Answer the small questionnaire."""
    for question_id, value in (answers or ANSWERS).items():
        services.save_answer(
            actor=actor, part=get_part(assessment), question_id=question_id, values={"value": value}, seen=0
        )


def make_submitted(cast: Cast, vendor: Vendor, respondent: User, **values: Any) -> Assessment:
    """Return an assessment that the respondent answered and handed in."""
    assessment = make_assessment(cast, vendor, **values)
    answer_all(respondent, assessment)
    return services.submit_assessment(actor=respondent, assessment=assessment)
