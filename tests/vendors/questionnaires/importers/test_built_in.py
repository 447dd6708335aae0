"""The questionnaires that come with the product keep the rules and say what they must."""

from __future__ import annotations

import pytest

from vendors.agreements.enums import ARTICLE_28_CLAUSES, Clause
from vendors.questionnaires import built_in
from vendors.questionnaires.content import Questionnaire
from vendors.questionnaires.references import ARTICLES


def test_an_unknown_name() -> None:
    with pytest.raises(KeyError):
        built_in.load("../settings")


@pytest.mark.parametrize(
    ("name", "count", "sections"), [("ai-vendor-baseline", 35, 8), ("dpa-clauses", 21, 3), ("mvsp", 25, 4)]
)
def test_sizes(name: str, count: int, sections: int) -> None:
    content = built_in.load(name)
    assert (len(content), len(content.sections)) == (count, sections)
    assert Questionnaire.from_json(content.to_json()) == content


def test_the_clauses_are_those_of_agreements() -> None:
    content = built_in.load("dpa-clauses")
    section = next(section for section in content.sections if section.key == "article-28-3")
    assert [question.id for question in section.questions] == [clause.value for clause in ARTICLE_28_CLAUSES]
    assert [question.controls[0] for question in section.questions] == [
        f"gdpr:28(3)({letter})" for letter in "abcdefgh"
    ]
    asked = {question.id for question in content}
    general = [clause for clause in Clause if not clause.value.startswith("phi_")]
    assert [clause.value for clause in general if clause.value not in asked] == []


def test_people_read_the_articles_of_the_law_and_not_our_own_names() -> None:
    def find_article(controls: tuple[str, ...]) -> str:
        return next((each.removeprefix("gdpr:") for each in controls if each.startswith("gdpr:")), "")

    asked = {question.id: find_article(question.controls) for question in built_in.load("dpa-clauses")}
    assert asked == ARTICLES


def test_the_seven_questions_of_the_checklist_are_asked() -> None:
    asked = {question.id for question in built_in.load("ai-vendor-baseline")}
    seven = {
        "ASR-01",
        "USE-01",
        "LOC-01",
        "LOC-03",
        "MOD-02",
        "MOD-03",
        "INC-01",
        "ACC-04",
        "LOG-02",
        "LOG-03",
    }
    assert seven - asked == set()


def test_mvsp_says_whose_it_is() -> None:
    content = built_in.load("mvsp")
    assert [len(section.questions) for section in content.sections] == [8, 8, 5, 4]
    assert "CC0" in content.notice
