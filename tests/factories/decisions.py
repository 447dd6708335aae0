"""A small world in which the question of the contract is permitted, made through the services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from governance.approvals.models import Approval, ApprovalPolicy
from governance.use_cases.models import UseCase
from registry.ai_models.models import ModelVersion
from tests.cast import Cast
from tests.factories.approvals import approve, make_policy, make_request
from tests.factories.classification import make_data_classes, make_groupings, make_regions, make_use_case
from tests.factories.models import make_version
from tests.factories.vendors import make_agreement, make_service, make_vendor
from vendors.agreements.models import Agreement
from vendors.directory.models import Service, Vendor

SCOPE = {
    "use_cases": ["ticket-summaries"],
    "teams": ["support"],
    "environments": ["production"],
    "data_classes": ["internal"],
    "regions": ["aws:eu-west-1"],
    "max_phase": 1,
}
QUESTION = {
    "subject": {"type": "team", "id": "support"},
    "action": {"name": "use", "properties": {"use_case": "ticket-summaries", "phase": 1}},
    "resource": {"type": "model", "id": "openai/gpt-4o-2024-08-06"},
    "context": {"data_classes": ["internal"], "region": "aws:eu-west-1", "environment": "production"},
}


@dataclass
class PermittedWorld:
    """The records that the permit rests on, and the question."""

    vendor: Vendor
    service: Service
    dpa: Agreement
    use_case: UseCase
    version: ModelVersion
    policy: ApprovalPolicy
    approval: Approval
    question: dict[str, Any]


def make_permitted_world(cast: Cast) -> PermittedWorld:
    """Return a vendor with a DPA, a hosted service, a use case and a version that Ben and Bea approved."""
    system = cast.system
    make_regions(system)
    make_groupings(system)
    make_data_classes(system)
    vendor = make_vendor(system, owner=cast.olga)
    service = make_service(system, vendor)
    dpa = make_agreement(system, vendor)
    use_case = make_use_case(
        system, "ticket-summaries", owner=cast.olga, data_classes=["internal", "confidential"]
    )
    version = make_version(system, QUESTION["resource"]["id"], vendor=vendor, service=service)
    policy = make_policy(system)
    request = make_request(cast.eve, version, scope=SCOPE)
    approve(cast.ben, request)
    approve(cast.bea, request)
    version.refresh_from_db()
    return PermittedWorld(
        vendor=vendor,
        service=service,
        dpa=dpa,
        use_case=use_case,
        version=version,
        policy=policy,
        approval=Approval.objects.get(request=request),
        question=QUESTION,
    )
