"""What auditors attest of the demo's vendors, what one of them announces, and what was found in a contract's text."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from governance.accounts.models import User
from governance.classification.models import Country
from governance.core.services import create_record
from vendors.agreements.enums import AgreementKind, Clause, ClauseResult
from vendors.agreements.models import Agreement
from vendors.agreements.services import check_clause
from vendors.attestations.enums import AttestationKind
from vendors.attestations.models import Attestation, BridgeLetter
from vendors.attestations.services import judge_exceptions
from vendors.directory.models import Vendor
from vendors.sub_processors.services import announce_sub_processor

AUDITOR = "Hallam & Reyes LLP (invented)"
# vendor, kind, title, issued and valid until in days from today, exceptions
ATTESTATIONS: tuple[tuple[str, AttestationKind, str, int, int, tuple[str, ...]], ...] = (
    (
        "openai",
        AttestationKind.SOC2_TYPE2,
        "OpenAI SOC 2 Type II",
        -380,
        -15,
        ("Two of forty leavers kept access for longer than a day.",),
    ),
    ("openai", AttestationKind.ISO_27001, "OpenAI ISO/IEC 27001 certificate", -400, 695, ()),
    ("anthropic", AttestationKind.SOC2_TYPE2, "Anthropic SOC 2 Type II", -300, 65, ()),
    ("anthropic", AttestationKind.ISO_42001, "Anthropic ISO/IEC 42001 certificate", -340, 755, ()),
    (
        "microsoft",
        AttestationKind.SOC2_TYPE2,
        "Microsoft cloud SOC 2 Type II",
        -200,
        165,
        ("One quarterly review of access was a month late.",),
    ),
    ("aws", AttestationKind.PCI_DSS, "AWS PCI DSS attestation of compliance", -250, 22, ()),
)
BRIDGED = "OpenAI SOC 2 Type II"
BRIDGE_DAYS = 75
# What was found in the text of Anthropic's addendum; the rest is still unchecked.
CHECKS: tuple[tuple[Clause, ClauseResult, str, int | None, str], ...] = (
    (Clause.DOCUMENTED_INSTRUCTIONS, ClauseResult.MET, "§ 3.1", 4, ""),
    (Clause.STAFF_CONFIDENTIALITY, ClauseResult.MET, "§ 3.4", 5, ""),
    (Clause.SUB_PROCESSOR_CONSENT, ClauseResult.PARTLY, "§ 6", 8, "Notice by a web page alone."),
)


def attest(*, people: dict[str, User], today: date) -> None:
    """Enter the attestations, judge the exceptions of one, announce a sub-processor and check some clauses."""
    officer = people["olga"]
    for key, kind, title, issued, until, exceptions in ATTESTATIONS:
        vendor = Vendor.objects.get(key=key)
        values: dict[str, Any] = {
            "vendor": vendor,
            "kind": kind,
            "title": title,
            "auditor": AUDITOR,
            "issued_date": today + timedelta(days=issued),
            "valid_until_date": today + timedelta(days=until),
            "exceptions": list(exceptions),
            "owner": vendor.owner,
        }
        create_record(actor=officer, model=Attestation, values=values)
    bridged = Attestation.objects.get(title=BRIDGED)
    letter = {
        "attestation": bridged,
        "covers_from_date": bridged.valid_until_date,
        "covers_until_date": bridged.valid_until_date + timedelta(days=BRIDGE_DAYS),
        "issued_date": bridged.valid_until_date,
    }
    create_record(actor=officer, model=BridgeLetter, values=letter)
    judge_exceptions(
        actor=officer,
        attestation=bridged,
        is_acceptable=True,
        note="The accounts had no access to customers' data.",
    )
    announce_sub_processor(
        actor=officer,
        vendor=Vendor.objects.get(key="openai"),
        name="Northwind Observability",
        purpose="Keeps metrics of the service",
        country=Country.objects.get(code="US"),
        announced_date=today - timedelta(days=6),
        effective_date=today + timedelta(days=39),
    )
    addendum = Agreement.objects.get(vendor__key="anthropic", kind=AgreementKind.DPA)
    for clause, result, section, page, note in CHECKS:
        check_clause(
            actor=officer,
            agreement=addendum,
            clause=clause,
            result=result,
            section=section,
            page=page,
            note=note,
        )
