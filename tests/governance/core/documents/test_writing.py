"""A printed document: every letter that there is, pages that can be told apart, and a structure that can be heard."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from governance.core.documents.content import Block, Document, Heading, Look, Table, Text
from governance.core.documents.layout import MOST_CHARACTERS, WIDTH, Typesetter
from governance.core.documents.letters import Face
from governance.core.documents.writing import write_pdf
from tests.pdf_text import ReadPdf, read_pdf

QUESTIONS: tuple[Block, ...] = tuple(
    block
    for number in range(40)
    for block in (
        Text(f"Q-{number}", Look.LABEL),
        Text("Are backups encrypted? " * 8, Look.QUESTION),
        Text("Yes.\n" + "With care. " * 30, Look.ANSWER),
    )
)
SIGNED = Text("Olga", Look.SOFT)


def is_answer(block: Block) -> bool:
    return isinstance(block, Text) and block.look is Look.ANSWER


def show(*blocks: Block, title: str = "Review") -> ReadPdf:
    return read_pdf(write_pdf(Document(title, blocks, "made today", producer="Imprimatur")))


def set_pages(*blocks: Block) -> list[list[str]]:
    setter = Typesetter(Face("R", "DejaVuSansCondensed.ttf"), Face("B", "DejaVuSansCondensed-Bold.ttf"))
    pages = setter.set_pages(Document("Review", blocks))
    return [[run.text for placed in page for run in placed.line.runs] for page in pages]


@pytest.mark.parametrize(
    "text",
    [
        "Ελληνικά: ό,τι ισχύει",
        "Кириллица: всё",
        "čárka élan naïve Łódź ğ ß",
        "→ ← ⇒ ≤ ≥ ✓ ✗ • € “”",
        r"a \ ( ) <b>no</b> &amp; {{ 7*7 }}",
    ],
)
def test_text_comes_out_as_it_was_written(text: str) -> None:
    assert show(Text(text)).pages[0][-1] == ("P", text)


def test_what_there_are_no_letters_for_is_said_and_what_hides_or_turns_text_is_left_out() -> None:
    assert show(Text("a漢字b עברית c\u202egnp.exe\u200b\x07d")).text.split("\n")[1:] == [
        "a▯▯b ▯▯▯▯▯ cgnp.exed",
        "▯ stands for characters that this document has no letters for.",
    ]


def test_accents_that_are_written_apart_are_put_together() -> None:
    assert show(Text("e\u0301")).pages[0][-1] == ("P", "é")


def test_no_line_is_wider_than_the_page_and_no_letter_is_lost() -> None:
    face = Face("R", "DejaVuSansCondensed.ttf")
    text = f"{'x' * 900} and then {'wide ' * 90}{'y' * 300}"
    lines = list(face.break_lines(text, WIDTH, 10))
    assert [face.measure(line, 10) <= WIDTH for line in lines] == [True] * len(lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_line_breaks_and_the_beginning_of_lists_stay() -> None:
    page = set_pages(Text("First:\r\n  - one\n\n  - two"))[0]
    assert page[1:] == ["First:", "  - one", "", "  - two"]


def test_every_page_says_which_of_how_many_it_is_and_of_what() -> None:
    document = Document("Review", QUESTIONS, "made today", producer="Imprimatur")
    margins = read_pdf(write_pdf(document)).margins
    assert margins == [
        f"{'Review | ' * (number > 1)}Imprimatur · Document {document.id} · made today | {number} of {len(margins)}"
        for number in range(1, len(margins) + 1)
    ]
    assert len(margins) > 5


def test_the_id_stands_for_what_is_printed_and_not_for_when() -> None:
    document = Document("Review", (Text("Yes"),), "made today")
    assert re.fullmatch(r"[0-9a-f]{4}(-[0-9a-f]{4}){3}", document.id)
    assert replace(document, made="made tomorrow").id == document.id
    assert (
        len({document.id, replace(document, title="Rev").id, replace(document, blocks=(Text("No"),)).id}) == 3
    )
    assert Document("R", (Text("Yes", Look.NOTE),)).id != Document("R", (Text("Yes"),)).id


def test_sections_are_the_outline_and_the_structure() -> None:
    read = show(
        Heading("Γενικά", beside="50 %"),
        Heading("Data", 3),
        Text("D-1", Look.LABEL),
        Text("Encrypted?", Look.QUESTION),
        Text("Yes", Look.ANSWER),
        Table((("Vendor", "Openai"),)),
        Table((("a", "b"),), ("One", "Two")),
    )
    assert read.outline == ("Γενικά", "Data")
    assert [each for each in read.pages[0] if each[0]] == [
        ("H1", "Review"),
        ("H2", "Γενικά"),
        ("Span", "50 %"),
        ("H3", "Data"),
        ("P", "D-1"),
        ("H4", "Encrypted?"),
        ("P", "Yes"),
        ("TH", "Vendor"),
        ("TD", "Openai"),
        ("TH", "One"),
        ("TH", "Two"),
        ("TD", "a"),
        ("TD", "b"),
    ]


def test_the_structure_holds_every_mark_of_every_page_once() -> None:
    content = write_pdf(Document("Review", QUESTIONS))
    objects = read_pdf(content).objects
    root = next(body for body in objects.values() if b"/Type /Catalog" in body)
    assert [each in root for each in (b"/Lang (en)", b"/MarkInfo", b"/StructTreeRoot")] == [True] * 3
    kids = re.findall(rb"/MCID (\d+) /Pg (\d+) 0 R", b"".join(objects.values()))
    pages = {page: sorted(int(number) for number, at in kids if at == page) for _number, page in kids}
    assert [numbers == list(range(len(numbers))) for numbers in pages.values()] == [True] * len(pages)
    assert len(pages) == len(read_pdf(content).pages)


def test_fonts_are_embedded_as_far_as_they_are_used() -> None:
    fonts = re.findall(rb"/BaseFont /(\S+)", b"".join(show(Text("Yes")).objects.values()))
    assert sorted(fonts) == [b"AAAAAA+DejaVuSansCondensed", b"AAAAAA+DejaVuSansCondensed-Bold"]
    assert len(write_pdf(Document("Review", (Text("Yes"),)))) < 60_000


def test_a_question_stays_with_the_beginning_of_its_answer_and_an_answer_with_who_gave_it() -> None:
    signed = [
        block for each in QUESTIONS for block in (each, SIGNED) if block is not SIGNED or is_answer(each)
    ]
    for blocks in (QUESTIONS, signed):
        pages = set_pages(*blocks)
        assert [page[-1].startswith(("Q-", "Are backups")) for page in pages] == [False] * len(pages)
        assert [page[0] == "Olga" for page in pages] == [False] * len(pages)


def test_a_question_longer_than_a_page_goes_on_over_the_next() -> None:
    pages = set_pages(Text("why " * 3_000, Look.QUESTION), Text("Because.", Look.ANSWER))
    assert sum(text.count("why") for page in pages for text in page) == 3_000
    assert pages[-1][-1] == "Because."


@pytest.mark.parametrize("text", ["word " * 200_000, "x" * 1_000_000, "\n" * 500_000, "\u0301" * 1_000_000])
def test_a_document_ends_where_it_is_too_long_and_says_so(text: str) -> None:
    pages = set_pages(Text(text), Text("Never printed."))
    assert len(pages) < 200
    assert (
        " ".join(pages[-1][-2:]).endswith("The rest is left out."),
        "Never printed." in pages[-1],
        f"{MOST_CHARACTERS:,}" in " ".join(pages[-1]),
    ) == (True, False, True)
