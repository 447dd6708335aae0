"""Draws the pages of a document and returns the bytes of a PDF."""

from __future__ import annotations

from io import BytesIO

from governance.core.documents.content import Document
from governance.core.documents.layout import (
    LEFT,
    LINE,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    PRIMARY,
    SOFT,
    WIDTH,
    Line,
    Placed,
    Typesetter,
)
from governance.core.documents.letters import Face
from governance.core.documents.sheet import Sheet
from governance.core.documents.tagging import Tags

MARGIN_SIZE = 7.5
FOOT, HEAD = 34.0, PAGE_HEIGHT - 44.0
LONGEST_MARK = 120
LONGEST_HEAD = 90


def write_pdf(document: Document) -> bytes:
    """Return the document as a PDF: tagged, with an outline, its fonts embedded as far as they are used."""
    regular = Face("Document", "DejaVuSansCondensed.ttf")
    bold = Face("Document-Bold", "DejaVuSansCondensed-Bold.ttf")
    typesetter = Typesetter(regular, bold)
    name = document.words.document.format(id=document.id)
    pages = typesetter.set_pages(document)
    file = BytesIO()
    sheet = Sheet(file, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), pageCompression=1, lang=document.language)
    sheet.setTitle(document.title)
    sheet.setSubject(name)
    sheet.setViewerPreference("DisplayDocTitle", "true")
    for put in (sheet.setAuthor, sheet.setCreator, sheet.setProducer):
        put(document.producer)
    painter = _Painter(sheet, regular, bold)
    for number, page in enumerate(pages, start=1):
        painter.paint_margins(document, name, document.words.page.format(number=number, total=len(pages)))
        painter.paint_page(page)
    painter.tags.finish(typesetter.root)
    sheet.save()
    return file.getvalue()


class _Painter:
    """Draws placed lines."""

    def __init__(self, sheet: Sheet, regular: Face, bold: Face) -> None:
        self._sheet = sheet
        self._faces = {False: regular, True: bold}
        self.tags = Tags(sheet)
        self._pages = 0
        self._marks = 0
        self._depth = -1

    def paint_margins(self, document: Document, name: str, place: str) -> None:
        """Draw what stands around the text of each page."""
        face, sheet = self._faces[False], self._sheet
        made = [document.producer, name, document.made]
        with self.tags.artifact():
            sheet.fill(0, PAGE_HEIGHT - 5, PAGE_WIDTH, 5, PRIMARY)
            if self._pages:
                self._write_margin(LEFT, HEAD, face.clean(document.title)[:LONGEST_HEAD])
            sheet.fill(LEFT, FOOT + 12, WIDTH, 0.5, LINE)
            self._write_margin(LEFT, FOOT, face.clean(" · ".join(each for each in made if each)))
            width = face.measure(place, MARGIN_SIZE)
            self._write_margin(LEFT + WIDTH - width, FOOT, place)

    def _write_margin(self, x: float, y: float, text: str) -> None:
        self._sheet.write(x, y, text.replace("\n", " "), self._faces[False], MARGIN_SIZE, SOFT)

    def paint_page(self, page: list[Placed]) -> None:
        """Draw the lines of a page, and end it."""
        for bottom, line in page:
            self._paint_line(PAGE_HEIGHT - bottom, line)
        self.tags.end_page()
        self._pages += 1

    def _paint_line(self, y: float, line: Line) -> None:
        sheet = self._sheet
        if line.heading is not None and line.heading.level > 1:
            self._mark(line.heading.text, line.heading.level - 2, y + line.height)
        if line.bar or line.has_rule:
            with self.tags.artifact():
                if line.bar:
                    sheet.fill(LEFT + line.runs[0].style.indent - 8, y, 2, line.height, line.bar)
                if line.has_rule:
                    sheet.fill(LEFT, y + line.height + 2, WIDTH, 0.5, LINE)
        for run in line.runs:
            if run.text:
                self.tags.begin(run.element)
                up = (line.height - run.style.size) / 2 + run.style.size * 0.2
                sheet.write(
                    run.x, y + up, run.text, self._faces[run.style.is_bold], run.style.size, run.style.colour
                )

    def _mark(self, title: str, depth: int, top: float) -> None:
        """Put a heading into the outline; none stands more than one step below the one before it."""
        name = f"mark{self._marks}"
        self._marks += 1
        self._depth = min(depth, self._depth + 1)
        self._sheet.bookmarkHorizontalAbsolute(name, top + 8)
        clean = self._faces[True].clean(title).replace("\n", " ")[:LONGEST_MARK]
        self._sheet.addOutlineEntry(clean, name, self._depth, closed=self._depth > 0)
        if self._marks == 1:
            self._sheet.showOutline()
