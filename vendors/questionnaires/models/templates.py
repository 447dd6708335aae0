"""Questionnaire templates and their versions. A published version never changes: answers rest on its exact words."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from governance.core.models import TrackedRecord
from vendors.questionnaires.content import InvalidContent, Questionnaire
from vendors.questionnaires.enums import VersionState


class QuestionnaireTemplate(TrackedRecord):
    """A questionnaire that vendors are asked to fill, through all its versions."""

    key = models.SlugField(_("key"), max_length=80, unique=True, help_text=_("Short name; it never changes."))
    title = models.CharField(_("title"), max_length=200)
    framework = models.CharField(
        _("published as"),
        max_length=80,
        blank=True,
        help_text=_("The name of a published questionnaire, such as CAIQ. Empty for one of your own."),
    )
    description = models.TextField(_("description"), blank=True)
    is_active = models.BooleanField(_("offered for new assessments"), default=True)

    class Meta(TrackedRecord.Meta):
        ordering = ("title",)
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")

    def __str__(self) -> str:
        return self.title


class TemplateVersion(FSMModelMixin, TrackedRecord):
    """One version of a questionnaire: a draft that is built, or the exact words that vendors answer."""

    template = models.ForeignKey(
        QuestionnaireTemplate,
        on_delete=models.PROTECT,
        related_name="versions",
        verbose_name=_("questionnaire"),
    )
    label = models.CharField(_("version"), max_length=40)
    state = FSMField(
        _("state"),
        max_length=16,
        choices=VersionState.choices,
        default=VersionState.DRAFT,
        protected=True,
        editable=False,
    )
    content = models.JSONField(_("content"), default=dict, editable=False)
    digest = models.CharField(_("digest"), max_length=71, editable=False)
    question_count = models.PositiveIntegerField(_("questions"), default=0, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)

    has_own_services = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("questionnaire version")
        verbose_name_plural = _("questionnaire versions")
        permissions = (
            ("publish_templateversion", "Can publish questionnaire versions"),
            ("retire_templateversion", "Can retire questionnaire versions"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("template", "label"),
                name="one_version_per_label",
                violation_error_message=_("There is a version of this name already."),
            ),
        )

    def __str__(self) -> str:
        title = str(self.template)
        # Some titles name their version already, such as “CAIQ 4.0.3”.
        return title if title.split()[-1:] == [self.label] else f"{title} {self.label}"

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """What is asked; read once for each loaded row."""
        return Questionnaire.from_json(self.content)

    @property
    def is_draft(self) -> bool:
        """Whether it may still change."""
        return bool(self.state == VersionState.DRAFT)

    @transition(field=state, source=VersionState.DRAFT, target=VersionState.PUBLISHED)
    def publish(self) -> None:
        """Let it be sent; from here on it never changes."""

    @transition(field=state, source=VersionState.PUBLISHED, target=VersionState.RETIRED)
    def retire(self) -> None:
        """Offer it no more; what was answered stays."""

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Forget what was read from the content before."""
        self.__dict__.pop("questionnaire", None)
        super().refresh_from_db(*args, **kwargs)

    def clean(self) -> None:
        """Refuse content that is none."""
        try:
            Questionnaire.from_json(self.content)
        except InvalidContent as error:
            raise ValidationError({"content": str(error)}) from None
