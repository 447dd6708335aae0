"""Several people look through one assessment: each is asked, each may judge, none of them may have answered."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.accounts.models import Role, User
from governance.accounts.services import assign_role, withdraw_role
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.models import RecordedEvent
from governance.core.outbox import deliver_due_messages
from governance.notifications.models import ActionItem
from governance.notifications.selectors import list_open_for
from tests.cast import Cast
from tests.factories.assessments import answer_all, make_assessment, make_respondent, make_submitted
from tests.factories.vendors import make_vendor
from vendors.assessments import services
from vendors.assessments.models import Assessment, AssessmentAnswer, AssessmentReviewer
from vendors.assessments.selectors import list_reviewers
from vendors.assessments.services.inviting import make_token
from vendors.directory.models import Vendor
from vendors.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def vendor(cast: Cast) -> Vendor:
    return make_vendor(cast.olga)


def list_asked() -> list[str]:
    rows = ActionItem.objects.filter(kind="vendors.assessment.submitted", done_at__isnull=True)
    return sorted(str(item.owner) for item in rows)


def open_page(user: User, assessment: Assessment, name: str = "change", **posted: Any) -> Any:
    client = Client()
    client.force_login(user)
    address = reverse(f"admin:vendors_assessment_{name}", args=[assessment.pk])
    return client.post(address, posted, follow=True) if posted else client.get(address)


def test_each_reviewer_is_asked_and_may_judge_and_one_decides_for_all(cast: Cast, vendor: Vendor) -> None:
    assessment = make_submitted(cast, vendor, make_respondent(cast, vendor), reviewers=[cast.ada, cast.root])
    deliver_due_messages()
    deliver_due_messages()
    assert list_reviewers(assessment) == [cast.olga, cast.ada, cast.root]
    assert list_asked() == ["Ada", "Olga", "Root"]
    assert [item.title for item in list_open_for(cast.ada)] == ["Review what Openai answered: Small 1"]
    answer = AssessmentAnswer.objects.get(question_id="D-1")
    for reviewer, verdict in ((cast.ada, "finding"), (cast.root, "accepted")):
        judged = services.judge_answer(actor=reviewer, answer=answer, verdict=verdict)
        assert (judged.verdict, judged.history.first().history_user) == (verdict, reviewer)
    services.accept_assessment(actor=cast.ada, assessment=assessment)
    assert list_asked() == []


def test_who_is_named_later_is_asked_at_once_and_who_is_out_no_more(cast: Cast, vendor: Vendor) -> None:
    assessment = make_submitted(cast, vendor, make_respondent(cast, vendor), reviewers=[cast.root])
    deliver_due_messages()
    assessment = services.change_reviewers(
        actor=cast.olga, assessment=assessment, owner=cast.ada, reviewers=[cast.olga, cast.ada]
    )
    assert (list_reviewers(assessment), list_asked()) == ([cast.ada, cast.olga], ["Ada", "Olga"])
    event = RecordedEvent.objects.get(name="vendors.assessment.reviewers_changed")
    assert event.data == {"lead": "Ada", "added": ["Ada"], "removed": ["Root"]}
    assert list(
        AssessmentReviewer.history.order_by("history_id").values_list("user__name", "history_type")
    ) == [("Root", "+"), ("Olga", "+"), ("Root", "-")]
    # The same again is no change.
    services.change_reviewers(actor=cast.olga, assessment=assessment, owner=cast.ada, reviewers=[cast.olga])
    assert RecordedEvent.objects.filter(name=event.name).count() == 1


@pytest.mark.parametrize("who", ["eve", "carol", "dan", "vic"])
def test_only_who_may_review_becomes_a_reviewer(cast: Cast, vendor: Vendor, who: str) -> None:
    vic = make_respondent(cast, vendor)
    person = vic if who == "vic" else getattr(cast, who)
    with pytest.raises(InvalidInput) as refusal:
        make_assessment(cast, vendor, reviewers=[person])
    assert refusal.value.fields == {
        "reviewers": f"{person} has no right to review. Give them a role that has it first."
    }
    assessment = make_assessment(cast, vendor)
    with pytest.raises(InvalidInput):
        services.change_reviewers(actor=cast.olga, assessment=assessment, owner=person)
    with pytest.raises(NotPermitted):
        services.change_reviewers(actor=person, assessment=assessment, owner=cast.olga)


def test_a_reviewer_who_answered_neither_joins_nor_decides(cast: Cast, vendor: Vendor) -> None:
    assessment = make_submitted(cast, vendor, cast.ada, reviewers=[cast.ada])
    for act in (
        lambda: services.judge_answer(
            actor=cast.ada, answer=AssessmentAnswer.objects.all()[0], verdict="accepted"
        ),
        lambda: services.accept_assessment(actor=cast.ada, assessment=assessment),
    ):
        with pytest.raises(NotPermitted, match="Somebody who gave the answers"):
            act()
    services.change_reviewers(actor=cast.olga, assessment=assessment, owner=cast.olga)
    with pytest.raises(InvalidInput) as refusal:
        services.change_reviewers(
            actor=cast.olga, assessment=assessment, owner=cast.olga, reviewers=[cast.ada]
        )
    assert refusal.value.fields == {
        "reviewers": "Ada: Somebody who gave the answers cannot decide about them."
    }


def test_who_answers_for_the_vendor_neither_joins_nor_decides(cast: Cast, vendor: Vendor) -> None:
    vic = make_respondent(cast, vendor)
    assessment = make_submitted(cast, vendor, vic)
    colleague = services.invite_colleague(
        actor=vic, assessment=make_assessment(cast, vendor), email=cast.ada.email, name="Ada"
    )
    colleague = services.confirm_invitation(actor=cast.olga, invitation=colleague)
    services.use_invitation(token=make_token(colleague), user=cast.ada)
    for decide in (services.accept_assessment, services.reject_assessment):
        with pytest.raises(NotPermitted, match="cannot decide"):
            decide(
                actor=cast.ada,
                assessment=assessment,
                **({"reason": "x"} if "reject" in decide.__name__ else {}),
            )
    with pytest.raises(InvalidInput):
        services.change_reviewers(actor=cast.olga, assessment=assessment, owner=cast.ada)
    # Nor does our own house become the vendor's by her.
    another = make_assessment(cast, vendor, title="Another")
    ours = f"nobody@{cast.ada.email.partition('@')[2]}"
    assert not services.invite_colleague(actor=vic, assessment=another, email=ours, name="N").is_confirmed


def test_whose_role_was_withdrawn_is_asked_no_more_and_the_officers_are_instead(
    cast: Cast, vendor: Vendor
) -> None:
    officer = Role.objects.get(key="governance-officer")
    held = assign_role(actor=cast.ada, user=cast.carol, role=officer)
    assessment = make_assessment(cast, vendor, owner=cast.carol)
    vic = make_respondent(cast, vendor)
    answer_all(vic, assessment)
    withdraw_role(actor=cast.ada, assignment=held)
    services.submit_assessment(actor=vic, assessment=assessment)
    deliver_due_messages()
    assert (list_asked(), Notice.objects.filter(recipient=cast.carol).count()) == (["None"], 0)


def test_whoever_leads_from_the_beginning_may_review(cast: Cast, vendor: Vendor) -> None:
    with pytest.raises(InvalidInput) as refusal:
        make_assessment(cast, vendor, owner=cast.carol)
    assert list(refusal.value.fields) == ["owner"]


def test_what_is_over_has_no_new_reviewers_and_the_next_round_the_same(cast: Cast, vendor: Vendor) -> None:
    assessment = make_submitted(cast, vendor, make_respondent(cast, vendor), reviewers=[cast.ada])
    services.reject_assessment(actor=cast.olga, assessment=assessment, reason="x")
    with pytest.raises(ConflictingState, match="while the assessment is: rejected"):
        services.change_reviewers(actor=cast.olga, assessment=assessment, owner=cast.ada)
    again = services.reopen_assessment(actor=cast.olga, assessment=assessment, reason="x")
    assert list_reviewers(again) == [cast.olga, cast.ada]


def test_reviewers_are_named_and_found_in_the_admin(cast: Cast, vendor: Vendor) -> None:
    assessment = make_submitted(cast, vendor, make_respondent(cast, vendor))
    form = open_page(cast.olga, assessment, "reviewers").context["form"]
    assert {str(user) for user in form.fields["reviewers"].queryset} == {"Ada", "Olga", "Root"}
    page = open_page(cast.olga, assessment, "reviewers", owner=cast.olga.pk, reviewers=[cast.ada.pk])
    assert "Olga (lead), Ada." in " ".join(page.content.decode().split())
    client = Client()
    client.force_login(cast.ada)
    found = [
        list(
            client.get(reverse("admin:vendors_assessment_changelist"), {"reviewer": kind})
            .context["cl"]
            .result_list
        )
        for kind in ("waiting", "me")
    ]
    assert found == [[assessment], [assessment]]
    assert open_page(cast.carol, assessment, "reviewers").status_code == 404
