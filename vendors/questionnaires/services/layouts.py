"""Remembering how sheets are laid out; changing and removing what is remembered need no service of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput
from governance.core.services import change_record, create_record
from governance.core.writing import service
from vendors.questionnaires.importers.grids import Grid, SheetLike
from vendors.questionnaires.importers.headings import list_headings, make_fingerprint
from vendors.questionnaires.importers.mapping import ColumnMapping
from vendors.questionnaires.models import SheetLayout


@service
def remember_layout(
    *,
    actor: Any,
    sheets: Sequence[SheetLike],
    mapping: ColumnMapping,
    title: str,
    framework: str = "",
    version: str = "",
) -> SheetLayout:
    """Keep which column holds what below these headings, in the place of what was remembered of them before.

    Every file with the same headings is read by it from then on. Raises InvalidInput when a row of headings is missing
    or says too little.
    """
    sheet = next((each for each in sheets if each.name == mapping.sheet), None)
    headings = list_headings(Grid.from_sheet(sheet), mapping.header_row) if sheet is not None else []
    fingerprint = make_fingerprint(headings)
    if not fingerprint:
        raise InvalidInput(
            fields={
                "remembers": _("Without a row of at least two headings there is nothing to know it again by.")
            }
        )
    values: dict[str, Any] = {
        "title": title.strip(),
        "framework": framework.strip(),
        "version": version.strip(),
        "headings": headings,
        "mapping": mapping.to_json(),
    }
    known = SheetLayout.objects.filter(fingerprint=fingerprint).first()
    if known is not None:
        changed: SheetLayout = change_record(actor=actor, record=known, values=values)
        return changed
    values["fingerprint"] = fingerprint
    created: SheetLayout = create_record(actor=actor, model=SheetLayout, values=values)
    return created
