"""A draft is built step by step, a published version never changes, and nobody builds over somebody else's step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.models import RecordedEvent
from tests.cast import Cast
from tests.factories.questionnaires import SMALL, make_template, make_template_version
from vendors.questionnaires import editing, services
from vendors.questionnaires.content import Question, Questionnaire, Section
from vendors.questionnaires.models import QuestionnaireTemplate, TemplateVersion

pytestmark = pytest.mark.django_db


def ids(version: TemplateVersion) -> list[str]:
    version.refresh_from_db()
    return [question.id for question in version.questionnaire]


def test_a_draft_is_built_step_by_step(cast: Cast) -> None:
    template = make_template(cast.olga)
    version = services.draft_version(
        actor=cast.olga, template=template, label="1", content=Questionnaire(title="Mine")
    )
    for edit in (
        lambda content: editing.put_section(content, Section("data", "Data")),
        lambda content: editing.put_question(content, "data", Question("D-1", "Is it encrypted?")),
        lambda content: editing.put_question(content, "data", Question("D-2", "Where is it?")),
        lambda content: editing.move_question(content, "D-2", -1),
    ):
        version.refresh_from_db()
        services.edit_version(actor=cast.olga, version=version, edit=edit, seen=version.digest)
    assert ids(version) == ["D-2", "D-1"]
    assert (version.question_count, version.history.count()) == (2, 5)
    names = RecordedEvent.objects.filter(record_id=version.pk).order_by("id").values_list("name", flat=True)
    assert list(names) == ["vendors.templateversion.drafted", *["vendors.templateversion.edited"] * 4]


def test_a_published_version_never_changes(cast: Cast) -> None:
    version = make_template_version(cast.olga)
    before = (version.content, version.digest)
    with pytest.raises(ConflictingState):
        services.edit_version(
            actor=cast.olga,
            version=version,
            edit=lambda content: editing.remove_question(content, "D-1"),
            seen=version.digest,
        )
    with pytest.raises(ConflictingState):
        services.publish_version(actor=cast.olga, version=version)
    with pytest.raises(ConflictingState):
        services.discard_draft(actor=cast.olga, version=version)
    version.refresh_from_db()
    assert (version.content, version.digest) == before


def test_a_step_on_what_somebody_changed_meanwhile_is_refused(cast: Cast) -> None:
    version = make_template_version(cast.olga, is_published=False)
    seen = version.digest
    services.edit_version(
        actor=cast.olga, version=version, edit=lambda c: editing.remove_question(c, "P-2"), seen=seen
    )
    with pytest.raises(ConflictingState):
        services.edit_version(
            actor=cast.ada, version=version, edit=lambda c: editing.remove_question(c, "P-1"), seen=seen
        )
    assert ids(version) == ["D-1", "D-2", "D-3", "P-1"]


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda c: editing.remove_question(c, "D-1"), "D-2: its condition names D-1, which is not asked"),
        (lambda c: editing.remove_section(c, "data"), "Data: move or remove its questions first"),
        (
            lambda c: editing.put_question(c, "data", Question("P-1", "Again?")),
            "P-1: this id is used by another question",
        ),
        (
            lambda c: editing.put_question(
                c, "data", replace(c.get("D-1"), shown_if={"question": "D-2", "answered": True}), "D-1"
            ),
            "D-1: conditions run in a circle: D-1 → D-2 → D-1",
        ),
        (lambda c: editing.move_question(c, "X", 1), "X: there is no such question"),
    ],
)
def test_a_step_that_breaks_the_questionnaire_is_refused(cast: Cast, edit: services.Edit, says: str) -> None:
    version = make_template_version(cast.olga, is_published=False)
    with pytest.raises(InvalidInput) as refusal:
        services.edit_version(actor=cast.olga, version=version, edit=edit, seen=version.digest)
    fields = [str(text) for text in refusal.value.fields.values()]
    assert (fields or [str(refusal.value.message)]) == [says]
    assert ids(version) == ["D-1", "D-2", "D-3", "P-1", "P-2"]


def test_a_changed_question_stays_where_it_was(cast: Cast) -> None:
    changed = editing.put_question(SMALL, "data", Question("D-9", "Is it used?"), "D-1")
    assert [question.id for question in changed] == ["D-9", "D-2", "D-3", "P-1", "P-2"]
    moved = editing.put_question(SMALL, "people", Question("D-3", "Where?"), "D-3")
    assert [question.id for question in moved] == ["D-1", "D-2", "P-1", "P-2", "D-3"]


def test_an_empty_questionnaire_is_not_published(cast: Cast) -> None:
    version = services.draft_version(
        actor=cast.olga, template=make_template(cast.olga), label="1", content=Questionnaire(title="Mine")
    )
    with pytest.raises(InvalidInput):
        services.publish_version(actor=cast.olga, version=version)
    assert version.is_draft


def test_the_same_file_is_kept_once(cast: Cast) -> None:
    first = services.keep_questionnaire(actor=cast.olga, content=SMALL, key="small", label="1")
    again = services.keep_questionnaire(actor=cast.olga, content=SMALL, key="small", label="1")
    assert (first.pk, first.state) == (again.pk, "published")
    other = editing.remove_question(SMALL, "P-2")
    with pytest.raises(ConflictingState):
        services.keep_questionnaire(actor=cast.olga, content=other, key="small", label="1")
    services.keep_questionnaire(actor=cast.olga, content=other, key="small", label="2")
    assert (QuestionnaireTemplate.objects.count(), TemplateVersion.objects.count()) == (1, 2)


def test_retiring_and_the_next_version(cast: Cast) -> None:
    version = make_template_version(cast.olga)
    services.retire_version(actor=cast.olga, version=version, reason="Replaced")
    after = services.copy_version(actor=cast.olga, version=version, label="2")
    version.refresh_from_db()
    assert (version.state, after.state, after.digest) == ("retired", "draft", version.digest)
    assert version.history.first().history_change_reason == "Replaced"


def test_who_may_not_build_changes_nothing(cast: Cast) -> None:
    version = make_template_version(cast.olga, is_published=False)
    for actor in (cast.carol, cast.eve, cast.vera):
        with pytest.raises(NotPermitted):
            services.edit_version(
                actor=actor,
                version=version,
                edit=lambda content: editing.remove_question(content, "P-2"),
                seen=version.digest,
            )
        with pytest.raises(NotPermitted):
            services.publish_version(actor=actor, version=version)
        with pytest.raises(NotPermitted):
            services.discard_draft(actor=actor, version=version)
    version.refresh_from_db()
    assert (version.is_draft, version.history.count()) == (True, 1)
