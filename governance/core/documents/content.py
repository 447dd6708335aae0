"""What a printed document consists of: a title, facts and blocks of plain text. Nothing in a text is markup."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum


class Look(StrEnum):
    """How a text is set."""

    BODY = "body"
    QUESTION = "question"
    LABEL = "label"
    ANSWER = "answer"
    SAID = "said"
    NOTE = "note"
    SOFT = "soft"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; those of level 2 and 3 are the outline (level 1 is the title)."""

    text: str
    level: int = 2
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, or several: line breaks are kept."""

    text: str
    look: Look = Look.BODY


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a header; without a header the first cell of each row names the others."""

    rows: tuple[tuple[str, ...], ...]
    header: tuple[str, ...] = ()


Block = Heading | Text | Table


@dataclass(frozen=True, slots=True)
class Words:
    """What a document says of itself, in the reader's language; `{}` in each stand for what the names say."""

    page: str = "{number} of {total}"
    document: str = "Document {id}"
    left_out: str = "This document ends here: it holds no more than {most} characters. The rest is left out."
    no_letters: str = "{sign} stands for characters that this document has no letters for."


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `made` says when and by whom it was made; it is no part of what the id is reckoned from."""

    title: str
    blocks: tuple[Block, ...]
    made: str = ""
    language: str = "en"
    producer: str = ""
    words: Words = Words()

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits that are the same exactly while what is printed is the same."""
        content = [self.title, [[type(block).__name__, asdict(block)] for block in self.blocks]]
        digest = hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()[:16]
        return "-".join(digest[start : start + 4] for start in range(0, 16, 4))
