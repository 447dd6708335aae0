"""Approving a version: what is seen, what binds, what blocks, and what it does to the lifecycle."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from governance.approvals import services as approvals
from governance.approvals.selectors import list_in_force
from governance.classification.models import DataClass
from governance.core.errors import ConflictingState
from governance.core.models import digest_of
from governance.core.services import change_record, create_record
from registry.ai_models import services
from registry.ai_models.approval import get_content, get_risk_tier, list_evidence
from registry.ai_models.blockers import list_blockers
from registry.ai_models.facts import make_binding, make_resource
from registry.ai_models.models import ModelVersion
from tests.cast import Cast
from tests.factories.approvals import ANYWHERE, approve, make_policy, make_request
from tests.factories.models import make_version
from tests.factories.vendors import make_service, make_vendor
from vendors.agreements.models import Agreement
from vendors.directory.services import suspend_vendor

SCOPE = {**ANYWHERE, "data_classes": ["customer-data"]}


def make_supplied(cast: Cast, catalogue_id: str = "openai/gpt-4o-2024-08-06", **values: Any) -> ModelVersion:
    vendor = make_vendor(cast.olga, "openai")
    return make_version(
        cast.olga, catalogue_id, service=make_service(cast.olga, vendor, hosting=()), **values
    )


def make_data_class(cast: Cast, *categories: str) -> DataClass:
    values = {"key": "customer-data", "name": "Customer data", "categories": list(categories)}
    return create_record(actor=cast.olga, model=DataClass, values=values)


def sign(cast: Cast, version: ModelVersion, kind: str = "dpa") -> Agreement:
    values = {
        "vendor": version.model.vendor,
        "kind": kind,
        "title": "Signed",
        "effective_date": date(2020, 1, 1),
    }
    return create_record(actor=cast.olga, model=Agreement, values=values)


def list_codes(version: ModelVersion, scope: dict[str, Any] | None = None) -> list[tuple[str, bool]]:
    found = list_blockers(ModelVersion.objects.get(pk=version.pk), scope or {})
    return [(finding.code, finding.blocks) for finding in found]


def test_two_votes_approve_a_version_and_bind_its_pin(cast: Cast) -> None:
    make_policy(cast.olga)
    version = make_supplied(cast)
    request = make_request(cast.eve, version)
    assert ModelVersion.objects.get(pk=version.pk).lifecycle == "in_review"
    approve(cast.ben, request)
    assert ModelVersion.objects.get(pk=version.pk).lifecycle == "in_review"
    approve(cast.bea, request)
    version = ModelVersion.objects.get(pk=version.pk)
    (approval,) = list_in_force(version)
    assert version.lifecycle == "approved"
    assert approval.binding == make_binding(version)
    assert approval.binding_digest == make_resource(version).pin_digest


def test_a_refused_request_and_a_revoked_approval_return_the_version(cast: Cast) -> None:
    make_policy(cast.olga, {"approver": 1})
    version = make_supplied(cast)
    request = make_request(cast.eve, version)
    approvals.cast_vote(
        actor=cast.ben, request=request, choice="refuse", digest=request.digest, comment="Not yet"
    )
    assert ModelVersion.objects.get(pk=version.pk).lifecycle == "proposed"
    approve(cast.ben, make_request(cast.eve, version))
    (approval,) = list_in_force(version)
    approvals.revoke_approval(actor=cast.olga, approval=approval, reason="Found a hole")
    assert ModelVersion.objects.get(pk=version.pk).lifecycle == "proposed"


def test_a_suspension_before_the_last_vote_wins(cast: Cast) -> None:
    make_policy(cast.olga, {"approver": 1})
    version = make_supplied(cast)
    request = make_request(cast.eve, version)
    services.suspend_version(actor=cast.olga, version=version, reason="Odd")
    with pytest.raises(ConflictingState):
        approve(cast.ben, request)
    assert (ModelVersion.objects.get(pk=version.pk).lifecycle, list_in_force(version)) == ("suspended", [])


def test_asking_for_approval_does_not_change_what_is_seen(cast: Cast) -> None:
    version = make_supplied(cast)
    before = digest_of(get_content(version))
    version = services.mark_in_review(actor=cast.eve, version=version)
    assert digest_of(get_content(version)) == before
    version = services.change_version(
        actor=cast.olga, record=version, values={"deprecation_date": date(2030, 1, 1)}
    )
    assert digest_of(get_content(version)) != before


def test_what_is_seen_names_vendor_service_places_and_agreements(cast: Cast) -> None:
    version = make_supplied(cast)
    sign(cast, version)
    content = get_content(version)
    assert (content["Vendor"]["Key"], content["Service"]["Key"], content["Agreements in force"]) == (
        "openai",
        "openai/api",
        [{"Kind": "dpa", "Title": "Signed", "Until": None, "Clauses": []}],
    )
    assert [item.title for item in list_evidence(version)] == ["data processing agreement (DPA): Signed"]


def test_a_clean_version_has_no_blocker(cast: Cast) -> None:
    assert list_codes(make_supplied(cast)) == []


def test_what_blocks_and_what_warns(cast: Cast) -> None:
    today = datetime.now(UTC).date()
    version = make_supplied(cast, "openai/gpt-4o")
    assert list_codes(version) == [("resource.unpinned", True)]
    dated = make_version(cast.olga, "openai/gpt-4o-2024-08-06")
    for end, code in (
        (today, ("lifecycle.past_deprecation", True)),
        (today + timedelta(days=90), ("lifecycle.deprecated_soon", False)),
    ):
        services.change_version(actor=cast.olga, record=dated, values={"deprecation_date": end})
        assert list_codes(dated) == [code]
    services.change_version(
        actor=cast.olga, record=dated, values={"deprecation_date": today + timedelta(days=91)}
    )
    assert list_codes(dated) == []
    twin = make_version(cast.olga, "openai/gpt-4O-2024-08-06")
    assert list_codes(dated) == [("resource.has_lookalikes", False)]
    assert ("resource.lookalike", True) in list_codes(twin)
    assert get_risk_tier(twin) == "high"


def test_a_vendor_that_is_not_active_blocks(cast: Cast) -> None:
    version = make_supplied(cast)
    suspend_vendor(actor=cast.olga, vendor=version.model.vendor, reason="Breach")
    assert list_codes(version) == [("vendor.not_active", True)]
    unknown = make_version(cast.olga, "mistral/large-2407")
    assert list_codes(unknown) == [("vendor.unknown", False)]


@pytest.mark.parametrize(
    ("category", "kind"), [("personal", "dpa"), ("special-category", "dpa"), ("phi", "baa")]
)
def test_an_agreement_that_the_data_needs_blocks_while_it_is_missing(
    cast: Cast, category: str, kind: str
) -> None:
    make_data_class(cast, category)
    version = make_supplied(cast)
    assert list_codes(version, SCOPE) == [(f"agreement.{kind}_missing", True)]
    assert list_codes(version, ANYWHERE) == [(f"agreement.{kind}_missing", False)]
    change_record(actor=cast.olga, record=version.model.service, values={"is_in_baa_scope": True})
    agreement = sign(cast, version, kind)
    assert list_codes(version, SCOPE) == []
    change_record(actor=cast.olga, record=agreement, values={"expiry_date": date(2020, 2, 1)})
    assert list_codes(version, SCOPE) == [(f"agreement.{kind}_missing", True)]
