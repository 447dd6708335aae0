"""The rhythm of assessments: the next round is prepared before an acceptance ends, and a person is asked to send it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from governance.accounts.selectors import is_reachable
from governance.core.days import legal_day, say_day
from governance.core.enums import Severity
from governance.core.models import RecordedEvent
from governance.core.writing import lock, permit, publish, service
from governance.notifications.models import ActionItem
from governance.notifications.services import raise_action_item, settle_action_items
from vendors.assessments import events
from vendors.assessments.earlier import find_earlier, list_offers
from vendors.assessments.enums import OPEN_TO_VENDOR, PASSED, UNDER_REVIEW, AssessmentState
from vendors.assessments.models import Assessment, AssessmentPart
from vendors.assessments.services.preparing import TO_SEND, begin_round
from vendors.directory.enums import VendorLifecycle
from vendors.questionnaires.enums import VersionState
from vendors.questionnaires.events import VERSION_READ_IN
from vendors.questionnaires.models import TemplateVersion

log = structlog.get_logger(__name__)
#: What is left for the review between the day by which the vendor answers and the end of the acceptance.
REVIEW_DAYS = 14
UNDECIDED = (AssessmentState.DRAFT, *OPEN_TO_VENDOR, *UNDER_REVIEW)
STUCK = "vendors.assessment.not_repeatable"


def get_round_day(assessment: Assessment) -> date | None:
    """Return the day on which the next round is prepared; None for an assessment without rhythm or end."""
    if assessment.state not in PASSED or not assessment.recurs_months or assessment.valid_until is None:
        return None
    return assessment.valid_until - timedelta(days=settings.ASSESSMENT_LEAD_DAYS)


def prepare_rounds(*, actor: Any, today: date | None = None) -> int:
    """Prepare the next round of every assessment whose time has come; returns how many were prepared.

    Safe to run at any time and twice at once. One that fails keeps no other from being prepared.
    """
    today = today or legal_day()
    due = (
        Assessment.objects.restrict(actor, "view")
        .filter(
            state__in=PASSED,
            recurs_months__isnull=False,
            following__isnull=True,
            valid_until__lte=today + timedelta(days=settings.ASSESSMENT_LEAD_DAYS),
        )
        .exclude(vendor__lifecycle=VendorLifecycle.OFFBOARDED)
    )
    prepared = 0
    for assessment in due.order_by("valid_until", "id"):
        try:
            prepared += prepare_next_round(actor=actor, assessment=assessment, today=today) is not None
        except Exception:
            log.exception("next_round_failed", assessment=str(assessment.pk))
    return prepared


@service
def prepare_next_round(*, actor: Any, assessment: Assessment, today: date) -> Assessment | None:
    """Prepare the draft of the next round and ask for it to be sent; None when there is one already.

    It asks what the round before asked, each in its newest published version, of the same people, with the same
    reviewers; what may be taken over from the answers before is proposed to the vendor, who confirms each. Nothing is
    sent or decided by this. Where none of the questionnaires is published any more, the owner is asked instead.
    """
    permit(actor, "send", assessment)
    assessment = lock(assessment)
    day, end = get_round_day(assessment), assessment.valid_until
    if end is None or day is None or today < day or Assessment.objects.filter(previous=assessment).exists():
        return None
    parts = list(assessment.parts.select_related("version__template"))
    if _is_taken_over(assessment, parts):
        return None
    newest = {part.pk: find_newest(part.version) for part in parts}
    versions = [version for version in newest.values() if version is not None]
    if not versions:
        _say_stuck(actor, assessment, end)
        return None
    following = begin_round(
        actor=actor,
        assessment=assessment,
        versions=versions,
        due_date=_find_due_day(end, today),
        reason=_("Its rhythm: again after %d months.") % assessment.recurs_months,
    )
    left_out = [str(part.version) for part in parts if newest[part.pk] is None]
    data = {
        "previous": str(assessment.pk),
        "round": following.round_number,
        "questionnaires": [str(version) for version in versions],
        "left_out": left_out,
        "proposals": _count_proposals(following),
    }
    publish(events.ASSESSMENT_REPEATED, actor=actor, record=following, data=data)
    settle_action_items(actor=actor, kind=STUCK, record=assessment, reason=_("The next round is prepared."))
    _ask_to_send(actor, following, end, data)
    return following


def find_newest(version: TemplateVersion) -> TemplateVersion | None:
    """Return the version of the same questionnaire that was published last; None when none is published now.

    One whose words came with a vendor's own answers is for what began with it, and goes to nobody else by itself,
    unless somebody read the same words in from a blank file.
    """
    read_in = RecordedEvent.objects.filter(name=VERSION_READ_IN.name)
    of_a_vendor, of_a_file = read_in.filter(data__is_filled=True), read_in.filter(data__file__isnull=False)
    rows = TemplateVersion.objects.filter(template_id=version.template_id, state=VersionState.PUBLISHED)
    is_ours = ~Q(pk__in=of_a_vendor.values("record_id")) | Q(pk__in=of_a_file.values("record_id"))
    rows = rows.filter(is_ours | Q(pk=version.pk))
    found: TemplateVersion | None = rows.select_related("template").order_by("-published_at", "-id").first()
    return found


def _is_taken_over(assessment: Assessment, parts: list[AssessmentPart]) -> bool:
    """Return whether another that asks no less of the same vendor or service is under way, or was decided since."""
    asked = {part.version.template_id for part in parts}
    is_later = Q(decided_at__gt=assessment.decided_at) | Q(state__in=UNDECIDED)
    later = Assessment.objects.filter(is_later, vendor=assessment.vendor, service=assessment.service)
    return any(
        asked <= {part.version.template_id for part in other.parts.all()}
        for other in later.prefetch_related("parts__version")
    )


def _find_due_day(end: date, today: date) -> date | None:
    """Return the day by which the answers leave time for a review; None where too little is left for both."""
    day = end - timedelta(days=REVIEW_DAYS)
    return day if day >= today + timedelta(days=REVIEW_DAYS) else None


def _count_proposals(following: Assessment) -> int:
    count = 0
    for part in following.parts.select_related("assessment", "version__template"):
        earlier = find_earlier(part)
        offers = list_offers(part, earlier) if earlier is not None else []
        count += len({each.question.id for each in offers if each.proposal.offered is not None})
    return count


def _find_asked(assessment: Assessment) -> Any:
    people = (assessment.owner, assessment.vendor.owner)
    return next((person for person in people if is_reachable(person)), None)


def _ask_to_send(actor: Any, following: Assessment, end: date, data: dict[str, Any]) -> None:
    texts = [
        _("The acceptance of the round before ends on %s. The next one is prepared; look at it and send it.")
        % say_day(end),
        _("Proposed from the answers before: %d.") % data["proposals"],
    ]
    if data["left_out"]:
        texts.append(_("Not published any more, so left out: %s.") % ", ".join(data["left_out"]))
    raise_action_item(
        actor=actor,
        kind=TO_SEND,
        title=_("Send the next round to %(vendor)s: %(title)s")
        % {"vendor": following.vendor, "title": following.title},
        record=following,
        body=" ".join(texts),
        owner=_find_asked(following),
        due_date=following.due_date or end,
        key=f"{TO_SEND}:{following.pk}",
    )


def _say_stuck(actor: Any, assessment: Assessment, end: date) -> None:
    """Ask the owner once; whoever closed the item knows."""
    key = f"{STUCK}:{assessment.pk}"
    if ActionItem.objects.filter(open_key=key).exists():
        return
    raise_action_item(
        actor=actor,
        kind=STUCK,
        title=_("No next round can be prepared: %s") % assessment.title,
        record=assessment,
        body=_(
            "None of its questionnaires is published any more. Publish a version, or prepare another assessment for "
            "this vendor; the acceptance ends on %s."
        )
        % say_day(end),
        owner=_find_asked(assessment),
        due_date=end,
        severity=Severity.CRITICAL,
        key=key,
    )
