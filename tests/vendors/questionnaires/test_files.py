"""A file in steps: upload, say which column holds what, look, keep. Nothing is kept before, nobody else sees it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.accounts.models import User
from governance.accounts.services import get_system_actor
from governance.core.errors import ConflictingState, NotPermitted
from governance.core.models import RecordedEvent
from tests.cast import Cast
from tests.security.forms import read_forms
from tests.vendors.questionnaires.made import a_question, ask
from vendors.questionnaires.answers import Answer
from vendors.questionnaires.importers.export import export_workbook
from vendors.questionnaires.importers.mapping import ColumnMapping
from vendors.questionnaires.importers.opening import open_file
from vendors.questionnaires.models import (
    QuestionnaireFile,
    QuestionnaireTemplate,
    SheetLayout,
    TemplateVersion,
)
from vendors.questionnaires.selectors import read_known_file, understand_kept
from vendors.questionnaires.services import discard_file, drop_old_files, keep_file, upload_file
from vendors.questionnaires.services.layouts import remember_layout
from vendors.questionnaires.tasks import drop_uploads

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/vendors/questionnairetemplate/upload/"
HEADINGS = "Ref;Area;What we ask;Your reply;Remarks"
OWN = f"""Security of suppliers;;;;
;;;;
{HEADINGS}
1.1;Access;Is there MFA for all staff?;Yes;Hardware keys
1.2;Access;Who reviews access to data?;The CISO;
2.1;Logging;Are logs kept for a year?;;
"""


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(
    client: Client, content: str | bytes = OWN, name: str = "own_sheet.csv", address: str = UPLOAD
) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return client.post(address, {"file": SimpleUploadedFile(name, raw)})


def count_kept() -> tuple[int, int, int]:
    return QuestionnaireTemplate.objects.count(), TemplateVersion.objects.count(), SheetLayout.objects.count()


def post_form(client: Client, address: str, number: int = 0, **changes: Any) -> Any:
    """Send a form of a page as it stands there, with changes."""
    form = read_forms(client.get(address).content.decode())[number]
    assert form.method == "post"
    return client.post(address, {**{k: v[0] if v else "" for k, v in form.fields.items()}, **changes})


def explain(client: Client) -> str:
    """Upload the sheet of nobody's layout, accept what is proposed, and return the address of the last step."""
    file_page = upload(client).headers["Location"]
    columns = client.get(file_page).headers["Location"]
    assert post_form(client, columns).headers["Location"] == file_page
    return file_page


