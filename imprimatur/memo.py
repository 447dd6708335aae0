"""Answers already given from one snapshot, kept while nothing on record begins or ends."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from imprimatur.decision import Decision, Question

#: Questions remembered at most, some 0.7 to 2 kB each; then the memo begins anew. Who asks more different ones than
#: this in turn is remembered nothing.
MOST = 20_000


class Remembered(NamedTuple):
    """A decision that stands in [since, before), and the instant from which something it rests on holds no longer.

    A denial names the resources that were looked at for alternatives; None says that it may rest on any.
    """

    decision: "Decision"
    since: datetime
    before: datetime | None
    end: datetime | None
    looked_at: tuple[str, ...] | None = None


class Memo:
    """Remembered decisions by question. Threads may share it: an entry is put and read whole."""

    __slots__ = ("_answers",)

    def __init__(self) -> None:
        self._answers: dict[Question, Remembered] = {}

    def recall(self, question: "Question", at: datetime) -> Remembered | None:
        """Return what was decided on the question, if it stands at the instant."""
        try:
            found = self._answers.get(question)
        except TypeError:
            # Built by hand from something that no question holds; the engine says what is wrong with it.
            return None
        if found is None or at < found.since or (found.before is not None and at >= found.before):
            return None
        return found

    def keep(self, question: "Question", remembered: Remembered) -> None:
        """Remember a decision."""
        if len(self._answers) >= MOST:
            self._answers = {}
        self._answers[question] = remembered
