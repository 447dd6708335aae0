"""The builder in the admin: steps, previews, refusals that lose nothing, and who sees what."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.accounts.models import User
from tests.cast import Cast
from tests.factories.questionnaires import make_template, make_template_version
from vendors.questionnaires.models import QuestionnaireTemplate, TemplateVersion

pytestmark = pytest.mark.django_db


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(version: TemplateVersion, name: str = "change") -> str:
    return reverse(f"admin:vendors_templateversion_{name}", args=[version.pk])


def question_form(version: TemplateVersion, **values: Any) -> dict[str, Any]:
    base = {
        "seen": version.digest,
        "section": "data",
        "id": "D-4",
        "text": "Is it encrypted?",
        "kind": "yes_no",
    }
    return {**base, "weight": "2", "good": "yes", "is_required": "on", **values}


def ask_ids(version: TemplateVersion) -> list[str]:
    version.refresh_from_db()
    return [question.id for question in version.questionnaire]


def test_a_questionnaire_is_built_from_nothing(cast: Cast) -> None:
    client = sign_in(cast.olga)
    client.post(
        reverse("admin:vendors_questionnairetemplate_add"),
        {"key": "mine", "title": "Mine", "is_active": "on"},
    )
    template = QuestionnaireTemplate.objects.get(key="mine")
    client.post(reverse("admin:vendors_questionnairetemplate_version", args=[template.pk]), {"label": "1"})
    version = TemplateVersion.objects.get(template=template)
    client.post(page(version, "section"), {"seen": version.digest, "title": "Our data"})
    version.refresh_from_db()
    form = question_form(version, section="our-data")
    assert client.post(page(version, "question"), form).headers["Location"] == f"{page(version)}#question-D-4"
    version.refresh_from_db()
    question = version.questionnaire.get("D-4")
    assert question is not None
    assert (question.text, question.weight, question.good) == ("Is it encrypted?", 2, ("yes",))
    client.post(reverse("admin:vendors_templateversion_do", args=[version.pk, "publish"]))
    version.refresh_from_db()
    assert version.state == "published"


def test_what_was_typed_is_there_after_a_refusal(cast: Cast) -> None:
    version = make_template_version(cast.olga, is_published=False)
    client = sign_in(cast.olga)
    stale = client.post(page(version, "question"), question_form(version, seen="sha256:old")).content.decode()
    assert ("Somebody changed this draft meanwhile" in stale, "Is it encrypted?" in stale) == (True, True)
    twice = client.post(page(version, "question"), question_form(version, id="P-1")).content.decode()
    assert "this id is used by another question" in twice
    wrong = client.post(page(version, "question"), question_form(version, good="perhaps")).content.decode()
    assert "the good answer perhaps is not offered" in wrong
    assert ask_ids(version) == ["D-1", "D-2", "D-3", "P-1", "P-2"]


def test_steps_move_and_remove(cast: Cast) -> None:
    version = make_template_version(cast.olga, is_published=False)
    client = sign_in(cast.olga)
    for step, name in (("question-up", "P-2"), ("section-down", "data"), ("question-remove", "D-2")):
        version.refresh_from_db()
        client.post(page(version, "step"), {"step": step, "name": name, "seen": version.digest})
    assert ask_ids(version) == ["P-2", "P-1", "D-1", "D-3"]
    assert client.post(page(version, "step"), {"step": "explode", "name": "D-1"}).status_code == 404
    assert client.get(page(version, "step")).status_code == 405


def test_a_preview_writes_nothing(cast: Cast) -> None:
    version = make_template_version(cast.olga, is_published=False)
    client = sign_in(cast.olga)
    address = page(version, "preview_question")
    shown = client.post(address, question_form(version, guidance="Say how.")).content.decode()
    assert ("Is it encrypted?" in shown, "Say how." in shown, 'type="radio"' in shown) == (True, True, True)
    unfinished = client.post(address, question_form(version, text="")).content.decode()
    assert "once the form makes sense" in unfinished
    assert ask_ids(version) == ["D-1", "D-2", "D-3", "P-1", "P-2"]
    whole = client.get(page(version, "preview")).content.decode()
    assert [whole.count(text) for text in ("In the EU", "<fieldset", "Add evidence")] == [1, 5, 1]


def test_a_published_version_offers_no_step(cast: Cast) -> None:
    version = make_template_version(cast.olga)
    client = sign_in(cast.olga)
    shown = client.get(page(version)).content.decode()
    assert (shown.count("question-up"), "Begin the next version" in shown) == (0, True)
    answers = [
        client.get(page(version, "question")),
        client.post(page(version, "question"), question_form(version)),
        client.post(
            page(version, "step"), {"step": "question-remove", "name": "D-1", "seen": version.digest}
        ),
        client.post(page(version)),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert ask_ids(version) == ["D-1", "D-2", "D-3", "P-1", "P-2"]


def test_a_draft_is_discarded_by_a_button(cast: Cast) -> None:
    version = make_template_version(cast.olga, is_published=False)
    assert sign_in(cast.olga).post(page(version, "discard")).status_code == 302
    assert TemplateVersion.objects.count() == 0


def test_an_auditor_looks_and_an_outsider_does_not(cast: Cast) -> None:
    version = make_template_version(cast.olga, is_published=False)
    auditor, stranger = sign_in(cast.carol), sign_in(cast.dan)
    seen = auditor.get(page(version))
    assert (seen.status_code, "question-up" in seen.content.decode()) == (200, False)
    assert [auditor.get(page(version, name)).status_code for name in ("question", "section")] == [404, 404]
    assert [stranger.get(page(version, name)).status_code for name in ("change", "preview")] == [404, 404]


def test_a_compound_condition_survives_the_form(cast: Cast) -> None:
    version = make_template_version(cast.olga, is_published=False)
    content = version.content
    content["sections"][1]["questions"][1]["shown_if"] = {"all": [{"question": "D-1", "in": ["yes"]}]}
    from vendors.questionnaires import services
    from vendors.questionnaires.content import Questionnaire

    services.edit_version(
        actor=cast.olga,
        version=version,
        edit=lambda _c: Questionnaire.from_json(content),
        seen=version.digest,
    )
    version.refresh_from_db()
    form = question_form(
        version, id="P-2", section="people", kind="number", good="", shown_if="*", text="New"
    )
    sign_in(cast.olga).post(f"{page(version, 'question')}?id=P-2", form)
    version.refresh_from_db()
    kept = version.questionnaire.get("P-2")
    assert kept is not None
    assert (kept.text, kept.shown_if) == ("New", {"all": [{"question": "D-1", "in": ["yes"]}]})


def test_lists_say_what_belongs_there(cast: Cast) -> None:
    client = sign_in(cast.olga)
    address = reverse("admin:vendors_questionnairetemplate_changelist")
    assert "Add the built-in questionnaires" in client.get(address).content.decode()
    make_template(cast.olga)
    assert [row.published for row in client.get(address).context["cl"].result_list] == [0]
