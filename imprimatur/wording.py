"""How names get into sentences: nothing that does not print, nothing endless."""

from collections.abc import Iterable

LONGEST_SHOWN = 120


def shown(text: str) -> str:
    """Return a name fit for a message: cut to a length, with invisible characters written as escapes."""
    cut = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
    if cut.isprintable():
        return cut
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in cut)


def listed(names: Iterable[str]) -> str:
    """Return names as "a, b and c", sorted, each fit for a message."""
    parts = [shown(name) for name in sorted(set(names))]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else "none"
