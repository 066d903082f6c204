"""The reader learns from coded paragraphs what a paragraph and its clauses are about, and only from evidence blind to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from stanceshift.labels.theme_evidence import (
    Evidence,
    ParagraphText,
    Shares,
    ThemeKinds,
    clause_features,
    paragraph_features,
)
from stanceshift.labels.theme_finetuned import FinetunedReader, fit_second
from stanceshift.labels.theme_reader import DECISIONS, CodedThemes, ThemeReader, fit_reader

THEMES = ("north_korea", "meeting", "cyber")
NORTH_KOREA = ["north_korea"]
KINDS = ThemeKinds.of(THEMES, background=["meeting"], named=NORTH_KOREA, always=NORTH_KOREA, principle=[], area=[])


def _evidence(
    sentences: list[list[float]], clauses: list[tuple[int, list[float]]], heading: int | None = None
) -> Evidence:
    scores = np.array(sentences)
    own = np.array([row for _, row in clauses]).reshape(-1, len(THEMES))
    return Evidence(
        scores,
        np.zeros_like(scores),
        np.full(len(scores), 20.0),
        own,
        np.zeros_like(own),
        np.array([number for number, _ in clauses], dtype=int),
        scores.mean(axis=0),
        None if heading is None else np.eye(len(THEMES))[heading],
    )


def _case(rng: np.random.Generator, main: int, second: int | None) -> tuple[Evidence, CodedThemes]:
    """A paragraph of three sentences on its main theme and one on the second; "meeting" is mentioned everywhere."""
    numbers = [main, main, main] if second is None else [main, main, main, second]
    rows = [np.clip(0.75 * np.eye(3)[n] + [0, 0.3, 0] + rng.normal(0, 0.08, 3), 0.01, 0.99).tolist() for n in numbers]
    themes = [THEMES[n] for n in dict.fromkeys(numbers)]
    return _evidence(rows, list(enumerate(rows))), CodedThemes(themes, [THEMES[n] for n in numbers])


@pytest.fixture(scope="module")
def reader() -> ThemeReader:
    rng = np.random.default_rng(0)
    cases = [_case(rng, main, second) for _ in range(25) for main in (0, 2) for second in (None, 2 - main)]
    return fit_reader([e for e, _ in cases], [c for _, c in cases], THEMES, KINDS, c=1.0)


def test_main_theme_second_theme_and_clauses_are_read(reader: ThemeReader) -> None:
    rng = np.random.default_rng(1)
    for main in (0, 2):
        for second in (None, 2 - main):
            evidence, coded = _case(rng, main, second)
            read = reader.read(evidence, threshold=0.5)
            assert [item.theme for item in read.themes] == list(coded.themes)
            assert [theme for theme, _ in read.clauses] == list(coded.clauses)
            assert [item.rank for item in read.themes] == list(range(1, len(coded.themes) + 1))


def test_a_theme_named_in_passing_does_not_join(reader: ThemeReader) -> None:
    rng = np.random.default_rng(2)
    found = {item.theme for n in range(10) for item in reader.read(_case(rng, 0, None)[0], threshold=0.5).themes}
    assert "meeting" not in found


def test_a_clause_has_a_theme_of_its_paragraph(reader: ThemeReader) -> None:
    rows = [[0.9, 0.3, 0.05]] * 4
    read = reader.read(_evidence(rows, [(0, [0.02, 0.9, 0.02]), (1, rows[0])]), threshold=0.99)
    assert {theme for theme, _ in read.clauses} <= {item.theme for item in read.themes}


def test_threshold_decides_how_many_join(reader: ThemeReader) -> None:
    evidence, _ = _case(np.random.default_rng(3), 0, 2)
    counts = [len(reader.read(evidence, threshold=threshold).themes) for threshold in (0.0, 0.5, 1.0)]
    assert counts == [3, 2, 1]


def test_heading_can_decide_the_main_theme(reader: ThemeReader) -> None:
    even = [[0.5, 0.1, 0.5]] * 2
    for heading in (0, 2):
        read = reader.read(_evidence(even, [(0, even[0])], heading), threshold=0.5, heading_weight=50.0)
        assert read.themes[0].theme == THEMES[heading]


def test_a_paragraph_without_clauses_is_read(reader: ThemeReader) -> None:
    read = reader.read(_evidence([[0.9, 0.1, 0.1]], []), threshold=0.5)
    assert read.themes[0].theme == "north_korea"
    assert read.clauses == ()


def test_saved_reader_reads_the_same(reader: ThemeReader) -> None:
    again = ThemeReader.from_tensors(reader.tensors("full"), "full", THEMES, KINDS)
    evidence, _ = _case(np.random.default_rng(4), 2, 0)
    assert again.read(evidence, threshold=0.4) == reader.read(evidence, threshold=0.4)
    lacking = reader.tensors("full")
    del lacking[f"full.{DECISIONS[0]}.weights"]
    with pytest.raises(KeyError, match="weights"):
        ThemeReader.from_tensors(lacking, "full", THEMES, KINDS)


def test_the_reader_learns_what_the_codes_say() -> None:
    """Codes that name the wrong theme are learned as they stand: nothing but the codes decides."""
    rng = np.random.default_rng(5)
    cases = [_case(rng, main, None) for _ in range(40) for main in (0, 2)]
    swapped = [CodedThemes([THEMES[2 - THEMES.index(c.themes[0])]], c.clauses) for _, c in cases]
    wrong = fit_reader([e for e, _ in cases], swapped, THEMES, KINDS, c=1.0)
    right = [wrong.read(e, threshold=0.5).themes[0].theme == c.themes[0] for e, c in cases]
    assert np.mean(right) < 0.2


def test_a_theme_that_must_be_heard_joins_where_it_is_named(reader: ThemeReader) -> None:
    evidence, _ = _case(np.random.default_rng(6), 2, None)
    for weight, heard in ((1.0, False), (2.0, True)):
        named = replace(evidence, sentence_cues=evidence.sentence_cues + weight * np.eye(3)[0])
        found = {item.theme for item in reader.read(named, threshold=1.0).themes}
        assert ("north_korea" in found) == heard


def test_a_principle_said_of_an_area_is_about_the_area(reader: ThemeReader) -> None:
    kinds = ThemeKinds.of(THEMES, [], [], [], principle=["cyber"], area=NORTH_KOREA)
    ruled = ThemeReader(THEMES, kinds, reader.decisions)
    for main, themes in ((0, {"north_korea"}), (2, {"cyber", "north_korea"})):
        read = ruled.read(_case(np.random.default_rng(7), main, 2 - main)[0], threshold=0.5)
        assert read.themes[0].theme == THEMES[main]
        assert {theme for theme, _ in read.clauses} == themes


def _told(evidence: Evidence, coded: CodedThemes, trusted: bool) -> Evidence:
    """The evidence with the shares of an encoder that is right, or that always says the same."""
    numbers = [THEMES.index(theme) if trusted else 1 for theme in coded.clauses]
    logs = np.log(np.full((len(numbers), 3), 0.05) + 0.85 * np.eye(3)[numbers])
    return replace(evidence, shares=Shares(logs, logs, logs[0]))


def _unsure(rng: np.random.Generator, main: int) -> tuple[Evidence, CodedThemes]:
    """A paragraph whose sentences speak as much for one theme as for another."""
    rows = np.clip(np.array([0.5, 0.1, 0.5]) + rng.normal(0, 0.05, (3, 3)), 0.01, 0.99).tolist()
    return _evidence(rows, list(enumerate(rows))), CodedThemes([THEMES[main]], [THEMES[main]] * 3)


@pytest.mark.parametrize("trusted", [True, False])
def test_a_second_opinion_counts_as_far_as_it_was_right(reader: ThemeReader, trusted: bool) -> None:
    def drawn(seed: int) -> list[tuple[Evidence, CodedThemes]]:
        rng = np.random.default_rng(seed)
        cases = [_unsure(rng, main) for _ in range(30) for main in (0, 2)]
        return [(_told(evidence, coded, trusted), coded) for evidence, coded in cases]

    taught, asked = drawn(8), drawn(9)
    second = FinetunedReader(reader, fit_second(reader, [e for e, _ in taught], [c for _, c in taught], c=1.0))
    read = [(second.read(evidence, threshold=0.5), coded) for evidence, coded in asked]
    right = np.mean([got.themes[0].theme == coded.themes[0] for got, coded in read])
    clauses = np.mean(
        [theme == own for got, coded in read for (theme, _), own in zip(got.clauses, coded.clauses, strict=True)]
    )
    assert (right > 0.95 and clauses > 0.95) if trusted else (right < 0.8 and clauses < 0.8)
    again = FinetunedReader.from_tensors(second.tensors("full"), "full", THEMES, KINDS)
    assert again.read(asked[0][0], threshold=0.5) == read[0][0]
    assert second.on(reader).read(asked[0][0], threshold=0.5) == read[0][0]


def test_a_reader_with_a_second_opinion_needs_one(reader: ThemeReader) -> None:
    cases = [_told(*_case(np.random.default_rng(seed), 0, 2), True) for seed in range(4)]
    coded = [_case(np.random.default_rng(seed), 0, 2)[1] for seed in range(4)]
    second = FinetunedReader(reader, fit_second(reader, cases, coded, c=1.0))
    with pytest.raises(ValueError, match="fine-tuned encoder"):
        second.read(replace(cases[0], shares=None), threshold=0.5)


def test_shares_are_of_sentences_clauses_and_the_whole() -> None:
    class Lengths:
        def theme_logs(self, texts: Sequence[str]) -> np.ndarray:
            return np.array([[float(len(text))] for text in texts])

    text = ParagraphText("en", ["One.", "And two."], ["two"], [1])
    shares = Shares.of(text, Lengths())
    assert (shares.sentences.tolist(), shares.clauses.tolist(), shares.whole.tolist()) == ([[4], [8]], [[3]], [13])
    assert Shares.of(replace(text, language="ja"), Lengths()).whole.tolist() == [12]


def test_features_are_finite_at_the_edges() -> None:
    edge = _evidence([[0.0, 1.0, 0.0]], [(0, [0.0, 0.0, 0.0])])
    assert np.isfinite(paragraph_features(edge, KINDS)).all()
    assert np.isfinite(clause_features(edge, 0, np.array([0.0, 1.0, 0.0]), 1, KINDS)).all()
