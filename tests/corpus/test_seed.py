"""The seed communiqué compared against its own file, not against what the parser made of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stanceshift.corpus import Reading, load_metadata, read_document, read_source

from .builders import Item

SEED = Path("data/corpus/france-japan/fr-jp-2017-01-06.fr.txt")
GLOBAL = "Questions globales, internationales et régionales"
BILATERAL = "Relations bilatérales en matière de sécurité et de défense"


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_document(read_source(SEED), load_metadata(SEED).id, "fr")


def bodies() -> list[str]:
    """Cut the file by hand: at the numbers 1 to 28 in order, without headings and closing mark; words only."""
    text = SEED.read_text(encoding="utf-8")
    starts = []
    position = 0
    for number in range(1, 29):
        match = re.compile(rf"^ ?{number}\. ", re.MULTILINE).search(text, position)
        assert match, number
        starts.append(match)
        position = match.end()
    ends = [match.start() for match in starts[1:]] + [len(text)]
    found = []
    for match, end in zip(starts, ends, strict=True):
        body = text[match.end() : end]
        for heading in (GLOBAL, BILATERAL):
            body = body.replace(heading, "")
        found.append(" ".join(body.split()).removesuffix("./."))
    return found


def as_items() -> list[Item]:
    """Return the seed as blocks, under a title of our own."""
    items = [Item("title", "Déclaration conjointe")]
    for number, body in enumerate(bodies(), 1):
        if number in (3, 20):
            items.append(Item("heading", GLOBAL if number == 3 else BILATERAL))
        items.append(Item("paragraph", body, f"{number}."))
    return items


def test_28_paragraphs_equal_the_file_up_to_white_space(reading: Reading) -> None:
    assert reading.paragraphs["text"].tolist() == bodies()
    assert reading.paragraphs["label"].tolist() == [f"{number}." for number in range(1, 29)]
    assert reading.paragraphs["number"].tolist() == list(range(1, 29))


def test_headings(reading: Reading) -> None:
    assert reading.headings == [(GLOBAL, 3), (BILATERAL, 20)]
    assert reading.paragraphs["heading"].tolist() == [""] * 2 + [GLOBAL] * 17 + [BILATERAL] * 9


def test_year_at_line_start_is_no_mark(reading: Reading) -> None:
    text = reading.paragraphs["text"].iloc[22]
    assert "à Djibouti en 2017. Les quatre ministres se sont félicités" in text


def test_closing_mark_is_a_segment_of_its_own(reading: Reading) -> None:
    closing = reading.segments[reading.segments["kind"] == "closing"]
    assert [reading.source.text[row.start : row.end] for row in closing.itertuples()] == ["./."]


def test_slip_is_kept_and_reported(reading: Reading) -> None:
    assert "Nations 2unies" in reading.paragraphs["text"].iloc[1]
    reported = reading.suspicions[reading.suspicions["kind"] == "glued_digit"]
    assert reported["paragraph_id"].tolist() == ["fr-jp-2017-01-06.fr#2"]
    row = reported.iloc[0]
    assert reading.source.text[row["source_start"] : row["source_end"]] == "2unies"


def test_sentences_point_into_the_file(reading: Reading) -> None:
    text = SEED.read_text(encoding="utf-8")
    assert len(reading.sentences) > 100
    for row in reading.sentences.itertuples():
        assert " ".join(text[row.source_start : row.source_end].split()) == row.text
