"""Readers: every format gives the same paragraphs; encodings; damaged, empty and scanned files."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from pypdf import PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from stanceshift.corpus import Reading, read_bytes_as_source, read_file
from stanceshift.corpus.readers.plain import decode
from stanceshift.errors import StanceshiftError

from .builders import BUILDERS, Item, as_pdf
from .test_seed import BILATERAL, GLOBAL, as_items, bodies

FRENCH = "Les ministres ont salué l’accord «\u00a0historique\u00a0» conclu à Genève, où l’œuvre commune s’élève à 5 €."
JAPANESE = "四大臣は、東シナ海における状況に関し深刻な懸念を表明した。力による一方的な現状変更の試みに強く反対した。"
UNNUMBERED = [
    "The Ministers reaffirmed their commitment to a free and open order and to the peaceful settlement of disputes. "
    * 4,
    "They welcomed the progress made in their exercises and decided to widen them to maritime security. " * 5,
    "The Ministers called on all parties to refrain from unilateral actions that raise tension in the region. " * 6,
]


def content(reading: Reading) -> list[tuple[str, str, str]]:
    return [(p.label, p.heading, p.text) for p in reading.segmentation.paragraphs]


@pytest.mark.parametrize("suffix", BUILDERS)
def test_the_seed_in_every_format(tmp_path: Path, suffix: str) -> None:
    reading = read_file(BUILDERS[suffix](as_items(), tmp_path / f"seed.{suffix}"))
    headings = [""] * 2 + [GLOBAL] * 17 + [BILATERAL] * 9
    assert content(reading) == [
        (f"{number}.", heading, body) for number, heading, body in zip(range(1, 29), headings, bodies(), strict=True)
    ]
    assert reading.title in ("Déclaration conjointe", "A test")


@pytest.mark.parametrize("suffix", BUILDERS)
def test_an_unnumbered_text_in_every_format(tmp_path: Path, suffix: str) -> None:
    items = [Item("title", "Joint Statement of the Ministers")]
    items += [Item("paragraph", text.strip()) for text in UNNUMBERED * 3]
    items += [Item("heading", "Regional Issues"), Item("paragraph", UNNUMBERED[0].strip())]
    reading = read_file(BUILDERS[suffix](items, tmp_path / f"text.{suffix}"))
    assert content(reading) == [
        *(("", "", text.strip()) for text in UNNUMBERED * 3),
        ("", "Regional Issues", UNNUMBERED[0].strip()),
    ]


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (FRENCH, "utf-8", "utf-8"),
        (FRENCH, "utf-8-sig", "utf-8-sig"),
        (FRENCH, "cp1252", "cp1252"),
        (FRENCH, "utf-16", "utf-16"),
        (JAPANESE, "utf-8", "utf-8"),
        (JAPANESE, "utf-8-sig", "utf-8-sig"),
        (JAPANESE, "shift_jis", "cp932"),
        (JAPANESE, "euc_jp", "euc_jp"),
        ("Déclaration", "cp1252", "cp1252"),
        ("会談", "euc_jp", "euc_jp"),
        ("共同声明", "shift_jis", "cp932"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encodings(text: str, encoding: str, found: str, line_end: str) -> None:
    data = f"{text}{line_end}{text}".encode(encoding)
    assert decode(data) == (f"{text}\n{text}", found)


def test_named_encoding_wins() -> None:
    assert decode("é".encode("cp1252"), encoding="cp1252") == ("é", "cp1252")
    with pytest.raises(StanceshiftError, match="not readable as ascii"):
        decode("é".encode(), "a.txt", "ascii")


@pytest.mark.parametrize("data", [b"", b" \n\n", b"\x00\x01\x02\xff\xfe\xfd", b"\x81\xff\xfe\x90"])
def test_no_text(data: bytes) -> None:
    with pytest.raises(StanceshiftError, match=r"a\.txt"):
        read_bytes_as_source(data, "a.txt")


@pytest.mark.parametrize("suffix", ["pdf", "docx"])
def test_damaged_files_are_named(suffix: str) -> None:
    with pytest.raises(StanceshiftError, match="not a readable"):
        read_bytes_as_source(b"%PDF-1.4 broken", f"a.{suffix}")


def test_unknown_ending() -> None:
    with pytest.raises(StanceshiftError, match=r"no reader for \.odt"):
        read_bytes_as_source(b"x", "a.odt")


def test_scanned_pdf(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    canvas = Canvas(str(path))
    canvas.rect(50, 50, 300, 300, fill=1)
    canvas.showPage()
    canvas.save()
    with pytest.raises(StanceshiftError, match="a scan"):
        read_file(path)


def test_pdf_furniture_hyphens_and_page_breaks(tmp_path: Path) -> None:
    path = tmp_path / "pages.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    pages = [
        ["1. Les ministres ont réaffirmé leur attachement au règlement pacifique des différends", "et à la coopé-"],
        ["ration bilatérale dans la région et au-delà des frontières de leurs deux pays.", ""],
        ["2. Ils ont salué la tenue de la réunion de haut niveau consacrée à la sécurité mari-", "time à Tokyo."],
    ]
    for number, lines in enumerate(pages, 1):
        canvas.drawString(72, 800, "Ministère des affaires étrangères – Communiqué")
        for row, line in enumerate(lines):
            canvas.drawString(72, 740 - 14 * row, line)
        canvas.drawString(280, 40, f"- {number} -")
        canvas.showPage()
    canvas.save()
    reading = read_file(path)
    assert [text for _, _, text in content(reading)] == [
        "Les ministres ont réaffirmé leur attachement au règlement pacifique des différends et à la coopération"
        " bilatérale dans la région et au-delà des frontières de leurs deux pays.",
        "Ils ont salué la tenue de la réunion de haut niveau consacrée à la sécurité maritime à Tokyo.",
    ]
    kinds = reading.segments["kind"].tolist()
    assert kinds.count("page_header") == kinds.count("page_number") == 3


def test_japanese_pdf(tmp_path: Path) -> None:
    path = tmp_path / "ja.pdf"
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("HeiseiMin-W3", 11)
    for row, line in enumerate(
        ["１．四大臣は、自由で開かれたインド太平洋のための協力を", "推進した。", "２．四大臣は、懸念を表明した。"]
    ):
        canvas.drawString(72, 740 - 16 * row, line)
    canvas.showPage()
    canvas.save()
    assert [text for _, _, text in content(read_file(path))] == [
        "四大臣は、自由で開かれたインド太平洋のための協力を推進した。",
        "四大臣は、懸念を表明した。",
    ]


def test_html_keeps_navigation_apart(tmp_path: Path) -> None:
    links = "".join(f"<li><a href='/{n}'>A long entry of the menu {n}</a></li>" for n in range(8))
    body = "".join(f"<p>{text}</p>" for text in UNNUMBERED)
    path = tmp_path / "page.html"
    path.write_text(
        "<html><head><title>Ministry</title><style>p{}</style></head>"
        f"<body><div><ul>{links}</ul></div><div id='content'><h1>Joint Statement of the Ministers</h1>{body}</div>"
        f"<div><ul>{links}</ul></div></body></html>"
    )
    reading = read_file(path)
    assert [text for _, _, text in content(reading)] == [text.strip() for text in UNNUMBERED]
    assert reading.title == "Joint Statement of the Ministers"
    assert {"page_header", "page_footer"} <= set(reading.segments["kind"])
    assert "navigation" in reading.source.notes[0]


def test_html_lists_breaks_footnotes_and_inline_tags(tmp_path: Path) -> None:
    path = tmp_path / "list.html"
    path.write_text(
        "<body><p>The <b>Ministers</b> met on the 21<sup>st</sup> floor<sup><a href='#n'>1</a></sup> and&nbsp;agreed:"
        "</p>"
        "<ol><li>to cooperate on space;</li><li>to meet again.</li></ol>"
        "<p>They thanked Japan.<br>They thanked France.</p><script>alert('no')</script></body>"
    )
    reading = read_file(path)
    assert content(reading) == [
        ("", "", "The Ministers met on the 21st floor and agreed:"),
        ("1.", "", "to cooperate on space;"),
        ("2.", "", "to meet again."),
        ("", "", "They thanked Japan. They thanked France."),
    ]


def test_html_charset_is_read_from_the_page() -> None:
    data = f"<html><head><meta charset='Shift_JIS'></head><body><p>{JAPANESE}</p></body></html>".encode("shift_jis")
    assert read_bytes_as_source(data, "a.html").text == JAPANESE


def test_docx_numbers_bullets_furniture_and_breaks(tmp_path: Path) -> None:
    path = tmp_path / "list.docx"
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Ministry"
    document.add_paragraph("The Ministers agreed on the following:")
    document.add_paragraph("to cooperate on space;", style="List Number")
    document.add_paragraph("to meet again.", style="List Number")
    document.add_paragraph("maritime security", style="List Bullet")
    paragraph = document.add_paragraph("They ")
    paragraph.add_run("thanked").bold = True
    paragraph.add_run(" Japan\tand France.")
    document.add_table(1, 2).cell(0, 0).text = "A statement inside a table was agreed."
    document.save(str(path))
    reading = read_file(path)
    assert content(reading) == [
        ("", "", "The Ministers agreed on the following:"),
        ("1.", "", "to cooperate on space;"),
        ("2.", "", "to meet again."),
        ("•", "", "maritime security"),
        ("", "", "They thanked Japan and France."),
        ("", "", "A statement inside a table was agreed."),
    ]
    assert "page_header" in set(reading.segments["kind"])


def test_markdown_header_and_markup(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "---\ntitle: A statement\ndate: 2021-03-12\n---\n\n**Peace and Stability**  \n"
        "We met on the 21<sup>st</sup> and [launched](https://example.org/a_(b)) a *new*\n"
        "partnership with snake_case.  \n"
        "  \n## Space\n\n- We **agreed** on\n  orbits.\n\n\\###\n"
    )
    reading = read_file(path)
    assert content(reading) == [
        ("", "Peace and Stability", "We met on the 21st and launched a new partnership with snake_case."),
        ("-", "Space", "We agreed on orbits."),
    ]
    assert reading.source.header["title"] == reading.title == "A statement"


@pytest.mark.parametrize(("header", "message"), [("a: [", "not valid"), ("- a", "holds no keys")])
def test_broken_markdown_header(header: str, message: str) -> None:
    with pytest.raises(StanceshiftError, match=message):
        read_bytes_as_source(f"---\n{header}\n---\nText.".encode(), "a.md")


def test_docx_footnotes_and_tracked_changes(tmp_path: Path) -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    notes = f'<w:footnotes xmlns:w="{space}"><w:footnote w:id="2"><w:p><w:r><w:t>Signed in Paris.'
    notes += "</w:t></w:r></w:p></w:footnote></w:footnotes>"
    document = docx.Document()
    part = Part(PackURI("/word/footnotes.xml"), "application/xml", notes.encode(), document.part.package)
    document.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes")
    paragraph = document.add_paragraph("They welcomed the agreement")
    for markup in (
        '<w:r xmlns:w="SPACE"><w:footnoteReference w:id="2"/></w:r>',
        '<w:del xmlns:w="SPACE"><w:r><w:delText> of old</w:delText></w:r></w:del>',
        '<w:r xmlns:w="SPACE"><w:t xml:space="preserve"> between both.</w:t></w:r>',
    ):
        paragraph._p.append(parse_xml(markup.replace("SPACE", space)))
    path = tmp_path / "notes.docx"
    document.save(str(path))
    reading = read_file(path)
    assert content(reading) == [("", "", "They welcomed the agreement between both.")]
    pieces = {row.kind: reading.source.text[row.start : row.end] for row in reading.segments.itertuples()}
    assert (pieces["footnote_mark"], pieces["footnote"]) == ("[2]", "[2] Signed in Paris.")


def test_pdf_with_a_password(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.append(as_pdf(as_items()[:3], tmp_path / "plain.pdf"))
    writer.encrypt("secret", algorithm="RC4-128")
    path = tmp_path / "locked.pdf"
    writer.write(path)
    with pytest.raises(StanceshiftError, match="password"):
        read_file(path)
