"""Tests of the brief: what it says, in every format, with the same bytes each time."""

from __future__ import annotations

import io
import os
import re
import time
import zipfile
from pathlib import Path

import docx
import pytest
from gold_tables import INTERFACE
from pypdf import PdfReader

from stanceshift.errors import StanceshiftError
from stanceshift.reports.brief import base_for, make_brief, view_for
from stanceshift.reports.brief_markdown import escaped
from stanceshift.reports.brief_parts import Brief, Part, Run, merged, plain_text
from stanceshift.reports.brief_pdf import font_of
from stanceshift.reports.brief_writers import WRITERS
from stanceshift.reports.inputs import Inputs
from stanceshift.settings import Settings

SERIES, THEME = "france-japan", "south_china_sea"


def brief_of(inputs: Inputs, language: str = "en", theme: str = THEME, base: str = "") -> Brief:
    return make_brief(view_for(inputs, Settings(), language, INTERFACE), SERIES, theme, base)


@pytest.fixture(scope="module")
def brief(inputs: Inputs) -> Brief:
    return brief_of(inputs)


def text_of(brief: Brief) -> str:
    return "\n".join(plain_text(part.runs) for part in brief.parts)


def section(brief: Brief, title: str) -> list[Part]:
    start = next(n for n, part in enumerate(brief.parts) if plain_text(part.runs) == title)
    rest = brief.parts[start + 1 :]
    end = next((n for n, part in enumerate(rest) if part.kind == "heading"), len(rest))
    return list(rest[:end])


def test_every_section_is_there_and_not_empty(brief: Brief) -> None:
    titles = ["In short", "What changed, latest first", "Thread by thread", "Formulas", "Sources", "How to read this"]
    headings = [plain_text(part.runs) for part in brief.parts if part.kind == "heading"]
    assert [title for title in headings if title in titles] == titles
    assert all(section(brief, title) for title in titles)


def test_every_change_of_the_theme_is_told(brief: Brief, inputs: Inputs) -> None:
    changes = inputs.tables["theme_changes"].query("series == @SERIES and theme == @THEME")
    told = [part for part in section(brief, "What changed, latest first") if part.kind == "subheading"]
    assert len(told) == len(changes) > 0


def test_every_position_of_every_thread_is_quoted_with_its_place(brief: Brief, inputs: Inputs) -> None:
    threads = inputs.tables["threads"].query("series == @SERIES and theme == @THEME")["thread_id"]
    members = inputs.tables["thread_positions"]
    positions = inputs.tables["positions"].set_index("position_id")
    said = [part for part in brief.parts if part.kind == "item"]
    for position in members.loc[members["thread_id"].isin(threads), "position_id"]:
        row = positions.loc[position]
        document, numbers = position.split("#")
        anchor = "-".join(f"{mark}{number}" for mark, number in zip("psk", numbers.split("."), strict=True))
        link = f"sessions/{document}.html#{anchor}"
        own = [part for part in said if any(run.href == link for run in part.runs)]
        assert own and all(row["sentence_text"] in plain_text(part.runs) for part in own), position
        assert (
            any(run.text == row["verb"] and run.style == "bold" for part in own for run in part.runs) or row["implicit"]
        )


def test_digests_are_marked_wherever_they_are_quoted(brief: Brief) -> None:
    quoting = [
        p for p in brief.parts if any(".digest.html#" in run.href for run in p.runs) and "«" in plain_text(p.runs)
    ]
    assert quoting
    assert all("digest" in plain_text(part.runs) for part in quoting)
    assert "not the official wording" in text_of(brief)


def test_sources_are_those_quoted(brief: Brief) -> None:
    quoted = {re.sub(r"\.html#.*", "", run.href) for part in brief.parts for run in part.runs if "#" in run.href}
    listed = {run.href.removesuffix(".html") for part in section(brief, "Sources") for run in part.runs if run.href}
    assert quoted == {link for link in listed if link.startswith("sessions/")}


def test_one_speaking_alone_is_named(inputs: Inputs) -> None:
    assert "France alone" in text_of(brief_of(inputs, theme="unsc_reform"))
    assert "La France a rappelé son soutien" in text_of(brief_of(inputs, "fr", "unsc_reform"))


