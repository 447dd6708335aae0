"""How a file that a vendor uploaded is sent to whoever may see it: to be saved, never shown by a browser."""

from __future__ import annotations

from django.http import FileResponse

from vendors.assessments.models import Evidence
from vendors.assessments.services import open_evidence

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


def send_file(file: Evidence) -> FileResponse:
    """Return the content of a file as an attachment; raises ConflictingState where it cannot be opened.

    Whoever calls has looked it up among what the reader may see.
    """
    return FileResponse(
        open_evidence(file),
        as_attachment=True,
        filename=file.file_name,
        content_type="application/octet-stream",
        headers=HEADERS,
    )
