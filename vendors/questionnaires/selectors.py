"""What a file is understood as: by a layout that somebody explained, or by what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from django.core.files.storage import default_storage
from django.utils.text import slugify
from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState
from governance.core.models import digest_of
from vendors.questionnaires.content import Questionnaire
from vendors.questionnaires.importers import own_layout
from vendors.questionnaires.importers.grids import Grid, SheetLike
from vendors.questionnaires.importers.headings import list_heading_rows, list_headings, make_fingerprint
from vendors.questionnaires.importers.mapping import MAPPED, ColumnMapping, InvalidMapping, apply_mapping
from vendors.questionnaires.importers.opening import OpenedFile, add_warnings, open_file, read_opened
from vendors.questionnaires.models import QuestionnaireFile, SheetLayout, TemplateVersion
from vendors.questionnaires.reading import ReadQuestionnaire


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a file was understood as. `mapping` is there when columns had to be explained, `layout` when that was
    remembered from another file.
    """

    opened: OpenedFile
    read: ReadQuestionnaire
    mapping: ColumnMapping | None = None
    layout: SheetLayout | None = None

    @property
    def is_mapped(self) -> bool:
        """Whether a person said which column holds what, so that the file itself names no questionnaire."""
        return self.read.layout == MAPPED

    @property
    def may_be_remembered(self) -> bool:
        """Whether somebody explained the columns of this file, and it has headings to be known again by."""
        if self.mapping is None or self.layout is not None:
            return False
        sheet = next(each for each in self.opened.sheets if each.name == self.mapping.sheet)
        return bool(make_fingerprint(list_headings(Grid.from_sheet(sheet), self.mapping.header_row)))

    @property
    def digest(self) -> str:
        """What was looked at: the questions and answers, whatever the questionnaire is called."""
        answers = {name: str(answer) for name, answer in self.read.answers.items()}
        return digest_of({"sections": self.read.content.to_json()["sections"], "answers": answers})


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What keeping a questionnaire meets: the version that has its name, and whether that asks the same."""

    version: TemplateVersion | None = None
    is_same: bool = False


def find_layout(sheets: Sequence[SheetLike]) -> tuple[SheetLayout, ColumnMapping] | None:
    """Return the remembered layout of one of the sheets, with where its columns are here.

    A layout is how files are read, whoever uploads them, and nothing of it is shown by that: so no rights are asked.
    None is for the workbooks that we write: every vendor takes one along, and what it means is no question.
    """
    if own_layout.recognises([Grid.from_sheet(sheet) for sheet in sheets]):
        return None
    rows = list(list_heading_rows(sheets))
    known = {
        layout.fingerprint: layout
        for layout in SheetLayout.objects.filter(fingerprint__in={row.fingerprint for row in rows})
    }
    for row in rows:
        layout = known.get(row.fingerprint)
        if layout is None:
            continue
        try:
            mapping = ColumnMapping.from_json(layout.mapping)
        except InvalidMapping:
            continue
        return layout, replace(mapping, sheet=row.sheet, header_row=row.row)
    return None


def understand(opened: OpenedFile, mapping: ColumnMapping | None = None, title: str = "") -> Understanding:
    """Return what an opened file holds, by a mapping when one is given; raises UnknownLayout.

    `title` is what it is called when neither the file nor a remembered layout says.
    """
    layout = None
    if mapping is None and (found := find_layout(opened.sheets)):
        layout, mapping = found
    if mapping is None:
        return Understanding(opened, read_opened(opened))
    names = (layout.title, layout.framework, layout.version) if layout else (title, "", "")
    called, framework, version = names
    read = apply_mapping(opened.sheets, mapping, title=called, framework=framework, version=version)
    return Understanding(opened, add_warnings(read, opened), mapping, layout)


def read_known_file(content: bytes, name: str = "") -> ReadQuestionnaire:
    """Return what a file holds, with the refusals of `read_file`; remembered layouts are known as well."""
    return understand(open_file(content, name)).read


def open_kept(file: QuestionnaireFile) -> OpenedFile:
    """Return what an uploaded file holds; raises ConflictingState when it is gone."""
    try:
        with default_storage.open(file.stored_file) as stored:
            content = stored.read()
    except (OSError, ValueError):
        raise ConflictingState(_("The uploaded file is gone. Upload it again.")) from None
    return open_file(content, file.file_name)


def get_mapping(file: QuestionnaireFile) -> ColumnMapping | None:
    """Return what its owner said about the columns of a file."""
    return ColumnMapping.from_json(file.mapping) if file.mapping else None


def understand_kept(file: QuestionnaireFile) -> Understanding:
    """Return what an uploaded file is understood as; raises UnknownLayout, with its sheets, or ConflictingState."""
    title = PurePath(file.file_name).stem.replace("_", " ").strip()
    return understand(open_kept(file), get_mapping(file), title)


def name_questionnaire(
    read: ReadQuestionnaire, title: str, framework: str, version: str
) -> ReadQuestionnaire:
    """Return what was read under the names that somebody gave it."""
    content = replace(read.content, title=title.strip(), framework=framework.strip(), version=version.strip())
    return replace(read, content=content)


def make_key(content: Questionnaire) -> str:
    """Return the key under which a questionnaire is kept when nobody says another."""
    return slugify(content.framework or content.title)[:80] or "questionnaire"


def foresee(actor: Any, content: Questionnaire, *, key: str = "", label: str = "") -> Foreseen:
    """Return which version that the actor may see a questionnaire would meet when it is kept."""
    versions = TemplateVersion.objects.restrict(actor, "view").select_related("template")
    found = versions.filter(
        template__key=key or make_key(content), label=label or content.version or "1"
    ).first()
    if found is None:
        return Foreseen()
    return Foreseen(found, asks_the_same(found.questionnaire, content))


def asks_the_same(kept: Questionnaire, content: Questionnaire) -> bool:
    """Return whether a kept questionnaire asks every question of another in the same words."""
    return all(
        (asked := kept.get(question.id)) is not None and asked.text.split() == question.text.split()
        for question in content
    )
