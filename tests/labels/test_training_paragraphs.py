"""Coded paragraphs are checked on reading, matched to what the labeller finds, and shipped without a fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stanceshift.errors import StanceshiftError
from stanceshift.files import write_jsonl
from stanceshift.labels.codebook import CODEBOOK, Codebook, load_codebook
from stanceshift.labels.labeller import make_extractors
from stanceshift.labels.training_data import TRAINING
from stanceshift.labels.training_paragraphs import (
    FOLDER,
    coded_clauses,
    coded_sentences,
    load_paragraphs,
    positions_f1,
    read_paragraphs,
)
from stanceshift.settings import Settings
from tests.labels.tiny import coded_rows, write_codebook


@pytest.fixture
def codebook(tmp_path: Path) -> Codebook:
    return load_codebook(write_codebook(tmp_path / "codebook"))


def _load(tmp_path: Path, codebook: Codebook, **change: Any) -> list[Any]:
    rows = coded_rows()[:3]
    rows[1] = rows[1] | change
    return _load_rows(tmp_path, codebook, rows)


def _load_rows(tmp_path: Path, codebook: Codebook, rows: list[dict[str, Any]]) -> list[Any]:
    write_jsonl(tmp_path / "paragraphs" / "en.jsonl", rows)
    return load_paragraphs(tmp_path / "paragraphs", codebook)


def test_paragraphs_are_read(tmp_path: Path, codebook: Codebook) -> None:
    assert [p.id for p in _load(tmp_path, codebook)] == [row["id"] for row in coded_rows()[:3]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"themes": ["sailing"]}, "sailing"),
        ({"themes": ["cyber", "cyber"]}, "twice"),
        ({"themes": []}, "themes"),
        ({"stance": "cross"}, "stance"),
        ({"id": "en-00#1"}, "already used"),
        ({"text": "They speak of nothing."}, "is not at"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_faulty_line_is_named(tmp_path: Path, codebook: Codebook, change: dict[str, Any], said: str) -> None:
    with pytest.raises(StanceshiftError) as caught:
        _load(tmp_path, codebook, **change)
    assert said in str(caught.value)
    assert "line 2" in str(caught.value)
    assert "en.jsonl" in str(caught.value)


def test_no_paragraph_is_an_error(tmp_path: Path, codebook: Codebook) -> None:
    with pytest.raises(StanceshiftError, match="no coded paragraph"):
        load_paragraphs(tmp_path / "nowhere", codebook)


def test_clauses_carry_what_the_coder_marked(tmp_path: Path, codebook: Codebook) -> None:
    read, _ = read_paragraphs(_load(tmp_path, codebook), make_extractors(), Settings())
    clauses, sentences = coded_clauses(read), coded_sentences(read)
    wanted = [position for row in coded_rows()[:3] for position in row["positions"]]
    assert clauses["act"].tolist() == [position["act"] for position in wanted]
    assert sentences["themes"].tolist() == [[position["theme"]] for position in wanted]
    assert clauses["themes"].tolist() == sentences["themes"].tolist()


def test_positions_found_are_counted_against_those_coded(tmp_path: Path, codebook: Codebook) -> None:
    paragraphs = _load(tmp_path, codebook)
    read, _ = read_paragraphs(paragraphs, make_extractors(), Settings())
    assert positions_f1(read) == 1.0
    more = [
        p.model_copy(update={"positions": [*p.positions, p.positions[0].model_copy(update={"start": 0})]})
        for p in paragraphs
    ]
    for paragraph, coded in zip(read, more, strict=True):
        paragraph.coded = coded
    assert positions_f1(read) == round(2 * 6 / (6 + 9), 4)
    assert positions_f1([]) == 0.0


def test_shipped_paragraphs_are_many_and_matched() -> None:
    """Every theme and language is there, and the labeller finds most of what the coders marked."""
    codebook = load_codebook(CODEBOOK)
    paragraphs = load_paragraphs(TRAINING / FOLDER, codebook)
    assert len(paragraphs) >= 1000
    assert {p.lang for p in paragraphs} == {"en", "fr", "ja"}
    assert {theme for p in paragraphs for theme in p.themes} == set(codebook.theme_ids)
    some = [paragraph for paragraph in paragraphs if int(paragraph.group.split("-")[1]) % 6 == 0]
    read, _ = read_paragraphs(some, make_extractors(), Settings())
    coded = sum(len(p.positions) for p in some)
    assert sum(position is not None for p in read for position in p.clause_positions) > 0.8 * coded


def test_translations_stay_with_what_they_translate(tmp_path: Path, codebook: Codebook) -> None:
    rows = coded_rows()[:7]
    rows[6] |= {"lang": "fr", "translation_of": rows[0]["id"]}
    paragraphs = _load_rows(tmp_path, codebook, rows)
    assert paragraphs[6].group == paragraphs[0].group != paragraphs[6].id.split("#")[0]
    rows[6]["translation_of"] = "en-99#1"
    with pytest.raises(StanceshiftError, match="translation of the unknown paragraph 'en-99#1'"):
        _load_rows(tmp_path, codebook, rows)
