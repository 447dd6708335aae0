"""What is answered: one value a question, in the form its kind asks for, with a comment and an owner. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from vendors.questionnaires.content import LONGEST_TEXT, Question, QuestionKind

LONGEST_NUMBER = 40
MOST_ROWS = 200
#: A key, a list of keys, a text, rows of a table; "" for a file question, whose answer is its evidence.
Value = str | list[str] | list[dict[str, str]] | None


class InvalidAnswer(ValueError):
    """The value is none that the question takes; the message says what it takes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to one question. `value` None means: not answered.

    `owner` is the key of the party responsible (CAIQ's ownership column), `duties` what the customer has to do.
    """

    question_id: str
    value: Value = None
    comment: str = ""
    owner: str = ""
    duties: str = ""
    evidence: int = 0

    @property
    def is_given(self) -> bool:
        """Whether there is a value, or for a file question evidence."""
        return self.value not in (None, "", []) or self.evidence > 0


Answers = Mapping[str, Answer]


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
            raise InvalidAnswer("This question is answered by a file.")


def _check_key(question: Question, value: Any) -> str:
    if not isinstance(value, str) or value not in question.keys:
        raise InvalidAnswer("Choose one of the answers offered.")
    return value


def _check_keys(question: Question, value: Any) -> Value:
    if not isinstance(value, list) or any(key not in question.keys for key in value):
        raise InvalidAnswer("Choose among the answers offered.")
    return [key for key in question.keys if key in value] or None


def _check_text(value: Any) -> Value:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise InvalidAnswer(f"A text of at most {LONGEST_TEXT} characters.")
    return value if value.strip() else None


def _check_number(value: Any) -> str:
    text = str(value).strip()
    try:
        number = Decimal(text) if len(text) <= LONGEST_NUMBER else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number.adjusted()) > LONGEST_NUMBER:
        raise InvalidAnswer("A number, such as 12 or 12.5.")
    return f"{number:f}"


def _check_date(value: Any) -> str:
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise InvalidAnswer("A date, such as 2026-11-30.") from None


def _check_rows(question: Question, value: Any) -> Value:
    if not isinstance(value, list) or len(value) > MOST_ROWS:
        raise InvalidAnswer(f"At most {MOST_ROWS} rows.")
    rows = []
    for row in value:
        if not isinstance(row, Mapping) or set(row) - set(question.columns):
            raise InvalidAnswer("Rows with the columns of the table.")
        cells = {column: str(row.get(column, "")) for column in question.columns}
        if any(len(text) > LONGEST_TEXT for text in cells.values()):
            raise InvalidAnswer(f"Texts of at most {LONGEST_TEXT} characters.")
        if any(text.strip() for text in cells.values()):
            rows.append(cells)
    return rows or None
