"""What the feed hears while it asks is not lost until its next look."""

from __future__ import annotations

from governance.core.feed import take_told


class Wire:
    """A connection of libpq's that set aside what was called out."""

    def __init__(self, *told: str) -> None:
        self.told = list(told)

    def notifies(self) -> str | None:
        """Return the next, or None."""
        return self.told.pop(0) if self.told else None


def test_what_was_called_out_meanwhile_is_taken_and_told_of() -> None:
    wire = Wire("a change", "another")
    assert (take_told(wire), wire.told, take_told(wire)) == (True, [], False)
