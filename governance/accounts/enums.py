"""Choices of the accounts slice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountKind(models.TextChoices):
    """What stands behind an account."""

    PERSON = "person", _("person")
    SERVICE = "service", _("service account")
    SYSTEM = "system", _("system actor")


class KeyScope(models.TextChoices):
    """What an API key may be used for; its owner's rights still bound it."""

    DECISIONS_ASK = "decisions:ask", _("ask for decisions")
    DECISIONS_BUNDLE = "decisions:bundle", _("hold the signed bundle")
    REGISTRY_READ = "registry:read", _("read the registry")
    REGISTRY_WRITE = "registry:write", _("change the registry")
    VENDORS_READ = "vendors:read", _("read vendors and agreements")
    VENDORS_WRITE = "vendors:write", _("change vendors and agreements")
    ASSESSMENTS_READ = "assessments:read", _("read questionnaires, assessments, answers and findings")
    ASSESSMENTS_WRITE = "assessments:write", _("send, review and decide assessments")
    ASSESSMENTS_ANSWER = "assessments:answer", _("answer assessments for a vendor")
    APPROVALS_READ = "approvals:read", _("read approvals")
    APPROVALS_REQUEST = "approvals:request", _("request approvals")
    CATALOGUE_IMPORT = "catalogue:import", _("import model catalogues")
    AUDIT_READ = "audit:read", _("read history and events")


# What people may put into keys that they issue to themselves.
SELF_SERVICE_SCOPES = (
    KeyScope.DECISIONS_ASK,
    KeyScope.REGISTRY_READ,
    KeyScope.APPROVALS_READ,
    KeyScope.APPROVALS_REQUEST,
)
