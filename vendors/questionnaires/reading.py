"""What a file was understood as: a questionnaire, and the answers that were in it. No Django."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vendors.questionnaires.answers import Answer
from vendors.questionnaires.content import YES_NO_NA, Questionnaire


class UnknownLayout(ValueError):
    """No layout that we know; the message says what was looked for and what was seen.

    `sheets` are the sheets of the file, each with a name and rows of cells, for a person to say which column is which.
    """

    def __init__(self, message: str, sheets: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.sheets = tuple(sheets)


@dataclass(frozen=True, slots=True)
class ReadQuestionnaire:
    """A questionnaire out of a file. `layout` names how it was laid out ("caiq-4", "hecvat-4", "sig-classic").

    `problems` are rows that could not be used, each a sentence with its place; `warnings` what was read but should be
    looked at (an answer nobody offers, an id that repeats with another answer).
    """

    layout: str
    content: Questionnaire
    answers: Mapping[str, Answer] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    def summarise(self) -> dict[str, Any]:
        """Return what `import_questionnaire --json` prints."""
        counts: Counter[str] = Counter()
        owners: Counter[str] = Counter()
        for question in self.content:
            answer = self.answers.get(question.id)
            if answer is None or not answer.is_given:
                counts["blank"] += 1
            else:
                is_plain = isinstance(answer.value, str) and answer.value in YES_NO_NA
                counts[str(answer.value) if is_plain else "other"] += 1
            if answer is not None and answer.owner:
                owners[answer.owner] += 1
        return {
            "framework": self.content.framework,
            "version": self.content.version,
            "questions": len(self.content),
            "answers": {name: counts[name] for name in (*YES_NO_NA, "other", "blank")},
            "ownership": dict(sorted(owners.items())),
            "notes": sum(1 for answer in self.answers.values() if answer.comment),
            "warnings": list(self.warnings),
            "errors": list(self.problems),
        }
