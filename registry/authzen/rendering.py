"""How an error of the standard's endpoints is written: one sentence of plain text."""

from __future__ import annotations

from typing import Any

from rest_framework.renderers import BaseRenderer


class SentenceRenderer(BaseRenderer):
    """Writes a text as it is."""

    media_type = "text/plain"
    format = "txt"
    charset = "utf-8"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        """Return the sentence with a line end."""
        return f"{data}\n".encode()
