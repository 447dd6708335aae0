"""Which files are taken, told by what they contain; the name must agree. No Django."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

PLAIN = {"txt": "text/plain", "csv": "text/csv", "md": "text/plain"}
SIGNED = {
    "pdf": (b"%PDF-", "application/pdf"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
    "jpeg": (b"\xff\xd8\xff", "image/jpeg"),
}
OFFICE = {
    "docx": ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
#: Bytes of an archive's directory, and of what stands at its end.
MOST_DIRECTORY = 1_000_000
MOST_TAIL = 65_557
MARKUP = re.compile(rb"<\s*(!doctype|html|script|svg|iframe|body|head|\?xml)", re.IGNORECASE)
# The test file of virus scanners (EICAR), in two parts so that no scanner takes this file for it.
TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def find_media_type(content: bytes, name: str) -> str:
    """Return the media type of a file, or an empty string when it is not taken."""
    ending = name.rpartition(".")[2].lower()
    if ending in SIGNED:
        begins, media_type = SIGNED[ending]
        return media_type if content.startswith(begins) else ""
    if ending in OFFICE:
        folder, media_type = OFFICE[ending]
        return media_type if _is_office(content, folder) else ""
    return PLAIN.get(ending, "") if _is_text(content) else ""


def has_test_virus(content: bytes) -> bool:
    """Return whether the content holds the test file of virus scanners."""
    return TEST_VIRUS in content


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in content and MARKUP.search(content) is None


def _has_small_directory(content: bytes) -> bool:
    """Return whether the archive's directory is small; a large one is 20 times as large once it is read."""
    tail = content[-MOST_TAIL:]
    at = tail.rfind(b"PK\x05\x06")
    # The 64-bit form says its size elsewhere; no file that is taken needs it.
    if at < 0 or tail[max(at - 20, 0) : at].startswith(b"PK\x06\x07"):
        return False
    return int.from_bytes(tail[at + 12 : at + 16], "little") <= MOST_DIRECTORY


def _is_office(content: bytes, folder: str) -> bool:
    """Return whether the content is an Office document without macros; reads the archive's directory alone."""
    if not _has_small_directory(content):
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return (
        "[Content_Types].xml" in names and any(name.startswith(folder) for name in names) and not has_macros
    )
