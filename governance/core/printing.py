"""Sends a printable document as an attachment; one at a time for each reader, so that nobody holds several workers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core.documents.content import Block, Document, Words
from governance.core.documents.writing import write_pdf

PRODUCT = "Imprimatur"
#: How long a worker that died while it made a document keeps its reader from asking for another one.
LONGEST_SECONDS = 30
WAIT_SECONDS = 5


def make_document(title: str, blocks: tuple[Block, ...]) -> Document:
    """Return a document in the reader's language, made now in the reader's time zone."""
    words = Words(
        page=_("{number} of {total}"),
        document=_("Document {id}"),
        left_out=_("This document ends here: it holds no more than {most} characters. The rest is left out."),
        no_letters=_("{sign} stands for characters that this document has no letters for."),
    )
    made = _("made %(when)s (%(zone)s)") % {
        "when": say_time(timezone.now()),
        "zone": timezone.get_current_timezone_name(),
    }
    return Document(title, blocks, made, get_language() or "en", PRODUCT, words)


def say_time(at: datetime) -> str:
    """Return an instant in the reader's time zone."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def send_document(request: HttpRequest, make: Callable[[], Document], name: str) -> HttpResponse:
    """Return the PDF of a document, or 429 while the reader's last one is still being made."""
    key = f"printing:{request.user.pk}"
    if not cache.add(key, True, LONGEST_SECONDS):
        text = _("Your last document is still being made. Try again in a few seconds.")
        headers = {"Retry-After": str(WAIT_SECONDS)}
        return HttpResponse(text, status=429, content_type="text/plain; charset=utf-8", headers=headers)
    try:
        content = write_pdf(make())
    finally:
        cache.delete(key)
    headers = {
        "Content-Disposition": f'attachment; filename="{slugify(name) or "document"}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)
