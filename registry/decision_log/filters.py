"""A filter on the exact text of a column, such as a chart leads to."""

from __future__ import annotations

from unfold.contrib.filters.admin import FieldTextFilter


class TextFilter(FieldTextFilter):
    """Filters by the exact text of a column; the parameter is the column's own name."""

    def expected_parameters(self) -> list[str | None]:
        """Return the parameter."""
        self.lookup_kwarg = self.field_path
        return [self.lookup_kwarg]

    def value(self) -> str | None:
        """Return the text that is looked for."""
        given = self.used_parameters.get(self.lookup_kwarg)
        return given[0] if isinstance(given, list) and given else given
