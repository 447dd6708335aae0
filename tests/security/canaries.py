"""Unique texts put into every text column, so that any page that shows one says whose record it came from.

A canary is a short token ("zqf0042q": the 42nd, of the far tenant) followed, where there is room, by what must never
reach a page unescaped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

TOKEN = re.compile(r"zq[of]\d{4}q")
SCRIPT = '"><img src=x onerror=alert(1)><script>zqscript</script>{{6917*7}}'
# What a page shows when it did not escape the text, or evaluated it.
UNESCAPED = ("<img src=x", "<script>zqscript", "48419")


@dataclass
class Canaries:
    """The tokens given out, each with the record and column that hold it."""

    homes: dict[str, tuple[str, str]] = field(default_factory=dict)

    def make(self, tenant: str, home: tuple[str, str]) -> str:
        """Return a new token; `home` is (record name, column)."""
        token = f"zq{tenant[0]}{len(self.homes):04d}q"
        self.homes[token] = home
        return token

    def find(self, text: str) -> set[tuple[str, str]]:
        """Return the (record, column) pairs whose canaries stand in a text."""
        return {self.homes[token] for token in set(TOKEN.findall(text)) if token in self.homes}
