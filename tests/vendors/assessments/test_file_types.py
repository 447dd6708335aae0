"""Which archives are taken for Office documents: those whose directory is read in no time."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from vendors.assessments import file_types
from vendors.assessments.file_types import OFFICE, find_media_type


def make_document(entries: int = 0) -> bytes:
    """Return the archive of a document with so many more entries."""
    source = BytesIO()
    with zipfile.ZipFile(source, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *map(str, range(entries))):
            archive.writestr(name, "")
    return source.getvalue()


def test_a_document_is_taken_and_an_endless_directory_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = make_document(), make_document(100)
    assert find_media_type(small, "a.docx") == OFFICE["docx"][1]
    monkeypatch.setattr(file_types, "MOST_DIRECTORY", 4_000)
    assert (find_media_type(small, "a.docx") != "", find_media_type(large, "a.docx")) == (True, "")


def test_a_directory_said_elsewhere_is_refused() -> None:
    content = make_document()
    end = content.rindex(b"PK\x05\x06")
    locator = b"PK\x06\x07" + bytes(16)
    assert find_media_type(content[:end] + locator + content[end:], "a.docx") == ""
    assert find_media_type(content[:end], "a.docx") == ""
