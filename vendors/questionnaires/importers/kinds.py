"""How a question is answered, where the file does not say: from its words alone, never from what was answered.

Two vendors' copies of one questionnaire must give the same questions.
"""

from __future__ import annotations

import re

from vendors.questionnaires.content import QuestionKind
from vendors.questionnaires.importers.synonyms import read_answer
from vendors.questionnaires.importers.texts import fold

_ASKS_FOR_TEXT = re.compile(
    r"^(please |if (yes|so|no|applicable),? )?(describe|provide|list|name|state|explain|enter|select|choose|share"
    r"|summari[sz]e|specify|indicate|identify|detail|outline|what|how|who|whom|whose|where|when|which|why"
    r"|use this area)\b"
)
_ASKS_YES_OR_NO = re.compile(
    r"^(do|does|did|is|are|was|were|am|have|has|had|can|could|will|would|shall|should|may|must)\b|\?"
)


def guess_kind(text: str, otherwise: QuestionKind = QuestionKind.YES_NO) -> QuestionKind:
    """Return YES_NO or TEXT; `otherwise` for what is worded as neither."""
    folded = fold(text)
    if _ASKS_FOR_TEXT.search(folded):
        return QuestionKind.TEXT
    return QuestionKind.YES_NO if _ASKS_YES_OR_NO.search(folded) else otherwise


def normalise_answer(kind: QuestionKind, text: str) -> str:
    """Return an answer in which yes, no and not applicable are keys even where a text is asked for."""
    return (read_answer(text) or text) if kind is QuestionKind.TEXT else text
