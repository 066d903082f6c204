from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from stanceshift.corpus import read_document, read_source
from stanceshift.corpus.schemas import Paragraphs
from stanceshift.errors import StanceshiftError
from stanceshift.files import read_json, read_yaml, write_yaml
from stanceshift.frames import write_table
from stanceshift.labels.codebook import load_codebook
from stanceshift.labels.evaluation_commands import (
    agreement_command,
    labelstudio_export_command,
    labelstudio_import_command,
    review_command,
    show,
)
from stanceshift.labels.gold import load_gold
from stanceshift.labels.schemas import ParagraphLabels, Positions, Themes
from tests.labels.synthetic import ROOT

SEED = "fr-jp-2017-01-06.fr"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with the seed ingested, its gold, and labels made from the gold."""
    for name in ("data/codebook", "data/lexicon"):
        shutil.copytree(ROOT / name, tmp_path / name)
    gold = tmp_path / "data/gold"
    gold.mkdir()
    for path in (ROOT / "data/gold").glob("seed.*.jsonl"):
        shutil.copy(path, gold)
    index = read_yaml(ROOT / "data/gold/index.yaml")
    write_yaml(gold / "index.yaml", {**index, "entries": [e for e in index["entries"] if e["set"] == "seed"]})
    write_yaml(tmp_path / "params.yaml", {"evaluate": {"seed": 0, "bootstrap": 20}})
    monkeypatch.chdir(tmp_path)
    reading = read_document(read_source(ROOT / "data/corpus/france-japan" / f"{SEED}.txt"), SEED, "fr")
    write_table(reading.paragraphs, "build/ingest/paragraphs.parquet", Paragraphs)
    reference = load_gold("data/gold", reading.paragraphs, load_codebook()).references["seed"]
    ids = [f"{p}.1.{n}" for n, p in enumerate(reference.positions["paragraph_id"], 1)]
    positions = reference.positions.assign(
        position_id=ids,
        sentence_id=[name.rpartition(".")[0] for name in ids],
        document_id=SEED,
        language="fr",
        rung=1,
        cue=reference.positions["verb"],
        cue_start=reference.positions["start"],
        cue_end=reference.positions["end"],
        negated=False,
        source="lexicon",
        cue_id="",
        score=[(n % 10) / 10 for n in range(len(ids))],
        theme_score=0.95,
        source_start=0,
        source_end=1,
        sentence_text="x",
        text_sha="y",
    )
    write_table(positions, "build/label/positions.parquet", Positions)
    write_table(
        reference.themes.assign(document_id=SEED, n_positions=1, source="model"), "build/label/themes.parquet", Themes
    )
    write_table(
        reference.paragraphs.assign(main_act_score=1.0, n_positions=1),
        "build/label/paragraphs.parquet",
        ParagraphLabels,
    )
    return tmp_path


def run(command, *arguments: str):
    result = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def test_agreement_shows_figures_and_their_caveat(project: Path) -> None:
    text = run(agreement_command, "--format", "md").output
    assert "| alpha | themes |" in text.replace("| seed | coder-a, coder-b ", "")
    assert "Paragraph 7" in text
    rows = json.loads(run(agreement_command, "--format", "json").output)
    assert {row["measure"] for row in rows if row["kind"] == "alpha"} >= {"main_theme", "stance", "themes", "act"}
    assert all("same family" in row["caveat"] for row in rows)


def test_review_lists_and_writes_what_to_fill(project: Path) -> None:
    result = run(review_command, "--limit", "5", "--format", "csv", "--fill", "fill.csv")
    listed = result.stdout.splitlines()
    assert len(listed) == 6
    assert listed[0].startswith("position_id,paragraph_id,text_sha,verb,act")
    assert len(pd.read_csv("fill.csv")) == 5
    with pytest.raises(StanceshiftError, match="the file exists"):
        run(review_command, "--fill", "fill.csv")
    with pytest.raises(StanceshiftError, match="nothing labelled begins with 'xx'"):
        run(review_command, "--document", "xx")


def test_review_lists_stale_corrections(project: Path) -> None:
    rows = [{"line": 2, "field": "act", "status": "stale"}, {"line": 3, "field": "force", "status": "applied"}]
    pd.DataFrame(rows).to_csv("build/label/corrections.csv", index=False)
    assert json.loads(run(review_command, "--stale", "--format", "json").stdout) == [
        {"line": "2", "field": "act", "status": "stale"}
    ]


def test_label_studio_export_and_import(project: Path) -> None:
    run(labelstudio_export_command, "tasks.json", "--document", SEED, "--gold", "--config", "config.xml")
    tasks = read_json("tasks.json")
    assert len(tasks) == 28
    assert {a["completed_by"]["email"] for a in tasks[0]["annotations"]} == {"coder-a", "coder-b", "adjudicator"}
    assert Path("config.xml").read_text(encoding="utf-8").startswith("<View>")
    run(labelstudio_import_command, "tasks.json", "coded")
    assert sorted(path.name for path in Path("coded").iterdir()) == [
        f"{SEED}.{coder}.jsonl" for coder in ("adjudicator", "coder-a", "coder-b")
    ]


def test_a_table_in_markdown_escapes_and_leaves_absent_figures_empty(capsys: pytest.CaptureFixture[str]) -> None:
    show(pd.DataFrame({"name": ["a|b"], "value": [0.12345], "none": [float("nan")]}), "md")
    assert capsys.readouterr().out == "| name | value | none |\n| --- | --- | --- |\n| a\\|b | 0.123 |  |\n"
