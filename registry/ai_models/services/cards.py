"""Attaching a Hugging Face model card to a model."""

from __future__ import annotations

import hashlib
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput
from governance.core.writing import lock, permit, publish, service
from registry.ai_models import events
from registry.ai_models.importers.hf_card import LARGEST_CARD, read_hf_card
from registry.ai_models.importers.records import CatalogueError, CatalogueRecord, FaultyRow
from registry.ai_models.models import AIModel


@service
def attach_card(*, actor: Any, model: AIModel, source: BinaryIO, file_name: str = "") -> AIModel:
    """Keep a card's text and front matter with the model; its digest is part of what approvers see.

    The licence is taken from the card where the model states none. Raises InvalidInput for a file that is no card.
    """
    permit(actor, "change", model)
    source.seek(0)
    raw = source.read(LARGEST_CARD + 1)
    source.seek(0)
    try:
        item = next(read_hf_card(source, filename=file_name, model_name=model.name))
    except CatalogueError as error:
        raise InvalidInput(fields={"file": str(error)}) from None
    if isinstance(item, FaultyRow):
        raise InvalidInput(fields={"file": item.message})
    if not isinstance(item, CatalogueRecord):
        raise InvalidInput(fields={"file": _("The file is no model card.")})
    model = lock(model)
    model.card_markdown = raw.decode("utf-8-sig").replace("\r\n", "\n")
    model.card_facts = {
        **item.raw_facts,
        "licence": item.licence,
        "mode": item.mode,
        "notes": list(item.notes),
    }
    model.card_digest = "sha256:" + hashlib.sha256(raw).hexdigest()
    model.licence = model.licence or item.licence[:500]
    model.mode = model.mode or item.mode
    model.save()
    data = {"digest": model.card_digest, "file": file_name}
    publish(events.CARD_ATTACHED, actor=actor, record=model, data=data)
    return model
