"""Gathers what a reader finds into a questionnaire that keeps the rules, and says what had to be changed for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace

from vendors.questionnaires.answers import Answer, InvalidAnswer, Value, check_value
from vendors.questionnaires.conditions import check_conditions, list_questions
from vendors.questionnaires.content import (
    LONGEST_TEXT,
    MOST_QUESTIONS,
    SECTION_KEY,
    Choice,
    InvalidContent,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
    check,
    check_question,
)
from vendors.questionnaires.importers.synonyms import read_answer, read_owner
from vendors.questionnaires.importers.texts import make_line, make_slug, tidy
from vendors.questionnaires.reading import ReadQuestionnaire, UnknownLayout

MOST_SENTENCES = 300
SHORTENED = " […]"
#: What a spreadsheet shows when a formula failed.
ERROR_VALUES = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})


class Gathering:
    """Sections, questions and answers as a reader meets them, in the order of the file.

    `exact` keeps the blanks of answers and comments, which our own workbooks hold as they were given.
    """

    def __init__(self, *, exact: bool = False) -> None:
        self._tidy: Callable[[str], str] = str if exact else tidy
        self._titles: dict[str, tuple[str, str]] = {}
        self._questions: dict[str, Question] = {}
        self._section_of: dict[str, str] = {}
        self._answers: dict[str, Answer] = {}
        self._warnings: list[str] = []
        self._problems: list[str] = []

    def __contains__(self, question_id: str) -> bool:
        return question_id in self._questions

    def __len__(self) -> int:
        return len(self._questions)

    def list_ids(self) -> list[str]:
        """Return the ids of the questions so far."""
        return list(self._questions)

    def warn(self, sentence: str) -> None:
        """Note what was read but should be looked at."""
        self._warnings.append(sentence)

    def report(self, sentence: str) -> None:
        """Note what could not be used."""
        self._problems.append(sentence)

    def open_section(self, title: str, key: str = "", description: str = "") -> str:
        """Return the key of a section, made when there is none of this key."""
        title = make_line(title)
        key = key if SECTION_KEY.fullmatch(key) else make_slug(key or title)
        if key not in self._titles:
            self._titles[key] = (title[:LONGEST_TEXT] or key, description)
        return key

    def list_sections_of_prefixes(self) -> dict[str, str]:
        """Return for the first four letters of ids the section in which they were last met."""
        return {name[:4]: section for name, section in self._section_of.items()}

    def take_question(self, question: Question, section: str, place: str) -> bool:
        """Take a question, unless its id was met before or it cannot be asked; return whether it is asked now."""
        kept = self._questions.get(question.id)
        if kept is not None:
            if make_line(kept.text).casefold() != make_line(question.text).casefold():
                self.warn(f"{place}: {question.id} repeats with another question; the first is kept.")
            return True
        if len(self._questions) >= MOST_QUESTIONS:
            self.report(f"{place}: no more than {MOST_QUESTIONS} questions are read.")
            return False
        question = self._shorten(question, place)
        try:
            check_question(question)
        except InvalidContent as error:
            self.report(f"{place}: {error}.")
            return False
        self._questions[question.id] = question
        self._section_of[question.id] = section
        return True

    def take_answer(
        self,
        question_id: str,
        text: str = "",
        *,
        value: Value = None,
        comment: str = "",
        owner: str = "",
        duties: str = "",
        owners: Iterable[Choice] = (),
        place: str,
    ) -> None:
        """Take what stands beside a question. `text` is turned into what its kind asks for; what is none of it is
        kept in the comment, with a warning. Of an id that repeats the first text in each place counts.
        """
        question = self._questions[question_id]
        comment, duties = self._tidy(comment), self._tidy(duties)
        if value is None and text.strip():
            value = self._make_value(question, text)
            if value is None:
                self.warn(
                    f"{place}: “{_quote(text)}” is no answer that question {question_id} offers; kept as comment."
                )
                comment = f"{tidy(text)}\n{comment}".strip("\n")
        key = ""
        if owner.strip():
            choices = tuple(owners)
            key = read_owner(owner, choices) or ""
            if not key:
                self.warn(f"{place}: “{_quote(owner)}” names no owner that is known; kept as comment.")
                comment = f"{comment}\n{tidy(owner)}".strip("\n")
        found = Answer(question_id, value, self._cut(comment, place), key, self._cut(duties, place))
        if found != Answer(question_id):
            self._answers[question_id] = self._merge(self._answers.get(question_id), found, place)

    def finish(
        self,
        layout: str,
        *,
        title: str,
        framework: str = "",
        version: str = "",
        notice: str = "",
        owners: tuple[Choice, ...] = (),
    ) -> ReadQuestionnaire:
        """Return what was read; raises UnknownLayout when no question was."""
        if not self._questions:
            raise UnknownLayout(f"{title}: no row holds a question that could be read.")
        self._drop_conditions_on_nothing()
        asked: dict[str, list[Question]] = {key: [] for key in self._titles}
        for question in self._questions.values():
            asked[self._section_of[question.id]].append(question)
        content = Questionnaire(
            title=title,
            sections=tuple(
                Section(key, name, description, tuple(asked[key]))
                for key, (name, description) in self._titles.items()
                if asked[key]
            ),
            framework=framework,
            version=version,
            notice=tidy(notice)[:LONGEST_TEXT],
            owners=owners,
        )
        try:
            check(content)
            check_conditions(content)
        except InvalidContent as error:
            raise UnknownLayout(f"{title}: {error}") from None
        return ReadQuestionnaire(
            layout=layout,
            content=content,
            answers={name: self._answers[name] for name in self._questions if name in self._answers},
            warnings=_limit(self._warnings),
            problems=_limit(self._problems),
        )

    def _shorten(self, question: Question, place: str) -> Question:
        return replace(
            question,
            text=self._cut(question.text, place),
            guidance=self._cut(question.guidance, place),
            help=self._cut(question.help, place),
        )

    def _cut(self, text: str, place: str) -> str:
        if len(text) <= LONGEST_TEXT:
            return text
        self.warn(f"{place}: a text longer than {LONGEST_TEXT} characters was cut.")
        return text[: LONGEST_TEXT - len(SHORTENED)] + SHORTENED

    def _make_value(self, question: Question, text: str) -> Value:
        if text.strip() in ERROR_VALUES:
            return None
        given: Value
        match question.kind:
            case QuestionKind.YES_NO:
                given = read_answer(text)
            case QuestionKind.SINGLE | QuestionKind.MULTIPLE:
                given = find_choices(question, text)
            case QuestionKind.TEXT:
                given = self._tidy(text)
            case QuestionKind.TABLE:
                given = _read_json(text)
            case _:
                given = make_line(text)
        try:
            return check_value(question, given)
        except InvalidAnswer:
            return None

    def _merge(self, kept: Answer | None, found: Answer, place: str) -> Answer:
        if kept is None:
            return found
        for name in ("value", "comment", "owner", "duties"):
            old, new = getattr(kept, name), getattr(found, name)
            if old in (None, ""):
                kept = replace(kept, **{name: new})
            elif new not in (None, "") and new != old:
                self.warn(
                    f"{place}: {found.question_id} repeats with another {'answer' if name == 'value' else name};"
                    f" the first is kept, not “{_quote(str(new))}”."
                )
        return kept

    def _drop_conditions_on_nothing(self) -> None:
        for name, question in self._questions.items():
            missing = sorted(set(list_questions(question.shown_if)) - set(self._questions))
            if missing:
                self._questions[name] = replace(question, shown_if=None)
                self.warn(f"{name} depends on {missing[0]}, which is not in the file; it is always shown.")


def find_choices(question: Question, text: str) -> Value:
    """Return the key, or keys, whose labels a text holds: the whole text, one a line, or a JSON list of keys."""
    by_label = {make_line(choice.label).casefold(): choice.key for choice in question.choices}
    by_label |= {choice.key.casefold(): choice.key for choice in question.choices}
    whole = by_label.get(make_line(text).casefold())
    if question.kind is QuestionKind.SINGLE:
        return whole
    if whole:
        return [whole]
    listed = _read_json(text) if text.startswith("[") else None
    if isinstance(listed, list):
        return listed
    for separator in ("\n", ";", ","):
        keys = [by_label.get(make_line(part).casefold()) for part in text.split(separator) if part.strip()]
        if keys and all(keys):
            return [key for key in keys if key]
    return None


def _read_json(text: str) -> Value:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def _quote(text: str) -> str:
    line = make_line(text)
    return line if len(line) <= 60 else line[:59] + "…"


def _limit(sentences: list[str]) -> tuple[str, ...]:
    kept = sentences[:MOST_SENTENCES]
    more = len(sentences) - len(kept)
    return (*kept, f"… and {more} more like these.") if more else tuple(kept)
