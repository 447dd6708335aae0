"""Questionnaires of VSAQ (Apache-2.0): blocks become sections, hints say why something is asked and what is scored.

A hint that warns names the choices it is shown for: those are not the good ones, and its severity is the weight.
https://github.com/google/vsaq (archived)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from vendors.questionnaires.content import NO, YES, Choice, Question, QuestionKind
from vendors.questionnaires.importers.gathering import Gathering
from vendors.questionnaires.importers.oscal import list_objects
from vendors.questionnaires.importers.texts import make_line, make_slug
from vendors.questionnaires.importers.vsaq_conditions import Conditions, Expression, UnreadableCondition
from vendors.questionnaires.importers.vsaqon import read_notice, strip_html
from vendors.questionnaires.reading import ReadQuestionnaire, UnknownLayout

KINDS = {
    "line": QuestionKind.TEXT,
    "box": QuestionKind.TEXT,
    "yesno": QuestionKind.YES_NO,
    "check": QuestionKind.YES_NO,
    "radiogroup": QuestionKind.SINGLE,
    "checkgroup": QuestionKind.MULTIPLE,
    "upload": QuestionKind.FILE,
}
WEIGHTS = {"critical": 20, "high": 10, "medium": 5}
DEEPEST = 20
LONGEST_ID = 64
_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9&._\- ]+")


@dataclass(frozen=True, slots=True)
class Node:
    """An item that is no block, with the titles of the blocks around it and the conditions of all of them."""

    raw: Mapping[str, Any]
    path: tuple[str, ...]
    key: str
    conditions: tuple[str, ...]

    @property
    def type(self) -> str:
        """The item's type."""
        return str(self.raw.get("type", ""))

    @property
    def text(self) -> str:
        """The item's text, without markup."""
        return strip_html(str(self.raw.get("text", "")))


def recognises(document: Any) -> bool:
    """Whether a document is a questionnaire, or an extension to one."""
    return isinstance(document, Mapping) and (
        isinstance(document.get("questionnaire"), list) or isinstance(document.get("extensions"), list)
    )


def read(document: Mapping[str, Any], text: str = "") -> ReadQuestionnaire:
    """Return the questionnaire; `text` is the file itself, for its licence. Such files hold no answers."""
    if not isinstance(document.get("questionnaire"), list):
        raise UnknownLayout("This VSAQ file extends a questionnaire; choose the questionnaire itself.")
    nodes = list(_list_nodes(document["questionnaire"], (), "", (), 0))
    gathering = Gathering()
    names, hints, questions = _name_all(nodes)
    conditions = Conditions(names, hints)
    hints_of, verdicts = _read_hints(nodes, names, {question.id: at for at, question in questions.items()})
    waiting: list[str] = []
    for index, node in enumerate(nodes):
        if node.type == "info":
            waiting.append(node.text)
        question = questions.get(index)
        if question is None:
            continue
        shown_if = _read_condition(conditions, node, question.id, gathering)
        question = replace(
            question,
            guidance="\n".join(filter(None, waiting)),
            help="\n\n".join(hints_of.get(question.id, ())),
            shown_if={"any": []} if shown_if is False else shown_if if isinstance(shown_if, dict) else None,
        )
        waiting = []
        section = gathering.open_section(
            " / ".join(node.path[1:]) or "".join(node.path) or "Questions", node.key
        )
        gathering.take_question(_score(question, verdicts.get(question.id)), section, question.id)
    for name in sorted(conditions.unknown):
        gathering.warn(f"Conditions name {name}, which is not in the file; it never holds.")
    title = next((node.path[0] for node in nodes if node.path), "VSAQ questionnaire")
    return gathering.finish(
        "vsaq", title=title, framework="VSAQ", version=make_slug(title), notice=read_notice(text)
    )


def _list_nodes(
    items: Any, path: tuple[str, ...], key: str, conditions: tuple[str, ...], depth: int
) -> Iterator[Node]:
    if depth > DEEPEST:
        raise UnknownLayout(f"The questionnaire is nested deeper than {DEEPEST} blocks.")
    for raw in list_objects(items):
        own = raw.get("cond")
        around = (*conditions, own) if isinstance(own, str) and own.strip() else conditions
        if raw.get("type") == "block":
            title = make_line(strip_html(str(raw.get("text", ""))))
            inner = (*path, title) if title else path
            name = str(raw.get("id") or make_slug("-".join(inner)))
            yield from _list_nodes(raw.get("items"), inner, name, around, depth + 1)
        else:
            yield Node(raw, path, key, around)


