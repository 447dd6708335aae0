"""A Hugging Face model card: YAML front matter between two lines of `---`, then Markdown.

One file gives one record of the provider `huggingface`. A card does not hold its own repository name, so
the name is, in this order: the one the importing person gives; the file's name where it says more than
`README.md` (`org__name.md` means `org/name`); the one name in `model-index`; the first heading. Without any
of them the card is refused.

Front matter may be missing (Llama's cards have none) or empty: the record then has no licence, and a note
says why. A list instead of fields is refused. A malformed `model-index` holds evaluation results only; it
is left out with a note.

Of YAML only mappings, lists and texts are read, so `license: no` stays a text and no object is ever built;
aliases (the means of a billion laughs), repeated keys, deep nesting and long documents are refused.
"""

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, BinaryIO, NoReturn

import yaml
from yaml.cyaml import CBaseLoader

from registry.ai_models.importers import fields
from registry.ai_models.importers.fields import RowFault
from registry.ai_models.importers.json_stream import TextWindow
from registry.ai_models.importers.records import (
    DEFAULT_SIZE_LIMIT,
    CatalogueError,
    CatalogueItem,
    CatalogueRecord,
    FaultyRow,
)
from registry.ai_models.naming import printable
from registry.ai_models.pinning import classify_pin

PROVIDER = "huggingface"
LARGEST_CARD = 2 * 1024 * 1024
"""Bytes; room for a long page and pages of evaluation results, and read in about a second at worst."""
DEEPEST_FRONT_MATTER = 20
FENCE = "---"
NAMES_THAT_SAY_NOTHING = frozenset({"", "readme", "modelcard", "model_card", "card", "index"})
READ_FIELDS = frozenset({"license", "license_name", "pipeline_tag", "model-index"})
_CODE_BLOCK = re.compile(r"^```.*?(?:^```|\Z)", re.MULTILINE | re.DOTALL)
_FIRST_HEADING = re.compile(r"^#[ \t]+(?P<title>\S.*)$", re.MULTILINE)


class FrontMatterProblem(Exception):
    """YAML that is well formed but refused; lines count from 0."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line


def read_hf_card(
    source: BinaryIO, *, size_limit: int = DEFAULT_SIZE_LIMIT, filename: str = "", model_name: str = ""
) -> Iterator[CatalogueItem]:
    """Yield the one record of a card; raises `CatalogueError` if it cannot be read or has no name."""
    text = TextWindow(source, min(size_limit, LARGEST_CARD)).read_all()
    front_matter, body = _split(text.replace("\r\n", "\n").replace("\r", "\n"))
    metadata = {} if front_matter is None else read_front_matter(front_matter)
    notes = (
        [] if front_matter is not None else ["The card has no front matter, so its licence is not stated."]
    )
    if front_matter is not None and not metadata:
        notes.append("The card's front matter is empty, so its licence is not stated.")
    index_name = _name_in_index(metadata, notes)
    name = model_name or _name_in_file_name(filename) or index_name or _name_in_heading(body, notes)
    if not name:
        raise CatalogueError("The card does not say which model it describes; name the model or the file.")
    try:
        yield _record(name, metadata, tuple(notes))
    except RowFault as fault:
        yield FaultyRow(printable(name), str(fault))


def read_front_matter(text: str) -> dict[str, Any]:
    """The fields of YAML front matter as mappings, lists and texts; its first line is line 2 of the card."""
    try:
        value = _build(text)
    except FrontMatterProblem as error:
        raise CatalogueError(f"The front matter is refused: {error.problem}.", line=error.line + 2) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else None
        raise CatalogueError(f"The front matter is not usable YAML: {error.problem}.", line=line) from None
    except yaml.YAMLError as error:
        raise CatalogueError(f"The front matter is not usable YAML: {printable(str(error))}.") from None
    if value in (None, ""):
        return {}
    if not isinstance(value, dict):
        raise CatalogueError("The front matter is a list or a text, not fields with values.", line=2)
    return value


def _build(text: str) -> Any:
    """Build the one document from its events, without recursion."""
    result: Any = None
    documents = 0
    stack: list[tuple[Any, list[str]]] = []
    for event in yaml.parse(text, Loader=CBaseLoader):
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                _refuse("there is a second document", event)
        elif isinstance(event, yaml.AliasEvent):
            _refuse("aliases are not allowed", event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            value: Any = event.value if isinstance(event, yaml.ScalarEvent) else None
            if isinstance(event, yaml.CollectionStartEvent):
                value = {} if isinstance(event, yaml.MappingStartEvent) else []
            if stack:
                _place(value, *stack[-1], event)
            else:
                result = value
            if isinstance(event, yaml.CollectionStartEvent):
                stack.append((value, []))
                if len(stack) > DEEPEST_FRONT_MATTER:
                    _refuse("the values are nested too deeply", event)
    return result


def _place(value: Any, parent: Any, waiting_key: list[str], event: yaml.NodeEvent) -> None:
    if isinstance(parent, list):
        parent.append(value)
    elif waiting_key:
        parent[waiting_key.pop()] = value
    elif not isinstance(value, str):
        _refuse("a key is not a text", event)
    elif value in parent:
        _refuse(f"the key {printable(value)!r} appears twice", event)
    else:
        waiting_key.append(value)


def _refuse(problem: str, event: yaml.Event) -> NoReturn:
    raise FrontMatterProblem(problem, event.start_mark.line if event.start_mark else 0)


def _split(text: str) -> tuple[str | None, str]:
    """The front matter, or nothing, and the Markdown after it."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return None, text
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :])
    raise CatalogueError("The front matter is never closed by a line of '---'.", line=1)


def _name_in_index(metadata: dict[str, Any], notes: list[str]) -> str:
    index = metadata.get("model-index")
    if index in (None, ""):
        return ""
    is_valid = isinstance(index, list) and all(
        isinstance(entry, dict)
        and isinstance(entry.get("name"), str)
        and isinstance(entry.get("results"), list)
        for entry in index
    )
    if not is_valid:
        notes.append("The card's model-index is not in the form it should have and was left out.")
        return ""
    return str(index[0]["name"]) if isinstance(index, list) and len(index) == 1 else ""


def _name_in_file_name(filename: str) -> str:
    stem = PurePath(filename).stem
    return "" if stem.casefold() in NAMES_THAT_SAY_NOTHING else stem.replace("__", "/", 1)


def _name_in_heading(body: str, notes: list[str]) -> str:
    if not (found := _FIRST_HEADING.search(_CODE_BLOCK.sub("", body))):
        return ""
    notes.append("The name was taken from the card's first heading.")
    return found["title"].strip(" \t#")


def _record(name: str, metadata: dict[str, Any], notes: tuple[str, ...]) -> CatalogueRecord:
    fields.name_of(name, "name")
    pin = classify_pin(name)
    return CatalogueRecord(
        provider=PROVIDER,
        identifier=name,
        catalogue_id=f"{PROVIDER}/{name}",
        family=pin.family or name,
        pin_kind=pin.kind,
        pin_value=pin.value,
        source_row=name,
        mode=fields.word(metadata, "pipeline_tag"),
        licence=_licence(metadata),
        notes=notes,
        raw_facts=fields.facts(metadata, without=READ_FIELDS),
    )


def _licence(metadata: dict[str, Any]) -> str:
    """The licence's identifier; the name given beside it where that is only `other`."""
    if isinstance(metadata.get("license"), list):
        return ", ".join(fields.words(metadata, "license"))
    licence = fields.word(metadata, "license")
    return fields.word(metadata, "license_name") or licence if licence in ("", "other") else licence
