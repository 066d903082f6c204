"""Pages in columns: each column is read whole; a page without columns is left alone."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, NextPageTemplate, PageTemplate, Paragraph

from stanceshift.corpus import read_file
from stanceshift.corpus.readers.columns import sections

from .builders import Item
from .test_seed import BILATERAL, GLOBAL, as_items, bodies

LEFT = [f"the left column, its row {n}" for n in range(8)]
RIGHT = [f"the right column, its row {n}" for n in range(8)]


def in_columns(items: list[Item], path: Path, number: int) -> Path:
    """Set a text in columns under a title that runs across them, with a page header and page numbers."""
    styles = getSampleStyleSheet()
    names = {"title": "Title", "heading": "Heading2", "paragraph": "BodyText"}
    width, height = A4
    column = (width - 144 - 18 * (number - 1)) / number

    def frames(depth: float) -> list[Frame]:
        places = [72 + index * (column + 18) for index in range(number)]
        return [Frame(x, 72, column, height - depth, leftPadding=0, rightPadding=0) for x in places]

    def furniture(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.drawString(72, height - 36, "Ministry – Communiqué")
        canvas.drawCentredString(width / 2, 30, str(document.page))

    document = BaseDocTemplate(str(path), pagesize=A4)
    first = [Frame(72, height - 130, width - 144, 60), *frames(210)]
    document.addPageTemplates(
        [PageTemplate("first", first, onPage=furniture), PageTemplate("later", frames(144), onPage=furniture)]
    )
    story = [Paragraph(html.escape(item.line), styles[names[item.kind]]) for item in items]
    document.build([story[0], FrameBreak(), NextPageTemplate("later"), *story[1:]])
    return path


@pytest.mark.parametrize("number", [2, 3])
def test_a_pdf_in_columns_gives_the_paragraphs_of_the_text(tmp_path: Path, number: int) -> None:
    reading = read_file(in_columns(as_items(), tmp_path / "columns.pdf", number))
    paragraphs = reading.segmentation.paragraphs
    assert [paragraph.text for paragraph in paragraphs] == bodies()
    assert [paragraph.heading for paragraph in paragraphs] == [""] * 2 + [GLOBAL] * 17 + [BILATERAL] * 9
    kinds = reading.segments["kind"].tolist()
    assert kinds.count("page_header") == kinds.count("page_number") > 1
    assert "columns found on page 1, 2" in reading.source.notes[0] and "check the order" in reading.source.notes[0]


def page(left: list[str], right: list[str]) -> list[str]:
    return [f"{one:<40}{two}".rstrip() for one, two in zip(left, right, strict=True)]


def words(section: list[str]) -> list[str]:
    return [row.strip() for row in section if row.strip()]


def test_left_before_right_and_what_crosses_in_its_place() -> None:
    across = "A title that runs across both of the columns of the page"
    rows = [across, "", *page(LEFT, RIGHT), "", across.upper(), "", *page(RIGHT, LEFT)]
    assert [words(part) for part in sections(rows)] == [[across], LEFT, RIGHT, [across.upper()], RIGHT, LEFT]


def test_page_number_far_below_is_no_part_of_a_column() -> None:
    rows = ["Header", "", "", "", *page(LEFT, RIGHT), "", "", "", " " * 20 + "3"]
    assert [words(part) for part in sections(rows)] == [["Header"], LEFT, RIGHT, ["3"]]


def test_columns_of_unequal_length_are_read_to_their_ends() -> None:
    rows = page(LEFT, RIGHT[:6] + [""] * 2)
    assert [words(part) for part in sections(rows)] == [LEFT, RIGHT[:6]]


def test_a_table_of_short_words_and_justified_lines_are_no_columns() -> None:
    table = page([f"item {n}" for n in range(9)], [f"{n} km" for n in range(9)])
    justified = [f"{'word ' * n} and   then the rest of a line goes on" for n in range(1, 12)]
    for rows in (table, justified, LEFT, ["", " "], []):
        assert sections(rows) == [rows]


@given(st.lists(st.text(" ab", max_size=60), max_size=30))
def test_no_character_is_lost_or_doubled(rows: list[str]) -> None:
    read = "".join("".join(row.split()) for part in sections(rows) for row in part)
    assert sorted(read) == sorted("".join("".join(rows).split()))
