"""Segmentation: marks, headings, page furniture, footnotes, hyphens; and that every character is tiled."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stanceshift.corpus import Segmentation, Source, normalise, segment
from stanceshift.corpus.lines import one_line_a_paragraph, read_lines
from stanceshift.corpus.marks import roman, roman_value

BODY = "Les ministres ont exprimé leur préoccupation face à la situation dans la région et au-delà."
OTHER = "Ils ont réaffirmé leur soutien à un règlement pacifique du différend entre les deux parties."


def texts(source: str) -> list[str]:
    return [paragraph.text for paragraph in segment(Source(source)).paragraphs]


def labels(source: str) -> list[str]:
    return [paragraph.label for paragraph in segment(Source(source)).paragraphs]


def assert_tiled(source: Source, found: Segmentation) -> None:
    position = 0
    for tile in found.segments:
        assert tile.start == position < tile.end
        position = tile.end
        if tile.kind == "space":
            assert not source.text[tile.start : tile.end].strip()
    assert position == len(source.text)
    for paragraph in found.paragraphs:
        assert len(paragraph.text) == len(paragraph.offsets)
        assert list(paragraph.offsets) == sorted(set(paragraph.offsets))
        for character, offset in zip(paragraph.text, paragraph.offsets, strict=True):
            original = source.text[offset]
            assert character == original or (character == " " and original.isspace())
        assert "  " not in paragraph.text and paragraph.text == paragraph.text.strip() != ""


@pytest.mark.parametrize(
    "marks",
    [
        ["1.", "2.", "3."],
        ["1 -", "2 -", "3 -"],
        ["1/", "2/", "3/"],
        ["(1)", "(2)", "(3)"],
        ["1)", "2)", "3)"],
        ["１．", "２．", "３．"],
        ["（１）", "（２）", "（３）"],
        ["I.", "II.", "III."],
        ["i)", "ii)", "iii)"],
        ["a)", "b)", "c)"],
        ["•", "•", "•"],
        ["-", "-", "-"],
        ["–", "–", "–"],
        ["❍", "❍", "❍"],
    ],
)
@pytest.mark.parametrize("separator", ["\n\n", "\n"])
def test_marks(marks: list[str], separator: str) -> None:
    source = separator.join(f"{mark} {BODY}" for mark in marks)
    assert texts(source) == [BODY] * 3
    assert labels(source) == marks


def test_ideographic_space_after_a_number() -> None:
    source = "１　四大臣は、協力を確認した。\n２　四大臣は、懸念を表明した。\n３　四大臣は、一致した。\n"
    assert texts(source) == ["四大臣は、協力を確認した。", "四大臣は、懸念を表明した。", "四大臣は、一致した。"]


def test_unnumbered_blocks_are_paragraphs() -> None:
    assert texts(f"{BODY}\n\n{OTHER}\n\n{BODY}\n") == [BODY, OTHER, BODY]


def test_unwrapped_lines_without_blank_lines_are_paragraphs() -> None:
    assert texts(f"{BODY}\n{OTHER}\n{BODY}\n") == [BODY, OTHER, BODY]


def test_number_that_does_not_run_on_is_text() -> None:
    source = "1. Une session aura lieu en\n2018. Elle sera suivie d'une autre, à Paris.\n\n2. Fin de la réunion."
    assert texts(source)[0].startswith("Une session aura lieu en 2018. Elle")
    assert labels(source) == ["1.", "2."]


def test_wrapped_line_starting_with_the_next_number_is_text() -> None:
    source = (
        "1. The Ministers decided to hold in the coming year a number of meetings at the level of article\n"
        "2. of the agreement, which they will prepare with their staffs over the coming months in Paris.\n\n"
        "2. They agreed."
    )
    assert labels(source) == ["1.", "2."]


def test_blank_runs_in_the_middle_of_a_sentence_are_joined() -> None:
    source = f"1. Ils ont souligné la stabilité\n\n\n\net la prospérité de la région.\n\n2. {BODY}\n\n3. {OTHER}\n"
    assert texts(source)[0] == "Ils ont souligné la stabilité et la prospérité de la région."


def test_pages_that_join_before_a_capital_letter_or_a_year() -> None:
    source = (
        f"1. {BODY}\n\n2. Ils se sont réunis à\n\n\n\nParis avant de se revoir à Tokyo en\n\n\n\n2017. Ils agiront.\n\n"
        f"3. {BODY}\n\n4. {OTHER}\n"
    )
    assert labels(source) == ["1.", "2.", "3.", "4."]
    assert texts(source)[1] == "Ils se sont réunis à Paris avant de se revoir à Tokyo en 2017. Ils agiront."


def test_headings_and_title() -> None:
    source = (
        "Joint Statement of the Committee\n\nParis, January 6, 2017\n\nI. Overview\n\n"
        f"{BODY}\n\nII. Regional Environment\n\n(1) Alliance Responses\n\n{OTHER}\n\n(2) Other Issues\n\n{BODY}\n"
    )
    found = segment(Source(source))
    assert [p.heading for p in found.paragraphs] == [
        "I. Overview",
        "II. Regional Environment – (1) Alliance Responses",
        "(2) Other Issues",
    ]
    kinds = {tile.kind: source[tile.start : tile.end] for tile in found.segments}
    assert kinds["title"] == "Joint Statement of the Committee"
    assert kinds["front_matter"] == "Paris, January 6, 2017"


@pytest.mark.parametrize("opening", ["Eighth Meeting of the Ministers", "Communiqué – running header"])
def test_lines_over_the_date_are_title_the_one_under_it_is_a_heading(opening: str) -> None:
    source = f"{opening}\n\nJoint Statement\n\nTokyo, March 14, 2025\n\nOverview\n\n1. {BODY}\n\n2. {OTHER}\n"
    found = segment(Source(source))
    assert [p.heading for p in found.paragraphs] == ["Overview"] * 2
    titles = [source[tile.start : tile.end] for tile in found.segments if tile.kind == "title"]
    assert titles == [opening, "Joint Statement"]


def test_heading_without_blank_lines() -> None:
    items = [textwrap.fill(f"{number}. {BODY} {OTHER}", 70) for number in (1, 2, 3)]
    source = f"{items[0]}\nQuestions régionales\n{items[1]}\n{items[2]}\n"
    found = segment(Source(source)).paragraphs
    assert [p.heading for p in found] == ["", "Questions régionales", "Questions régionales"]
    assert found[0].text == f"{BODY} {OTHER}"


def test_list_items_without_stop_are_no_headings() -> None:
    items = "(1) Maritime security\n\n(2) Cyber defence\n\n(3) Space"
    source = f"{BODY}\n\nThe areas are the following:\n\n{items}\n\n{OTHER}\n"
    assert texts(source)[2:5] == ["Maritime security", "Cyber defence", "Space"]


def test_numbers_restart_under_headings() -> None:
    source = f"I. First part\n\n(1) {BODY}\n\n(2) {OTHER}\n\nII. Second part\n\n(1) {BODY}\n\n(2) {OTHER}\n"
    assert labels(source) == ["(1)", "(2)", "(1)", "(2)"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("la coopé-\nration bilatérale se poursuit de façon", "la coopération bilatérale se poursuit de façon"),
        ("le forum Asie-\nPacifique", "le forum Asie-Pacifique"),
        ("non-prolifération et non-\nprolifération", "non-prolifération et non-prolifération"),
        ("la période 2013-\n2018", "la période 2013-2018"),
        ("un mot cou\u00ad\npé", "un mot coupé"),
    ],
)
def test_hyphens_at_line_ends(source: str, expected: str) -> None:
    whole = f"{source}\nse poursuit entre les deux pays selon les termes convenus par les ministres\nréunis à Paris.\n"
    assert texts(whole)[0].startswith(expected)
    assert_tiled(Source(whole), segment(Source(whole)))


def test_footnotes_and_their_marks() -> None:
    source = f"Ils ont salué l'accord[1] conclu à Paris.\n\n{BODY}\n\n[1] Signé le 6 janvier 2017 à Paris.\n"
    found = segment(Source(source))
    assert [p.text for p in found.paragraphs] == ["Ils ont salué l'accord conclu à Paris.", BODY]
    kinds = [tile.kind for tile in found.segments]
    assert kinds.count("footnote") == kinds.count("footnote_mark") == 1


def test_japanese_lines_join_without_space() -> None:
    source = "四大臣は、自由で開かれたインド太平洋のための\n協力を推進することを確認した。\n"
    assert texts(source) == ["四大臣は、自由で開かれたインド太平洋のための協力を推進することを確認した。"]


@pytest.mark.parametrize("mark", ["###", "(了)", "（了）", "以上", "***", "END"])
def test_closing_lines(mark: str) -> None:
    found = segment(Source(f"{BODY}\n\n{OTHER}\n\n{mark}\n"))
    assert len(found.paragraphs) == 2
    assert "closing" in {tile.kind for tile in found.segments}


def test_normalise_keeps_offsets() -> None:
    text, offsets = normalise(" a\u00a0 b\n\nc ", [(0, 9)])
    assert text == "a b c"
    assert [" a\u00a0 b\n\nc "[offset] for offset in offsets] == ["a", "\u00a0", "b", "\n", "c"]


@given(st.integers(1, 89))
def test_roman_numerals_round_trip(value: int) -> None:
    assert roman_value(roman(value)) == value
    assert roman_value(roman(value).upper()) == value


PIECES = st.sampled_from(
    [
        *("1. ", "2. ", "3. ", "2017. ", "(1) ", "I. ", "II. ", "a) ", "- ", "• ", "１．", "[1] ", "¹", "./.", "###"),
        *(
            BODY,
            OTHER,
            "coopé-\nration ",
            "Heading",
            "四大臣は、確認した。",
            "\n",
            "\n\n",
            "\n\n\n\n",
            "\f",
            " ",
            "\u00a0",
        ),
        *("\u00ad", "\u200b", "«", "»", '"', "12", "Page 3", "The Ministers:", "x", "\t"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=25).map("".join))
def test_every_character_is_tiled_and_offsets_are_exact(text: str) -> None:
    source = Source(text)
    assert_tiled(source, segment(source))


@example("\0")
@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_tiled(text: str) -> None:
    source = Source(text)
    assert_tiled(source, segment(source))


def test_wrapping_does_not_change_paragraphs() -> None:
    items = [f"{number}. {BODY} {OTHER} {BODY}" for number in range(1, 6)]
    flat = "\n\n".join(items)
    assert one_line_a_paragraph(read_lines(Source(flat)))
    for width in (50, 72, 100):
        wrapped = "\n\n".join(textwrap.fill(item, width, break_on_hyphens=False) for item in items)
        assert texts(wrapped) == texts(flat)
