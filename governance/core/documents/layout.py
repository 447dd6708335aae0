"""From blocks to pages of lines. Sizes are in points, from the top left corner of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from governance.core.documents.content import Block, Document, Heading, Look, Table, Text
from governance.core.documents.letters import NO_LETTER, Face

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 54.0, 54.0, 64.0, 60.0
WIDTH = PAGE_WIDTH - LEFT - RIGHT
#: A document's characters, counted with LINE_COST for each line break. It bounds the time that one takes.
MOST_CHARACTERS = 600_000
LINE_COST = 60
#: What stays together with the line after it is at most this high.
MOST_KEPT = PAGE_HEIGHT / 3
GAP = 10.0
NARROWEST = 42.0

INK, SOFT, PRIMARY, AMBER, LINE = "#1c1917", "#57534e", "#0f6e67", "#854d0e", "#d6d3d1"


class Style(NamedTuple):
    """How a kind of text is set; `bar` is the colour of the line beside it."""

    tag: str
    size: float
    leading: float
    before: float = 0.0
    is_bold: bool = False
    colour: str = INK
    indent: float = 0.0
    bar: str = ""
    keeps: bool = False
    #: A text of at most this many lines is not divided.
    undivided: int = 0
    #: Stays with what is before it.
    joins: bool = False


HEADINGS = {
    1: Style("H1", 19, 24, 0, True, keeps=True),
    2: Style("H2", 14, 18, 22, True, PRIMARY, keeps=True),
    3: Style("H3", 11.5, 15, 16, True, keeps=True),
}
LOOKS = {
    Look.BODY: Style("P", 9.5, 13.5, 6),
    Look.QUESTION: Style("H4", 9.5, 13, 1, True, keeps=True),
    Look.LABEL: Style("P", 8, 11, 11, colour=SOFT, keeps=True),
    Look.ANSWER: Style("P", 9.5, 13.5, 3, indent=12, bar=PRIMARY, undivided=4),
    Look.SAID: Style("P", 8.5, 12, 4, indent=24, bar=LINE),
    Look.NOTE: Style("P", 8.5, 12, 4, indent=24, bar=AMBER),
    Look.SOFT: Style("P", 8.5, 12, 2, colour=SOFT, indent=12, joins=True),
}
CELL = Style("TD", 9, 12.5)
NAME = Style("TH", 9, 12.5, colour=SOFT)
HEAD = Style("TH", 8.5, 12, is_bold=True, colour=SOFT)


@dataclass(eq=False, slots=True)
class Element:
    """A part of the document's structure, for those who hear it read."""

    tag: str
    kids: list[Element] = field(default_factory=list)

    def add(self, tag: str) -> Element:
        """Return a new element inside this one."""
        self.kids.append(Element(tag))
        return self.kids[-1]


class Run(NamedTuple):
    """Letters of one style at one place of a line."""

    x: float
    text: str
    style: Style
    element: Element


@dataclass(slots=True)
class Line:
    """One line; `before` is left free above it, except at the top of a page."""

    height: float
    runs: list[Run]
    before: float = 0.0
    bar: str = ""
    has_rule: bool = False
    keeps: bool = False
    joins: bool = False
    heading: Heading | None = None


class Placed(NamedTuple):
    """A line with the distance of its lower edge from the top of the page."""

    bottom: float
    line: Line