def test_permalinks_begin_with_the_published_address(inputs: Inputs) -> None:
    target = Path("reports/briefs/x.md")
    assert base_for(None, target, "en", "en") == "../site/"
    assert base_for(None, Path("/elsewhere/x.md"), "fr", "en") == "fr/"
    assert base_for("https://example.org/report/", target, "fr", "en") == "https://example.org/report/fr/"
    links = [run.href for part in brief_of(inputs, base="https://example.org/").parts for run in part.runs if run.href]
    assert any(re.match(r"https://example\.org/sessions/[\w.-]+\.html#p\d+-s\d+-k\d+$", link) for link in links)


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_the_same_brief_gives_the_same_bytes(brief: Brief, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = WRITERS[form](brief)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        time.sleep(2.1 if form == "docx" else 0)
        assert WRITERS[form](brief) == first
    finally:
        monkeypatch.undo()
        time.tzset()
    assert os.environ.get("TZ") != "Asia/Tokyo"


def words(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_format_holds_every_word(inputs: Inputs, language: str) -> None:
    brief = brief_of(inputs, language)
    wanted = [words(plain_text(part.runs)) for part in brief.parts if part.kind in ("heading", "subheading", "note")]
    document = docx.Document(io.BytesIO(WRITERS["docx"](brief)))
    in_docx = words(
        "".join("".join(t.text or "" for t in p._p.iter() if t.tag.endswith("}t")) for p in document.paragraphs)
    )
    assert all(text in in_docx for text in map(words, (plain_text(part.runs) for part in brief.parts)))
    in_pdf = words("".join(page.extract_text() for page in PdfReader(io.BytesIO(WRITERS["pdf"](brief))).pages))
    assert all(text in in_pdf for text in wanted)
    in_markdown = words(WRITERS["md"](brief).decode())
    assert all(text in in_markdown for text in wanted)


def japanese() -> Brief:
    runs = (
        Run("「深刻な懸念を", "ja"),
        Run("表明した", "ja", "bold"),
        Run("」", "ja"),
        Run(" → Kōno § 7", href="a.html#p7"),
    )
    return Brief("Mer de Chine – ▼", "x", "fr", "2023-05-09", (Part("quote", runs), Part("item", runs)))


def test_japanese_is_set_in_fonts_that_have_it() -> None:
    pdf = PdfReader(io.BytesIO(WRITERS["pdf"](japanese())))
    fonts = {str(font.get_object()["/BaseFont"]) for font in pdf.pages[0]["/Resources"]["/Font"].values()}
    assert {"/HeiseiMin-W3", "/HeiseiKakuGo-W5"} <= {re.sub(r"-90.*|-UniJIS.*", "", font) for font in fonts}
    assert (font_of("é"), font_of("懸"), font_of("\u0e01")) == ("Times-Roman", "HeiseiMin-W3", None)
    assert (
        'w:eastAsia="ja-JP"'
        in zipfile.ZipFile(io.BytesIO(WRITERS["docx"](japanese()))).read("word/document.xml").decode()
    )


def test_a_character_that_no_font_has_is_named() -> None:
    thai = Brief("x", "x", "en", "2023", (Part("text", (Run("\u0e01"),)),))
    with pytest.raises(StanceshiftError, match="THAI CHARACTER KO KAI"):
        WRITERS["pdf"](thai)
    assert WRITERS["docx"](thai)


def test_markdown_takes_words_literally() -> None:
    assert escaped("a*b_[c]<d>") == r"a\*b\_\[c\]\<d\>"
    part = Part(
        "text", (Run("1. x"), Run("old,", style="del"), Run("new ", style="ins"), Run("§ 7", href="a (b).html"))
    )
    text = WRITERS["md"](Brief("t", "s", "en", "2023", (part,))).decode()
    assert r"1\. x<del>old,</del><ins>new</ins> [§ 7](a%20(b%29.html)" in text


def test_runs_alike_become_one() -> None:
    runs = (Run("a"), Run("b"), Run("c", "fr"), Run("d", "fr", "bold"))
    assert list(merged(runs)) == [Run("ab"), Run("c", "fr"), Run("d", "fr", "bold")]


def test_unknown_names_are_answered_with_the_nearest(inputs: Inputs) -> None:
    with pytest.raises(StanceshiftError, match="south_china_sea"):
        brief_of(inputs, theme="south_china_see")
    view = view_for(inputs, Settings(), "en", INTERFACE)
    with pytest.raises(StanceshiftError, match="france-japan"):
        make_brief(view, "france-japon", THEME, "")
