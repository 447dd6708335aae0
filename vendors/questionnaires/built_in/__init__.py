"""The questionnaires that come with the product. No Django.

`ai-vendor-baseline` and `dpa-clauses` are worded by us; the ids of the latter's clauses are those of
`vendors.agreements.enums.Clause`. `mvsp` is the Minimum Viable Secure Product, CC0 (MVSP_LICENSE), made from its OSCAL
catalogue by `importers.oscal`.
"""

from __future__ import annotations

import json
from pathlib import Path

from vendors.questionnaires.conditions import check_conditions
from vendors.questionnaires.content import Questionnaire

NAMES = ("ai-vendor-baseline", "dpa-clauses", "mvsp")


def load(name: str) -> Questionnaire:
    """Return the questionnaire of a name; raises KeyError for a name not in NAMES."""
    if name not in NAMES:
        raise KeyError(name)
    text = (Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8")
    content = Questionnaire.from_json(json.loads(text))
    check_conditions(content)
    return content
