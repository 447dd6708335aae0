"""What a questionnaire asks: plain immutable types, no Django. Stored as JSON with each version of a template.

An answer belongs to (template, version, question id): the real questionnaires use one id for other questions in their
next version (CAIQ 4.0.3 to 4.1.0: 59 of 240 shared ids ask something else).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, Self

YES, NO, NOT_APPLICABLE = "yes", "no", "na"
YES_NO_NA = (YES, NO, NOT_APPLICABLE)
LONGEST_ID = 64
LONGEST_TEXT = 10_000
MOST_QUESTIONS = 3_000
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


class InvalidContent(ValueError):
    """The content breaks a rule of its own; `where` names the section or question, `problem` says it in a sentence."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}" if where else problem)
        self.where = where
        self.problem = problem


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
            "owners": [_to_json(owner) for owner in self.owners],
            "sections": [
                {
                    "key": section.key,
                    "title": section.title,
                    "description": section.description,
                    "questions": [_to_json(question) for question in section.questions],
                }
                for section in self.sections
            ],
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Return the questionnaire that JSON content describes; raises InvalidContent."""
        if not isinstance(content, Mapping):
            raise InvalidContent("", "a questionnaire is an object")
        sections = tuple(_read_section(section) for section in content.get("sections", ()))
        made = cls(
            title=str(content.get("title", "")),
            framework=str(content.get("framework", "")),
            version=str(content.get("version", "")),
            notice=str(content.get("notice", "")),
            owners=tuple(
                Choice(str(owner["key"]), str(owner["label"])) for owner in content.get("owners", ())
            ),
            sections=sections,
        )
        check(made)
        return made

    def with_sections(self, sections: tuple[Section, ...]) -> Self:
        """Return the same questionnaire with other sections."""
        return replace(self, sections=sections)


def check(content: Questionnaire) -> None:
    """Raise InvalidContent for ids that repeat, keys that nobody offers and sizes beyond the limits."""
    if len(content) > MOST_QUESTIONS:
        raise InvalidContent("", f"more than {MOST_QUESTIONS} questions")
    seen: set[str] = set()
    keys: set[str] = set()
    for section in content.sections:
        if not section.key or section.key in keys:
            raise InvalidContent(section.title, "its key is empty or used by another section")
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
        raise InvalidContent(question.id, problem)


def _list_problems(question: Question) -> Iterator[str]:
    if not QUESTION_ID.fullmatch(question.id):
        yield "an id is of letters, digits and & . _ - with at most 64 characters"
    if not question.text.strip():
        yield "the question has no text"
    if max(len(question.text), len(question.guidance), len(question.help)) > LONGEST_TEXT:
        yield "a text is longer than is kept"
    if not 0 <= question.weight <= MOST_WEIGHT:
        yield f"a weight lies between 0 and {MOST_WEIGHT}"
    offers = question.kind in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}
    if offers != bool(question.choices):
        yield "choices belong to questions with one or several choices, and each of those needs some"
    keys = [choice.key for choice in question.choices]
    if len(set(keys)) != len(keys) or not all(keys):
        yield "a choice has no key, or two have the same"
    if (question.kind is QuestionKind.TABLE) != bool(question.columns):
        yield "columns belong to tables, and a table needs some"
    unknown = sorted(set(question.good) - set(question.keys))
    if unknown:
        yield f"the good answer {unknown[0]} is not offered"


def _to_json(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in fields(value):
        item = getattr(value, each.name)
        if isinstance(item, tuple):
            item = [_to_json(part) if isinstance(part, Choice) else part for part in item]
        elif isinstance(item, StrEnum):
            item = item.value
        elif isinstance(item, Mapping):
            item = dict(item)
        found[each.name] = item
    return found


def _read_section(raw: Any) -> Section:
    if not isinstance(raw, Mapping):
        raise InvalidContent("", "a section is an object")
    return Section(
        key=str(raw.get("key", "")),
        title=str(raw.get("title", "")),
        description=str(raw.get("description", "")),
        questions=tuple(read_question(question) for question in raw.get("questions", ())),
    )


def read_question(raw: Any) -> Question:
    """Return the question that a JSON object describes; raises InvalidContent."""
    if not isinstance(raw, Mapping):
        raise InvalidContent("", "a question is an object")
    known = {each.name for each in fields(Question)}
    unknown = sorted(set(raw) - known)
    where = str(raw.get("id", ""))
    if unknown:
        raise InvalidContent(where, f"unknown field {unknown[0]}")
    try:
        values = dict(raw)
        values["kind"] = QuestionKind(values.get("kind", QuestionKind.YES_NO))
        values["choices"] = tuple(
            Choice(str(each["key"]), str(each["label"])) for each in values.get("choices", ())
        )
        for name in ("columns", "good", "controls"):
            values[name] = tuple(str(each) for each in values.get(name, ()))
        return Question(**values)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidContent(where, f"cannot be read ({error})") from None
