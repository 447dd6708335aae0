"""The risk of a vendor in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from vendors.assessments.risk import Band, Contribution, Step

register = template.Library()


@register.filter
def band_in_words(band: Band) -> str:
    """Return the name of a band."""
    words = {
        Band.LOW: _("low"),
        Band.MODERATE: _("moderate"),
        Band.HIGH: _("high"),
        Band.CRITICAL: _("critical"),
    }
    return words[band]


@register.filter
def contribution_in_words(line: Contribution) -> str:
    """Return what a line of the inherent risk counts."""
    words = {
        "tier": _("how much depends on it: %s"),
        "sensitivity": _("most sensitive data that approvals let it have: %s"),
        "category": _("made of: %s"),
        "places": _("countries outside the EEA and adequacy: %s"),
        "training": _("trains on our data: %s"),
    }
    return words[line.code] % line.detail


@register.filter
def step_in_words(step: Step) -> str:
    """Return what a step to the residual risk takes into account."""
    words = {
        "inherent": _("inherent risk"),
        "score": _("after the score of the assessment in force: %s"),
        "findings": _("after open findings: %s"),
    }
    text = words[step.code]
    return text % step.detail if "%s" in text else text
