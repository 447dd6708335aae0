"""The rhythm of assessments: the next round is prepared once, in time, as a draft that a person sends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse

from governance.accounts.models import Role
from governance.accounts.services import assign_role, close_account, get_system_actor
from governance.core.models import RecordedEvent
from governance.notifications.models import ActionItem
from governance.templatetags.times import day
from tests.cast import Cast, get_cast
from tests.factories.assessments import get_part, make_assessment, make_respondent, make_submitted
from tests.factories.questionnaires import make_template_version
from tests.factories.vendors import make_vendor
from tests.vendors.questionnaires.made import a_question, ask
from vendors.assessments import services, tasks
from vendors.assessments.earlier import find_earlier
from vendors.assessments.models import Assessment
from vendors.assessments.selectors import list_respondents, list_reviewers
from vendors.assessments.services import prepare_rounds
from vendors.assessments.services.recurring import find_newest
from vendors.directory.services import offboard_vendor
from vendors.questionnaires.answers import Answer
from vendors.questionnaires.reading import ReadQuestionnaire
from vendors.questionnaires.services import retire_version

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()
END = TODAY + timedelta(days=200)


def make_accepted(cast: Cast, end: date = END, **values: object) -> Assessment:
    vendor = make_vendor(cast.olga, owner=cast.ben)
    values = {"recurs_months": 12, "reviewers": [cast.ada], **values}
    assessment = make_submitted(cast, vendor, make_respondent(cast, vendor), **values)
    return services.accept_assessment(actor=cast.olga, assessment=assessment, valid_until=end)


def run(cast: Cast, *days_left: int) -> list[int]:
    """Let the clock run so many days before the end; return how many rounds were prepared each time."""
    return [prepare_rounds(actor=cast.system, today=END - timedelta(days=days)) for days in days_left]


def list_asked(kind: str = "vendors.assessment.to_send") -> list[tuple[str, str]]:
    rows = ActionItem.objects.filter(kind=kind, done_at__isnull=True)
    return [(str(item.owner), item.title) for item in rows]


def test_the_next_round_is_prepared_once_and_only_a_person_sends_it(cast: Cast) -> None:
    assessment = make_accepted(cast)
    newer = make_template_version(cast.olga, "small", "2")
    assert run(cast, 61, 60, 60, 10, -5) == [0, 1, 0, 0, 0]
    following = Assessment.objects.get(previous=assessment)
    assert (following.state, following.sent_at, following.round_number) == ("draft", None, 2)
    assert (following.owner, following.recurs_months, following.due_date) == (
        cast.olga,
        12,
        END - timedelta(days=14),
    )
    assert get_part(following).version == newer
    assert list_reviewers(following) == [cast.olga, cast.ada]
    # Respondents answer for the vendor, and the answers before are there to be proposed to them.
    assert len(list_respondents(following.vendor_id)) == 1
    assert find_earlier(get_part(following)) == get_part(assessment)
    event = RecordedEvent.objects.get(name="vendors.assessment.repeated")
    assert (event.record_id, event.data["proposals"], event.data["left_out"]) == (following.pk, 5, [])
    assert list_asked() == [("Olga", "Send the next round to Openai: Small 1")]
    services.send_assessment(actor=cast.olga, assessment=following)
    assert list_asked() == []


def test_words_that_came_with_a_vendor_s_answers_go_to_no_other_vendor_by_themselves(cast: Cast) -> None:
    assessment = make_accepted(cast)
    tame = ask(a_question("A", "Are you kind?"), title="Small", version="9")
    read = ReadQuestionnaire("imprimatur", tame, {"A": Answer("A", "yes")})
    theirs, _report = services.start_from_workbook(
        actor=cast.olga, vendor=make_vendor(cast.olga, "sly"), read=read
    )
    run(cast, 60)
    following = Assessment.objects.get(previous=assessment)
    assert (get_part(theirs).version.template, get_part(following).version) == (
        get_part(assessment).version.template,
        get_part(assessment).version,
    )
    assert find_newest(get_part(theirs).version) == get_part(theirs).version


def test_too_late_for_both_names_no_day(cast: Cast) -> None:
    make_accepted(cast)
    run(cast, 27)
    assert Assessment.objects.get(state="draft").due_date is None


@pytest.mark.parametrize("why", ["no rhythm", "rejected", "begun", "withdrawn", "another", "offboarded"])
def test_where_nothing_is_to_be_repeated_nothing_is_prepared(cast: Cast, why: str) -> None:
    if why == "rejected":
        vendor = make_vendor(cast.olga)
        refused = make_submitted(cast, vendor, make_respondent(cast, vendor), recurs_months=12)
        services.reject_assessment(actor=cast.olga, assessment=refused, reason="x")
    else:
        first = make_accepted(cast, recurs_months=None if why == "no rhythm" else 12)
        if why in {"begun", "withdrawn"}:
            again = services.reopen_assessment(actor=cast.olga, assessment=first, reason="x")
            if why == "withdrawn":
                services.withdraw_assessment(actor=cast.olga, assessment=again, reason="x")
        elif why == "another":
            make_assessment(cast, first.vendor)
        elif why == "offboarded":
            offboard_vendor(actor=cast.olga, vendor=first.vendor, reason="x")
    before = Assessment.objects.count()
    assert (run(cast, 60, 0), Assessment.objects.count()) == ([0, 0], before)


def test_what_is_published_no_more_is_left_out_and_nothing_left_asks_the_owner_once(cast: Cast) -> None:
    small = make_template_version(cast.olga)
    optional = ask(a_question("A", is_required=False))
    other = make_template_version(cast.olga, "other", "1", optional)
    first = make_accepted(cast, versions=[small, other])
    for version in (other, small):
        retire_version(actor=cast.olga, version=version, reason="x")
    assert (run(cast, 60, 59), list_asked("vendors.assessment.not_repeatable")) == (
        [0, 0],
        [("Olga", f"No next round can be prepared: {first.title}")],
    )
    make_template_version(cast.olga, "small", "2")
    assert (run(cast, 58), list_asked("vendors.assessment.not_repeatable")) == ([1], [])
    item = ActionItem.objects.get(kind="vendors.assessment.to_send")
    assert "left out: Other 1." in item.body


def test_who_is_gone_is_stood_in_for_by_the_owner_of_the_vendor(cast: Cast) -> None:
    officer = Role.objects.get(key="governance-officer")
    assign_role(actor=cast.ada, user=cast.eve, role=officer)
    make_accepted(cast, owner=cast.eve)
    close_account(actor=cast.ada, user=cast.eve, reason="x")
    run(cast, 60)
    assert [who for who, _title in list_asked()] == ["Ben"]


def test_the_page_says_when_and_leads_to_it(cast: Cast) -> None:
    assessment = make_accepted(cast)
    client = Client()
    client.force_login(cast.olga)
    address = reverse("admin:vendors_assessment_change", args=[assessment.pk])
    page = client.get(address).content.decode()
    assert f"The next round is prepared on {day(END - timedelta(days=60))}" in page
    run(cast, 60)
    following = Assessment.objects.get(previous=assessment)
    link = reverse("admin:vendors_assessment_change", args=[following.pk])
    assert f'href="{link}">The next round (2)</a>: draft.' in client.get(address).content.decode()


def test_the_task_runs_on_the_schedule_as_a_named_actor(cast: Cast) -> None:
    assert settings.JOBS_BEAT_SCHEDULE["prepare-rounds"]["task"] == tasks.prepare.name
    make_accepted(cast, TODAY + timedelta(days=60))
    tasks.prepare()
    following = Assessment.objects.get(state="draft")
    assert following.history.get().history_user == get_system_actor("assessment-clock")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_prepare_one_round() -> None:
    cast = get_cast()
    make_accepted(cast)
    barrier = Barrier(2)

    def work(_number: int) -> int:
        try:
            barrier.wait(timeout=60)
            return prepare_rounds(actor=cast.system, today=END)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == 1
    assert ActionItem.objects.filter(kind="vendors.assessment.to_send").count() == 1
