"""Choices of the classification slice; the words are those of the reference files."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sensitivity(models.TextChoices):
    """How much harm it does when data gets out, from least to most."""

    PUBLIC = "public", _("public")
    INTERNAL = "internal", _("internal")
    CONFIDENTIAL = "confidential", _("confidential")
    RESTRICTED = "restricted", _("restricted")


class DataCategory(models.TextChoices):
    """What data is made of, where a law or a house rule looks at that."""

    PERSONAL = "personal", _("personal data")
    SPECIAL_CATEGORY = "special-category", _("special category of personal data")
    CHILDREN = "children", _("children's data")
    PHI = "phi", _("protected health information")
    PCI = "pci", _("payment card data")
    SOURCE_CODE = "source-code", _("source code")
    CUI = "cui", _("controlled unclassified information")
    ITAR = "itar", _("export-controlled technical data")


class TransferMechanism(models.TextChoices):
    """What can let data go to a place that a rule does not name (GDPR Articles 45, 46 and 49)."""

    ADEQUACY = "adequacy", _("adequacy decision (Art. 45)")
    PUBLIC_BODY_INSTRUMENT = (
        "public_body_instrument",
        _("instrument between public bodies (Art. 46(2)(a))"),
    )
    BCR = "bcr", _("binding corporate rules (Art. 46(2)(b))")
    SCC = "scc", _("standard contractual clauses (Art. 46(2)(c), (d))")
    CODE_OF_CONDUCT = "code_of_conduct", _("approved code of conduct (Art. 46(2)(e))")
    CERTIFICATION = "certification", _("approved certification (Art. 46(2)(f))")
    AD_HOC_CLAUSES = "ad_hoc_clauses", _("authorised clauses of one's own (Art. 46(3))")
    DEROGATION = "derogation", _("derogation, an exception somebody signs for (Art. 49)")


class AdequacySubject(models.TextChoices):
    """About whom an adequacy decision is."""

    COUNTRY = "country", _("country")
    TERRITORY = "territory", _("territory")
    SECTOR = "sector", _("sector")
    ORGANISATION = "organisation", _("international organisation")


class AdequacyStatus(models.TextChoices):
    """How a decision stands; a challenged one is in force while a court looks at it."""

    IN_FORCE = "in_force", _("in force")
    CHALLENGED = "challenged", _("in force, challenged")
    EXPIRED = "expired", _("expired")
