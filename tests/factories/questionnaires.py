"""Questionnaires in our own words, made through the services."""

from __future__ import annotations

from typing import Any

from governance.core.services import create_record
from vendors.questionnaires.content import Choice, Question, QuestionKind, Questionnaire, Section
from vendors.questionnaires.models import QuestionnaireTemplate, TemplateVersion
from vendors.questionnaires.services import draft_version, publish_version

SMALL = Questionnaire(
    title="Small",
    sections=(
        Section(
            "data",
            "Data",
            "What happens to what we send.",
            (
                Question("D-1", "Is what we send used for training?", good=("no",), weight=3),
                Question("D-2", "How can we object?", QuestionKind.TEXT, is_required=False,
                         shown_if={"question": "D-1", "in": ["yes"]}),
                Question("D-3", "Where is it kept?", QuestionKind.MULTIPLE,
                         (Choice("eu", "In the EU"), Choice("us", "In the US")), good=("eu",), weight=2),
            ),
        ),
        Section(
            "people",
            "People",
            questions=(
                Question("P-1", "Do you hold a SOC 2 report?", good=("yes",), needs_evidence=True),
                Question("P-2", "How many people have access?", QuestionKind.NUMBER, is_required=False),
            ),
        ),
    ),
)  # fmt: skip


def make_template(actor: Any, key: str = "small", **values: Any) -> QuestionnaireTemplate:
    """Return a questionnaire without a version."""
    return create_record(
        actor=actor, model=QuestionnaireTemplate, values={"key": key, "title": key.title(), **values}
    )


def make_template_version(
    actor: Any,
    key: str = "small",
    label: str = "1",
    content: Questionnaire = SMALL,
    *,
    is_published: bool = True,
) -> TemplateVersion:
    """Return a version of a questionnaire, published unless said otherwise."""
    template = QuestionnaireTemplate.objects.filter(key=key).first() or make_template(actor, key)
    version = draft_version(actor=actor, template=template, label=label, content=content)
    return publish_version(actor=actor, version=version) if is_published else version