def _name_all(
    nodes: list[Node],
) -> tuple[dict[str, Expression], dict[str, list[str]], dict[int, Question]]:
    """Return what each name stands for, the conditions of the hints, and the question at each place."""
    names: dict[str, Expression] = {}
    hints: dict[str, list[str]] = {}
    questions: dict[int, Question] = {}
    own_ids = {str(node.raw["id"]) for node in nodes if node.type in KINDS and node.raw.get("id")}
    taken: set[str] = set()
    for index, node in enumerate(nodes):
        kind = KINDS.get(node.type)
        if node.type == "tip" and node.raw.get("id"):
            hints[str(node.raw["id"])] = list(node.conditions)
        if kind is None:
            continue
        choices = tuple(
            Choice(str(key), make_line(strip_html(str(label))) or str(key))
            for each in list_objects(node.raw.get("choices"))
            for key, label in each.items()
        )
        name = _choose_id(node, choices, taken if node.raw.get("id") else taken | own_ids)
        taken.add(name)
        questions[index] = Question(
            id=name,
            text=make_line(node.text)
            or (choices[0].label if choices else node.path[-1] if node.path else name),
            kind=kind,
            choices=choices if kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE) else (),
            allows_na=kind is not QuestionKind.YES_NO,
            is_required=node.type not in ("check", "checkgroup"),
        )
        raw_id = str(node.raw.get("id") or name)
        names[raw_id] = {"question": name, "answered": True}
        if kind is QuestionKind.YES_NO:
            names[raw_id] = names[f"{raw_id}/yes"] = {"question": name, "in": [YES]}
            names[f"{raw_id}/no"] = {"question": name, "in": [NO]}
        for choice in questions[index].choices:
            names[choice.key] = {"question": name, "in": [choice.key]}
    return names, hints, questions


def _choose_id(node: Node, choices: tuple[Choice, ...], taken: set[str]) -> str:
    """Return the item's id; for one without, what the ids of its choices have in common."""
    name = str(node.raw.get("id") or _find_start([choice.key for choice in choices]))
    name = _NOT_IN_IDS.sub("_", name).strip("_.- ") or f"question_{len(taken) + 1}"
    if len(name) > LONGEST_ID:
        name = f"{name[: LONGEST_ID - 9]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    number, free = 2, name
    while free in taken:
        free = f"{name[: LONGEST_ID - 5]}_{number}"
        number += 1
    return free


def _find_start(texts: list[str]) -> str:
    """Return what all texts start with."""
    first, last = min(texts, default=""), max(texts, default="")
    shared = next((at for at, letter in enumerate(first) if last[at : at + 1] != letter), len(first))
    return first[:shared]


def _read_condition(conditions: Conditions, node: Node, name: str, gathering: Gathering) -> Expression:
    readable: list[str] = []
    for text in node.conditions:
        try:
            conditions.read([text])
        except UnreadableCondition as error:
            gathering.warn(f"{name}: the condition “{text[:60]}” cannot be read ({error}); it is left out.")
        else:
            readable.append(text)
    try:
        found = conditions.read(readable)
    except UnreadableCondition as error:
        gathering.warn(f"{name}: its conditions cannot be read together ({error}); it is always shown.")
        return True
    if found is False:
        gathering.warn(f"{name} depends on what is not in the file; it is never shown.")
    return found


def _read_hints(
    nodes: list[Node], names: Mapping[str, Expression], places: Mapping[str, int]
) -> tuple[dict[str, list[str]], dict[str, tuple[set[str], int]]]:
    """Return for each question the texts of its hints, and the answers that warn with the highest severity.

    A hint that looks at several questions belongs to the last of them above it.
    """
    hints_of: dict[str, list[str]] = {}
    verdicts: dict[str, tuple[set[str], int]] = {}
    for index, node in enumerate(nodes):
        own = str(node.raw.get("cond", ""))
        if node.type != "tip" or not own:
            continue
        referred = [names.get(name.strip(" ()!^")) for name in re.split(r"\|\||&&", own)]
        about = [each for each in referred if isinstance(each, dict)]
        if not about:
            continue
        asked = {str(each["question"]) for each in about}
        nearest = max(asked, key=lambda name: (places[name] < index, places[name]))
        heading = strip_html(str(node.raw.get("name", "")))
        hints_of.setdefault(nearest, []).append(f"{heading}: {node.text}" if heading else node.text)
        is_plain = len(about) == len(referred) and not re.search(r"[!&()]", own)
        if node.raw.get("warn") == "yes" and is_plain and len(asked) == 1:
            bad, weight = verdicts.get(nearest, (set(), 0))
            bad |= {key for each in about for key in each.get("in", ())}
            severity = WEIGHTS.get(str(node.raw.get("severity", "medium")), WEIGHTS["medium"])
            verdicts[nearest] = bad, max(weight, severity)
    return hints_of, verdicts


def _score(question: Question, verdict: tuple[set[str], int] | None) -> Question:
    """Choices that no hint warns of are the good ones; with several choices at once nothing is."""
    if verdict is None or question.kind not in (QuestionKind.SINGLE, QuestionKind.YES_NO):
        return question
    bad, weight = verdict
    good = tuple(key for key in question.keys if key not in bad)
    return replace(question, good=good, weight=weight) if good and bad else question