def test_a_sheet_of_no_known_layout_is_explained_looked_at_and_kept(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    client = sign_in(cast.olga)
    file_page = explain(client)
    shown = client.get(file_page)
    assert shown.context["summary"]["answers"] == {"yes": 1, "no": 0, "na": 0, "other": 1, "blank": 1}
    assert [row["question"].id for row in shown.context["first_questions"]] == ["1.1", "1.2"]
    stored = QuestionnaireFile.objects.get().stored_file
    assert (count_kept(), default_storage.exists(stored)) == ((0, 0, 0), True)
    with django_capture_on_commit_callbacks(execute=True):
        kept = post_form(client, file_page, title="Our suppliers", label="2026")
    version = TemplateVersion.objects.get()
    assert kept.headers["Location"] == reverse("admin:vendors_templateversion_change", args=[version.pk])
    assert (str(version), version.state, version.question_count) == ("Our suppliers 2026", "draft", 3)
    assert [(s.title, [q.id for q in s.questions]) for s in version.questionnaire.sections] == [
        ("Access", ["1.1", "1.2"]), ("Logging", ["2.1"]),
    ]  # fmt: skip
    assert (QuestionnaireFile.objects.count(), default_storage.exists(stored)) == (0, False)
    told = RecordedEvent.objects.get(name="vendors.templateversion.read_in").data
    assert (told["file"], told["layout"], len(told["sha256"])) == ("own_sheet.csv", "mapped", 64)


def test_what_was_explained_is_remembered_until_it_is_removed(cast: Cast) -> None:
    client = sign_in(cast.olga)
    post_form(client, explain(client), title="Our suppliers", label="2026")
    layout = SheetLayout.objects.get()
    assert layout.headings == [text.casefold() for text in HEADINGS.split(";")]
    assert layout.mapping == {
        "sheet": "CSV", "header_row": 3,
        "columns": {"question": "C", "id": "A", "section": "B", "answer": "D", "comment": "E"},
    }  # fmt: skip
    moved = f"{HEADINGS}\n7;New;Is it encrypted at rest?;No;\n".encode()
    read = read_known_file(moved)
    assert (read.content.title, read.content.version, [q.id for q in read.content]) == (
        "Our suppliers", "2026", ["7"],
    )  # fmt: skip
    page = client.get(upload(client, moved).headers["Location"])
    assert (page.status_code, page.context["understanding"].layout) == (200, layout)
    assert page.context["foreseen"].is_same is False
    client.post(reverse("admin:vendors_sheetlayout_delete", args=[layout.pk]), {"post": "yes"})
    assert SheetLayout.objects.count() == 0
    again = upload(client, moved).headers["Location"]
    assert client.get(again).headers["Location"].endswith("/columns/")


def test_another_sheet_row_and_column_can_be_chosen(cast: Cast) -> None:
    client = sign_in(cast.olga)
    file_page = upload(client).headers["Location"]
    columns = f"{file_page}columns/"
    form = client.get(columns).context["form"]
    assert (form.header_row, form.initial["question"], form.initial["answer"]) == (3, "C", "D")
    other = client.get(f"{columns}?sheet=CSV&row=1").context
    assert (other["form"].header_row, other["header_row"], other["sheet_rows"][0][:2]) == (1, 1, (1, True))
    beyond = client.get(f"{columns}?sheet=CSV&row=99").content.decode()
    assert "This sheet has 6 rows." in beyond
    twice = client.post(columns, {"question": "C", "answer": "C"}).content.decode()
    assert "is chosen for two things. It can hold only one." in twice
    assert client.post(columns, {"question": "A", "section": "B", "id": "E"}).headers["Location"] == file_page
    assert QuestionnaireFile.objects.get().mapping["columns"] == {"question": "A", "section": "B", "id": "E"}


def test_a_file_that_changed_its_meaning_is_not_kept(cast: Cast) -> None:
    client = sign_in(cast.olga)
    file_page = explain(client)
    form = read_forms(client.get(file_page).content.decode())[0]
    seen = {name: values[0] for name, values in form.fields.items() if values}
    client.post(f"{file_page}columns/", {"question": "D"})
    assert "Look at it once more" in client.post(file_page, seen).content.decode()
    assert count_kept() == (0, 0, 0)


def test_a_form_sent_twice_keeps_one(cast: Cast) -> None:
    client = sign_in(cast.olga)
    file_page = explain(client)
    form = read_forms(client.get(file_page).content.decode())[0]
    posted = {name: values[0] for name, values in form.fields.items() if values}
    assert [client.post(file_page, posted).headers["Location"] == UPLOAD for _ in range(2)] == [False, True]
    assert count_kept() == (1, 1, 1)
    explain_again = upload(client).headers["Location"]
    assert "asks the same" in client.get(explain_again).content.decode()
    post_form(client, explain_again)
    assert count_kept() == (1, 1, 1)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The submitted file is empty."),
        (b"%PDF-1.7 and more", "x.bin is neither a workbook nor a text."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Save it as .xlsx without one."),
        (b"PK\x03\x04 broken", "This file is not a workbook that can be read."),
        (b'{"questions": "none"}', "This JSON is no questionnaire"),
        (b" ; ; \n ; \n", "Every sheet of this file is empty."),
    ],
)
def test_what_cannot_be_read_is_refused_on_the_page(cast: Cast, content: bytes, sentence: str) -> None:
    page = upload(sign_in(cast.olga), content, "x.bin")
    assert (page.status_code, page.context["form"].errors.keys()) == (200, {"file"})
    assert sentence in page.content.decode()
    assert QuestionnaireFile.objects.count() == 0


