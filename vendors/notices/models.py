"""Notices: for one reader, that something happened to an assessment."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.core.ids import new_id
from vendors.assessments.enums import Side
from vendors.assessments.models import Assessment, AssessmentPart
from vendors.assessments.selectors import list_for_respondent
from vendors.notices.enums import NoticeKind


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices; everybody reads their own, and only about what they may open."""

    def restrict(self, user: Any, action: str = "view") -> Self:
        """Return what the user was told as somebody who answers, of the assessments they may open now."""
        return self.filter(
            recipient_id=getattr(user, "pk", None),
            side=Side.VENDOR,
            assessment__in=list_for_respondent(user).values("pk"),
        )


class Notice(models.Model):
    """One reader is told of one thing. It holds no text of anybody's: what was said is read where it was said.

    `key` names the thing, so that telling of it twice is once. `mail_at` is when a mail is owed; empty: none is.
    """

    untracked_reason = "Points one reader at what has an event and a history of its own."

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("for")
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="notices", verbose_name=_("assessment")
    )
    side = models.CharField(_("told as"), max_length=8, choices=Side.choices)
    kind = models.CharField(_("kind"), max_length=24, choices=NoticeKind.choices)
    key = models.CharField(max_length=160, editable=False)
    part = models.ForeignKey(
        AssessmentPart, null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("questionnaire")
    )
    section_key = models.CharField(_("section"), max_length=80, blank=True)
    #: Which question of the questionnaire, counted from 0; empty for a section.
    place = models.PositiveSmallIntegerField(_("place"), null=True)
    #: The id of the question, or the title of the section.
    about = models.CharField(_("about"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    read_at = models.DateTimeField(_("read"), null=True, editable=False)
    mail_at = models.DateTimeField(null=True, editable=False)
    mail_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    mailed_at = models.DateTimeField(null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("-id",)
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = (models.UniqueConstraint(fields=("recipient", "key"), name="told_once"),)
        indexes = (
            models.Index(fields=("mail_at",), condition=Q(mail_at__isnull=False), name="notices_to_mail"),
            models.Index(
                fields=("recipient", "assessment"), condition=Q(read_at__isnull=True), name="notices_unread"
            ),
        )

    def __str__(self) -> str:
        return str(self.get_kind_display())


class UnmailedKind(models.Model):
    """One kind of notice that one person does not want by mail; in the portal and among the tasks it stays."""

    untracked_reason = "A person's choice about their own mail; each change of it is an event on the account."

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=24, choices=NoticeKind.choices)

    class Meta:
        default_permissions = ()
        verbose_name = _("notice that is not mailed")
        verbose_name_plural = _("notices that are not mailed")
        constraints = (models.UniqueConstraint(fields=("user", "kind"), name="unmailed_once"),)

    def __str__(self) -> str:
        return str(self.get_kind_display())
