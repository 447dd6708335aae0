"""What a questionnaire asks: plain immutable types, no Django. Stored as JSON with each version of a template.

An answer belongs to (template, version, question id): the real questionnaires use one id for other questions in their
next version (CAIQ 4.0.3 to 4.1.0: 59 of 240 shared ids ask something else).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from vendors.questionnaires.json_fields import LONGEST_TEXT as LONGEST_TEXT
from vendors.questionnaires.json_fields import InvalidContent as InvalidContent
from vendors.questionnaires.json_fields import (
    check_texts,
    read_flag,
    read_list,
    read_object,
    read_text,
    read_texts,
    read_whole,
    to_json,
)

YES, NO, NOT_APPLICABLE = "yes", "no", "na"
YES_NO_NA = (YES, NO, NOT_APPLICABLE)
LONGEST_ID = 64
#: Of a section: it stands in the addresses of the portal and in a column.
SECTION_KEY = re.compile(r"\w[^\x00-\x1f]{0,79}")
MOST_QUESTIONS = 3_000
#: Choices of a question, columns of a table, owners of a questionnaire, controls of a question.
MOST_PARTS = 500
MOST_WEIGHT = 1_000
QUESTION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9&._\- ]{0,63}")


class QuestionKind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    SINGLE = "single"
    MULTIPLE = "multiple"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FILE = "file"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers offered."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question; what it is scored by is in `weight` and `good`.

    `good` holds the keys of the answers that earn the weight (yes/no/na keys, or choices); with none, or with a
    weight of 0, the question is not scored. `shown_if` is a condition on other answers (see `conditions`), None for
    always. `controls` are "framework:control" references. `columns` name the columns of a table.
    """

    id: str
    text: str
    kind: QuestionKind = QuestionKind.YES_NO
    choices: tuple[Choice, ...] = ()
    columns: tuple[str, ...] = ()
    is_required: bool = True
    guidance: str = ""
    help: str = ""
    weight: int = 1
    good: tuple[str, ...] = ()
    needs_evidence: bool = False
    allows_na: bool = True
    asks_owner: bool = False
    shown_if: Mapping[str, Any] | None = None
    controls: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the answers that can be chosen; empty for free answers."""
        if self.kind is QuestionKind.YES_NO:
            return YES_NO_NA if self.allows_na else (YES, NO)
        return tuple(choice.key for choice in self.choices)

    @property
    def is_scored(self) -> bool:
        """Whether an answer can earn anything."""
        return bool(self.good) and self.weight > 0


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together."""

    key: str
    title: str
    description: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Everything a version of a template asks.

    `framework` and `version` name a published questionnaire ("CAIQ", "4.0.3"); both are empty for one's own. `owners`
    are the values of the ownership column (CAIQ's shared responsibility), and `notice` the rights row that an export
    must keep.
    """

    title: str
    sections: tuple[Section, ...] = ()
    framework: str = ""
    version: str = ""
    notice: str = ""
    owners: tuple[Choice, ...] = ()
    _by_id: Mapping[str, Question] = field(init=False, compare=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {question.id: question for question in self})

    def __iter__(self) -> Iterator[Question]:
        for section in self.sections:
            yield from section.questions

    def __len__(self) -> int:
        return sum(len(section.questions) for section in self.sections)

    def get(self, question_id: str) -> Question | None:
        """Return the question of an id, if it is asked."""
        return self._by_id.get(question_id)

    def section_of(self, question_id: str) -> Section:
        """Return the section in which a question is asked; KeyError when it is not."""
        for section in self.sections:
            if any(question.id == question_id for question in section.questions):
                return section
        raise KeyError(question_id)

    def to_json(self) -> dict[str, Any]:
        """Return the content as JSON values; `from_json` gives the same questionnaire back."""
        return {
            "title": self.title,
            "framework": self.framework,
            "version": self.version,
            "notice": self.notice,
            "owners": [to_json(owner) for owner in self.owners],
            "sections": [
                {
                    "key": section.key,
                    "title": section.title,
                    "description": section.description,
                    "questions": [to_json(question) for question in section.questions],
                }
                for section in self.sections
            ],
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Return the questionnaire that JSON content describes; raises InvalidContent."""
        if not isinstance(content, Mapping):
            raise InvalidContent("", "a questionnaire is an object")
        made = cls(
            title=read_text(content, "title"),
            framework=read_text(content, "framework"),
            version=read_text(content, "version"),
            notice=read_text(content, "notice"),
            owners=_read_choices(content, "owners"),
            sections=tuple(_read_section(section) for section in read_list(content, "sections")),
        )
        check(made)
        return made

    def with_sections(self, sections: tuple[Section, ...]) -> Self:
        """Return the same questionnaire with other sections."""
        return replace(self, sections=sections)


def check(content: Questionnaire) -> None:
    """Raise InvalidContent for ids that repeat, keys that nobody offers and sizes beyond the limits."""
    if len(content) > MOST_QUESTIONS or len(content.sections) > MOST_QUESTIONS:
        raise InvalidContent("", f"at most {MOST_QUESTIONS} questions are taken")
    names = (content.title, content.framework, content.version, content.notice)
    owners = [text for owner in content.owners for text in (owner.key, owner.label)]
    check_texts("", (*names, *owners))
    if len(content.owners) > MOST_PARTS or _is_ambiguous([owner.key for owner in content.owners]):
        raise InvalidContent("", "each owner needs a key of its own")
    seen: set[str] = set()
    keys: set[str] = set()
    for section in content.sections:
        if not section.key or section.key in keys:
            raise InvalidContent(section.title[:LONGEST_ID], "a section needs a key of its own")
        check_texts(section.key[:LONGEST_ID], (section.key, section.title, section.description))
        keys.add(section.key)
        for question in section.questions:
            if question.id in seen:
                raise InvalidContent(question.id, "this id is used by another question")
            seen.add(question.id)
            check_question(question)


def check_question(question: Question) -> None:
    """Raise InvalidContent when a question breaks a rule by itself."""
    problem = next(_list_problems(question), None)
    if problem:
        raise InvalidContent(question.id[:LONGEST_ID], problem)
    labels = [text for choice in question.choices for text in (choice.key, choice.label)]
    texts = (question.text, question.guidance, question.help, *question.columns, *question.controls, *labels)
    check_texts(question.id, texts)


def _is_ambiguous(keys: list[str]) -> bool:
    return len(set(keys)) != len(keys) or not all(keys)


def _list_problems(question: Question) -> Iterator[str]:
    if not QUESTION_ID.fullmatch(question.id):
        yield f"an id has letters, digits, blanks and & . _ - and at most {LONGEST_ID} characters"
    if not question.text.strip():
        yield "give the question a text"
    if not 0 <= question.weight <= MOST_WEIGHT:
        yield f"give a weight between 0 and {MOST_WEIGHT}"
    offers = question.kind in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}
    if offers != bool(question.choices):
        yield "choices belong to questions with one or several choices, and each of those needs some"
    if _is_ambiguous([choice.key for choice in question.choices]):
        yield "each choice needs a key of its own"
    if (question.kind is QuestionKind.TABLE) != bool(question.columns):
        yield "columns belong to tables, and a table needs some"
    if _is_ambiguous(list(question.columns)):
        yield "each column needs a name of its own"
    if max(len(question.choices), len(question.columns), len(question.controls)) > MOST_PARTS:
        yield f"at most {MOST_PARTS} choices, columns or controls are taken"
    unknown = sorted(set(question.good) - set(question.keys))
    if unknown:
        yield f"the good answer {unknown[0]} is not offered"


