"""What of a reason an asker may read: a record's name is hidden as the record and inside the sentence alike."""

from __future__ import annotations

from dataclasses import replace

from governance.core.rights import Rights
from imprimatur import CODES, Decision, Reason

# The permission that the asker needs before a reason names its record, by the engine's word for the kind.
RECORD_RIGHTS = {
    "model": "registry.view_modelversion",
    "tool": "registry.view_modelversion",
    "agent": "registry.view_modelversion",
    "approval": "governance.view_approval",
    "vendor": "vendors.view_vendor",
    "service": "vendors.view_service",
    "agreement": "vendors.view_agreement",
    "certification": "vendors.view_agreement",
    "sub_processor": "vendors.view_subprocessor",
    "data_class": "governance.view_dataclass",
    "handling_rule": "governance.view_handlingrule",
    "region": "governance.view_region",
    "adequacy": "governance.view_adequacydecision",
    "team": "governance.view_team",
    "use_case": "governance.view_usecase",
    "kill_switch": "registry.view_killswitchengagement",
}
# Kinds that the sentences of these codes name beside the record they rest on, by the beginning of the code.
ALSO_NAMED = {
    "context.use_case_data_class": ("data_class",),
    "agreement.": ("data_class",),
    "residency.": ("data_class", "service", "region"),
    "rollout.data_not_allowed": ("data_class",),
}


def veil(decision: Decision, rights: Rights) -> Decision:
    """Return the decision with the code's plain meaning in place of each sentence that names what is hidden."""
    reasons = (veil_reason(reason, rights) for reason in decision.reasons)
    # Two hidden records can leave the same words.
    return replace(decision, reasons=tuple(dict.fromkeys(reasons)))


def veil_reason(reason: Reason, rights: Rights) -> Reason:
    """Return the reason, or the plain meaning of its code when it names what is hidden."""
    named = () if reason.record is None else (reason.record.type,)
    is_visible = all(may_see(kind, rights) for kind in named)
    others = next((kinds for start, kinds in ALSO_NAMED.items() if reason.code.startswith(start)), ())
    if is_visible and all(may_see(kind, rights) for kind in others):
        return reason
    record = reason.record if is_visible else None
    return Reason(reason.code, CODES[reason.code].meaning, record)


def may_see(kind: str, rights: Rights) -> bool:
    """Say whether every record of the kind may be seen; a kind that nobody listed is hidden."""
    permission = RECORD_RIGHTS.get(kind)
    return permission is not None and rights.everywhere_has(permission)
