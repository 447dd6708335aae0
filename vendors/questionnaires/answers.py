"""What is answered: one value a question, in the form its kind asks for, with a comment and an owner. No Django."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from vendors.questionnaires.content import Question, QuestionKind
from vendors.questionnaires.json_fields import LONGEST_TEXT, UNSTORABLE

LONGEST_NUMBER = 40
MOST_ROWS = 200
#: A key, a list of keys, a text, rows of a table; "" for a file question, whose answer is its evidence.
Value = str | list[str] | list[dict[str, str]] | None
_BEGINS_WITH_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?", re.ASCII)


class InvalidAnswer(ValueError):
    """The value is none that the question takes; the message says what it takes, `code` stays the same for ever."""

    def __init__(self, message: str, code: str = "invalid") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to one question. `value` None means: not answered.

    `owner` is the key of the party responsible (CAIQ's ownership column), `duties` what the customer has to do.
    `evidence` counts the files that say something now, `expired` those that did until their day came.
    """

    question_id: str
    value: Value = None
    comment: str = ""
    owner: str = ""
    duties: str = ""
    evidence: int = 0
    expired: int = 0

    @property
    def is_given(self) -> bool:
        """Whether anything was given: a value, or evidence. `is_answered` says whether that answers the question."""
        return self.value not in (None, "", []) or self.evidence > 0


Answers = Mapping[str, Answer]


def is_answered(question: Question, answer: Answer | None) -> bool:
    """Whether the question is answered: by its evidence when it asks for a file, else by a value."""
    if answer is None:
        return False
    if question.kind is QuestionKind.FILE:
        return answer.evidence > 0
    return answer.value not in (None, "", [])


def list_keys(answer: Answer) -> list[str]:
    """Return the keys chosen, or the text given; nothing for a table."""
    given = answer.value if isinstance(answer.value, list) else [answer.value]
    return [each for each in given if isinstance(each, str)]


def check_value(question: Question, value: Any) -> Value:
    """Return the value as it is stored; raises InvalidAnswer. None and blanks mean "not answered"."""
    if value is None or value == "" or value == []:
        return None
    match question.kind:
        case QuestionKind.YES_NO | QuestionKind.SINGLE:
            return _check_key(question, value)
        case QuestionKind.MULTIPLE:
            return _check_keys(question, value)
        case QuestionKind.TEXT:
            return _check_text(value)
        case QuestionKind.NUMBER:
            return _check_number(value)
        case QuestionKind.DATE:
            return _check_date(value)
        case QuestionKind.TABLE:
            return _check_rows(question, value)
        case QuestionKind.FILE:
            raise InvalidAnswer("Answer this question with a file.", "needs_file")


def _check_key(question: Question, value: Any) -> str:
    if not isinstance(value, str) or value not in question.keys:
        raise InvalidAnswer("Choose one of the answers offered.", "not_offered")
    return value


def _check_keys(question: Question, value: Any) -> Value:
    if not isinstance(value, list) or any(key not in question.keys for key in value):
        raise InvalidAnswer("Choose among the answers offered.", "not_offered")
    return [key for key in question.keys if key in value] or None


def _check_text(value: Any) -> Value:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise InvalidAnswer(f"Give a text of at most {LONGEST_TEXT} characters.", "no_text")
    if UNSTORABLE.search(value):
        raise InvalidAnswer("Take out the characters that cannot be kept.", "not_storable")
    return value if value.strip() else None


def _check_number(value: Any) -> str:
    number = None
    # Python prints no integer of more than 4,300 digits.
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**LONGEST_NUMBER:
        number = Decimal(value)
    elif isinstance(value, (str, float, Decimal)) and len(text := str(value).strip()) <= LONGEST_NUMBER:
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = None
    if number is None or not number.is_finite() or abs(number.adjusted()) > LONGEST_NUMBER:
        raise InvalidAnswer("Give a number, such as 12 or 12.5.", "no_number")
    return f"{number:f}"


def _check_date(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    try:
        if isinstance(value, str) and _BEGINS_WITH_DATE.fullmatch(value.strip()):
            return datetime.fromisoformat(value.strip()).date().isoformat()
    except ValueError:
        pass
    raise InvalidAnswer("Give a date, such as 2026-11-30.", "no_date")


def _check_rows(question: Question, value: Any) -> Value:
    if not isinstance(value, list) or len(value) > MOST_ROWS:
        raise InvalidAnswer(f"Give at most {MOST_ROWS} rows.", "too_many_rows")
    rows = []
    for row in value:
        if not isinstance(row, Mapping) or set(row) - set(question.columns):
            raise InvalidAnswer("Give rows with the columns of the table.", "wrong_columns")
        cells = {column: _check_cell(row.get(column)) for column in question.columns}
        if any(text.strip() for text in cells.values()):
            rows.append(cells)
    return rows or None


def _check_cell(value: Any) -> str:
    if isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool)):
        return _check_number(value)
    return str(_check_text("" if value is None else value) or "")
