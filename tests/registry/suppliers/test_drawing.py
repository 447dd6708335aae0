"""A picture in columns: nothing lies on anything else, lines keep their way free, and few of them cross."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from registry.suppliers.drawing import BOX_WIDTH, COLUMN_GAP, LONGEST_LINE, Drawing, Edge, Node, draw

NODES = [
    Node("v", 0, "Vendor"),
    *(Node(f"s{n}", 1, f"Service {n}") for n in range(3)),
    *(Node(f"h{n}", 2, f"Handler {n}", ("joins 2027-01-08",)) for n in range(3)),
    *(Node(f"c{n}", 3, f"Country {n}") for n in range(3)),
]


def find(drawing: Drawing, title: str) -> int:
    return next(box.y for box in drawing.boxes if box.title.startswith(title))


def test_boxes_of_a_column_stand_apart_and_inside_the_picture() -> None:
    drawing = draw(NODES, [Edge("v", "s0"), Edge("s0", "c2"), Edge("s1", "h2"), Edge("h2", "c0")])
    columns: dict[int, list[tuple[int, int]]] = {}
    for box in drawing.boxes:
        columns.setdefault(box.x, []).append((box.y, box.y + box.height))
    assert len(columns) == 4
    assert [
        top > bottom for rows in columns.values() for (_, bottom), (top, _) in pairwise(sorted(rows))
    ] == [True] * 6
    assert (
        max(x for x in columns) + BOX_WIDTH < drawing.width,
        max(b for r in columns.values() for _, b in r),
    ) <= (
        True,
        drawing.height,
    )


def test_what_belongs_together_stands_at_one_height() -> None:
    crossed = [Edge("s0", "h2"), Edge("s1", "h1"), Edge("s2", "h0")]
    drawing = draw(NODES[1:7], crossed)
    services = sorted(range(3), key=lambda n: find(drawing, f"Service {n}"))
    handlers = sorted(range(3), key=lambda n: find(drawing, f"Handler {n}"))
    assert [2 - n for n in services] == handlers


def test_a_line_over_a_column_is_level_there_and_meets_no_box() -> None:
    drawing = draw(NODES, [Edge("s0", "h0"), Edge("s0", "c0"), Edge("h0", "c0")])
    path = next(curve.path for curve in drawing.curves if " L " in curve.path)
    height = int(re.search(r" L \d+ (\d+)", path)[1])
    column = [box for box in drawing.boxes if box.title.startswith("Handler")]
    assert [box.y <= height <= box.y + box.height for box in column] == [False] * 3


def test_long_labels_are_cut_in_the_box_and_whole_in_its_title() -> None:
    drawing = draw([Node("v", 0, "word " * 60 + "x" * 80)], [])
    (box,) = drawing.boxes
    assert [len(line.text) <= LONGEST_LINE for line in box.lines] == [True] * 3
    assert (box.lines[-1].text[-1], "x" * 80 in box.title) == ("…", True)


def test_the_same_graph_is_the_same_picture_and_an_empty_one_is_none() -> None:
    assert draw(NODES, [Edge("v", "s1")]) == draw(NODES, [Edge("v", "s1")])
    assert (draw([], []).boxes, draw(NODES[:1], []).width) == ((), BOX_WIDTH + 12)
    assert COLUMN_GAP > 0


def test_an_edge_to_nothing_is_refused() -> None:
    with pytest.raises(KeyError):
        draw(NODES, [Edge("v", "nobody")])
