"""Uploaded questionnaires: kept privately while somebody looks at them, then kept for good or forgotten."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState, InvalidInput
from governance.core.ids import new_id
from governance.core.models import TrackedRecord
from governance.core.workbooks import UnreadableWorkbook
from governance.core.writing import permit, publish, service
from vendors.questionnaires import events
from vendors.questionnaires.importers.mapping import ColumnMapping, apply_mapping
from vendors.questionnaires.importers.opening import LIMITS, OpenedFile, open_file
from vendors.questionnaires.models import QuestionnaireFile, TemplateVersion
from vendors.questionnaires.reading import UnknownLayout
from vendors.questionnaires.selectors import Understanding, understand
from vendors.questionnaires.services.layouts import remember_layout
from vendors.questionnaires.services.versions import keep_questionnaire

FOLDER = "questionnaires"
#: Files that one person may have waiting at once.
MOST_WAITING = 20


def upload_file(
    *,
    actor: Any,
    kind: type[TrackedRecord],
    source: BinaryIO,
    file_name: str,
    details: Mapping[str, Any] | None = None,
) -> QuestionnaireFile:
    """Read a file once, and keep it for its owner to look at what it would become: a record of `kind`.

    Raises InvalidInput with the reason for a file that is too large, broken or does harm, and for one in which nobody
    could find a question; nothing is kept of it then. A sheet of an unknown layout is kept, to be explained.
    """
    permit(actor, "add", kind)
    content = source.read(LIMITS.max_bytes + 1)
    _check_content(content, file_name)
    name = default_storage.save(f"{FOLDER}/{new_id()}", ContentFile(content))
    file = QuestionnaireFile(
        owner_id=actor.pk,
        kind=kind._meta.label_lower,
        file_name=file_name[:200] or "questionnaire",
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        stored_file=name,
        details=dict(details or {}),
    )
    try:
        return _keep_upload(actor=actor, file=file)
    except BaseException:
        default_storage.delete(name)
        raise


def _check_content(content: bytes, file_name: str) -> None:
    if not content:
        raise InvalidInput(fields={"file": _("The file is empty.")})
    if len(content) > LIMITS.max_bytes:
        raise InvalidInput(fields={"file": _("The file is larger than is read.")})
    try:
        opened = open_file(content, file_name)
        if not opened.sheets:
            understand(opened)
    except UnreadableWorkbook as refusal:
        raise UnreadableWorkbook(refusal.message, fields={"file": refusal.message}) from None
    except UnknownLayout as unknown:
        raise InvalidInput(fields={"file": str(unknown)}) from None
    cells = (cell for each in opened.sheets for row in each.rows for cell in row)
    if opened.sheets and all(cell is None or str(cell).isspace() or cell == "" for cell in cells):
        raise InvalidInput(fields={"file": _("Every sheet of this file is empty.")})


@service
def _keep_upload(*, actor: Any, file: QuestionnaireFile) -> QuestionnaireFile:
    drop_old_files(actor=actor)
    waiting = QuestionnaireFile.objects.restrict(actor).count()
    if waiting >= MOST_WAITING:
        raise ConflictingState(
            _("%d files of yours wait to be looked at. Keep or discard one of them first.") % waiting
        )
    file.save(force_insert=True)
    publish(events.FILE_UPLOADED, actor=actor, data=describe_file(file))
    return file


@service
def choose_columns(
    *, actor: Any, file: QuestionnaireFile, opened: OpenedFile, mapping: ColumnMapping
) -> QuestionnaireFile:
    """Say which column of one's own file, opened before, holds what; raises InvalidInput when that reads nothing."""
    file = _lock_own(actor, file)
    try:
        apply_mapping(opened.sheets, mapping)
    except UnknownLayout as unknown:
        raise InvalidInput(str(unknown)) from None
    file.mapping = mapping.to_json()
    file.save(update_fields=["mapping"])
    return file


@service
def discard_file(*, actor: Any, file: QuestionnaireFile) -> None:
    """Give one's own file up; nothing is kept of it."""
    file = _lock_own(actor, file)
    publish(events.FILE_DISCARDED, actor=actor, data=describe_file(file))
    _forget(file)


@service
def forget_file(*, actor: Any, file: QuestionnaireFile) -> QuestionnaireFile:
    """Delete one's own file because what it held is kept in this transaction; raises ConflictingState when that was
    done already, so that a form sent twice keeps it once.
    """
    file = _lock_own(actor, file)
    _forget(file)
    return file


@service
def drop_old_files(*, actor: Any) -> int:
    """Delete the files that nobody went on with for a day; return how many."""
    old = list(QuestionnaireFile.objects.list_old())
    for file in old:
        _forget(file)
    if old:
        publish(events.FILES_DROPPED, actor=actor, data={"files": len(old)})
    return len(old)


def check_seen(understanding: Understanding, seen: str) -> None:
    """Raise ConflictingState when a file is understood otherwise than it was when somebody looked at it."""
    if understanding.digest != seen:
        raise ConflictingState(
            _("The file is understood otherwise by now: its columns were chosen anew. Look at it once more.")
        )


def keep_file(
    *,
    actor: Any,
    file: QuestionnaireFile,
    understanding: Understanding,
    seen: str,
    key: str = "",
    label: str = "",
    remembers: bool = False,
) -> TemplateVersion:
    """Keep what a file asks as a version of a questionnaire, to be looked through and published.

    `understanding` is what the file holds under the names it shall have, read before the transaction since reading a
    workbook takes a while; `seen` is the digest that the person looked at.
    """
    check_seen(understanding, seen)
    return _keep_file(
        actor=actor, file=file, understanding=understanding, key=key, label=label, remembers=remembers
    )


@service
def _keep_file(
    *,
    actor: Any,
    file: QuestionnaireFile,
    understanding: Understanding,
    key: str,
    label: str,
    remembers: bool,
) -> TemplateVersion:
    file = forget_file(actor=actor, file=file)
    read = understanding.read
    version = keep_questionnaire(actor=actor, content=read.content, key=key, label=label, is_published=False)
    publish(
        events.VERSION_READ_IN,
        actor=actor,
        record=version,
        data={**describe_file(file), "layout": read.layout},
    )
    if remembers:
        remember_understanding(actor=actor, understanding=understanding)
    return version


@service
def remember_understanding(*, actor: Any, understanding: Understanding) -> None:
    """Remember the columns that were explained, with the names that the questionnaire got."""
    if understanding.mapping is None:
        return
    content = understanding.read.content
    remember_layout(
        actor=actor,
        sheets=understanding.opened.sheets,
        mapping=understanding.mapping,
        title=content.title,
        framework=content.framework,
        version=content.version,
    )


def describe_file(file: QuestionnaireFile) -> dict[str, Any]:
    """Return what an event says of a file: enough to know it again."""
    return {"file": file.file_name, "sha256": file.sha256, "size": file.size_bytes}


def _lock_own(actor: Any, file: QuestionnaireFile) -> QuestionnaireFile:
    rows = QuestionnaireFile.objects.restrict(actor).select_for_update()
    found = rows.filter(pk=file.pk).first()
    if found is None:
        raise ConflictingState(_("This file is not here any more: it was kept or discarded already."))
    return found


def _forget(file: QuestionnaireFile) -> None:
    name = file.stored_file
    file.delete()
    transaction.on_commit(lambda: default_storage.delete(name))
