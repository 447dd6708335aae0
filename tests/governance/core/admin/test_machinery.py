"""Jobs, events and deliveries: read in scope, changed by services, and no library's own page beside ours."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin
from django.test import Client

from governance.accounts.models import User
from governance.core.admin import GovernedModelAdmin
from governance.core.admin.read_only import ReadOnlyModelAdmin
from governance.core.admin.third_party import list_foreign_pages
from governance.core.enums import DeliveryState, JobState
from governance.core.errors import ConflictingState, NotPermitted
from governance.core.jobs import Progress, cancel_job
from governance.core.models import Job, OutboxMessage, RecordedEvent
from governance.core.outbox import retry_delivery
from governance.core.services import change_record
from tests.cast import Cast

JOBS = "/admin/governance/job/"
EVENTS = "/admin/governance/recordedevent/"
DELIVERIES = "/admin/governance/outboxmessage/"


def make_job(user: User, **values: Any) -> Job:
    """Return a waiting job; its kind is nobody's, so that no worker takes it up here."""
    return Job.objects.create(kind="tests.nothing", title=f"Job of {user}", requested_by=user, **values)


def make_delivery(**values: Any) -> OutboxMessage:
    """Return a delivery that gave up."""
    values = {"state": DeliveryState.DEAD, "attempts": 12, "last_error": "Boom", **values}
    return OutboxMessage.objects.create(event=RecordedEvent.objects.first(), receiver="tests", **values)


def test_people_see_their_own_jobs_and_admins_all(cast: Cast, sign_in: Any) -> None:
    own, other = make_job(cast.dan), make_job(cast.ada)
    rows = {
        person: set(sign_in(getattr(cast, person)).get(JOBS).context["cl"].result_list)
        for person in ("dan", "ada", "carol")
    }
    assert rows == {"dan": {own}, "ada": {own, other}, "carol": {own, other}}


def test_a_foreign_job_is_missing(cast: Cast, sign_in: Any) -> None:
    make_job(cast.dan)
    other, client = make_job(cast.ada), sign_in(cast.dan)
    for page in ("change", "progress", "cancel"):
        method = client.post if page == "cancel" else client.get
        codes = [method(f"{JOBS}{key}/{page}/").status_code for key in (other.pk, uuid4())]
        assert codes == [404, 404]
    assert Job.objects.get(pk=other.pk).state == JobState.WAITING


def test_a_running_job_shows_its_progress_with_and_without_script(cast: Cast, sign_in: Any) -> None:
    job, client = make_job(cast.dan, state=JobState.RUNNING), sign_in(cast.dan)
    Progress(str(job.pk)).report(3, 10, "rows")
    assert client.get(f"{JOBS}{job.pk}/progress/").json() == {
        "done": 3,
        "total": 10,
        "text": "rows",
        "state": "running",
        "state_label": "running",
        "message": "",
        "finished": False,
    }
    page = client.get(f"{JOBS}{job.pk}/change/").content.decode()
    assert f'href="{JOBS}{job.pk}/change/">Refresh</a>' in page
    assert 'value="3" max="10"' in page


def test_a_waiting_job_is_cancelled_by_post(cast: Cast, sign_in: Any) -> None:
    job, client = make_job(cast.dan), sign_in(cast.dan)
    assert client.get(f"{JOBS}{job.pk}/cancel/").status_code == 405
    assert client.post(f"{JOBS}{job.pk}/cancel/").status_code == 302
    job.refresh_from_db()
    event = RecordedEvent.objects.first()
    assert (job.state, event.name, event.actor, event.record_id) == (
        JobState.CANCELLED,
        "governance.job.cancelled",
        cast.dan,
        job.pk,
    )


def test_only_what_waits_is_cancelled_and_only_by_those_who_may(cast: Cast) -> None:
    running, other = make_job(cast.dan, state=JobState.RUNNING), make_job(cast.dan)
    with pytest.raises(ConflictingState):
        cancel_job(actor=cast.dan, job=running)
    with pytest.raises(NotPermitted):
        cancel_job(actor=cast.carol, job=other)
    assert cancel_job(actor=cast.ada, job=other).state == JobState.CANCELLED


def test_events_are_for_those_who_may_read_all(cast: Cast, sign_in: Any) -> None:
    codes = {
        person: sign_in(getattr(cast, person)).get(EVENTS).status_code
        for person in ("ada", "carol", "olga", "ben", "dan")
    }
    assert codes == {"ada": 200, "carol": 200, "olga": 200, "ben": 403, "dan": 403}


def test_events_are_found_by_record_name_event_and_actor(cast: Cast, sign_in: Any) -> None:
    change_record(actor=cast.ada, record=cast.support, values={"name": "Help desk"})
    client = sign_in(cast.carol)

    def find(**query: str) -> list[str]:
        return [event.record_label for event in client.get(EVENTS, query).context["cl"].result_list]

    assert find(q=str(cast.support.pk)) == ["Help desk", "Support"]
    assert find(q="help desk") == ["Help desk"]
    assert find(event="governance.record.changed") == ["Help desk"]
    assert find(event="governance.record.changed", actor__id__exact=str(cast.olga.pk)) == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_event_is_added_changed_or_deleted_here(cast: Cast, sign_in: Any, method: str) -> None:
    event, client = RecordedEvent.objects.first(), sign_in(cast.root)
    pages = (f"{EVENTS}add/", f"{EVENTS}{event.pk}/delete/", f"{EVENTS}{event.pk}/history/")
    codes = [getattr(client, method)(page, {"post": "yes"}).status_code for page in pages]
    assert codes == [403, 403, 404]
    assert client.get(f"{EVENTS}{event.pk}/change/").status_code == 200
    assert client.post(f"{EVENTS}{event.pk}/change/", {"name": "x"}).status_code == 403


def test_a_delivery_that_gave_up_is_tried_again(cast: Cast, sign_in: Any) -> None:
    message = make_delivery()
    answer = {"action": "retry", "_selected_action": [str(message.pk)]}
    assert sign_in(cast.ada).post(DELIVERIES, answer).status_code == 302
    message.refresh_from_db()
    assert (message.state, message.attempts) == (DeliveryState.PENDING, 0)
    assert RecordedEvent.objects.first().name == "governance.delivery.retried"


def test_deliveries_are_read_by_auditors_and_retried_by_those_who_may(cast: Cast, sign_in: Any) -> None:
    message, done = make_delivery(), make_delivery(state=DeliveryState.DELIVERED)
    assert [sign_in(user).get(DELIVERIES).status_code for user in (cast.carol, cast.ben)] == [200, 403]
    sign_in(cast.carol).post(DELIVERIES, {"action": "retry", "_selected_action": [str(message.pk)]})
    message.refresh_from_db()
    assert message.state == DeliveryState.DEAD
    with pytest.raises(NotPermitted):
        retry_delivery(actor=cast.carol, message=message)
    with pytest.raises(ConflictingState):
        retry_delivery(actor=cast.ada, message=done)


def test_every_page_of_the_site_is_ours_and_scoped(client: Client) -> None:
    assert list_foreign_pages(admin.site) == []
    unscoped = [
        model._meta.label
        for model, page in admin.site._registry.items()
        if not isinstance(page, GovernedModelAdmin | ReadOnlyModelAdmin)
    ]
    assert unscoped == []
