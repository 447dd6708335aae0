"""Lays out a graph in columns as boxes and curves for an SVG. Pure: no Django, sizes in the units of the picture.

Boxes of a column are ordered by where their neighbours in the columns beside them stand, which keeps crossings few
(Sugiyama's barycentre heuristic). A line that passes over a column gets a narrow way of its own there.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from textwrap import wrap

BOX_WIDTH, COLUMN_GAP, ROW_GAP, EDGE = 196, 60, 14, 6
LINE_HEIGHT, PADDING = 17, 11
WAY_HEIGHT = 10
#: Characters of a line in a box, and lines of a label; the full text stands in the table beside the picture.
LONGEST_LINE, MOST_LINES = 25, 3
SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Node:
    """A box: its column, its label, words below that, and tones that style it."""

    key: str
    column: int
    label: str
    notes: tuple[str, ...] = ()
    tones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from a box to one further right."""

    source: str
    target: str
    tones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text in a box."""

    y: int
    text: str
    is_note: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A node in its place."""

    x: int
    y: int
    width: int
    height: int
    text_x: int
    lines: tuple[TextLine, ...]
    classes: str
    title: str


@dataclass(frozen=True, slots=True)
class Curve:
    """An edge in its place, as the `d` of a path."""

    path: str
    classes: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole picture."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]


@dataclass(slots=True)
class _Place:
    """A box, or the way of a line through a column."""

    key: str
    column: int
    height: int
    node: Node | None = None
    y: int = 0
    before: list[_Place] = field(default_factory=list)
    after: list[_Place] = field(default_factory=list)

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def x(self) -> int:
        return EDGE + self.column * (BOX_WIDTH + COLUMN_GAP)


def draw(nodes: Iterable[Node], edges: Iterable[Edge]) -> Drawing:
    """Return the picture of a graph whose edges all lead to the right; raises KeyError for an edge to no node."""
    places = {node.key: _Place(node.key, node.column, _measure(node), node) for node in nodes}
    ways: list[tuple[Edge, list[_Place]]] = []
    columns: dict[int, list[_Place]] = defaultdict(list)
    for place in places.values():
        columns[place.column].append(place)
    for number, edge in enumerate(edges):
        stops = [places[edge.source]]
        for column in range(stops[0].column + 1, places[edge.target].column):
            way = _Place(f"{edge.source} {edge.target} {number}", column, WAY_HEIGHT)
            columns[column].append(way)
            stops.append(way)
        stops.append(places[edge.target])
        for one, other in itertools.pairwise(stops):
            one.after.append(other)
            other.before.append(one)
        ways.append((edge, stops))
    height = _arrange(columns)
    boxes = tuple(_make_box(place, place.node) for place in places.values() if place.node is not None)
    curves = tuple(Curve(_trace(stops), " ".join(edge.tones)) for edge, stops in ways)
    width = 2 * EDGE + BOX_WIDTH + max(columns, default=0) * (BOX_WIDTH + COLUMN_GAP)
    return Drawing(width, height + 2 * EDGE, boxes, curves)


def _list_lines(node: Node) -> list[tuple[str, bool]]:
    found = wrap(node.label, LONGEST_LINE) or ["—"]
    if len(found) > MOST_LINES:
        found = [*found[: MOST_LINES - 1], f"{found[MOST_LINES - 1][: LONGEST_LINE - 1]}…"]
    # A word longer than a line is cut by wrap, so nothing reaches beyond the box.
    return [(line, False) for line in found] + [
        (line, True) for note in node.notes for line in wrap(note, LONGEST_LINE + 4)
    ]


def _measure(node: Node) -> int:
    return len(_list_lines(node)) * LINE_HEIGHT + 2 * PADDING


def _arrange(columns: dict[int, list[_Place]]) -> int:
    """Order and stack every column, each in the middle of the picture; return the height of the tallest."""
    order = sorted(columns)
    for sweep in range(SWEEPS):
        _stack(columns)
        is_forward = sweep % 2 == 0
        for column in order if is_forward else reversed(order):
            ranks = {place.key: place.middle for place in columns[column]}
            columns[column].sort(key=lambda place: _pull(place, ranks[place.key], is_forward=is_forward))
            _stack({column: columns[column]})
    return _stack(columns)


def _pull(place: _Place, own: int, *, is_forward: bool) -> float:
    beside = place.before if is_forward else place.after
    return sum(each.middle for each in beside) / len(beside) if beside else own


def _stack(columns: dict[int, list[_Place]]) -> int:
    heights = {
        column: sum(place.height for place in stack) + ROW_GAP * (len(stack) - 1)
        for column, stack in columns.items()
    }
    tallest = max(heights.values(), default=0)
    for column, stack in columns.items():
        y = EDGE + (tallest - heights[column]) // 2
        for place in stack:
            place.y = y
            y += place.height + ROW_GAP
    return tallest


def _make_box(place: _Place, node: Node) -> Box:
    lines = tuple(
        TextLine(place.y + PADDING + 13 + number * LINE_HEIGHT, text, is_note)
        for number, (text, is_note) in enumerate(_list_lines(node))
    )
    title = " · ".join((node.label, *node.notes))
    classes = " ".join(node.tones)
    return Box(place.x, place.y, BOX_WIDTH, place.height, place.x + PADDING + 2, lines, classes, title)


def _trace(stops: list[_Place]) -> str:
    """Return a curve through the stops, level where it passes over a column."""
    path = f"M {stops[0].x + BOX_WIDTH} {stops[0].middle}"
    for one, other in itertools.pairwise(stops):
        start, end = one.x + BOX_WIDTH, other.x
        bend = (end - start) // 2
        path += f" C {start + bend} {one.middle} {end - bend} {other.middle} {end} {other.middle}"
        if other.node is None:
            path += f" L {other.x + BOX_WIDTH} {other.middle}"
    return path
