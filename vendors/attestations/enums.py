"""Choices of the attestations slice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttestationKind(models.TextChoices):
    """What was attested, by the name that auditors and standards give it."""

    SOC1_TYPE1 = "soc1_type1", _("SOC 1 Type I")
    SOC1_TYPE2 = "soc1_type2", _("SOC 1 Type II")
    SOC2_TYPE1 = "soc2_type1", _("SOC 2 Type I")
    SOC2_TYPE2 = "soc2_type2", _("SOC 2 Type II")
    SOC3 = "soc3", _("SOC 3")
    ISO_27001 = "iso_27001", _("ISO/IEC 27001")
    ISO_27017 = "iso_27017", _("ISO/IEC 27017")
    ISO_27018 = "iso_27018", _("ISO/IEC 27018")
    ISO_27701 = "iso_27701", _("ISO/IEC 27701")
    ISO_42001 = "iso_42001", _("ISO/IEC 42001")
    PCI_DSS = "pci_dss", _("PCI DSS")
    HITRUST = "hitrust", _("HITRUST")
    FEDRAMP = "fedramp", _("FedRAMP")
    CSA_STAR = "csa_star", _("CSA STAR")
    PENETRATION_TEST = "penetration_test", _("penetration test")
    OTHER = "other", _("other")
