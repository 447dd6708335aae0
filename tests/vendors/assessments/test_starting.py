"""Beginning an assessment from a workbook that the vendor has filled already: looked at first, nothing half begun."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from governance.core.errors import ConflictingState
from governance.core.models import RecordedEvent
from tests.cast import Cast
from tests.factories.assessments import get_part, make_assessment, make_respondent
from tests.factories.questionnaires import SMALL, make_template_version
from tests.factories.vendors import make_service, make_vendor
from tests.security.forms import read_forms
from tests.vendors.questionnaires.importers.workbooks import make_workbook
from vendors.assessments import services
from vendors.assessments.models import Assessment, AssessmentAnswer
from vendors.questionnaires.answers import Answer
from vendors.questionnaires.content import Questionnaire, Section
from vendors.questionnaires.importers.own_layout import make_rows
from vendors.questionnaires.models import QuestionnaireFile, SheetLayout, TemplateVersion
from vendors.questionnaires.reading import ReadQuestionnaire

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/vendors/assessment/upload/"
OWN = """Ref;What we ask;Your reply;Remarks
1;Is there MFA for all staff?;Yes;Keys
2;Is access reviewed each quarter?;Perhaps;
3;Are logs kept for a year?;;
"""


def sign_in(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.olga)
    return client


def make_own_csv(content: Questionnaire, *answers: Answer) -> bytes:
    rows = make_rows(content, {answer.question_id: answer for answer in answers})
    return "\n".join(";".join(f'"{cell}"' for cell in row) for row in rows).encode()


def upload(client: Client, vendor: Any, content: bytes, **values: Any) -> Any:
    return client.post(
        UPLOAD, {"vendor": str(vendor.pk), "file": SimpleUploadedFile("filled.csv", content), **values}
    )


def post_form(client: Client, address: str, **changes: Any) -> Any:
    fields = read_forms(client.get(address).content.decode())[0].fields
    return client.post(address, {**{k: v[0] if v else "" for k, v in fields.items()}, **changes})


def list_answers() -> dict[str, tuple[Any, str]]:
    return {row.question_id: (row.value, row.comment) for row in AssessmentAnswer.objects.all()}


def test_an_assessment_begins_with_what_was_looked_at(cast: Cast) -> None:
    vendor, client = make_vendor(cast.system, owner=cast.olga), sign_in(cast)
    supplied = make_service(cast.system, vendor)
    version = make_template_version(cast.olga)
    content = make_own_csv(SMALL, Answer("D-1", "no", "Never"), Answer("P-1", "yes"))
    page = upload(client, vendor, content, service=str(supplied.pk)).headers["Location"]
    shown = client.get(page)
    assert shown.context["summary"]["answers"] == {"yes": 1, "no": 1, "na": 0, "other": 0, "blank": 3}
    assert (shown.context["foreseen"].version, shown.context["foreseen"].is_same) == (version, True)
    assert Assessment.objects.count() == 0
    begun = post_form(client, page, owner=str(cast.ada.pk))
    assessment = Assessment.objects.get()
    assert begun.headers["Location"] == f"/admin/vendors/assessment/{assessment.pk}/change/"
    assert (assessment.vendor, assessment.service, assessment.owner, assessment.state) == (
        vendor, supplied, cast.ada, "in_progress",
    )  # fmt: skip
    assert list_answers() == {"D-1": ("no", "Never"), "P-1": ("yes", "")}
    # The published version with its weights is the one that is answered, though the file says nothing of weights.
    assert (assessment.parts.get().version, TemplateVersion.objects.count()) == (version, 1)
    assert QuestionnaireFile.objects.count() == 0
    told = RecordedEvent.objects.get(name="vendors.assessment.started_from_file")
    assert (told.record_id, told.data["file"]) == (assessment.pk, "filled.csv")


def test_a_sheet_of_no_known_layout_becomes_an_assessment_and_is_known_next_time(cast: Cast) -> None:
    vendor, client = make_vendor(cast.system, owner=cast.olga), sign_in(cast)
    page = upload(client, vendor, OWN.encode()).headers["Location"]
    post_form(client, client.get(page).headers["Location"])
    post_form(client, page, title="Ours", label="2026")
    assert list_answers() == {"1": ("yes", "Keys"), "2": (None, "Perhaps")}
    assert (str(TemplateVersion.objects.get()), SheetLayout.objects.get().title) == ("Ours 2026", "Ours")
    # Another vendor's copy needs no explanation, and goes to the same questionnaire.
    other = make_vendor(cast.system, key="other", name="Other", owner=cast.olga)
    page = upload(client, other, OWN.replace("Perhaps", "No").encode()).headers["Location"]
    assert client.get(page).context["foreseen"].is_same is True
    post_form(client, page)
    assert (TemplateVersion.objects.count(), Assessment.objects.filter(vendor=other).count()) == (1, 1)


def test_the_vendor_uploads_the_sheet_that_was_explained(cast: Cast) -> None:
    vendor = make_vendor(cast.system, owner=cast.olga)
    vic, client = make_respondent(cast, vendor), sign_in(cast)
    page = upload(client, vendor, OWN.encode()).headers["Location"]
    post_form(client, client.get(page).headers["Location"])
    post_form(client, page, title="Ours", label="2026")
    portal = Client()
    portal.force_login(vic)
    part = get_part(Assessment.objects.get())
    filled = "\n".join(OWN.replace("year?;;", "year?;No;").splitlines())
    answer = portal.post(
        f"/portal/workbook/{part.pk}/read/", {"file": SimpleUploadedFile("ours.csv", filled.encode())}
    )
    assert answer.context["report"].filled == ["3"]


def test_words_decide_where_the_file_names_no_questionnaire(cast: Cast) -> None:
    vendor = make_vendor(cast.system, owner=cast.olga)
    part = get_part(make_assessment(cast, vendor))
    first = SMALL.sections[0].questions[0]
    given = Questionnaire(title="Whatever", sections=(Section("s", "S", questions=(first,)),))
    read = ReadQuestionnaire("mapped", given, {"D-1": Answer("D-1", "yes"), "P-1": Answer("P-1", "yes")})
    report = services.import_answers(actor=cast.olga, part=part, read=read)
    assert (report.filled, report.unknown) == (["D-1"], ["P-1"])


def test_what_is_refused_begins_nothing_and_loses_nothing(cast: Cast) -> None:
    vendor, client = make_vendor(cast.system, owner=cast.olga), sign_in(cast)
    other = make_vendor(cast.system, key="other", name="Other", owner=cast.olga)
    foreign = make_service(cast.system, other)
    wrong = upload(client, vendor, b"%PDF-1.7", service="")
    assert wrong.context["form"]["vendor"].value() == str(vendor.pk)
    assert wrong.context["form"].errors == {"file": ["filled.csv is neither a workbook nor a text."]}
    assert upload(client, vendor, OWN.encode(), service=str(foreign.pk)).context["form"].errors == {
        "service": ["This is a service of another vendor."]
    }
    draft = make_template_version(cast.olga, is_published=False)
    page = upload(client, vendor, make_own_csv(SMALL, Answer("D-1", "no"))).headers["Location"]
    refused = post_form(client, page, due_date="2020-01-01")
    assert f"{draft} is there, and is: draft." in refused.content.decode()
    assert post_form(client, page, due_date="2020-01-01", label="2").context["form"].errors == {
        "due_date": ["The due date lies in the past."]
    }
    assert (Assessment.objects.count(), TemplateVersion.objects.count()) == (0, 1)
    assert QuestionnaireFile.objects.get().file_name == "filled.csv"


def test_a_draft_of_the_same_words_takes_no_answers(cast: Cast) -> None:
    vendor = make_vendor(cast.system, owner=cast.olga)
    make_template_version(cast.olga, is_published=False)
    with pytest.raises(ConflictingState):
        services.start_from_workbook(
            actor=cast.olga, vendor=vendor, read=ReadQuestionnaire("own", SMALL, {"D-1": Answer("D-1", "no")})
        )
    assert Assessment.objects.count() == 0


def test_a_workbook_is_read_in_a_process_of_its_own(cast: Cast) -> None:
    vendor, client = make_vendor(cast.system, owner=cast.olga), sign_in(cast)
    rows = [line.split(";") for line in OWN.splitlines()]
    more = [rows[0], ["1", "Are backups tested each year?", "Yes", ""]]
    page = upload(client, vendor, make_workbook({"A": rows, "B": more})).headers["Location"]
    form = client.get(f"{page}columns/").context["form"]
    assert (form.grid.name, form.header_row, form.initial["with_alike"], form.fields["with_alike"].help_text) == (
        "A", 1, True, "B",
    )  # fmt: skip
