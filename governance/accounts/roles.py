"""The built-in roles as data: patterns over permission names, expanded against what the installed kinds offer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class BuiltInRole:
    """A role that comes with the product. `allow` and `refuse` are shell patterns over "app.action_kind"."""

    key: str
    name: str
    description: str
    allow: tuple[str, ...]
    refuse: tuple[str, ...] = ()
    needs_vendor: bool = False


# Kinds that say who may do what; only Owner and Admin touch them.
IDENTITY = ("governance.*_user", "governance.*_role", "governance.*_roleassignment", "governance.*_apikey")
VOTES = ("governance.vote_*",)
RECORDS_OF_WORK = ("governance.view_recordedevent", "governance.view_job")
# What people and machines asked the gate is for officers and auditors.
WHO_ASKED = ("registry.*_loggeddecision",)
REFERENCE = (
    "governance.view_team",
    "governance.view_dataclass",
    "governance.view_handlingrule",
    "governance.view_country",
    "governance.view_grouping",
    "governance.view_groupingmember",
    "governance.view_adequacydecision",
    "governance.view_region",
    "governance.view_usecase",
)

# Where a service is hosted and who else handles the data is what engineers must know before they build on it.
SUPPLIERS = (
    "vendors.view_vendor",
    "vendors.view_service",
    "vendors.view_servicelocation",
    "vendors.view_subprocessor",
)

BUILT_IN_ROLES = (
    BuiltInRole(
        "viewer",
        "Viewer",
        "Reads the registry: models, approvals in force, use cases and reference data.",
        (
            *REFERENCE,
            "registry.view_*",
            *SUPPLIERS,
            "governance.view_approval",
        ),
        WHO_ASKED,
    ),
    BuiltInRole(
        "operator",
        "Operator",
        "Reads the registry, asks the gate and requests approvals; configures nothing.",
        (
            *REFERENCE,
            "registry.view_*",
            *SUPPLIERS,
            "governance.view_approval*",
            "governance.add_approvalrequest",
        ),
        WHO_ASKED,
    ),
    BuiltInRole(
        "governance-officer",
        "Governance officer",
        "Keeps vendors, models, classifications and policies; prepares approvals; casts no votes by this role.",
        ("registry.*", "vendors.*", "governance.*"),
        # Officers name owners, so they see accounts; they change none.
        ("governance.[!v]*_user", *IDENTITY[1:], *VOTES, "*.delete_approval*"),
    ),
    BuiltInRole(
        "approver",
        "Approver",
        "Reads what an approval rests on and votes on requests.",
        (
            *REFERENCE,
            "registry.view_*",
            "vendors.view_*",
            "governance.view_approval*",
            *VOTES,
            "governance.view_vote",
        ),
        WHO_ASKED,
    ),
    BuiltInRole(
        "auditor",
        "Auditor",
        "Reads and exports everything, writes nothing.",
        ("*.view_*", "*.export_*"),
    ),
    BuiltInRole(
        "admin",
        "Admin",
        "Configures everything, including accounts and keys; casts no votes by this role.",
        ("*.*",),
        VOTES,
    ),
    BuiltInRole(
        "owner",
        "Owner",
        "Members, roles, sign-on and retention.",
        (*IDENTITY, "governance.*_team", "governance.*_teammembership", *RECORDS_OF_WORK),
    ),
    BuiltInRole(
        "vendor-respondent",
        "Vendor respondent",
        "An outsider who answers for one vendor, in the portal, which shows what was sent to that vendor alone.",
        # A right to view would open the record over the API with its history: our notes and tier of the vendor,
        # verdicts, what is prepared and not sent.
        ("vendors.answer_assessment", "vendors.view_evidence"),
        needs_vendor=True,
    ),
)


def expand(role: BuiltInRole, available: Iterable[str]) -> list[str]:
    """Return the permissions of the role among the available ones, sorted."""
    return sorted(
        name
        for name in available
        if any(fnmatchcase(name, pattern) for pattern in role.allow)
        and not any(fnmatchcase(name, pattern) for pattern in role.refuse)
    )
