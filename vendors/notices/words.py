"""Notices in words: a line of the portal, and a line of a mail, which names nothing that anybody wrote."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vendors.assessments.enums import Side
from vendors.notices.enums import NoticeKind
from vendors.notices.models import Notice
from vendors.questionnaires.references import name_id


def say(notice: Notice) -> str:
    """Return what a notice tells, for the portal."""
    # A place is that of a question, whose id is not always for people.
    said = {"about": notice.about if notice.place is None else name_id(notice.about)}
    match NoticeKind(notice.kind):
        case NoticeKind.SENT:
            return _("There are questions for you to answer.")
        case NoticeKind.QUESTION:
            return _("The reviewer asks about your answer to %(about)s.") % said
        case NoticeKind.MESSAGE:
            return _("The reviewer wrote about %(about)s.") % said
        case NoticeKind.ACCEPTED if notice.assessment.conditions:
            return _("Your answers are accepted, with conditions.")
        case NoticeKind.ACCEPTED:
            return _("Your answers are accepted.")
        case NoticeKind.REJECTED:
            return _("Your answers were not accepted.")
        case NoticeKind.DUE_MOVED:
            return _("The due date was changed.")
        case NoticeKind.DUE:
            return _("The due date comes near.")
        case NoticeKind.OVERDUE:
            return _("The due date has passed, and your answers are not handed in.")
        case NoticeKind.SECTION:
            return _("A colleague gave you the section “%(about)s”.") % said
        case NoticeKind.FILE_REFUSED:
            return _("A file of yours with %(about)s was refused by the virus scanner. Send another.") % said
        case NoticeKind.COLLEAGUE_DECLINED:
            return _("The reviewer did not confirm your invitation of a colleague.")
        case _other:
            return str(notice.get_kind_display())


def count_in_words(kind: NoticeKind, number: int, side: str) -> str:
    """Return what so many notices of a kind tell, for a mail; nothing of what was asked, answered or sent."""
    match kind:
        case NoticeKind.SENT:
            return _("there are questions for you to answer.")
        case NoticeKind.QUESTION:
            return (
                ngettext(
                    "the reviewer has a question about %d of your answers.",
                    "the reviewer has questions about %d of your answers.",
                    number,
                )
                % number
            )
        case NoticeKind.MESSAGE if side == Side.US:
            return (
                ngettext("%d new message of the vendor.", "%d new messages of the vendor.", number) % number
            )
        case NoticeKind.MESSAGE:
            return (
                ngettext("%d new message of the reviewer.", "%d new messages of the reviewer.", number)
                % number
            )
        case NoticeKind.ACCEPTED:
            return _("your answers are accepted.")
        case NoticeKind.REJECTED:
            return _("your answers were not accepted.")
        case NoticeKind.WITHDRAWN:
            return _("this need not be answered any more. Thank you for what you did.")
        case NoticeKind.DUE_MOVED:
            return _("the due date was changed.")
        case NoticeKind.DUE:
            return _("your answers are due soon and not handed in yet.")
        case NoticeKind.OVERDUE if side == Side.US:
            return _("the due date has passed, and the vendor has not handed in.")
        case NoticeKind.OVERDUE:
            return _(
                "the due date has passed, and your answers are not handed in. Hand in, or ask for more time."
            )
        case NoticeKind.SECTION:
            return (
                ngettext(
                    "a colleague gave you %d section to answer.",
                    "colleagues gave you %d sections to answer.",
                    number,
                )
                % number
            )
        case NoticeKind.FILE_REFUSED:
            return (
                ngettext(
                    "%d file of yours was refused by the virus scanner. Send another.",
                    "%d files of yours were refused by the virus scanner. Send others.",
                    number,
                )
                % number
            )
        case NoticeKind.HANDED_IN:
            return _("the vendor handed in. Look through the answers.")
        case NoticeKind.ANSWERED:
            return _("the vendor answered your questions and handed in again. Look through the answers.")
        case NoticeKind.COLLEAGUE_WAITS:
            return (
                ngettext(
                    "the vendor invites %d person whose address you have not seen before. Confirm or decline.",
                    "the vendor invites %d people whose addresses you have not seen before. Confirm or decline.",
                    number,
                )
                % number
            )
        case NoticeKind.COLLEAGUE_DECLINED:
            return _("your invitation of a colleague was not confirmed.")
