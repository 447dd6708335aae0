"""Forms of reading a file: the file, where its columns are, and under which names it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from vendors.questionnaires.importers.grids import Grid, name_column
from vendors.questionnaires.importers.mapping import ColumnMapping, InvalidMapping
from vendors.questionnaires.importers.opening import LIMITS
from vendors.questionnaires.importers.texts import make_line
from vendors.questionnaires.reading import ReadQuestionnaire
from vendors.questionnaires.selectors import Understanding, name_questionnaire

LONGEST_SHOWN = 60
KNOWN = _(
    "CAIQ, AI-CAIQ, SIG, HECVAT, VSAQ, MVSP, OSCAL and exports of ours are known; you explain any other sheet."
)
COLUMNS: dict[str, tuple[Any, Any]] = {
    "question": (_("Question"), ""),
    "id": (_("Id of the question"), _("Without one, questions are numbered.")),
    "answer": (_("Answer"), ""),
    "comment": (_("Remarks on the answer"), ""),
    "section": (_("Section"), _("Without one, rows with a title alone begin a section.")),
    "guidance": (_("How to answer"), ""),
    "owner": (_("Who is responsible"), ""),
    "duties": (_("What the customer has to do"), ""),
}


class FileForm(forms.Form):
    """A file with a questionnaire; how it is laid out is found by what is in it."""

    file = forms.FileField(
        label=_("File"), widget=UnfoldAdminFileFieldWidget(), help_text=_("XLSX, CSV or JSON, 20 MB at most.")
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read; the service measures again."""
        file = self.cleaned_data["file"]
        if file.size > LIMITS.max_bytes:
            raise forms.ValidationError(_("The file is larger than is read."))
        return file


class PlaceForm(forms.Form):
    """Which sheet holds the questions, and in which of its rows the headings stand."""

    sheet = forms.ChoiceField(label=_("Sheet"), widget=UnfoldAdminSelectWidget())
    row = forms.IntegerField(
        label=_("Row of the headings"),
        min_value=0,
        required=False,
        widget=UnfoldAdminIntegerFieldWidget(),
        help_text=_("0: there are none. Empty: as we would guess."),
    )

    def __init__(self, *args: Any, sheets: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lengths = {each.name: len(each.rows) for each in sheets}
        fields: dict[str, Any] = self.fields
        fields["sheet"].choices = [
            (each.name, f"{each.name} ({_('hidden')})" if each.is_hidden else each.name) for each in sheets
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a row that the sheet does not have."""
        data = super().clean() or {}
        length = self.lengths.get(data.get("sheet", ""), 0)
        if data.get("row") and data["row"] > length and "sheet" in data:
            self.add_error("row", _("This sheet has %d rows.") % length)
        return data


class ColumnsForm(forms.Form):
    """Which column of a sheet holds what."""

    def __init__(
        self, *args: Any, grid: Grid, header_row: int, alike: Iterable[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.grid, self.header_row = grid, header_row
        offered = [(name_column(column), self._label(column)) for column in list_columns(grid)]
        for name, (label, hint) in COLUMNS.items():
            is_required = name == "question"
            self.fields[name] = forms.ChoiceField(
                label=label,
                help_text=hint,
                required=is_required,
                choices=offered if is_required else [("", "—"), *offered],
                widget=UnfoldAdminSelectWidget(),
            )
        names = ", ".join(alike)
        if names:
            self.fields["with_alike"] = forms.BooleanField(
                label=_("Read the other sheets with these headings as well"),
                help_text=names,
                required=False,
                widget=UnfoldBooleanSwitchWidget(),
            )

    def _label(self, column: int) -> str:
        heading = make_line(self.grid.at(self.header_row - 1, column)) if self.header_row else ""
        short = heading if len(heading) <= LONGEST_SHOWN else heading[: LONGEST_SHOWN - 1] + "…"
        return f"{name_column(column)} · {short}" if short else name_column(column)

    def clean(self) -> dict[str, Any]:
        """Refuse columns that cannot be; the mapping they make is `mapping`."""
        data = super().clean() or {}
        if not self.errors:
            chosen = {name: data[name] for name in COLUMNS if data.get(name)}
            raw = {"sheet": self.grid.name, "header_row": self.header_row, "columns": chosen}
            try:
                self.mapping = ColumnMapping.from_json({**raw, "with_alike": bool(data.get("with_alike"))})
            except InvalidMapping as error:
                raise forms.ValidationError(str(error)) from None
        return data


def list_columns(grid: Grid) -> list[int]:
    """Return the columns of a sheet that hold something."""
    filled: set[int] = set()
    for cells in grid.rows:
        filled.update(column for column, cell in enumerate(cells) if cell.strip())
    return sorted(filled)


class NamesForm(forms.Form):
    """What a questionnaire out of a file is called. A file whose columns were explained does not say so itself."""

    title = forms.CharField(label=_("Title"), max_length=200, widget=UnfoldAdminTextInputWidget())
    framework = forms.CharField(
        label=_("Published as"),
        required=False,
        max_length=80,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("The name of a published questionnaire. Empty for one of somebody's own."),
    )
    label = forms.CharField(
        label=_("Version"),
        required=False,
        max_length=40,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Empty: the one the file names, or 1."),
    )
    remembers = forms.BooleanField(
        label=_("Read files with these headings like this from now on"),
        required=False,
        widget=UnfoldBooleanSwitchWidget(),
        help_text=_("Whoever uploads one. What is remembered is listed under “Layouts of sheets”."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        understanding: Understanding,
        may_remember: bool,
        initial: Any = None,
        **kwargs: Any,
    ) -> None:
        content = understanding.read.content
        if understanding.is_mapped:
            names = {"title": content.title[:200], "framework": content.framework, "label": content.version}
            initial = {**names, "remembers": True, **(initial or {})}
        super().__init__(data, initial=initial, **kwargs)
        self.understanding = understanding
        if not understanding.is_mapped:
            del self.fields["title"], self.fields["framework"]
        if not may_remember or not understanding.may_be_remembered:
            del self.fields["remembers"]

    def get_read(self) -> ReadQuestionnaire:
        """Return what was read under the names that were given."""
        if not self.understanding.is_mapped:
            return self.understanding.read
        data = self.cleaned_data
        return name_questionnaire(self.understanding.read, data["title"], data["framework"], data["label"])


class KeepForm(NamesForm):
    """Under which questionnaire what a file asks is kept."""

    key = forms.SlugField(
        label=_("Key"),
        required=False,
        max_length=80,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Of the questionnaire that this is a version of. Empty: made of its name."),
    )