def test_a_file_is_its_uploaders_alone(cast: Cast) -> None:
    client = sign_in(cast.olga)
    file_page = explain(client)
    stranger = sign_in(cast.root)
    answers = [
        *(stranger.get(f"{file_page}{page}") for page in ("", "columns/")),
        *(stranger.post(f"{file_page}{page}") for page in ("", "columns/", "discard/")),
    ]
    assert [answer.headers["Location"] for answer in answers] == [UPLOAD] * 5
    assert "own_sheet" not in stranger.get(UPLOAD).content.decode()
    assert QuestionnaireFile.objects.count() == 1
    wrong_kind = file_page.replace("questionnairetemplate", "assessment")
    assert client.get(wrong_kind).headers["Location"] == "/admin/vendors/assessment/upload/"
    assert [sign_in(cast.carol).get(address).status_code for address in (UPLOAD, file_page)] == [404, 404]
    assert "own_sheet" in client.get(UPLOAD).content.decode()
    assert client.post(f"{file_page}discard/").headers["Location"] == UPLOAD
    assert QuestionnaireFile.objects.count() == 0


def test_files_that_nobody_went_on_with_are_dropped(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    upload(sign_in(cast.olga))
    stored = QuestionnaireFile.objects.get().stored_file
    assert drop_old_files(actor=get_system_actor("questionnaire-import")) == 0
    QuestionnaireFile.objects.update(created_at=timezone.now() - timedelta(days=1, seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        drop_uploads()
    assert (QuestionnaireFile.objects.count(), default_storage.exists(stored)) == (0, False)


def test_layouts_are_listed_and_renamed_but_not_made_by_hand(cast: Cast) -> None:
    client = sign_in(cast.olga)
    post_form(client, explain(client))
    layout = SheetLayout.objects.get()
    assert layout.title == "own sheet"
    page = reverse("admin:vendors_sheetlayout_change", args=[layout.pk])
    shown = client.get(page).content.decode()
    assert "Question: C, Id of the question: A" in shown
    client.post(page, {"title": "Suppliers", "framework": "", "version": "3"})
    layout.refresh_from_db()
    assert (layout.title, layout.version, layout.history.count()) == ("Suppliers", "3", 2)
    assert client.get(reverse("admin:vendors_sheetlayout_add")).status_code == 403
    assert client.get(reverse("admin:vendors_sheetlayout_changelist")).status_code == 200


def test_no_remembered_layout_reads_the_workbooks_that_we_write(cast: Cast) -> None:
    content = ask(a_question("A"), a_question("B"))
    ours = export_workbook(content, {"A": Answer("A", "yes")})
    mapping = ColumnMapping("Questions", 2, {"id": 1, "question": 2, "answer": 4})
    remember_layout(actor=cast.olga, sheets=open_file(ours).sheets, mapping=mapping, title="Mistaken")
    read = read_known_file(ours)
    assert (read.layout, {key: answer.value for key, answer in read.answers.items()}) == (
        "imprimatur",
        {"A": "yes"},
    )


def test_what_has_no_headings_is_read_and_not_remembered(cast: Cast) -> None:
    client = sign_in(cast.olga)
    file_page = upload(client, "Is there MFA for all staff?;Yes\nIs data encrypted at rest?;No\n").headers[
        "Location"
    ]
    post_form(client, f"{file_page}columns/")
    assert "remembers" not in client.get(file_page).context["form"].fields
    post_form(client, file_page, remembers="on")
    assert count_kept() == (1, 1, 0)


def test_the_services_themselves_keep_once_and_for_the_uploader(cast: Cast) -> None:
    explain(sign_in(cast.olga))
    file = QuestionnaireFile.objects.get()
    understanding = understand_kept(file)
    values: dict[str, Any] = {"file": file, "understanding": understanding, "seen": understanding.digest}
    for stranger in (cast.root, cast.carol):
        with pytest.raises(ConflictingState):
            keep_file(actor=stranger, **values)
        with pytest.raises(ConflictingState):
            discard_file(actor=stranger, file=file)
    keep_file(actor=cast.olga, **values)
    with pytest.raises(ConflictingState):
        keep_file(actor=cast.olga, **values)
    with pytest.raises(NotPermitted):
        upload_file(actor=cast.carol, kind=QuestionnaireTemplate, source=BytesIO(OWN.encode()), file_name="a")
    assert (count_kept(), QuestionnaireFile.objects.count()) == ((1, 1, 0), 0)