def _read_section(raw: Any) -> Section:
    if not isinstance(raw, Mapping):
        raise InvalidContent("", "a section is an object")
    return Section(
        key=read_text(raw, "key"),
        title=read_text(raw, "title"),
        description=read_text(raw, "description"),
        questions=tuple(read_question(question) for question in read_list(raw, "questions")),
    )


def read_question(raw: Any) -> Question:
    """Return the question that a JSON object describes; raises InvalidContent."""
    if not isinstance(raw, Mapping):
        raise InvalidContent("", "a question is an object")
    where = str(raw.get("id", ""))[:LONGEST_ID]
    try:
        unknown = next((name for name in raw if name not in _READERS), None)
        if unknown is not None:
            raise InvalidContent("", f"unknown field {unknown[:LONGEST_ID]}")
        return Question(**{"id": "", "text": "", **{name: _READERS[name](raw, name) for name in raw}})
    except InvalidContent as error:
        raise InvalidContent(where, error.problem) from None


def _read_kind(raw: Mapping[str, Any], name: str) -> QuestionKind:
    value = read_text(raw, name)
    if value not in set(QuestionKind):
        raise InvalidContent("", f"the kind is one of {', '.join(QuestionKind)}")
    return QuestionKind(value)


def _read_choices(raw: Mapping[str, Any], name: str) -> tuple[Choice, ...]:
    choices = read_list(raw, name)
    if not all(isinstance(each, Mapping) for each in choices):
        raise InvalidContent("", f"each of {name} has a key and a label")
    return tuple(Choice(read_text(each, "key"), read_text(each, "label")) for each in choices)


_READERS: dict[str, Callable[[Mapping[str, Any], str], Any]] = {
    **dict.fromkeys(("id", "text", "guidance", "help"), read_text),
    **dict.fromkeys(("columns", "good", "controls"), read_texts),
    **dict.fromkeys(("is_required", "needs_evidence", "allows_na", "asks_owner"), read_flag),
    "kind": _read_kind,
    "choices": _read_choices,
    "weight": read_whole,
    "shown_if": read_object,
}
