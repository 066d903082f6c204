from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from stanceshift.corpus import read_document, read_source
from stanceshift.errors import StanceshiftError
from stanceshift.files import read_jsonl, read_yaml, write_jsonl, write_yaml
from stanceshift.labels.codebook import load_codebook
from stanceshift.labels.gold import load_gold, main_act_of
from tests.labels.synthetic import ROOT, position

SEED = "fr-jp-2017-01-06.fr"
CODEBOOK = load_codebook(ROOT / "data/codebook")


@pytest.fixture(scope="module")
def paragraphs() -> pd.DataFrame:
    source = read_source(ROOT / "data/corpus/france-japan" / f"{SEED}.txt")
    return read_document(source, SEED, "fr", abbreviations=ROOT / "data/lexicon/abbreviations.yaml").paragraphs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("seed.coder-a.jsonl", "seed.coder-b.jsonl", "seed.adjudicated.jsonl"):
        shutil.copy(ROOT / "data/gold" / name, tmp_path)
    index = read_yaml(ROOT / "data/gold/index.yaml")
    index["entries"] = [entry for entry in index["entries"] if entry["set"] == "seed"]
    write_yaml(tmp_path / "index.yaml", index)
    return tmp_path


def change(folder: Path, line: int, edit: Callable[[dict[str, Any]], None]) -> None:
    path = folder / "seed.adjudicated.jsonl"
    rows = read_jsonl(path)
    edit(rows[line - 1])
    write_jsonl(path, rows)


def test_the_seed_is_coded_whole_by_two_and_adjudicated(folder: Path, paragraphs: pd.DataFrame) -> None:
    gold = load_gold(folder, paragraphs, CODEBOOK)
    assert len(gold.references["seed"].paragraphs) == 28
    assert len(gold.references["seed"].positions) > 120
    assert set(gold.coders["seed"]) == {"coder-a", "coder-b"}
    assert {entry.kind for entry in gold.index.entries} == {"language model"}
    assert "Paragraph 7" in gold.caveat("seed") and "same family" in gold.caveat("seed")


def test_each_adjudicated_code_is_that_of_a_coder_and_every_dispute_has_a_note() -> None:
    a, b, final = (
        read_jsonl(ROOT / "data/gold" / f"seed.{name}.jsonl") for name in ("coder-a", "coder-b", "adjudicated")
    )
    notes = 0
    for one, other, row in zip(a, b, final, strict=True):
        assert row["themes"] in (one["themes"], other["themes"])
        assert ("note" in row) == (one["themes"] != other["themes"])
        notes += "note" in row
        for x, y, decided in zip(one["positions"], other["positions"], row["positions"], strict=True):
            note = decided.get("note", "")
            for key in x:
                assert decided[key] in (x[key], y[key])
            assert bool(note) == any(x[key] != y[key] for key in x)
            notes += "theme" in note and x["theme"] != y["theme"]
    assert notes == 8


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda r: r.update(sha="0" * 12), "the text has changed"),
        (lambda r: r["positions"][0].update(start=1), "is not at 1-"),
        (lambda r: r["positions"][0].update(act="applaud"), "unknown act 'applaud'"),
        (lambda r: r["themes"].append("weather"), "unknown theme weather"),
        (lambda r: r["positions"][0].update(theme="cyber"), "not among the paragraph's"),
        (lambda r: r["positions"][0].update(target="x"), "target 'x' is not at"),
        (lambda r: r["positions"][0].update(holder="France"), "holder"),
        (lambda r: r.update(stance="hostile"), "stance"),
        (lambda r: r.update(paragraph=99), "there is no paragraph"),
        (lambda r: r.update(paragraph=3, sha="0" * 12), "the text has changed|coded twice"),
    ],
)
def test_wrong_gold_is_refused_with_file_line_and_paragraph(
    folder: Path, paragraphs: pd.DataFrame, edit: Callable[[dict[str, Any]], None], message: str
) -> None:
    change(folder, 2, edit)
    with pytest.raises(StanceshiftError, match=message) as caught:
        load_gold(folder, paragraphs, CODEBOOK)
    assert "seed.adjudicated.jsonl, line 2, paragraph" in str(caught.value)


def test_gold_shorter_than_it_should_be_is_refused(folder: Path, paragraphs: pd.DataFrame) -> None:
    path = folder / "seed.coder-b.jsonl"
    write_jsonl(path, read_jsonl(path)[:-1])
    with pytest.raises(StanceshiftError, match=r"1 paragraphs of the text are not coded: fr-jp-2017-01-06\.fr#28"):
        load_gold(folder, paragraphs, CODEBOOK)
    path.unlink()
    with pytest.raises(StanceshiftError, match="0 files with 0 paragraphs where at least 1"):
        load_gold(folder, paragraphs, CODEBOOK)


def test_a_file_that_the_index_does_not_name_is_refused(folder: Path, paragraphs: pd.DataFrame) -> None:
    (folder / "more.jsonl").write_text(json.dumps({}) + "\n", encoding="utf-8")
    with pytest.raises(StanceshiftError, match="not listed in index"):
        load_gold(folder, paragraphs, CODEBOOK)


def test_main_act_is_the_commonest_on_the_main_theme_then_the_highest_rung() -> None:
    rows = [
        position("a#1", 0, 1, "note", theme="cyber"),
        position("a#1", 2, 3, "note", theme="cyber"),
        position("a#1", 4, 5, "welcome"),
        position("a#1", 6, 7, "commit"),
        position("a#1", 8, 9, "state"),
    ]
    frame = pd.DataFrame(rows)
    assert main_act_of(frame, "climate", CODEBOOK.rungs) == "commit"
    assert main_act_of(frame, "cyber", CODEBOOK.rungs) == "note"
    assert main_act_of(frame, "nato", CODEBOOK.rungs) == "note"
    assert main_act_of(frame.iloc[4:], "climate", CODEBOOK.rungs) == "state"
