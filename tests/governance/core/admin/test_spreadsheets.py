"""Spreadsheets pass through the same rights and services as every other page."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from governance.accounts.models import Role, Team, TeamMembership
from governance.accounts.services import assign_role, set_role_permissions
from governance.core.admin.formats import NeutralCSV, NeutralXLSX
from governance.core.models import RecordedEvent, RegistryRevision
from governance.core.services import change_record, create_record, delete_record, grant_access
from tests.cast import Cast

TEAMS = "/admin/governance/team/"
MEMBERS = "/admin/governance/teammembership/"


def export(client: Client, url: str, form: str = "0", query: str = "", **columns: str) -> Any:
    """Ask for an export of all columns that the page offers."""
    page = client.get(f"{url}export/{query}")
    assert page.status_code == 200
    chosen = {
        name: "on"
        for name, field in page.context["form"].fields.items()
        if hasattr(field, "is_selectable_field")
    }
    return client.post(f"{url}export/{query}", {"resource": "0", "format": form, **chosen})


def upload(client: Client, url: str, content: bytes | str, name: str = "teams.csv") -> Any:
    """Send a file to the preview."""
    body = content.encode() if isinstance(content, str) else content
    form = "1" if name.endswith("xlsx") else "0"
    return client.post(
        f"{url}import/", {"resource": "0", "format": form, "import_file": SimpleUploadedFile(name, body)}
    )


def confirm(client: Client, url: str, preview: Any) -> Any:
    """Confirm what the preview showed."""
    return client.post(f"{url}process_import/", dict(preview.context["confirm_form"].initial))


def list_refusals(response: Any) -> list[tuple[int, dict[str, list[str]]]]:
    """Return (row, sentences) of a refused file."""
    return [(row.number, row.error_dict) for row in response.context["result"].invalid_rows]


def scope_to_support(cast: Cast, *permissions: str) -> None:
    """Give Dan a role of his own with the permissions, for the support team alone."""
    role = create_record(actor=cast.ada, model=Role, values={"key": "own", "name": "Own"})
    set_role_permissions(actor=cast.ada, role=role, permissions=permissions)
    assign_role(actor=cast.ada, user=cast.dan, role=role, team=cast.support)


def test_an_export_holds_the_filtered_list_and_is_recorded(cast: Cast, ada: Client) -> None:
    change_record(actor=cast.ada, record=cast.support, values={"name": "=cmd|x"})
    response = export(ada, TEAMS, query="?q=support")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines == ["id,key,name,description,is_active", f"{cast.support.pk},support,'=cmd|x,,yes"]
    event = RecordedEvent.objects.first()
    assert (event.name, event.actor, event.channel, event.data) == (
        "governance.records.exported",
        cast.ada,
        "admin",
        {
            "kind": "governance.team",
            "rows": 1,
            "format": "csv",
            "columns": ["id", "key", "name", "description", "is_active"],
        },
    )


@pytest.mark.parametrize(("form", "file_format"), [("0", NeutralCSV), ("1", NeutralXLSX)])
def test_an_export_imported_again_changes_nothing(
    cast: Cast, ada: Client, form: str, file_format: Any
) -> None:
    change_record(actor=cast.ada, record=cast.support, values={"name": "+1 'team'", "description": "a\nb"})
    response = export(ada, TEAMS, form)
    preview = upload(ada, TEAMS, response.content, "teams.xlsx" if form == "1" else "teams.csv")
    assert dict(preview.context["result"].totals) == {
        "new": 0,
        "update": 0,
        "delete": 0,
        "skip": 2,
        "error": 0,
        "invalid": 0,
    }


def test_a_preview_writes_nothing_and_an_import_leaves_history_through_import(
    cast: Cast, ada: Client
) -> None:
    revision = RegistryRevision.current()
    preview = upload(ada, TEAMS, "key,name,is_active\nsupport,Help desk,no\nlegal,Legal,yes\n")
    rows = [
        (row.import_type, row.label, [change.sentence for change in row.changes])
        for row in preview.context["result"].valid_rows()
    ]
    assert rows == [
        ("update", "Support", ["Name: Support → Help desk", "Active: yes → no"]),
        ("new", "Legal", ["Key: legal", "Name: Legal", "Active: yes"]),
    ]
    assert sorted(Team.objects.values_list("name", flat=True)) == ["Research", "Support"]
    assert RegistryRevision.current() == revision
    assert confirm(ada, TEAMS, preview).status_code == 302
    assert sorted(Team.objects.values_list("name", flat=True)) == ["Help desk", "Legal", "Research"]
    row = cast.support.history.first()
    assert (row.history_user, row.history_channel, row.name) == (cast.ada, "import", "Help desk")
    assert RecordedEvent.objects.first().data == {"kind": "governance.team", "file": "teams.csv", "rows": 2}
    assert RegistryRevision.current() == revision + 1


def test_one_refused_row_refuses_the_file(cast: Cast, ada: Client) -> None:
    response = upload(ada, TEAMS, "key,name,is_active\nlegal,Legal,yes\nwith space,Bad,maybe\n")
    assert list_refusals(response) == [(2, {"is_active": ["Write yes or no."]})]
    assert "confirm_form" not in response.context
    assert Team.objects.filter(key="legal").count() == 0


def test_what_is_refused_between_preview_and_import_is_shown_and_nothing_written(
    cast: Cast, ada: Client
) -> None:
    preview = upload(ada, TEAMS, f"id,key,name\n,legal,Legal\n{cast.research.pk},research,R&D\n")
    assert preview.context["result"].totals["update"] == 1
    delete_record(actor=cast.ada, record=cast.research)
    response = confirm(ada, TEAMS, preview)
    assert (response.status_code, list_refusals(response)) == (
        409,
        [(2, {"id": ["There is no such record."]})],
    )
    assert list(Team.objects.values_list("key", flat=True)) == ["support"]


def test_an_upload_is_confirmed_once_and_by_the_person_who_sent_it(
    cast: Cast, ada: Client, sign_in: Any
) -> None:
    preview = upload(ada, TEAMS, "key,name\nlegal,Legal\n")
    assert confirm(sign_in(cast.root), TEAMS, preview).status_code == 302
    assert Team.objects.filter(key="legal").count() == 0
    assert [confirm(ada, TEAMS, preview).status_code for _ in range(2)] == [302, 302]
    assert Team.objects.filter(key="legal").count() == 1


@pytest.mark.parametrize("name", ["../secret-key", "", "x"])
def test_no_other_file_can_be_named(ada: Client, name: str) -> None:
    answer = {"import_file_name": name, "original_file_name": "x", "format": "0", "resource": "0"}
    response = ada.post(f"{TEAMS}process_import/", answer)
    assert (response.status_code, response["Location"]) == (302, f"{TEAMS}import/")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("key,name\n", "nothing to import"),
        ("key,key\na,b\n", "heading of its own"),
        ("key,name\na,b,c\n", "Row 2 has more cells"),
        (b"key,name\n\xff,b\n", "not UTF-8"),
        ("key,name\n" + "a,b\n" * 2001, "more than 2000 rows"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(ada: Client, content: bytes, sentence: str) -> None:
    errors = upload(ada, TEAMS, content).context["form"].errors["import_file"]
    assert len(errors) == 1
    assert sentence in errors[0]


def test_unknown_columns_and_nul_are_refused(ada: Client) -> None:
    result = upload(ada, TEAMS, "key,name,is_superuser\na,b,yes\n").context["result"]
    assert [error.error.messages for error in result.base_errors] == [
        ["There is no column called: is_superuser"]
    ]
    assert list_refusals(upload(ada, TEAMS, "key,name\na,b\x00c\n")) == [
        (1, {"name": ["A text holds a NUL character."]})
    ]


def test_a_foreign_row_is_missing_and_its_old_values_stay_hidden(
    cast: Cast, pages: None, sign_in: Any
) -> None:
    scope_to_support(
        cast,
        *(f"governance.{action}_teammembership" for action in ("view", "add", "change", "import", "export")),
        "governance.view_team",
    )
    foreign = create_record(
        actor=cast.ada, model=TeamMembership, values={"team": cast.research, "user": cast.ben}
    )
    client = sign_in(type(cast.dan).objects.get(pk=cast.dan.pk))
    missing = "0" * 8 + str(foreign.pk)[8:]
    answers = [
        list_refusals(upload(client, MEMBERS, f"id,is_lead\n{key},yes\n")) for key in (foreign.pk, missing)
    ]
    assert answers == [[(1, {"id": ["There is no such record."]})]] * 2
    own = TeamMembership.objects.get(team=cast.support)
    answers = [
        list_refusals(upload(client, MEMBERS, f"id,team\n{own.pk},{team}\n"))
        for team in ("research", "nowhere")
    ]
    assert answers == [[(1, {"team": ["There is no such record."]})]] * 2
    exported = export(client, MEMBERS).content.decode("utf-8-sig").splitlines()
    assert exported == ["id,team,user,is_lead", f"{own.pk},support,(hidden),no"]


@pytest.mark.parametrize("person", ["ben", "dan", "olga"])
def test_nobody_imports_or_exports_without_the_right(
    cast: Cast, pages: None, sign_in: Any, person: str
) -> None:
    client = sign_in(getattr(cast, person))
    codes = [client.get(f"/admin/governance/role/{page}/").status_code for page in ("export", "import")]
    codes.append(client.post("/admin/governance/role/process_import/", {}).status_code)
    assert codes == [403, 403, 403]


def test_a_kind_without_import_columns_is_not_imported(ada: Client) -> None:
    assert ada.get("/admin/governance/role/import/").status_code == 403


def test_a_grant_to_export_exports_one_record(cast: Cast, pages: None, sign_in: Any) -> None:
    for action in ("view", "export"):
        grant_access(actor=cast.ada, record=cast.support, user=cast.dan, action=action, reason="Review")
    grant_access(actor=cast.ada, record=cast.research, user=cast.dan, action="view", reason="Review")
    client = sign_in(cast.dan)
    lines = export(client, TEAMS).content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines] == ["key", "support"]


def test_a_filter_that_makes_no_sense_leads_back_to_the_list(ada: Client) -> None:
    response = ada.get(f"{TEAMS}export/?is_active__exact=x%00")
    assert (response.status_code, response["Location"]) == (302, TEAMS)
