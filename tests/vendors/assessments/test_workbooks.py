"""Answers out of a file: for the same words of the same version alone, never over what is there, out and in again."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from governance.accounts.models import User
from governance.core.errors import ConflictingState, InvalidInput
from tests.cast import Cast
from tests.factories.assessments import get_part, make_assessment
from tests.factories.questionnaires import SMALL
from vendors.assessments import services
from vendors.assessments.models import Assessment, AssessmentAnswer
from vendors.assessments.selectors import load_answers
from vendors.directory.models import Vendor
from vendors.questionnaires.answers import Answer
from vendors.questionnaires.importers.export import export_workbook
from vendors.questionnaires.importers.opening import read_file
from vendors.questionnaires.models import TemplateVersion
from vendors.questionnaires.reading import ReadQuestionnaire

pytestmark = pytest.mark.django_db
NASTY = ["=1+1", "+1", "-1", "@a", "\tx", "＝1", "＋1", "－1", "＠a", "'quoted"]


def filled(**answers: Any) -> ReadQuestionnaire:
    made = {key.replace("_", "-"): Answer(key.replace("_", "-"), value) for key, value in answers.items()}
    return ReadQuestionnaire("own", SMALL, made)


def values() -> dict[str, Any]:
    return dict(AssessmentAnswer.objects.values_list("question_id", "value"))


def test_what_is_there_stays_unless_it_is_to_be_replaced(cast: Cast, vendor: Vendor, vic: User) -> None:
    part = get_part(make_assessment(cast, vendor))
    services.save_answer(actor=vic, part=part, question_id="D-1", values={"value": "no"}, seen=0)
    services.save_answer(actor=vic, part=part, question_id="P-2", values={"value": "12"}, seen=0)
    read = filled(D_1="yes", D_3=["eu"], P_2="12")
    report = services.import_answers(actor=vic, part=part, read=read)
    assert (report.filled, report.same, report.differing) == (["D-3"], ["P-2"], ["D-1"])
    assert values() == {"D-1": "no", "D-3": ["eu"], "P-2": "12"}
    assert services.import_answers(actor=vic, part=part, read=read, replaces=True).replaced == ["D-1"]
    assert values()["D-1"] == "yes"


def test_an_id_that_asks_something_else_is_not_taken(cast: Cast, vendor: Vendor, vic: User) -> None:
    part = get_part(make_assessment(cast, vendor))
    first, *rest = SMALL.sections
    other = replace(first.questions[0], text="Is it encrypted?")
    changed = SMALL.with_sections((replace(first, questions=(other, *first.questions[1:])), *rest))
    read = ReadQuestionnaire("own", changed, {"D-1": Answer("D-1", "yes"), "D-3": Answer("D-3", ["us"])})
    report = services.import_answers(actor=vic, part=part, read=read)
    assert (report.unknown, report.filled, values()) == (["D-1"], ["D-3"], {"D-3": ["us"]})


def test_another_version_is_refused(cast: Cast, vendor: Vendor, vic: User) -> None:
    part = get_part(make_assessment(cast, vendor))
    with pytest.raises(InvalidInput):
        services.import_answers(
            actor=vic, part=part, read=replace(filled(D_1="yes"), content=replace(SMALL, version="9"))
        )
    services.withdraw_assessment(actor=cast.olga, assessment=part.assessment, reason="Over")
    with pytest.raises(ConflictingState):
        services.import_answers(actor=vic, part=part, read=filled(D_1="yes"))
    assert values() == {}


def test_out_and_in_again_is_the_same(cast: Cast, vendor: Vendor, vic: User) -> None:
    first, second = make_assessment(cast, vendor), make_assessment(cast, vendor)
    part = get_part(first)
    services.save_answer(actor=vic, part=part, question_id="D-1", values={"value": "yes"}, seen=0)
    services.save_answer(
        actor=vic, part=part, question_id="D-2", values={"value": "=cmd|' /C calc'!A0"}, seen=0
    )
    for question_id, texts in (("D-3", NASTY[:5]), ("P-1", NASTY[5:])):
        comment = "\n".join(texts)
        values_of = {"value": ["eu", "us"] if question_id == "D-3" else "na", "comment": comment}
        services.save_answer(actor=vic, part=part, question_id=question_id, values=values_of, seen=0)
    client = Client()
    client.force_login(vic)
    book = client.get(reverse("portal:download", args=[part.pk])).content
    upload = SimpleUploadedFile("answers.xlsx", book)
    shown = client.post(reverse("portal:read-in", args=[get_part(second).pk]), {"file": upload})
    assert shown.context["report"].filled == ["D-1", "D-2", "D-3", "P-1"]

    def kept(assessment: Assessment) -> list[Any]:
        found = load_answers(get_part(assessment)).items()
        return [(key, answer.value, answer.comment) for key, answer in sorted(found)]

    assert kept(second) == kept(first)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", b"PK\x03\x04no"), ("a.pdf", b"%PDF-1.7"), ("a.csv", b"x,y\n1,2\n"), ("", b"")],
)
def test_a_file_that_says_nothing_is_a_sentence(
    cast: Cast, vendor: Vendor, vic: User, name: str, content: bytes
) -> None:
    client, part = Client(), get_part(make_assessment(cast, vendor))
    client.force_login(vic)
    body = {"file": SimpleUploadedFile(name, content)} if name else {}
    answer = client.post(reverse("portal:read-in", args=[part.pk]), body, follow=True)
    assert (answer.status_code, len(list(answer.context["messages"])), values()) == (200, 1, {})


def run(path: Path, *options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("import_questionnaire", str(path), "--json", *options, stdout=out)
    summary: dict[str, Any] = json.loads(out.getvalue())
    return summary


def test_the_command_keeps_a_questionnaire_and_begins_an_assessment(
    cast: Cast, vendor: Vendor, tmp_path: Path
) -> None:
    path = tmp_path / "small.xlsx"
    path.write_bytes(
        export_workbook(SMALL, {"D-1": Answer("D-1", "yes", "Only here"), "P-1": Answer("P-1", "na")})
    )
    expected = {"yes": 1, "no": 0, "na": 1, "other": 0, "blank": 3}
    summary = run(path, "--dry-run")
    assert (summary["questions"], summary["answers"], summary["notes"]) == (5, expected, 1)
    assert (TemplateVersion.objects.count(), Assessment.objects.count()) == (0, 0)
    run(path)
    assert TemplateVersion.objects.get().questionnaire.title == "Small"
    run(path, "--vendor", vendor.key)
    assessment = Assessment.objects.get()
    assert (assessment.vendor, assessment.state, TemplateVersion.objects.count()) == (
        vendor,
        "in_progress",
        1,
    )
    assert values() == {"D-1": "yes", "P-1": "na"}


def test_the_command_refuses_in_a_sentence(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    small = tmp_path / "small.xlsx"
    small.write_bytes(export_workbook(SMALL, {}))
    for arguments in ([path], [tmp_path / "missing"], [small, "--vendor", "nobody"]):
        with pytest.raises(CommandError):
            run(arguments[0], *map(str, arguments[1:]))
    read = [question.text for question in read_file(small.read_bytes()).content]
    assert read == [question.text for question in SMALL]
