"""The panels of the officers' first page. Slices register theirs; this page knows nothing else about them.

A slice's `panels.py`, imported by its app's receivers, holds functions such as

    @panel("votes", order=10, title=_("Waiting for your vote"), empty=_("Nothing waits."), icon="how_to_vote")
    def show_votes(user): ...

that return a `Content`, or None for a reader to whom the panel means nothing. Each asks a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core.days import legal_day

MAX_ROWS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to look at. `tone` is "", "good", "warn" or "bad" and colours the tag; the words say it too."""

    title: str
    url: str = ""
    detail: str = ""
    tag: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart."""

    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Content:
    """What a panel shows: how many things there are, the first rows, where all of them are.

    `total` None stands for a panel that counts nothing. `bars` draw a small chart under the rows, `caption` says it.
    """

    rows: Sequence[Row]
    total: int | None
    url: str = ""
    link: str = ""
    bars: Sequence[Bar] = ()
    caption: str = ""


Provider = Callable[[Any], Content | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """A registered panel. `empty` is the sentence for nothing to show."""

    key: str
    order: int
    title: Any
    empty: Any
    icon: str
    provider: Provider


@dataclass(frozen=True, slots=True)
class FilledPanel:
    """A panel with its content for one reader."""

    panel: Panel
    content: Content
    chart: Chart | None = field(default=None)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look at."""
        return not self.content.rows

    @property
    def hidden(self) -> int:
        """How many things the rows leave out."""
        return max(0, (self.content.total or 0) - len(self.content.rows))


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its place in the drawing."""

    label: str
    value: int
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart ready to be drawn; sizes are units of its view box."""

    bars: tuple[DrawnBar, ...]
    width: int
    caption: str

    STEP = 30
    TOP = 64

    @classmethod
    def draw(cls, bars: Sequence[Bar], caption: str) -> Chart | None:
        """Return the chart, or None when every bar is empty: a flat line tells nothing."""
        highest = max((bar.value for bar in bars), default=0)
        if not highest:
            return None
        drawn = []
        for index, bar in enumerate(bars):
            height = round(bar.value * cls.TOP / highest) if bar.value else 1
            drawn.append(DrawnBar(bar.label, bar.value, index * cls.STEP, 16 + cls.TOP - height, height))
        return cls(tuple(drawn), len(drawn) * cls.STEP, caption)


_panels: dict[str, Panel] = {}


def panel(key: str, *, order: int, title: Any, empty: Any, icon: str) -> Callable[[Provider], Provider]:
    """Register the function that fills a panel; the lower the order, the higher it stands."""

    def register(provider: Provider) -> Provider:
        if key in _panels:
            raise ValueError(f"The panel {key} is registered twice.")
        _panels[key] = Panel(key, order, title, empty, icon, provider)
        return provider

    return register


def fill_panels(user: Any) -> list[FilledPanel]:
    """Return the panels that mean something to the reader, in order."""
    filled = []
    for each in sorted(_panels.values(), key=lambda one: (one.order, one.key)):
        content = each.provider(user)
        if content is not None:
            filled.append(FilledPanel(each, content, Chart.draw(content.bars, content.caption)))
    return filled


def cut(rows: Sequence[Any]) -> Sequence[Any]:
    """Return the rows that a panel has room for."""
    return rows[:MAX_ROWS]


def link(name: str, *arguments: Any, query: str = "") -> str:
    """Return an admin address, or an empty text when no page of that name exists."""
    try:
        address = reverse(f"admin:{name}", args=arguments)
    except NoReverseMatch:
        return ""
    return f"{address}?{query}" if query else address


def count_days(until: date | datetime) -> int:
    """Return the whole UTC days from today to a day; negative when it has passed."""
    day = legal_day(until) if isinstance(until, datetime) else until
    return (day - legal_day()).days


def say_days(days: int) -> str:
    """Return "today", "in 3 days" or "3 days ago"."""
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in %d day", "in %d days", days) % days
    return ngettext("%d day ago", "%d days ago", -days) % -days


def tone_of_days(days: int, *, soon: int = 14) -> str:
    """Return how pressing a day is that lies so far away."""
    if days < 0:
        return "bad"
    return "warn" if days <= soon else ""
