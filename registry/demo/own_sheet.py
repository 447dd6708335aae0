"""A questionnaire of the demo's own purchasing department: a sheet of nobody's layout, its columns explained once."""

from __future__ import annotations

from governance.accounts.models import User
from vendors.questionnaires.importers.grids import Grid
from vendors.questionnaires.importers.mapping import ColumnMapping, apply_mapping
from vendors.questionnaires.services import keep_questionnaire, remember_layout

TITLE = "Purchasing's supplier check"
SHEET = Grid(
    "Supplier check",
    (
        ("Purchasing: supplier check",),
        (),
        ("Ref", "Area", "What we ask", "Your reply", "Remarks"),
        ("S1", "Company", "Is the company insured against damage by its software?", "", ""),
        ("S2", "Company", "Name whom we may call outside office hours.", "", ""),
        ("S3", "Data", "Are our data deleted within 30 days of the end of the contract?", "", ""),
        ("S4", "Data", "Do people outside the EEA have access to our data?", "", ""),
        ("S5", "AI", "Does the service use AI that we cannot switch off?", "", ""),
        ("S6", "AI", "Describe how you tell us before a model is replaced.", "", ""),
    ),
)
COLUMNS = {"id": 0, "section": 1, "question": 2, "answer": 3, "comment": 4}


def explain_own_sheet(*, officer: User) -> None:
    """Keep the sheet as a draft, and remember its columns for the copies that suppliers fill."""
    mapping = ColumnMapping(SHEET.name, 3, COLUMNS)
    read = apply_mapping([SHEET], mapping, title=TITLE, version="2026")
    keep_questionnaire(actor=officer, content=read.content, is_published=False)
    remember_layout(actor=officer, sheets=[SHEET], mapping=mapping, title=TITLE, version="2026")
