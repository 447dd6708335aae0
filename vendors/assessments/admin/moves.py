"""The buttons of an assessment: what becomes of it next, by whom and when."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.core.admin import Transition
from governance.core.admin.transitions import NoQuestions
from vendors.assessments import services
from vendors.assessments.enums import AssessmentState
from vendors.assessments.forms import AcceptForm, DueDateForm, ReopenForm
from vendors.assessments.services.reviewing import HANDED_IN


def _in(*states: str) -> Any:
    return lambda assessment, user: assessment.state in states


TRANSITIONS = (
    Transition(
        "send",
        _("Send"),
        services.send_assessment,
        "assessment",
        action="send",
        form=NoQuestions,
        available=_in(AssessmentState.DRAFT),
        description=_(
            "Whoever answers for the vendor can begin at once, and is told by mail; sending does not wait for it."
        ),
        primary=True,
        done_message=_("Sent. Whoever answers for the vendor finds it in the portal now."),
    ),
    Transition(
        "review",
        _("Start the review"),
        services.start_review,
        "assessment",
        action="review",
        form=NoQuestions,
        available=_in(AssessmentState.SUBMITTED),
        description=_("Says that you are looking through the answers."),
        primary=True,
        done_message=_("The review has begun. Judge the answers one by one, then decide about the whole."),
    ),
    Transition(
        "accept",
        _("Accept"),
        services.accept_assessment,
        "assessment",
        action="review",
        form=AcceptForm,
        available=_in(AssessmentState.IN_REVIEW),
        description=_("Decisions count on it from this moment on, until the day you say."),
        primary=True,
        done_message=_("Accepted."),
    ),
    Transition(
        "ask",
        _("Send the questions back"),
        services.ask_vendor,
        "assessment",
        action="review",
        form=NoQuestions,
        available=_in(*HANDED_IN),
        description=_("The vendor can change the answers you questioned, and hands in again."),
        done_message=_("The questions are with the vendor."),
    ),
    Transition(
        "reject",
        _("Reject"),
        services.reject_assessment,
        "assessment",
        action="review",
        available=_in(*HANDED_IN, AssessmentState.CLARIFICATION),
        description=_("Every decision that rests on this vendor is denied from this moment on."),
        dangerous=True,
    ),
    Transition(
        "reopen",
        _("Begin another round"),
        services.reopen_assessment,
        "assessment",
        action="send",
        form=ReopenForm,
        available=lambda assessment, user: (
            assessment.may_be_repeated and not hasattr(assessment, "following")
        ),
        description=_("The same questionnaires again. This round and its decision stay as they are."),
    ),
    Transition(
        "due",
        _("Change the due date"),
        services.change_due_date,
        "assessment",
        action="send",
        form=DueDateForm,
        available=_in(AssessmentState.DRAFT, AssessmentState.IN_PROGRESS, AssessmentState.CLARIFICATION),
        description=_("The vendor sees the new day at once."),
    ),
    Transition(
        "withdraw",
        _("Withdraw"),
        services.withdraw_assessment,
        "assessment",
        action="send",
        available=_in(AssessmentState.DRAFT, AssessmentState.IN_PROGRESS, AssessmentState.CLARIFICATION),
        description=_("The vendor sees it no more. What was answered stays for us."),
        dangerous=True,
    ),
)
