"""Evidence: what is taken, who opens it, and how long a link works."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from governance.accounts.models import User
from tests.cast import Cast
from tests.factories.assessments import get_part, make_assessment, make_respondent
from tests.factories.vendors import make_vendor
from vendors.assessments.models import Assessment, Evidence
from vendors.directory.models import Vendor

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nreport"


@pytest.fixture
def vendor(cast: Cast) -> Vendor:
    return make_vendor(cast.system, owner=cast.olga)


@pytest.fixture
def vic(cast: Cast, vendor: Vendor) -> User:
    return make_respondent(cast, vendor)


@pytest.fixture
def assessment(cast: Cast, vendor: Vendor) -> Assessment:
    return make_assessment(cast, vendor, introduction="Please be brief.")


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def section_url(assessment: Assessment, key: str = "data") -> str:
    return reverse("portal:section", args=[get_part(assessment).pk, key])


def test_a_file_is_kept_and_opened_by_its_people_alone(
    cast: Cast, vendor: Vendor, vic: User, assessment: Assessment
) -> None:
    client, part = sign_in(vic), get_part(assessment)
    upload = reverse("portal:upload", args=[part.pk, 3])
    client.post(upload, {"file": SimpleUploadedFile("../../soc 2.pdf", PDF), "expires_on": "2027-01-31"})
    file = Evidence.objects.get()
    assert (file.file_name, file.media_type, file.answer.question_id) == (
        "soc 2.pdf",
        "application/pdf",
        "P-1",
    )
    link = client.get(reverse("portal:open", args=[file.pk])).headers["Location"]
    served = client.get(link)
    headers = [
        served.headers[name] for name in ("Content-Disposition", "Content-Type", "X-Content-Type-Options")
    ]
    assert headers == ['attachment; filename="soc 2.pdf"', "application/octet-stream", "nosniff"]
    assert b"".join(served.streaming_content) == PDF
    rival = sign_in(make_respondent(cast, make_vendor(cast.system, "rival"), "Rob"))
    reviewer, stranger = sign_in(cast.olga), sign_in(cast.eve)
    assert reviewer.get(reverse("portal:open", args=[file.pk])).status_code == 302
    for other in (rival, stranger, reviewer):
        assert other.get(link).status_code == 404
    assert [each.get(reverse("portal:open", args=[file.pk])).status_code for each in (rival, stranger)] == [
        404,
        404,
    ]
    assert client.get(f"{link[:-3]}xx/").status_code == 404
    assert rival.post(reverse("portal:remove", args=[file.pk])).status_code == 404
    client.post(reverse("portal:remove", args=[file.pk]))
    assert (Evidence.objects.count(), client.get(link).status_code) == (0, 404)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.html", b"<html><script>", "Files of this type are not taken"),
        ("a.txt", b"<!DOCTYPE html><html>", "Files of this type are not taken"),
        ("a.pdf", b"MZ\x90\x00", "Files of this type are not taken"),
        ("a.docx", b"PK\x03\x04junk", "Files of this type are not taken"),
        ("a.svg", b"<svg/>", "Files of this type are not taken"),
        ("a.txt", b"", "The submitted file is empty"),
        (
            "a.txt",
            b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
            "test file of virus",
        ),
        ("a.txt", b"x" * 3_000, "The file is larger than"),
    ],
)
def test_a_file_that_is_not_taken(
    vic: User, assessment: Assessment, settings: Any, name: str, content: bytes, says: str
) -> None:
    settings.EVIDENCE_MAX_BYTES = 2_000
    client, part = sign_in(vic), get_part(assessment)
    answer = client.post(
        reverse("portal:upload", args=[part.pk, 3]), {"file": SimpleUploadedFile(name, content)}, follow=True
    )
    assert (says in answer.content.decode(), Evidence.objects.count()) == (True, 0)


def test_a_quota_bites(vic: User, assessment: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    from vendors.assessments.services import evidence

    monkeypatch.setattr(evidence, "MOST_FILES", 1)
    client, upload = sign_in(vic), reverse("portal:upload", args=[get_part(assessment).pk, 3])
    for number in range(2):
        answer = client.post(upload, {"file": SimpleUploadedFile(f"{number}.pdf", PDF)}, follow=True)
    assert ("There is no room for more files" in answer.content.decode(), Evidence.objects.count()) == (
        True,
        1,
    )


def test_a_refusal_is_said_at_its_question(vic: User, assessment: Assessment) -> None:
    """The page opens at the question, so that a message at its top would be out of sight."""
    client, part = sign_in(vic), get_part(assessment)
    upload = reverse("portal:upload", args=[part.pk, 3])
    answer = client.post(upload, {"file": SimpleUploadedFile("soc2.pdf", b"<html>")})
    page = client.get(answer.headers["Location"]).content.decode()
    before, _id, item = page.partition('id="q3"')
    refused = "Files of this type are not taken."
    assert (before.count(refused), item.count(refused)) == (0, 1)
