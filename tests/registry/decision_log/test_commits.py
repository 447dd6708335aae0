"""When what was decided is committed: soon after it was told, or in strict mode before.

Beside the other tests of the log, because a module whose tests commit keeps no world between them.
"""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import OperationalError

from governance.core.ids import CountedIds
from registry.decision_log.journal import Journal
from registry.decision_log.models import LoggedDecision
from registry.decision_log.notes import Call, Note
from tests.cast import Cast
from tests.registry.decision_log.asked import ASKED


@pytest.mark.django_db(transaction=True)
def test_decisions_are_written_soon_off_the_path(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DECISION_LOG = "batched"
    monkeypatch.setattr("registry.decision_log.journal.FLUSH_EVERY", 0.5)
    journal = Journal()
    call = Call((cast.eve.pk, None, "rest", 7), CountedIds().first, [Note(ASKED, "permit", ())])
    journal.add(call)
    assert not LoggedDecision.objects.exists()
    deadline = time.monotonic() + 20
    while not LoggedDecision.objects.exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_strict_mode_writes_before_it_tells(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DECISION_LOG = "strict"
    journal = Journal()
    call = Call((cast.eve.pk, None, "rest", 7), CountedIds().first, [Note(ASKED, "permit", ())])
    journal.add(call)
    assert LoggedDecision.objects.count() == 1

    def fail(calls: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("registry.decision_log.journal.write", fail)
    with pytest.raises(OperationalError):
        journal.add(call)
