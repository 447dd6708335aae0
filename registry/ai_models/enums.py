"""Choices of the models slice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Lifecycle(models.TextChoices):
    """Where a model version stands; revoked and retired are final."""

    PROPOSED = "proposed", _("proposed")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", _("approved")
    DEPRECATED = "deprecated", _("deprecated")
    RETIRED = "retired", _("retired")
    SUSPENDED = "suspended", _("suspended")
    REVOKED = "revoked", _("revoked")


class PinKind(models.TextChoices):
    """What makes a version one thing that nobody can repoint."""

    DATED_SNAPSHOT = "dated_snapshot", _("dated snapshot")
    CONTENT_DIGEST = "content_digest", _("content digest")
    DEPLOYMENT_ID = "deployment_id", _("deployment")
    NONE = "none", _("no pin")


class Source(models.TextChoices):
    """Which catalogue leads a version's facts."""

    LITELLM = "litellm", _("LiteLLM")
    MODELS_DEV = "models_dev", _("models.dev")
    HF_CARD = "hf_card", _("Hugging Face card")
    MANUAL = "manual", _("entered by hand")


class CatalogueState(models.TextChoices):
    """Whether any catalogue still names a version."""

    PRESENT = "present", _("named by a catalogue")
    REMOVED = "removed", _("gone from its catalogue")
    UNLISTED = "unlisted", _("never in a catalogue")


class ImportState(models.TextChoices):
    """Where a catalogue import stands."""

    UPLOADED = "uploaded", _("waiting to be read")
    PREVIEWED = "previewed", _("read, not applied")
    APPLIED = "applied", _("applied")
    FAILED = "failed", _("refused")
    ABANDONED = "abandoned", _("abandoned")


class RowKind(models.TextChoices):
    """What an import's report says about one row."""

    ADDED = "added", _("added")
    REMOVED = "removed", _("removed")
    NEWLY_DEPRECATED = "newly_deprecated", _("newly deprecated")
    CHANGED = "changed", _("changed")
    COLLISION = "collision", _("look-alikes")
    ERROR = "error", _("errors")
    SKIPPED = "skipped", _("skipped")
