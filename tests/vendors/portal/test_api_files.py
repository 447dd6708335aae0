"""Files over the API: a vendor's software brings them and takes them back, and each is read by its people alone."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from governance.accounts.enums import KeyScope
from governance.accounts.models import RoleAssignment, User
from governance.accounts.services import assign_role, issue_api_key, withdraw_role
from tests.cast import Cast
from tests.factories.assessments import get_part, make_assessment, make_respondent
from tests.factories.vendors import make_vendor
from tests.kept import Kept, keep
from vendors.assessments import services
from vendors.assessments.models import Assessment, AssessmentAnswer, Evidence
from vendors.assessments.services import evidence as evidence_service
from vendors.assessments.services.inviting import make_token

pytestmark = pytest.mark.django_db

MISSING = UUID("01920000-0000-7000-8000-000000000000")
PDF = b"%PDF-1.7\nreport"
ANSWERING = "assessments:answer"


@dataclass
class World:
    cast: Cast
    vic: User
    rob: User
    assessment: Assessment
    file: Evidence
    foreign: Evidence


@pytest.fixture(scope="module")
def kept_world(request: pytest.FixtureRequest) -> Iterator[Kept[World] | None]:
    def make(cast: Cast) -> World:
        people, rounds, files = [], [], []
        for key, name in (("openai", "Vic"), ("rival", "Rob")):
            vendor = make_vendor(cast.system, key, owner=cast.olga)
            people.append(make_respondent(cast, vendor, name))
            rounds.append(make_assessment(cast, vendor))
            files.append(
                services.add_evidence(
                    actor=people[-1],
                    part=get_part(rounds[-1]),
                    question_id="P-1",
                    source=ContentFile(PDF),
                    file_name=f"{key}.pdf",
                )
            )
        return World(cast, *people, rounds[0], *files)

    with keep(request, make) as kept:
        yield kept


@pytest.fixture
def world(kept_world: Kept[World], db: None) -> World:
    return kept_world.take()


def open_client(world: World, owner: User, *scopes: str) -> Client:
    """Return a caller with a key of the owner."""
    secret = issue_api_key(actor=world.cast.system, owner=owner, name="ci", scopes=scopes or [ANSWERING])[1]
    return Client(headers={"Authorization": f"Bearer {secret}"})


def upload(client: Client, part: Any, *files: tuple[str, bytes], **said: Any) -> Any:
    """Send files as a form does."""
    body = {"question_id": "P-1", "file": [SimpleUploadedFile(*each) for each in files], **said}
    return client.post(f"/api/v1/portal/parts/{part}/evidence", body)


def read(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_file_is_brought_listed_read_and_taken_back(world: World) -> None:
    client, part = open_client(world, world.vic), get_part(world.assessment)
    made = upload(client, part.pk, ("../../soc 2.pdf", PDF), question_id="D-1", expires_on="2027-01-31")
    told = made.json()
    assert (
        made.status_code,
        [told[name] for name in ("file_name", "media_type", "question_id", "state")],
    ) == (
        200,
        ["soc 2.pdf", "application/pdf", "D-1", "available"],
    )
    assert (told["sha256"], told["expires_on"]) == (hashlib.sha256(PDF).hexdigest(), "2027-01-31")
    assert AssessmentAnswer.objects.get(part=part, question_id="D-1").revision == 0
    assert Evidence.history.latest().history_channel == "api"
    listed = client.get(f"/api/v1/portal/evidence?part={part.pk}&question_id=D-1").json()["results"]
    assert listed == [told]
    address = f"/api/v1/portal/evidence/{told['id']}"
    assert client.get(address).json() == told
    served = client.get(f"{address}/content", headers={"Accept": "application/pdf"})
    assert (served.status_code, read(served)) == (200, PDF)
    names = ("Content-Disposition", "Content-Type", "X-Content-Type-Options", "Cache-Control")
    assert [served.headers[name] for name in names] == [
        'attachment; filename="soc 2.pdf"',
        "application/octet-stream",
        "nosniff",
        "private, no-store",
    ]
    assert client.post(f"{address}/remove", {}, content_type="application/json").status_code == 204
    assert [client.get(each).status_code for each in (address, f"{address}/content")] == [404, 404]


def test_a_file_of_another_vendor_does_not_exist(world: World) -> None:
    """Whoever guesses the address learns nothing by any method, and neither does a key with every scope."""
    foreign = get_part(world.foreign.answer.part.assessment)
    for client in (open_client(world, world.vic), open_client(world, world.vic, *KeyScope.values)):
        names = [row["file_name"] for row in client.get("/api/v1/portal/evidence").json()["results"]]
        assert names == ["openai.pdf"]
        asked = f"/api/v1/portal/evidence?part={foreign.pk}"
        assert client.get(asked).json() == client.get(asked.replace(str(foreign.pk), str(MISSING))).json()
        for method, path in (
            *((method, f"evidence/%s{end}") for method in ("GET", "HEAD") for end in ("", "/content")),
            ("POST", "evidence/%s/remove"),
        ):
            for root in ("portal/", ""):
                answers = [
                    client.generic(
                        method,
                        f"/api/v1/{root}{path % key}",
                        "{}",
                        content_type="application/json",
                        headers={"Range": "bytes=0-3"},
                    )
                    for key in (world.foreign.pk, MISSING)
                ]
                assert answers[0].status_code in ({403, 404} if root == "" else {404})
                assert [read(each) for each in answers] == [answers[0].content] * 2
                heads = [{k: v for k, v in each.headers.items() if k != "X-Request-ID"} for each in answers]
                assert heads[0] == heads[1]
        answers = [upload(client, key, ("a.pdf", PDF)) for key in (foreign.pk, MISSING)]
        assert ({each.status_code for each in answers}, answers[0].content) == ({404}, answers[1].content)
    assert Evidence.objects.count() == 2


def test_who_may_see_a_file_reads_it_and_nobody_else(world: World) -> None:
    ours, theirs = (f"/api/v1/{root}evidence/{world.file.pk}/content" for root in ("", "portal/"))
    cast, reading = world.cast, "assessments:read"
    callers = {
        "reviewer": (cast.olga, reading, 200, 403),
        "auditor": (cast.carol, reading, 200, 403),
        "respondent": (world.vic, ANSWERING, 403, 200),
        "rival": (world.rob, ANSWERING, 403, 404),
        "rival who reads": (world.rob, reading, 404, 403),
        "stranger": (cast.dan, reading, 404, 403),
        "another scope": (cast.olga, "vendors:read", 403, 403),
    }
    found = {}
    for name, (owner, scope, *_expected) in callers.items():
        client = open_client(world, owner, scope)
        answers = [client.get(address) for address in (ours, theirs)]
        found[name] = [each.status_code for each in answers]
        assert [PDF in read(each) for each in answers] == [each == 200 for each in found[name]]
    assert found == {name: list(expected) for name, (_owner, _scope, *expected) in callers.items()}
    assert [Client().get(address).status_code for address in (ours, theirs)] == [401, 401]


def test_whoever_answers_no_more_reads_no_more(world: World) -> None:
    client, address = open_client(world, world.vic), f"/api/v1/portal/evidence/{world.file.pk}/content"
    services.withdraw_assessment(actor=world.cast.olga, assessment=world.assessment, reason="Too early")
    assert (client.get(address).status_code, client.get("/api/v1/portal/evidence").json()["results"]) == (
        404,
        [],
    )
    (held,) = RoleAssignment.objects.filter(user=world.vic)
    withdraw_role(actor=world.cast.ada, assignment=held, reason="Left.")
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("state", ["quarantined", "refused"])
def test_what_is_being_checked_or_was_refused_is_not_served(world: World, settings: Any, state: str) -> None:
    settings.EVIDENCE_SCANNER = "/usr/bin/scan"
    client = open_client(world, world.vic)
    kept = upload(client, get_part(world.assessment).pk, ("soc2.pdf", PDF))
    file = Evidence.objects.get(pk=kept.json()["id"])
    assert kept.json()["state"] == "quarantined"
    if state == "refused":
        evidence_service.settle_scan(actor=world.cast.system, evidence=file, virus="Eicar")
    for caller, root in ((client, "portal/"), (open_client(world, world.cast.olga, "assessments:read"), "")):
        answer = caller.get(f"/api/v1/{root}evidence/{file.pk}/content")
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
        assert (answer.headers["Content-Type"], PDF in answer.content) == ("application/problem+json", False)


HTML, EXE = b"<html><script>", b"MZ\x90\x00"


@pytest.mark.parametrize(
    ("files", "said", "field"),
    [
        ([("a.html", HTML)], {}, "file"),
        ([("a.pdf", EXE)], {}, "file"),
        ([("a.txt", b"")], {}, "file"),
        ([("a.txt", b"x" * 3_000)], {}, "file"),
        ([("a.pdf", PDF), ("b.pdf", PDF)], {}, "file"),
        ([], {}, "file"),
        ([("a.pdf", PDF)], {"question_id": "Z-9"}, "question_id"),
        ([("a.pdf", PDF)], {"question_id": "P-\x001"}, "question_id"),
        ([("a.pdf", PDF)], {"expires_on": "soon"}, "expires_on"),
        ([("a.pdf", PDF)], {"state": "available"}, "state"),
    ],
)
def test_what_is_not_taken_is_named_and_nothing_is_kept(
    world: World, settings: Any, files: list[tuple[str, bytes]], said: dict[str, str], field: str
) -> None:
    settings.EVIDENCE_MAX_BYTES = 2_000
    refused = upload(open_client(world, world.vic), get_part(world.assessment).pk, *files, **said)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
    assert Evidence.objects.count() == 2


def test_the_vendor_s_room_is_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_service, "MOST_FILES", 1)
    refused = upload(open_client(world, world.vic), get_part(world.assessment).pk, ("b.pdf", PDF))
    assert (refused.status_code, refused.json()["code"], Evidence.objects.count()) == (400, "quota", 2)


def test_a_file_sent_twice_under_one_key_is_kept_once(world: World) -> None:
    client, part = open_client(world, world.vic), get_part(world.assessment).pk
    client.defaults["HTTP_IDEMPOTENCY_KEY"] = "once"
    first, second = (upload(client, part, ("b.pdf", PDF)) for _ in range(2))
    assert (first.status_code, first.json()) == (200, second.json())
    other = upload(client, part, ("b.pdf", PDF + b"2"))
    assert (other.status_code, other.json()["code"], Evidence.objects.count()) == (422, "key_reused", 3)


def test_an_answer_comes_again_only_while_one_may_see_what_it_tells(world: World) -> None:
    """Whoever still answers for another vendor keeps the key, and not the right."""
    cast, other = world.cast, world.foreign.answer.part.assessment.vendor
    invited = services.invite_respondent(actor=cast.olga, vendor=other, email=world.vic.email, name="Vic")
    services.use_invitation(token=make_token(invited), user=world.vic)
    client, part = open_client(world, world.vic), get_part(world.assessment).pk
    client.defaults["HTTP_IDEMPOTENCY_KEY"] = "once"
    first, second = (upload(client, part, ("b.pdf", PDF)) for _ in range(2))
    assert (second.status_code, second.json()) == (200, first.json())
    held = RoleAssignment.objects.get(user=world.vic, vendor_ref=world.assessment.vendor_id)
    withdraw_role(actor=cast.ada, assignment=held, reason="Left.")
    gone = upload(client, part, ("b.pdf", PDF))
    assert (gone.status_code, gone.content) == (404, upload(client, MISSING, ("b.pdf", PDF)).content)


def test_what_was_made_is_not_told_again_to_who_lost_sight_of_it(world: World) -> None:
    cast, vendor = world.cast, world.assessment.vendor
    (held,) = RoleAssignment.objects.filter(user=cast.olga, team=None, vendor_ref=None)
    assign_role(
        actor=cast.ada,
        user=cast.olga,
        role=held.role,
        vendor_ref=world.foreign.answer.part.assessment.vendor_id,
    )
    client = open_client(world, cast.olga, "assessments:write")
    client.defaults["HTTP_IDEMPOTENCY_KEY"] = "once"
    said = {"vendor": str(vendor.pk), "email": "fay@openai.example.com", "name": "Fay"}
    send = functools.partial(client.post, "/api/v1/invitations", said, content_type="application/json")
    assert [send().status_code, send().status_code] == [201, 201]
    withdraw_role(actor=cast.ada, assignment=held, reason="Another task.")
    assert (send().status_code, b"fay" in send().content) == (404, False)
