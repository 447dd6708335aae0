"""HECVAT workbooks with wording of our own, in the layouts and with the counts of the real ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook

from tests.vendors.questionnaires.importers.workbooks import Cells, save

HEADING = ("Vendor Answers", "Additional Information", "Guidance", "Analyst Notes")


def make_hecvat3_rows(
    sections: Mapping[str, tuple[str, int]],
    answers: Mapping[str, Cells],
    *,
    first_row: int = 1,
    version: str = "3.04",
) -> list[Cells]:
    """Return the rows of an answer sheet. `sections` are by title: prefix and number of questions."""
    rows: list[Cells] = [["A note on accessibility"]] * (first_row - 1)
    rows += [
        ["HECVAT of our words", None, None, None, f"Version {version}"],
        ["DATE-01", "Date", *answers.get("DATE-01", ())],
    ]
    for number, (title, (prefix, count)) in enumerate(sections.items()):
        rows.append([title] if number == 0 else [title, None, *HEADING])
        for n in range(1, count + 1):
            name = f"{prefix}-{n:02}"
            text = f"Name {n} of the vendor" if prefix == "GNRL" else f"Is {name} so, in our words?"
            rows.append([name, text, *answers.get(name, ())])
    return rows


HECVAT_3 = {"General Information": ("GNRL", 8), "Documentation": ("DOCU", 20), "Data": ("DATA", 30)}
HECVAT_3 |= {
    f"Section {prefix}": (prefix, 28) for prefix in ("AAAI", "BCPL", "CHNG", "DCTR", "FIDP", "PPPR", "VULN")
}

#: HECVAT 4: sheet, then sections by title with prefix and count. 331 questions, and AILM-07 on no visible sheet.
HECVAT_4: dict[str, dict[str, tuple[str, int]]] = {
    "START HERE": {
        "General Information": ("GNRL", 9), "Company Information": ("COMP", 5), "Required Questions": ("REQU", 8),
    },
    "Organization": {
        "Documentation": ("DOCU", 7), "Assessment of Third Parties": ("THRD", 5), "Change Management": ("CHNG", 16),
        "Policies, Processes, and Procedures": ("PPPR", 15),
    },
    "Product": {"Authentication": ("AAAI", 18), "Data": ("DATA", 23)},
    "Infrastructure": {
        "Application Security": ("APPL", 14), "Datacenter": ("DCTR", 16), "Firewalls": ("FIDP", 11),
        "Incident Handling": ("HFIH", 4), "Vulnerability Management": ("VULN", 6),
    },
    "IT Accessibility": {"IT Accessibility": ("ITAC", 18)},
    "Case-Specific": {
        "Consulting Services": ("CONS", 9), "HIPAA Compliance": ("HIPA", 29), "PCI DSS": ("PCID", 12),
        "On-Premises Data Solutions": ("OPEM", 10),
    },
    "AI": {
        "AI Qualifying Questions": ("AIQU", 2), "General AI Questions": ("AIGN", 5), "AI Policy": ("AIPL", 5),
        "AI Data Security": ("AISC", 5), "AI Machine Learning": ("AIML", 8), "AI LLM": ("AILM", 6),
    },
    "Privacy": {
        "General Privacy": ("PRGN", 5), "Company Details": ("PCOM", 4), "Privacy Documentation": ("PDOC", 3),
        "Privacy of Third Parties": ("PTHP", 2), "Privacy Changes": ("PCHG", 2), "Sensitive Data": ("PDAT", 8),
        "Privacy Policies": ("PRPO", 13), "International Privacy": ("INTL", 5), "Data Privacy": ("DRPV", 15),
        "Privacy and AI": ("DPAI", 8),
    },
}  # fmt: skip
REPEATED = {
    "Organization": [f"GNRL-{n:02}" for n in range(1, 9)], "Product": ["GNRL-01", "REQU-01"],
    "Infrastructure": ["GNRL-01", "REQU-01"], "IT Accessibility": ["GNRL-01", "REQU-02"],
    "Case-Specific": ["REQU-03", "REQU-05", "REQU-06", "REQU-07"], "AI": ["GNRL-01", "REQU-04"],
    "Privacy": ["GNRL-09", "REQU-04", "REQU-08"],
}  # fmt: skip
UNSCORED = {"GNRL", "REQU", "AIQU", "DRPV"}
UNSCORED_IDS = {
    "COMP-01",
    "COMP-02",
    "INTL-01",
    "INTL-02",
    "INTL-03",
    "INTL-04",
    "PCOM-01",
    "PDOC-01",
    "PDOC-02",
    "PDOC-03",
    "PTHP-01",
}


def list_hecvat4_ids() -> list[str]:
    """Return all 332 ids."""
    pairs = [pair for sections in HECVAT_4.values() for pair in sections.values()]
    return [
        f"{prefix}-{n:02}"
        for prefix, count in pairs
        for n in range(1, count + (2 if prefix == "AILM" else 1))
    ]


def make_scoring() -> dict[str, tuple[str, str, int | None]]:
    """Return for each id the compliant response, the importance and the weight: 87 of 20, 135 of 10 and 65 of 5."""
    found: dict[str, tuple[str, str, int | None]] = {}
    scored = 0
    for name in list_hecvat4_ids():
        if name[:4] in UNSCORED or name in UNSCORED_IDS:
            found[name] = ("Not scored", "", None)
            continue
        word, weight = ("Critical", 20) if scored < 87 else ("Standard", 10) if scored < 222 else ("Minor", 5)
        found[name] = ("No" if scored % 7 == 0 and scored < 280 else "Yes", f"{word} Importance", weight)
        scored += 1
    return found


def make_hecvat4(
    answers: Mapping[str, Cells] | None = None,
    repeats: Mapping[tuple[str, str], Any] | None = None,
    *,
    with_questions: bool = True,
    is_worked_out: bool = True,
) -> bytes:
    """Return a HECVAT 4 workbook; `repeats` are the answers of ids that other sheets show again.

    Titles, questions and versions of the visible sheets are formulas on hidden ones; unless they are worked out, no
    value is kept of them.
    """

    def fetch(text: str) -> str | None:
        return text if is_worked_out else None

    answers, book = answers or {}, Workbook()
    for name, sections in HECVAT_4.items():
        sheet = book.create_sheet(name)
        for row in ["Cells of this sheet", "Our own words", "Date Completed", *["Instructions"] * 8]:
            sheet.append([row])
        sheet["F2"] = fetch("Version 4.1.4")
        sheet["C3"] = "00:00:00"
        if name in REPEATED:
            sheet.append([fetch("General Information"), None, "Answer"])
        for again in REPEATED.get(name, ()):
            sheet.append([again, fetch(word(again)), (repeats or {}).get((name, again), "")])
        for title, (prefix, count) in sections.items():
            sheet.append(
                [fetch(title), None, "Answer", "Additional Information", "Guidance", "Analyst Notes"]
            )
            for n in range(1, count + 1):
                each = f"{prefix}-{n:02}"
                sheet.append([each, fetch(word(each)), *answers.get(each, ())])
        sheet.append(["Copyright © 2026 a body of our invention"])
        sheet.append([])
        sheet.append(["#REF!"])
        # A format far below, as the real file has it.
        sheet.cell(1_048_576, 1).number_format = "0.00"
    automatic = book.create_sheet("Auto Responses")
    automatic.sheet_state = "hidden"
    automatic["A36"] = "Version 4.1.4"
    titles = {prefix: title for parts in HECVAT_4.values() for title, (prefix, _count) in parts.items()}
    for row, (prefix, title) in enumerate(titles.items(), start=4):
        automatic.cell(row, 14, prefix)
        automatic.cell(row, 15, title)
    saved = book.create_sheet("Saved")
    saved.sheet_state = "hidden"
    saved.append(["Section", None, "Answer"])
    for name in list_hecvat4_ids():
        saved.append([name, word(name), "Yes"])
    analyst = book.create_sheet("Institution Evaluation")
    analyst.append(["Section", None, "Answer"])
    for name in list_hecvat4_ids():
        analyst.append([name, word(name), "Stale answer"])
    if with_questions:
        hidden = book.create_sheet("Questions")
        hidden.sheet_state = "hidden"
        hidden.append(["This worksheet is filled by itself"])
        hidden.append(
            [
                "New ID",
                "Question",
                "Start",
                "Standard Guidance",
                "Yes Guidance",
                "Compliant Response",
                "Compliant",
                "Default Importance",
                "Default Weight",
            ]
        )
        for name, (good, importance, weight) in make_scoring().items():
            hidden.append([name, word(name), 1, f"Guidance of {name}", "DO", good, 0, importance, weight])
        scores = book.create_sheet("(backend scoring)")
        scores.sheet_state = "hidden"
        scores.append(["New ID", "Question", "Vendor Response", "Answer"])
        for name in list_hecvat4_ids():
            scores.append([name, word(name), "Yes", "Yes"])
    return save(book)


def word(name: str) -> str:
    """Return the text of a question, in our words."""
    return f"Name {name}" if name.startswith("GNRL") else f"Is {name} so, in our words?"
