"""The structure of a PDF (ISO 32000-1, 14.7 and 14.8): which marks on which page belong to which part of the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObjectReference

from governance.core.documents.layout import Element
from governance.core.documents.sheet import Sheet


class Tags:
    """Writes the tags of one document around what is drawn."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._pages: list[Any] = []
        #: For each page the elements that its marks belong to, by the number of the mark.
        self._marks: list[list[Element]] = [[]]
        self._kids: dict[Element, list[tuple[int, int]]] = defaultdict(list)
        self._open: Element | None = None

    def begin(self, element: Element) -> None:
        """Say what the following belongs to, until something else begins."""
        if element is self._open:
            return
        self.end()
        number = len(self._marks[-1])
        self._sheet.addLiteral(f"/{element.tag} <</MCID {number}>> BDC")
        self._kids[element].append((len(self._pages), number))
        self._marks[-1].append(element)
        self._open = element

    def end(self) -> None:
        """End what is open."""
        if self._open is not None:
            self._sheet.addLiteral("EMC")
            self._open = None

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Draw what is no part of the text: lines, page numbers."""
        self.end()
        self._sheet.addLiteral("/Artifact BMC")
        yield
        self._sheet.addLiteral("EMC")

    def end_page(self) -> None:
        """End the page, and let its marks be found from it."""
        self.end()
        self._sheet.showPage()
        page = self._sheet.document.Pages.pages[-1]
        # The list is the class's own; a page gets one with the two more entries that tagged pages have.
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents = len(self._pages)
        page.Tabs = PDFName("S")
        self._pages.append(page)
        self._marks.append([])

    def finish(self, root: Element) -> None:
        """Write the tree of the elements into the document."""
        document = self._sheet.document
        names: dict[Element, str] = {}
        _name(root, names)
        tree = PDFDictionary({"Type": PDFName("StructTreeRoot"), "K": PDFObjectReference(names[root])})
        document.Reference(tree, "structure")
        for element, name in names.items():
            document.Reference(self._describe(element, names), name)
        parents = {root: "structure"} | {kid: names[each] for each in names for kid in each.kids}
        for element, name in names.items():
            document.idToObject[name].dict["P"] = PDFObjectReference(parents[element])
        numbers: list[Any] = []
        for number in range(len(self._pages)):
            numbers += [
                number,
                PDFArray([PDFObjectReference(names[element]) for element in self._marks[number]]),
            ]
        tree.dict["ParentTree"] = document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}))
        tree.dict["ParentTreeNextKey"] = len(self._pages)
        document.Catalog.StructTreeRoot = tree
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})

    def _describe(self, element: Element, names: dict[Element, str]) -> PDFDictionary:
        document = self._sheet.document
        marks = self._kids.get(element, [])
        kids: list[Any] = []
        for page, number in marks:
            entries = {
                "Type": PDFName("MCR"),
                "Pg": document.Reference(self._pages[page]),
                "MCID": number,
            }
            kids.append(PDFDictionary(entries))
        kids += [PDFObjectReference(names[kid]) for kid in element.kids]
        return PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName(element.tag), "K": PDFArray(kids)})


def _name(element: Element, names: dict[Element, str]) -> None:
    names[element] = f"structure{len(names)}"
    for kid in element.kids:
        _name(kid, names)
