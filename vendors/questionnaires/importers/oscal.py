"""OSCAL catalogues as questionnaires: a group is a section, a control (or a control inside it) a question.

MVSP is published so. A CSA catalogue holds its questions as controls inside controls; those that hold others are no
questions. https://pages.nist.gov/OSCAL/reference/latest/catalog/json-outline/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from vendors.questionnaires.content import YES, Question
from vendors.questionnaires.importers.gathering import Gathering
from vendors.questionnaires.importers.texts import make_line, tidy
from vendors.questionnaires.reading import ReadQuestionnaire, UnknownLayout

DEEPEST = 8
VERSION = re.compile(r"\d[\w.\-]*")


def recognises(document: Any) -> bool:
    """Whether a JSON document is an OSCAL catalogue with groups."""
    catalogue = document.get("catalog") if isinstance(document, Mapping) else None
    return isinstance(catalogue, Mapping) and isinstance(catalogue.get("groups"), list)


def read(document: Mapping[str, Any]) -> ReadQuestionnaire:
    """Return the questionnaire; a catalogue holds no answers."""
    catalogue = document["catalog"]
    about = catalogue.get("metadata")
    about = about if isinstance(about, Mapping) else {}
    title = make_line(str(about.get("title", ""))) or "OSCAL catalogue"
    found = VERSION.search(str(about.get("version", "")))
    version = found[0] if found else ""
    framework = "MVSP" if title.startswith("MVSP") else re.split(r"\s+-\s+|\s+v?\d", title)[0]
    gathering = Gathering()
    for group, path in _list_groups(catalogue["groups"], 0):
        section = gathering.open_section(path, key=_label(group))
        for control in _list_questions(group.get("controls"), 0):
            question = _make_question(control, f"{framework.casefold().replace(' ', '-')}-{version}")
            gathering.take_question(question, section, f"control {question.id}")
    return gathering.finish(
        "oscal",
        title=f"{framework} {version}".strip(),
        framework=framework,
        version=version,
        notice=str(about.get("remarks", "")),
    )


def list_objects(values: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a JSON list, and nothing for what is no list."""
    for value in values if isinstance(values, list) else ():
        if isinstance(value, Mapping):
            yield value


def _list_groups(groups: Any, depth: int, above: str = "") -> Iterator[tuple[Mapping[str, Any], str]]:
    if depth > DEEPEST:
        raise UnknownLayout(f"The catalogue is nested deeper than {DEEPEST} groups.")
    for group in list_objects(groups):
        path = f"{above} / {group.get('title', '')}" if above else str(group.get("title", ""))
        yield group, path
        yield from _list_groups(group.get("groups"), depth + 1, path)


def _list_questions(controls: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > DEEPEST:
        raise UnknownLayout(f"The catalogue is nested deeper than {DEEPEST} controls.")
    for control in list_objects(controls):
        inner = list(_list_questions(control.get("controls"), depth + 1))
        yield from inner or [control]


def _label(item: Mapping[str, Any]) -> str:
    for prop in list_objects(item.get("props")):
        if prop.get("name") == "label":
            return make_line(str(prop.get("value", "")))
    return make_line(str(item.get("id", "")))


def _make_question(control: Mapping[str, Any], catalogue: str) -> Question:
    name = _label(control)
    statements: list[str] = []
    explanations: list[str] = []
    for part in list_objects(control.get("parts")):
        prose = tidy(str(part.get("prose", "")))
        if part.get("name") == "statement":
            statements.append(prose)
        elif prose:
            heading = make_line(str(part.get("title", "")))
            explanations.append(f"{heading}: {prose}" if heading else prose)
    title = make_line(str(control.get("title", "")))
    return Question(
        id=name,
        text="\n".join(filter(None, (title, *statements))),
        help="\n\n".join(explanations),
        good=(YES,),
        controls=(f"{catalogue}:{name}",),
    )
