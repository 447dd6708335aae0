"""The data files that CSA publishes beside its workbooks: JSON of CAIQ 4.0.3 and 4.1.0, and the wide CSV of 4.0.3."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from vendors.questionnaires.importers.caiq import QUESTION_ID, VERSION, Control, make_question, normalise_id
from vendors.questionnaires.importers.gathering import Gathering
from vendors.questionnaires.importers.grids import Grid, Header, find_header
from vendors.questionnaires.importers.synonyms import OWNERS_AI_CAIQ, OWNERS_CAIQ
from vendors.questionnaires.importers.texts import fold, make_line, tidy
from vendors.questionnaires.reading import ReadQuestionnaire

CSV_COLUMNS = {
    "id": r"^caiq_question id$",
    "question": r"^caiq_consensus assessments? questions?$",
    "control": r"^((ccm|caiq)_)?control id$",
    "title": r"(^|_)control title$",
    "specification": r"(^|_)control specification$",
    "domain": r"(^|_)(control )?domain( title)?$",
}
#: Other versions stand in the headings too, of guidelines and of what is mapped.
CSV_VERSION = re.compile(r"\bcaiq[\s_-]*v?\s?(\d+(?:\.\d+)+)", re.IGNORECASE)
BARE_VERSION = re.compile(r"\d+(?:\.\d+)+")


def recognises_json(document: Any) -> bool:
    """Whether a JSON document lists questions as CSA's files do."""
    questions = document.get("questions") if isinstance(document, Mapping) else None
    first = questions[0] if isinstance(questions, list) and questions else None
    return isinstance(first, Mapping) and (
        {"id", "control_id", "body"} <= set(first)
        or {"question_id", "question", "ccm_control_id"} <= set(first)
        or {"question_id", "question", "aicm_control_id"} <= set(first)
    )


def read_json(document: Mapping[str, Any]) -> ReadQuestionnaire:
    """Return the questionnaire; these files hold no answers."""
    name = str(document.get("specification_name") or document.get("name") or "")
    is_ai = "ai" in re.split(r"[^a-z]+", fold(name)) or "aicm" in fold(name)
    version = str(document.get("caiq_version") or document.get("version") or "")
    number = BARE_VERSION.search(version)
    version = number[0] if number else ""
    gathering = Gathering()
    for index, raw in enumerate(document["questions"], start=1):
        place = f"questions, number {index}"
        if not isinstance(raw, Mapping):
            gathering.report(f"{place}: is no object; it is left out.")
            continue
        # What stands beside the question, without the name of the catalogue before it, and what its control says.
        details = {_bare(str(name)): value for name, value in raw.items() if value is not None}
        inner = raw.get("ccm_control") or raw.get("aicm_control")
        details |= inner if isinstance(inner, Mapping) else {}
        control = Control(
            title=make_line(_text(details, "title", "control_title", "name")),
            specification=tidy(_text(details, "specification", "control_specification", "description")),
        )
        _take(
            gathering,
            _text(raw, "question_id", "id"),
            _text(raw, "question", "body"),
            control,
            make_line(_text(details, "domain_title", "control_domain", "domain")),
            "aicm" if is_ai else "ccm",
            version,
            place,
        )
    return _finish(gathering, "csa-json", "AI-CAIQ" if is_ai else "CAIQ", version)


def recognises_csv(grids: Sequence[Grid]) -> bool:
    """Whether a sheet has the columns of CSA's wide CSV."""
    return any(find_csv_header(grid) for grid in grids)


def find_csv_header(grid: Grid) -> Header | None:
    """Return the header row of the wide CSV."""
    return find_header(grid, CSV_COLUMNS, ("id", "question"), within=5)


def read_csv(grids: Sequence[Grid]) -> ReadQuestionnaire:
    """Return the questionnaire; these files hold no answers."""
    grid, header = next((grid, found) for grid in grids if (found := find_csv_header(grid)))
    gathering = Gathering()
    cells = " ".join(cell for row in grid.rows[:3] for cell in row if len(cell) < 200)
    named = CSV_VERSION.search(cells) or VERSION.search(grid.name)
    version = named[1] if named else ""
    for row in grid.list_filled_rows():
        if row > header.row:
            _take(
                gathering,
                grid.at(row, header.columns["id"]),
                grid.at(row, header.columns["question"]),
                Control(
                    title=make_line(grid.at(row, header.get("title"))),
                    specification=tidy(grid.at(row, header.get("specification"))),
                ),
                make_line(grid.at(row, header.get("domain"))),
                "ccm",
                version,
                grid.place(row, header.columns["id"]),
            )
    return _finish(gathering, "csa-csv", "CAIQ", version)


def _text(values: Mapping[str, Any], *names: str) -> str:
    """Return the first of the values that is a text."""
    return next((value for name in names if isinstance(value := values.get(name), str)), "")


def _bare(name: str) -> str:
    return re.sub(r"^(ccm|aicm)_", "", name)


def _take(
    gathering: Gathering,
    raw_id: str,
    text: str,
    control: Control,
    domain: str,
    catalogue: str,
    version: str,
    place: str,
) -> None:
    name = normalise_id(raw_id)
    if not QUESTION_ID.fullmatch(name):
        if name or text.strip():
            gathering.report(f"{place}: “{make_line(raw_id)[:40]}” is no id of a question; it is left out.")
        return
    control.id = name.rsplit(".", 1)[0]
    prefix = name.split("-")[0]
    section = gathering.open_section(domain or prefix, key=prefix)
    gathering.take_question(make_question(name, text, control, catalogue, version), section, place)


def _finish(gathering: Gathering, layout: str, framework: str, version: str) -> ReadQuestionnaire:
    if not version:
        gathering.warn(f"Nothing says which version of {framework} this is.")
    return gathering.finish(
        layout,
        title=f"{framework} {version}".strip(),
        framework=framework,
        version=version,
        owners=OWNERS_AI_CAIQ if framework == "AI-CAIQ" else OWNERS_CAIQ,
    )
