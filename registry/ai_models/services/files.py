"""Uploaded catalogue files in the private storage: measured, kept until the import is over, then deleted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState, InvalidInput
from governance.core.ids import new_id
from registry.ai_models.models import CatalogueImport

CHUNK = 1 << 20


def measure_file(source: BinaryIO) -> tuple[str, int]:
    """Return the SHA-256 and the size of a seekable file; raises InvalidInput when it is too big."""
    digest, size = hashlib.sha256(), 0
    source.seek(0)
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if size > settings.CATALOGUE_MAX_BYTES:
            limit = settings.CATALOGUE_MAX_BYTES // 1_000_000
            raise InvalidInput(fields={"file": _("The file is larger than %d MB.") % limit}, code="too_large")
    source.seek(0)
    return digest.hexdigest(), size


def store_file(source: BinaryIO) -> str:
    """Store a file under a name of its own and return that name."""
    source.seek(0)
    name: str = default_storage.save(f"catalogues/{new_id()}", File(source))
    return name


@contextmanager
def open_stored(record: CatalogueImport) -> Iterator[BinaryIO]:
    """Open the file of an import for reading; raises ConflictingState when it is gone."""
    try:
        file = default_storage.open(record.stored_file)
    except (OSError, ValueError):
        raise ConflictingState(_("The uploaded file is gone. Upload it again.")) from None
    with file:
        yield cast(BinaryIO, file)


def forget_file(record: CatalogueImport) -> None:
    """Delete the uploaded file once the transaction is committed; its digest stays in the record."""
    name = record.stored_file
    if name:
        record.stored_file = ""
        record.save()
        transaction.on_commit(lambda: default_storage.delete(name))
