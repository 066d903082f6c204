"""Training sentences are checked line by line and kept apart from every evaluation text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from stanceshift.errors import StanceshiftError
from stanceshift.labels.codebook import Codebook, load_codebook
from stanceshift.labels.encoders import NoEncoder
from stanceshift.labels.training_data import apart, check_separation, closest_pairs, codebook_sentences, load_training
from tests.labels.tiny import LetterEncoder, training_rows, write_codebook, write_training

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def codebook(tmp_path: Path) -> Codebook:
    return load_codebook(write_codebook(tmp_path / "codebook"))


def test_shipped_sentences_are_enough() -> None:
    frame = load_training(DATA / "training", load_codebook(DATA / "codebook"))
    themes = frame["themes"].explode().value_counts()
    assert themes.min() >= 40
    assert frame["act"].value_counts().min() >= 80
    assert set(frame["lang"]) == {"en", "fr", "ja"}
    assert set(frame["register"]) == {"joint_statement", "press_release", "resolution"}


def test_read_by_file_and_line(tmp_path: Path, codebook: Codebook) -> None:
    frame = load_training(write_training(tmp_path / "training"), codebook)
    assert len(frame) == 156
    assert frame["id"].iloc[0] == "en-0-0"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"act": "shout"}, "'shout' is no theme or act"),
        ({"themes": ["weather"]}, "'weather' is no theme or act"),
        ({"themes": []}, "line 3, themes"),
        ({"force": 7}, "line 3, force"),
        ({"lang": "de"}, "line 3, lang"),
        ({"id": "en-0-0"}, "already used at en.jsonl line 1"),
        ({"text": "They  CONDEMN the cyber file 00."}, "already used at en.jsonl line 1"),
        ({"colour": "red"}, "line 3, colour"),
    ],
)
def test_faults_are_named(tmp_path: Path, codebook: Codebook, change: dict[str, Any], said: str) -> None:
    rows = training_rows()
    rows[2] = rows[2] | change
    folder = write_training(tmp_path / "training", rows)
    if change.get("lang") == "de":
        write_training(folder, [row | {"lang": "en"} for row in rows[:2]] + [])
        text = (folder / "en.jsonl").read_text(encoding="utf-8")
        line = text.splitlines()[0].replace('"lang": "en"', '"lang": "de"')
        (folder / "en.jsonl").write_text(text + line + "\n", encoding="utf-8")
    with pytest.raises(StanceshiftError) as caught:
        load_training(folder, codebook)
    assert said in str(caught.value)
    assert "en.jsonl" in str(caught.value)


def test_every_act_and_theme_must_occur(tmp_path: Path, codebook: Codebook) -> None:
    rows = [row for row in training_rows() if row["act"] != "urge"]
    with pytest.raises(StanceshiftError, match="no training sentence for urge"):
        load_training(write_training(tmp_path / "training", rows), codebook)


def test_no_sentence_at_all(tmp_path: Path, codebook: Codebook) -> None:
    with pytest.raises(StanceshiftError, match="no training sentence found"):
        load_training(tmp_path, codebook)


def _evaluation(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"sentence_id": [f"e{n}" for n in range(len(texts))], "language": "en", "text": texts})


def _ours(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"id": [f"t{n}" for n in range(len(texts))], "lang": "en", "text": texts})


def test_gate_names_both_sentences() -> None:
    ours = _ours("The Ministers opposed any unilateral change.", "A wholly different thing.")
    theirs = _evaluation("Nothing alike at all", "The ministers opposed  any unilateral changes.")
    pairs = closest_pairs(ours, theirs, NoEncoder(), {})
    assert pairs["id"].tolist() == ["t0", "t1"]
    with pytest.raises(StanceshiftError) as caught:
        check_separation(pairs, 0.9)
    assert "t0" in str(caught.value)
    assert "e1" in str(caught.value)
    assert "t1" not in str(caught.value)
    check_separation(pairs, 0.999)
    assert apart(ours, pairs, 0.9)["id"].tolist() == ["t1"]


def test_gate_sees_through_languages_by_vectors() -> None:
    ours, theirs = _ours("abc abc abc"), _evaluation("abc abc abc").assign(language="fr")
    assert closest_pairs(ours, theirs, NoEncoder(), {})["similarity"].iloc[0] == 0
    assert closest_pairs(ours, theirs, LetterEncoder(), {})["similarity"].iloc[0] > 0.99


def test_codebook_sentences_carry_their_theme(codebook: Codebook) -> None:
    frame = codebook_sentences(codebook)
    assert len(frame) == 9
    assert frame.loc[frame["text"].str.contains("climate"), "themes"].tolist() == [["climate"]]