class Typesetter:
    """Sets one document; what could not be set is kept in `is_cut` and `has_gaps`."""

    def __init__(self, regular: Face, bold: Face) -> None:
        self._faces = {False: regular, True: bold}
        self._left = MOST_CHARACTERS
        self.root = Element("Document")
        self.is_cut = False
        self.has_gaps = False

    def set_pages(self, document: Document) -> list[list[Placed]]:
        """Return the pages, each a list of placed lines."""
        return list(_fill_pages(self._set_all(document)))

    def _set_all(self, document: Document) -> Iterator[Line]:
        yield from self._set(Heading(document.title, 1))
        for block in document.blocks:
            if self._left <= 0:
                break
            yield from self._set(block)
        if self._left <= 0:
            self.is_cut, self._left = True, MOST_CHARACTERS
            yield from self._set(Text(document.words.left_out.format(most=f"{MOST_CHARACTERS:,}"), Look.NOTE))
        if self.has_gaps:
            yield from self._set(Text(document.words.no_letters.format(sign=NO_LETTER), Look.NOTE))

    def _set(self, block: Block) -> Iterator[Line]:
        if isinstance(block, Table):
            return self._set_table(block)
        if isinstance(block, Heading):
            return self._set_heading(block)
        return self._set_text(block.text, LOOKS[block.look])

    def _clean(self, text: str, style: Style) -> str:
        """Return the text in letters that there are, as much of it as the document still takes."""
        text = text[: max(self._left, 0)]
        if LINE_COST * text.count("\n") > self._left:
            text = "\n".join(text.split("\n", self._left // LINE_COST)[:-1])
            self._left = 0
        self._left -= len(text) + LINE_COST * (text.count("\n") + 1)
        cleaned = self._faces[style.is_bold].clean(text)
        self.has_gaps = self.has_gaps or (NO_LETTER in cleaned and NO_LETTER not in text)
        return cleaned

    def _set_text(self, text: str, style: Style, room: float = WIDTH) -> Iterator[Line]:
        element = self.root.add(style.tag)
        cleaned = self._clean(text, style)
        lines = list(self._faces[style.is_bold].break_lines(cleaned, room - style.indent, style.size))
        for number, each in enumerate(lines):
            run = Run(LEFT + style.indent, each, style, element)
            is_first, is_last = number == 0, number == len(lines) - 1
            line = Line(style.leading, [run], style.before * is_first, style.bar)
            line.keeps = style.keeps or (len(lines) <= style.undivided and not is_last)
            line.joins = style.joins and is_first
            yield line

    def _set_heading(self, heading: Heading) -> Iterator[Line]:
        style = HEADINGS[heading.level]
        beside = Style("Span", style.size * 0.72, style.leading, colour=SOFT)
        mark = self._clean(heading.beside, beside) if heading.beside else ""
        needed = self._faces[False].measure(mark, beside.size) + GAP if mark else 0.0
        room = WIDTH - needed if needed < WIDTH / 2 else WIDTH
        for number, line in enumerate(self._set_text(heading.text, style, room)):
            if number == 0:
                line.heading = heading
                line.has_rule = heading.level == 2
                if mark and room < WIDTH:
                    x = LEFT + WIDTH - needed + GAP
                    line.runs.append(Run(x, mark, beside, line.runs[0].element.add("Span")))
            yield line
        if mark and room == WIDTH:
            yield from self._set_text(heading.beside, LOOKS[Look.LABEL])

    def _set_table(self, table: Table) -> Iterator[Line]:
        columns = max((len(row) for row in (table.header, *table.rows)), default=0)
        if not columns:
            return
        widths = _share_out([[*row] for row in (table.header, *table.rows)], columns, not table.header)
        element = self.root.add("Table")
        if table.header:
            row = element.add("TR")
            yield from self._set_row(row, table.header, widths, [HEAD] * columns, has_rule=False, keeps=True)
        styles = [CELL if table.header else NAME, *[CELL] * (columns - 1)]
        for cells in table.rows:
            if self._left <= 0:
                return
            rule = bool(table.header)
            yield from self._set_row(element.add("TR"), cells, widths, styles, has_rule=rule, keeps=False)

    def _set_row(
        self,
        row: Element,
        cells: tuple[str, ...],
        widths: list[float],
        styles: list[Style],
        *,
        has_rule: bool,
        keeps: bool,
    ) -> Iterator[Line]:
        columns: list[list[Run]] = []
        x = LEFT
        for cell, width, style in zip(cells, widths, styles, strict=False):
            element = row.add(style.tag)
            face = self._faces[style.is_bold]
            lines = face.break_lines(self._clean(cell, style), width - GAP, style.size)
            columns.append([Run(x, text, style, element) for text in lines])
            x += width
        for number in range(max(map(len, columns), default=0)):
            runs = [column[number] for column in columns if number < len(column)]
            is_first = number == 0
            yield Line(CELL.leading, runs, 4.0 * is_first, has_rule=has_rule and is_first, keeps=keeps)


def _share_out(rows: list[list[str]], columns: int, has_names: bool) -> list[float]:
    """Return the widths of a table's columns: names a quarter, else each by the longest text in it."""
    if has_names and columns == 2:
        return [WIDTH * 0.27, WIDTH * 0.73]
    longest = [max((min(len(row[n]), 60) for row in rows if n < len(row)), default=0) for n in range(columns)]
    spare = WIDTH - NARROWEST * columns
    total = sum(longest) or 1
    return [NARROWEST + spare * each / total for each in longest]


def _fill_pages(lines: Iterator[Line]) -> Iterator[list[Placed]]:
    """Yield pages; lines that belong together go to the next page together."""
    page: list[Placed] = []
    place, end = TOP, PAGE_HEIGHT - BOTTOM
    for group in _list_groups(lines):
        needed = sum(each.before + each.height for each in group)
        if place + needed > end and page:
            yield page
            page, place = [], TOP
        for each in group:
            place += each.before * bool(page) + each.height
            page.append(Placed(place, each))
    if page:
        yield page


def _list_groups(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Yield lines that stay together, at most MOST_KEPT high."""
    group: list[Line] = []
    height = 0.0
    for line in lines:
        belongs = bool(group) and (group[-1].keeps or line.joins)
        if group and (not belongs or height + line.before + line.height > MOST_KEPT):
            yield group
            group, height = [], 0.0
        group.append(line)
        height += line.before + line.height
    if group:
        yield group
