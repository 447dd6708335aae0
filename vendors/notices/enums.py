"""Choices of the notices slice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """What a notice tells; the label is the subject of its mail."""

    SENT = "sent", _("Questions to answer")
    QUESTION = "question", _("Questions about your answers")
    MESSAGE = "message", _("A new message")
    ACCEPTED = "accepted", _("Your answers are accepted")
    REJECTED = "rejected", _("Your answers were not accepted")
    WITHDRAWN = "withdrawn", _("Nothing to answer any more")
    DUE_MOVED = "due_moved", _("Another due date")
    DUE = "due", _("Answers are due soon")
    OVERDUE = "overdue", _("Answers are overdue")
    SECTION = "section", _("A section was given to you")
    FILE_REFUSED = "file_refused", _("A file was refused")
    HANDED_IN = "handed_in", _("Answers were handed in")
    ANSWERED = "answered", _("Your questions were answered")
    COLLEAGUE_WAITS = "colleague_waits", _("An invitation waits for you")
    COLLEAGUE_DECLINED = "colleague_declined", _("An invitation was not confirmed")


#: What reviewers are told; the vendor's people are told of everything but what is theirs alone.
FOR_US = (
    NoticeKind.HANDED_IN,
    NoticeKind.ANSWERED,
    NoticeKind.MESSAGE,
    NoticeKind.OVERDUE,
    NoticeKind.COLLEAGUE_WAITS,
)
FOR_VENDOR = tuple(
    kind
    for kind in NoticeKind
    if kind not in {NoticeKind.HANDED_IN, NoticeKind.ANSWERED, NoticeKind.COLLEAGUE_WAITS}
)
#: What asks respondents to answer; there is nothing left to read of it once they have handed in.
ASKS = frozenset(
    {NoticeKind.SENT, NoticeKind.QUESTION, NoticeKind.DUE_MOVED, NoticeKind.DUE, NoticeKind.OVERDUE}
)
#: Kinds that come in numbers; their mail waits for the others.
GATHERED = frozenset(
    {
        NoticeKind.MESSAGE,
        NoticeKind.DUE_MOVED,
        NoticeKind.SECTION,
        NoticeKind.FILE_REFUSED,
        NoticeKind.COLLEAGUE_WAITS,
        NoticeKind.COLLEAGUE_DECLINED,
    }
)
