"""Questionnaires and answers for tests: short ways to write one, and any of them."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from vendors.questionnaires.answers import Answer, Value
from vendors.questionnaires.content import Choice, Question, QuestionKind, Questionnaire, Section

IDS = tuple("ABCDEFGH")
CHOICES = (
    Choice("a", "Always"),
    Choice("b", "At times"),
    Choice("c", "Seldom"),
    Choice("na", "Does not apply"),
)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
#: Text as PostgreSQL keeps it.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


def a_question(id: str = "A", text: str = "", **fields: Any) -> Question:
    """Return a yes/no question whose good answer is yes, unless the fields say otherwise."""
    kind = fields.get("kind", QuestionKind.YES_NO)
    if kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        fields.setdefault("choices", CHOICES)
        fields.setdefault("good", ("a",))
    elif kind is QuestionKind.YES_NO:
        fields.setdefault("good", ("yes",))
    elif kind is QuestionKind.TABLE:
        fields.setdefault("columns", ("name", "place"))
    return Question(id=id, text=text or f"Is {id} so?", **fields)


def ask(*questions: Question, **fields: Any) -> Questionnaire:
    """Return a questionnaire of one section."""
    return Questionnaire(
        title=fields.pop("title", "Questions"), sections=(Section("s", "All", questions=questions),), **fields
    )


def answer(**values: Value | Answer) -> dict[str, Answer]:
    """Return answers by question id: a value, or a whole answer."""
    return {id: value if isinstance(value, Answer) else Answer(id, value) for id, value in values.items()}


def conditions(ids: tuple[str, ...] = IDS) -> st.SearchStrategy[Mapping[str, Any]]:
    """Any condition on the answers to some questions."""
    names = st.sampled_from(ids)
    leaves = st.fixed_dictionaries(
        {"question": names, "in": st.lists(st.sampled_from(["yes", "no", "na"]), max_size=2)}
    ) | st.fixed_dictionaries({"question": names, "answered": st.booleans()})
    return st.recursive(
        leaves,
        lambda inner: (
            st.fixed_dictionaries({"all": st.lists(inner, max_size=3)})
            | st.fixed_dictionaries({"any": st.lists(inner, max_size=3)})
            | st.fixed_dictionaries({"not": inner})
        ),
        max_leaves=4,
    )


@st.composite
def questions(draw: Callable[[Any], Any], id: str, before: tuple[str, ...] = ()) -> Question:
    """Any valid question; its condition looks at the questions before it only."""
    kind = draw(st.sampled_from(list(QuestionKind)))
    fields: dict[str, Any] = {
        "kind": kind,
        "text": draw(TEXTS.filter(str.strip)),
        "weight": draw(st.integers(0, 5)),
        "shown_if": draw(st.none() | conditions(before)) if before else None,
        "guidance": draw(TEXTS),
        "controls": tuple(draw(st.lists(TEXTS, max_size=2))),
        **{
            name: draw(st.booleans()) for name in ("is_required", "needs_evidence", "allows_na", "asks_owner")
        },
    }
    if kind is QuestionKind.TABLE:
        names = st.text(string.ascii_lowercase, min_size=1, max_size=5)
        fields["columns"] = tuple(draw(st.lists(names, min_size=1, max_size=3, unique=True)))
    if kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        fields["choices"] = CHOICES[: draw(st.integers(1, len(CHOICES)))]
    keys = Question(id=id, **fields).keys
    good = draw(st.lists(st.sampled_from(keys), unique=True)) if keys else []
    return Question(id=id, good=tuple(good), **fields)


@st.composite
def questionnaires(draw: Callable[[Any], Any], most: int = len(IDS)) -> Questionnaire:
    """Any valid questionnaire of up to so many questions in up to three sections."""
    size = draw(st.integers(0, most))
    asked = [draw(questions(id, IDS[:number])) for number, id in enumerate(IDS[:size])]
    cuts = sorted(draw(st.lists(st.integers(0, size), min_size=2, max_size=2)))
    parts = (asked[: cuts[0]], asked[cuts[0] : cuts[1]], asked[cuts[1] :])
    sections = tuple(
        Section(f"s{number}", draw(TEXTS), draw(TEXTS), tuple(part)) for number, part in enumerate(parts)
    )
    return Questionnaire(draw(TEXTS), sections, draw(TEXTS), draw(TEXTS), draw(TEXTS), CHOICES[:2])


@st.composite
def answers(draw: Callable[[Any], Any], content: Questionnaire) -> dict[str, Answer]:
    """Any answers to a questionnaire: some right, some to nothing, some of the wrong kind."""
    found = {}
    for question in [*content, Question("unasked", "?")]:
        chosen = st.sampled_from(question.keys) if question.keys else TEXTS
        value = draw(
            st.none() | chosen | st.lists(chosen, unique=True, max_size=4) | st.sampled_from(["yes", "na"])
        )
        if draw(st.booleans()):
            found[question.id] = Answer(question.id, value, draw(TEXTS), evidence=draw(st.integers(0, 2)))
    return found
