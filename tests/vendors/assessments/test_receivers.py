"""What follows an act: mails to the right people, a task for the reviewer, the scanner before anybody opens a file."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from governance.core.errors import ConflictingState
from governance.core.outbox import deliver_due_messages
from governance.notifications.models import ActionItem
from tests.cast import Cast
from tests.factories.assessments import answer_all, get_part, make_assessment, make_respondent
from tests.factories.vendors import make_vendor
from vendors.assessments import services
from vendors.assessments.models import Evidence
from vendors.notices.mail import mail_due_notices

pytestmark = pytest.mark.django_db


def test_an_invitation_goes_to_its_address_and_works(cast: Cast) -> None:
    vendor = make_vendor(cast.system)
    services.invite_respondent(actor=cast.olga, vendor=vendor, email="v@x.com", name="V")
    deliver_due_messages()
    (sent,) = mail.outbox
    link = re.search(r"https?://[^/]+(/portal/join/\S+)", str(sent.body))
    assert (sent.to, link is not None) == (["v@x.com"], True)
    assert link is not None
    assert Client().get(link[1]).status_code == 200


def test_everybody_who_answers_is_told_and_the_reviewer_gets_a_task(cast: Cast) -> None:
    vendor = make_vendor(cast.system)
    vic, _val = make_respondent(cast, vendor), make_respondent(cast, vendor, "Val")
    make_respondent(cast, make_vendor(cast.system, "rival"), "Rob")
    deliver_due_messages()
    mail.outbox.clear()
    assessment = make_assessment(cast, vendor)
    answer_all(vic, assessment)
    for act in (lambda: None, lambda: services.submit_assessment(actor=vic, assessment=assessment)):
        act()
        deliver_due_messages()
        mail_due_notices()
    told = sorted(address for message in mail.outbox for address in message.to)
    assert told == ["olga@example.com", "val@openai.example.com", "vic@openai.example.com"]
    item = ActionItem.objects.get(kind="vendors.assessment.submitted")
    assert (item.owner, item.record_id) == (assessment.owner, assessment.pk)


def test_sending_does_not_wait_for_mail(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    vendor = make_vendor(cast.system)
    vic = make_respondent(cast, vendor)
    assessment = make_assessment(cast, vendor)
    deliver_due_messages()
    assert assessment.is_open_to_vendor
    services.save_answer(
        actor=vic, part=get_part(assessment), question_id="D-1", values={"value": "no"}, seen=0
    )


@pytest.fixture
def clamd() -> Iterator[str]:
    """Serve the part of clamd's protocol that is used: everything with "bad" in it is a virus."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            assert self.rfile.read(10) == b"zINSTREAM\0"
            content = b""
            while size := int.from_bytes(self.rfile.read(4), "big"):
                content += self.rfile.read(size)
            self.wfile.write(b"stream: Test.Bad FOUND\0" if b"bad" in content else b"stream: OK\0")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("content", "state"), [(b"fine", "available"), (b"bad", "refused")])
def test_a_file_waits_for_the_scanner(
    cast: Cast, settings: Any, clamd: str, content: bytes, state: str
) -> None:
    settings.EVIDENCE_SCANNER = clamd
    vendor = make_vendor(cast.system)
    vic = make_respondent(cast, vendor)
    file = services.add_evidence(
        actor=vic,
        part=get_part(make_assessment(cast, vendor)),
        question_id="P-1",
        source=BytesIO(content),
        file_name="a.txt",
    )
    assert file.state == "quarantined"
    with pytest.raises(ConflictingState):
        services.open_evidence(file)
    deliver_due_messages()
    assert Evidence.objects.get().state == state


def test_a_scanner_that_is_away_keeps_the_file_in_quarantine(cast: Cast, settings: Any) -> None:
    settings.EVIDENCE_SCANNER = "127.0.0.1:9"
    vendor = make_vendor(cast.system)
    vic = make_respondent(cast, vendor)
    services.add_evidence(
        actor=vic,
        part=get_part(make_assessment(cast, vendor)),
        question_id="P-1",
        source=BytesIO(b"fine"),
        file_name="a.txt",
    )
    deliver_due_messages()
    assert Evidence.objects.get().state == "quarantined"
