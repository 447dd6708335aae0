"""What a model's own constraints ask for and its columns do not say, for the records of the attacked world."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from governance.core.ids import new_id
from tests.security.canaries import SCRIPT

ANYWHERE = {
    "use_cases": ["*"],
    "teams": ["*"],
    "environments": ["production"],
    "data_classes": ["*"],
    "regions": ["*"],
    "max_phase": 1,
}


def _subject(world: Any, tenant: str) -> dict[str, Any]:
    record = world.get("registry.ModelVersion", tenant)
    return {"record_type": ContentType.objects.get_for_model(record), "record_id": record.pk}


def _request(world: Any, tenant: str) -> dict[str, Any]:
    now = timezone.now()
    token = world.canaries.make(tenant, (f"governance.ApprovalRequest:{tenant}", "content"))
    return {
        **_subject(world, tenant),
        "permitted_scope": ANYWHERE,
        "content": {"Name": f"{token}{SCRIPT}"},
        "wanted_from": now,
        "wanted_until": now + timedelta(days=30),
        "expires_at": now + timedelta(days=30),
        "risk_tier": "medium",
    }


def _approval(world: Any, tenant: str) -> dict[str, Any]:
    now = timezone.now()
    return {
        **_subject(world, tenant),
        "permitted_scope": ANYWHERE,
        "binding": {},
        "valid_from": now,
        "valid_until": now + timedelta(days=30),
    }


def _version(world: Any, tenant: str) -> dict[str, Any]:
    provider, identifier = (
        world.canaries.make(tenant, (f"registry.ModelVersion:{tenant}", column))
        for column in ("provider", "identifier")
    )
    return {
        "provider": provider,
        "identifier": f"{identifier}-2026-01-01",
        "catalogue_id": f"{provider}/{identifier}-2026-01-01",
        "pin_kind": "dated_snapshot",
        "pin_value": "2026-01-01",
    }


def _questionnaire(world: Any, tenant: str) -> dict[str, Any]:
    token = world.canaries.make(tenant, (f"vendors.TemplateVersion:{tenant}", "content"))
    question = {"id": "Q-1", "text": f"{token}{SCRIPT}", "good": ["yes"]}
    section = {"key": "data", "title": f"{token}{SCRIPT}", "questions": [question]}
    return {
        "state": "published",
        "content": {"title": f"{token}{SCRIPT}", "sections": [section]},
        "question_count": 1,
    }


def _person_twice(first: str, second: str) -> Any:
    return lambda world, tenant: {
        first: world.get("governance.User", tenant).pk,
        **({second: world.get("governance.User", tenant).pk} if second else {}),
    }


# Kinds that have one record of the world in every copy: few of them exist, or their names are fixed.
SHARED = ("governance.Country",)
RECIPES: dict[str, Any] = {
    "governance.Country": lambda world, tenant: {
        "code": f"{'QZ'[tenant == 'far']}{'OABCDEFGHIJKLMNPQRSTUVWXYZ0123456789'[world.number]}"
    },
    "governance.User": lambda world, tenant: {"password": "!", "time_zone": "UTC"},
    "governance.RoleAssignment": lambda world, tenant: {"vendor_ref": None},
    "governance.ApiKey": lambda world, tenant: {
        "expires_at": timezone.now() + timedelta(days=30),
        "scopes": ["registry:read"],
    },
    "governance.ApprovalPolicy": lambda world, tenant: {"record_type": f"{tenant}.kind{world.number}"},
    "governance.ApprovalRequest": _request,
    "governance.Approval": _approval,
    "governance.ConflictOfInterest": _person_twice("person_id", ""),
    "governance.Vote": _person_twice("person_id", "seat_person_id"),
    "governance.Delegation": lambda world, tenant: {
        "delegate": world.cast.olga,
        "ends_at": timezone.now() + timedelta(days=3),
    },
    "governance.ActionItem": lambda world, tenant: {**_subject(world, tenant), "done_by": None},
    "registry.AIModel": lambda world, tenant: {
        column: world.canaries.make(tenant, (f"registry.AIModel:{tenant}", column))
        for column in ("provider", "name")
    },
    "registry.LoggedDecision": lambda world, tenant: {
        "decision_ids": new_id().bytes,
        "codes": ["approval.none"],
        "data_classes": ["internal"],
    },
    "registry.ModelVersion": _version,
    "vendors.Agreement": lambda world, tenant: {"scheme": ""},
    "vendors.Assessment": lambda world, tenant: {"state": "in_progress"},
    "vendors.AssessmentAnswer": lambda world, tenant: {"question_id": "Q-1", "value": "yes"},
    "vendors.Invitation": lambda world, tenant: {"expires_at": timezone.now() + timedelta(days=14)},
    # Both were told to the same person: what they may not open any more is not shown all the same.
    "vendors.Notice": lambda world, tenant: {
        "recipient": world.cast.vera,
        "side": "vendor",
        "kind": "message",
    },
    "vendors.AssessmentFinding": lambda world, tenant: {"question_id": "Q-1", "owner": world.cast.olga},
    "vendors.SectionDelegation": lambda world, tenant: {"section_key": "data"},
    "vendors.QuestionnaireFile": lambda world, tenant: {"kind": "vendors.questionnairetemplate"},
    "vendors.TemplateVersion": _questionnaire,
    "vendors.Attestation": lambda world, tenant: {"judged_by": None},
    "vendors.BridgeLetter": lambda world, tenant: {"covers_until_date": date(2026, 4, 1)},
    "vendors.ServiceLocation": lambda world, tenant: {"country": None},
    "vendors.SubProcessorNotice": lambda world, tenant: {"country": None},
}
