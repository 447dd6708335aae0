"""Taking the verdicts of an accepted review of clauses into an agreement's checklist: by somebody, never by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState, InvalidInput
from governance.core.states import refuse_state
from governance.core.writing import lock, permit, publish, service
from vendors.agreements.models import Agreement, ClauseCheck
from vendors.agreements.services import check_clause
from vendors.assessments import events
from vendors.assessments.clause_reviews import propose_checks
from vendors.assessments.enums import PASSED
from vendors.assessments.models import Assessment
from vendors.assessments.services.reviewing import require_other_person


@dataclass(frozen=True, slots=True)
class TakenCheck:
    """A verdict as somebody takes it over; `seen` is that of the proposal they looked at."""

    clause: str
    result: str
    section: str = ""
    page: int | None = None
    note: str = ""
    seen: str = ""


@service
def take_over_clauses(
    *, actor: Any, agreement: Agreement, assessment: Assessment, taken: Sequence[TakenCheck]
) -> list[ClauseCheck]:
    """Note the verdicts of an accepted review as checks of the agreement's clauses, with what they rest on.

    Each replaces the check that is there, as a check by hand does. Whoever answered cannot. Raises ConflictingState
    when a clause was checked since its proposal was looked at, InvalidInput by clause for what the checklist does not
    take; nothing is taken over then.
    """
    permit(actor, "view", assessment)
    permit(actor, "view", agreement)
    assessment, agreement = lock(assessment), lock(agreement)
    if assessment.vendor_id != agreement.vendor_id:
        raise InvalidInput(_("There is no such record."))
    if assessment.state not in PASSED:
        raise refuse_state(assessment)
    require_other_person(actor, assessment)
    if not taken:
        raise InvalidInput(_("Choose at least one clause."))
    proposed = {each.point.key: each for each in propose_checks(actor, agreement, assessment)}
    checks, recorded, refused = [], {}, {}
    for each in taken:
        proposal = proposed.get(each.clause)
        if proposal is None:
            raise InvalidInput(fields={each.clause: _("The review says nothing about this.")})
        if proposal.seen != each.seen:
            raise ConflictingState(
                _("Somebody checked “%s” meanwhile. Look at it as it is now.") % proposal.point.label
            )
        values = {"result": each.result, "section": each.section, "page": each.page, "note": each.note}
        try:
            checks.append(check_clause(actor=actor, agreement=agreement, clause=each.clause, **values))
        except InvalidInput as refusal:
            # Each clause is tried, so that all that is refused is said at once; nothing is kept then.
            refused[each.clause] = " ".join(refusal.sentences)
        recorded[each.clause] = {
            "result": each.result,
            "proposed": str(proposal.result),
            **proposal.references,
        }
    if refused:
        raise InvalidInput(fields=refused)
    data = {"review": str(assessment.pk), "round": assessment.round_number, "clauses": recorded}
    publish(events.CLAUSES_TAKEN_OVER, actor=actor, record=agreement, data=data)
    return checks
