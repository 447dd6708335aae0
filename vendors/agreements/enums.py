"""Choices of the agreements slice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgreementKind(models.TextChoices):
    """What an agreement is; the words for transfer tools are those of TransferMechanism."""

    DPA = "dpa", _("data processing agreement (DPA)")
    BAA = "baa", _("business associate agreement (BAA)")
    MSA = "msa", _("master services agreement (MSA)")
    NDA = "nda", _("non-disclosure agreement (NDA)")
    SCC = "scc", _("standard contractual clauses (SCC)")
    BCR = "bcr", _("binding corporate rules (BCR)")
    CODE_OF_CONDUCT = "code_of_conduct", _("approved code of conduct")
    # A certification that is a transfer tool by itself (GDPR Art. 46(2)(f)), wherever the data goes.
    CERTIFICATION = "certification", _("approved certification (Art. 46(2)(f))")
    # A condition of an adequacy decision for one country, such as the Data Privacy Framework: opens no other.
    ADEQUACY_SCHEME = "adequacy_scheme", _("membership of an adequacy scheme (such as DPF)")
    PUBLIC_BODY_INSTRUMENT = "public_body_instrument", _("instrument between public bodies")
    AD_HOC_CLAUSES = "ad_hoc_clauses", _("authorised clauses of one's own")
    OTHER = "other", _("other")


class SccModule(models.IntegerChoices):
    """The modules of the standard contractual clauses, Implementing Decision (EU) 2021/914."""

    CONTROLLER_TO_CONTROLLER = 1, _("1: controller to controller")
    CONTROLLER_TO_PROCESSOR = 2, _("2: controller to processor")
    PROCESSOR_TO_PROCESSOR = 3, _("3: processor to processor")
    PROCESSOR_TO_CONTROLLER = 4, _("4: processor to controller")


class Clause(models.TextChoices):
    """What an agreement can promise, in our words; the letter says which duty of the law it answers."""

    NO_TRAINING = "no_training", _("our data trains no model")
    RETENTION_LIMIT = "retention_limit", _("data is kept no longer than the days below")
    ZERO_RETENTION = "zero_retention", _("nothing is kept past the session")
    REGION_COMMITMENT = "region_commitment", _("data stays in the region chosen")
    BREACH_NOTICE = "breach_notice", _("breaches are reported within the hours below")
    CHANGE_NOTICE = "change_notice", _("changes of models are announced; versions can be pinned")
    LOG_EXPORT = "log_export", _("logs can be exported and deleted")
    # GDPR Art. 28(3)(a) to (h)
    DOCUMENTED_INSTRUCTIONS = (
        "documented_instructions",
        _("(a) acts on our written instructions only, transfers included"),
    )
    STAFF_CONFIDENTIALITY = "staff_confidentiality", _("(b) its people are bound to secrecy")
    SECURITY_MEASURES = "security_measures", _("(c) protects data as Art. 32 asks")
    SUB_PROCESSOR_CONSENT = (
        "sub_processor_consent",
        _("(d) others join with our consent and the same duties only"),
    )
    DATA_SUBJECT_HELP = "data_subject_help", _("(e) helps us answer people about their data")
    COMPLIANCE_HELP = "compliance_help", _("(f) helps with security, breaches and impact assessments")
    DELETION_OR_RETURN = "deletion_or_return", _("(g) deletes or returns data at the end, as we choose")
    AUDIT_RIGHTS = "audit_rights", _("(h) shows that it complies and lets us audit")
    # 45 CFR 164.504(e)(2)
    PHI_PERMITTED_USES = "phi_permitted_uses", _("HIPAA: permitted uses of PHI are named")
    PHI_SAFEGUARDS = "phi_safeguards", _("HIPAA: safeguards for PHI")
    PHI_BREACH_REPORT = "phi_breach_report", _("HIPAA: breaches of PHI are reported")
    PHI_SUBCONTRACTORS = "phi_subcontractors", _("HIPAA: subcontractors take on the same duties")
    PHI_INDIVIDUAL_RIGHTS = "phi_individual_rights", _("HIPAA: access, amendment and accounting")
    PHI_HHS_ACCESS = "phi_hhs_access", _("HIPAA: books open to the Secretary (HHS)")
    PHI_RETURN = "phi_return", _("HIPAA: PHI returned or destroyed at the end")
    PHI_TERMINATION = "phi_termination", _("HIPAA: we may end it for a breach")


ARTICLE_28_CLAUSES = (
    Clause.DOCUMENTED_INSTRUCTIONS,
    Clause.STAFF_CONFIDENTIALITY,
    Clause.SECURITY_MEASURES,
    Clause.SUB_PROCESSOR_CONSENT,
    Clause.DATA_SUBJECT_HELP,
    Clause.COMPLIANCE_HELP,
    Clause.DELETION_OR_RETURN,
    Clause.AUDIT_RIGHTS,
)
HIPAA_CLAUSES = (
    Clause.PHI_PERMITTED_USES,
    Clause.PHI_SAFEGUARDS,
    Clause.PHI_BREACH_REPORT,
    Clause.PHI_SUBCONTRACTORS,
    Clause.PHI_INDIVIDUAL_RIGHTS,
    Clause.PHI_HHS_ACCESS,
    Clause.PHI_RETURN,
    Clause.PHI_TERMINATION,
)


class TransferPoint(models.TextChoices):
    """What standard contractual clauses need to hold for a transfer, Implementing Decision (EU) 2021/914."""

    SCC_MODULE_FITS = "scc_module_fits", _("the module fits who sends and who receives")
    SCC_UNCHANGED = "scc_unchanged", _("Clause 2: the text is unchanged, nothing contradicts it")
    SCC_SUB_PROCESSORS = "scc_sub_processors", _("Clause 9: how others join, and with how much notice")
    SCC_LOCAL_LAWS = "scc_local_laws", _("Clause 14: the laws over there were assessed, in writing")
    SCC_AUTHORITY_REQUESTS = (
        "scc_authority_requests",
        _("Clause 15: requests of authorities are told and challenged"),
    )
    SCC_GOVERNING_LAW = "scc_governing_law", _("Clauses 17 and 18: a member state's law and courts")
    SCC_PARTIES = "scc_parties", _("Annex I.A: the parties, their roles and signatures")
    SCC_TRANSFER = "scc_transfer", _("Annex I.B: which data of whom, why, how long")
    SCC_SUPERVISION = "scc_supervision", _("Annex I.C: the supervisory authority")
    SCC_MEASURES = "scc_measures", _("Annex II: the measures, described and not only named")
    SCC_LIST_OF_OTHERS = "scc_list_of_others", _("Annex III: the sub-processors agreed")


class ClauseResult(models.TextChoices):
    """What a reader of an agreement found about one clause."""

    MET = "met", _("met")
    PARTLY = "partly", _("partly")
    MISSING = "missing", _("missing")
    NOT_APPLICABLE = "not_applicable", _("not applicable")
