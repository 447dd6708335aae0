"""JSON and CSV: CSA's files, OSCAL catalogues, OneTrust's export and our own JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.vendors.questionnaires.importers.workbooks import make_workbook
from vendors.questionnaires.answers import Answer
from vendors.questionnaires.content import QuestionKind, Questionnaire
from vendors.questionnaires.importers.detect import read_document, read_text
from vendors.questionnaires.importers.opening import read_file
from vendors.questionnaires.reading import UnknownLayout


def test_csa_json_of_403() -> None:
    questions = [
        {"id": "A&A-01.1", "control_id": "A&A-01", "body": "Is it\nso?"},
        {"id": "AIS-01.1", "control_id": "AIS-01", "body": "And so?"},
        {"id": "?", "control_id": "", "body": "Lost?"},
    ]
    read = read_document({"name": "CAIQ", "version": "v4.0.3", "questions": questions})
    assert (read.layout, read.content.title, len(read.content)) == ("csa-json", "CAIQ 4.0.3", 2)
    assert [(q.id, q.text, q.controls) for q in read.content] == [
        ("A&A-01.1", "Is it so?", ("ccm-4.0.3:A&A-01",)),
        ("AIS-01.1", "And so?", ("ccm-4.0.3:AIS-01",)),
    ]
    assert read.problems == ("questions, number 3: “?” is no id of a question; it is left out.",)


def test_csa_json_of_410() -> None:
    control = {"ccm_lite": True, "title": "A title", "specification": "Do it.", "ownership": {"iaas": "x"}}
    question = {
        "question_id": "I&S-01.1",
        "question": "Is it so?",
        "ccm_control_id": "I&S-01",
        "ccm_control": control,
    }
    read = read_document({"specification_name": "CAIQ", "caiq_version": "4.1.0", "questions": [question]})
    assert read.content.title == "CAIQ 4.1.0"
    assert [(q.id, q.help) for q in read.content] == [("I&S-01.1", "A title\nDo it.")]


@pytest.mark.parametrize(("name", "catalogue"), [("", "ccm"), ("AI ", "aicm")])
def test_csa_json_as_it_is_published(name: str, catalogue: str) -> None:
    """What is said of the control stands beside the question, and again in the control."""
    beside = {
        f"{catalogue}_control_id": "MDS-01",
        f"{catalogue}_domain_title": "Models",
        f"{catalogue}_control": None,
    }
    question = {
        "question_id": "MDS-01.1",
        "question": "Is it so?",
        **beside,
        f"{catalogue}_control_title": "A title",
    }
    inner = {"control_domain": "Models", "control_title": "A title", "control_specification": "Do it."}
    questions = [question, {**question, "question_id": "MDS-01.2", f"{catalogue}_control": inner}]
    name = f"{name}Consensus Assessments Initiative Questionnaire"
    read = read_document({"specification_name": name, "caiq_version": "1.1.0", "questions": questions})
    assert read.content.title == f"{'AI-' if catalogue == 'aicm' else ''}CAIQ 1.1.0"
    assert [section.title for section in read.content.sections] == ["Models"]
    assert [(q.id, q.help) for q in read.content] == [
        ("MDS-01.1", "A title"),
        ("MDS-01.2", "A title\nDo it."),
    ]


def test_csa_csv_as_it_is_published() -> None:
    head = (
        "Control Domain,Control Title,Control ID,CAIQ_Control Specification,CAIQ_Question ID,"
        "CAIQ_Consensus Assessments Question,Implementation Guidelines_CCM Implementation Guidelines v2.0 CSP"
    )
    read = read_text(f"{head}\nAudit,Title,A&A-01,Do it.,A&A-01.1,Is it so?,Thus\n")
    assert (read.layout, read.content.version) == ("csa-csv", "")
    assert read.warnings == ("Nothing says which version of CAIQ this is.",)
    assert [(section.key, section.title) for section in read.content.sections] == [("A&A", "Audit")]
    assert [(q.id, q.help) for q in read.content] == [("A&A-01.1", "Title\nDo it.")]


def test_csa_csv() -> None:
    head = (
        "CCM_Control ID,CCM_Control Title,CAIQ_Question ID,CAIQ_Consensus Assessments Question,CAIQ_CAIQ Lite"
    )
    read = read_text(f'{head}\nA&A-01,Title,A&A-01.1,"Is it\nso?",Yes\nA&A-01,Title,A&A-01.2,And?,No\n')
    assert (read.layout, dict(read.answers)) == ("csa-csv", {})
    assert [(q.id, q.text, q.help) for q in read.content] == [
        ("A&A-01.1", "Is it so?", "Title"),
        ("A&A-01.2", "And?", "Title"),
    ]


def make_catalogue(controls: list[Any]) -> dict[str, Any]:
    metadata = {"title": "MVSP - of our own words", "version": "v3.0-20231109", "remarks": "CC0"}
    groups = [
        {"id": "g", "title": "Business", "props": [{"name": "label", "value": "1"}], "controls": controls}
    ]
    return {"catalog": {"metadata": metadata, "groups": groups}}


def test_oscal() -> None:
    control = {
        "id": "ctl_1.1",
        "title": "Reports",
        "props": [{"name": "label", "value": "1.1"}],
        "parts": [
            {"name": "statement", "prose": "- Publish\n- Answer"},
            {"name": "guidance", "title": "Why", "prose": "\nBecause."},
        ],
    }
    outer = {"id": "ctl_2", "title": "Outer", "controls": [{"id": "A_A-01.1", "title": "Inner"}]}
    read = read_document(make_catalogue([control, outer, "nonsense"]))
    assert (read.content.title, read.content.notice) == ("MVSP 3.0-20231109", "CC0")
    assert [(q.id, q.text, q.help, q.good) for q in read.content] == [
        ("1.1", "Reports\n- Publish\n- Answer", "Why: Because.", ("yes",)),
        ("A_A-01.1", "Inner", "", ("yes",)),
    ]


def test_one_trust() -> None:
    head = ["Question", "Description", "Response", "Justification", "Question Type"]
    rows = [
        ["Do you encrypt?", "All data", "Yes", "With keys", "Yes/No"],
        ["Which regions?", None, "EU, US", None, "Multi Choice"],
        ["Since when?", None, "2026-01-02", None, "Date"],
        ["Your policy", None, "policy.pdf", None, "Attachment"],
    ]
    sheets = {"Responses": [["An assessment"], [], head, *rows], "Assessment Response Options": [["Option"]]}
    read = read_file(make_workbook(sheets))
    assert (read.layout, read.content.title) == ("onetrust", "An assessment")
    assert [q.kind for q in read.content] == [
        QuestionKind.YES_NO, QuestionKind.TEXT, QuestionKind.DATE, QuestionKind.FILE,
    ]  # fmt: skip
    assert read.answers == {
        "Q001": Answer("Q001", "yes", "With keys"),
        "Q002": Answer("Q002", "EU, US"),
        "Q003": Answer("Q003", "2026-01-02"),
        "Q004": Answer("Q004", None, "policy.pdf"),
    }


def test_our_own_json() -> None:
    raw = {
        "title": "T",
        "sections": [{"key": "s", "title": "S", "questions": [{"id": "A", "text": "Is it?"}]}],
    }
    assert read_text(json.dumps(raw)).content == Questionnaire.from_json(raw)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is empty."),
        ("{", "starts like JSON but cannot be read"),
        ('{"a": 1}', "Seen: a."),
        ("[1]", "Seen: list."),
        ("[" * 100_000, "nested"),
        ('{"sections": [{"key": "s", "questions": [{"id": "?", "text": ""}]}]}', "breaks a rule"),
        ('{"sections": 1, "catalog": {"groups": []}}', "no row holds a question"),
        ("a,b\n1,2\n", "Seen: CSV (2 rows)."),
        ('"' + "x" * 200_000, "no CSV either"),
        ('{"extensions": [], "namespace": "n"}', "extends a questionnaire"),
    ],
)
def test_what_is_no_questionnaire(text: str, sentence: str) -> None:
    with pytest.raises(UnknownLayout, match=sentence.replace("(", r"\(").replace(")", r"\)")):
        read_text(text)


@pytest.mark.parametrize("odd", [None, 1, "x", [], {}, [None], [[]], {"a": 1}, [{"a": [1]}], True, 1e300])
def test_values_of_other_types_are_passed_over_or_refused(odd: Any) -> None:
    line = {"type": "line", "id": odd, "text": odd}
    documents: list[Any] = [
        {"questions": odd},
        {"questions": [{"id": odd, "control_id": odd, "body": odd}]},
        {"questions": [{"question_id": "A&A-01.1", "question": odd, "ccm_control_id": odd, "ccm_control": odd}]},
        {"questionnaire": odd},
        {"questionnaire": [{"type": odd, "id": odd, "text": odd, "cond": odd, "items": odd, "choices": odd}]},
        {"questionnaire": [{"type": "block", "text": odd, "cond": odd, "items": [line]}]},
        {"questionnaire": [{"type": "radiogroup", "id": odd, "text": odd, "choices": [odd, {"a": odd}]}]},
        {"questionnaire": [{"type": "tip", "id": odd, "cond": odd, "severity": odd, "warn": "yes"}]},
        {"catalog": odd},
        {"catalog": {"metadata": odd, "groups": odd}},
        make_catalogue([{"id": odd, "title": odd, "props": odd, "parts": odd, "controls": odd}]),
        make_catalogue([{"props": [{"name": "label", "value": odd}], "parts": [{"name": "statement", "prose": odd}]}]),
        {"sections": odd},
        {"sections": [odd]},
        {"sections": [{"key": odd, "title": odd, "questions": odd}]},
        {"sections": [{"key": "s", "questions": [{"id": odd, "text": odd, "kind": odd, "choices": odd}]}]},
        {"sections": [{"key": "s", "questions": [{"id": "A", "text": "T", "weight": odd, "good": odd}]}]},
        {"sections": [{"key": "s", "questions": [{"id": "A", "text": "T", "shown_if": odd}]}]},
    ]  # fmt: skip
    for document in documents:
        try:
            read = read_document(document)
        except UnknownLayout:
            continue
        assert len(read.content) == len({question.id for question in read.content}) > 0
