"""A question as one bare tuple: what the log keeps of it. Two that differ anywhere differ here."""

from __future__ import annotations

from imprimatur import Question

#: Subject type and id, action, use case, phase, resource type and id, data classes, region, environment.
Asked = tuple[str, str, str, str | None, int | None, str, str, tuple[str, ...], str | None, str | None]


def key_of(question: Question) -> Asked:
    """Return the tuple of a question; the instant it asks about is kept beside it."""
    return (
        question.subject_type,
        question.subject_id,
        question.action,
        question.use_case,
        question.phase,
        question.resource_type,
        question.resource_id,
        question.data_classes,
        question.region,
        question.environment,
    )


def question_of(asked: Asked) -> Question:
    """Return the question of a tuple, read as strictly as a body; raises InvalidQuestion."""
    subject_type, subject_id, action, use_case, phase = asked[:5]
    resource_type, resource_id, data_classes, region, environment = asked[5:]
    return Question.checked(
        subject_type=subject_type,
        subject_id=subject_id,
        action=action,
        use_case=use_case,
        phase=phase,
        resource_type=resource_type,
        resource_id=resource_id,
        data_classes=data_classes,
        region=region,
        environment=environment,
    )
