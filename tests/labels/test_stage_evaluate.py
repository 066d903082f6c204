from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from stanceshift.files import read_json
from stanceshift.labels.evaluate_baselines import majority
from stanceshift.labels.gold import Gold, Index
from stanceshift.labels.stage_evaluate import HEADLINE, gold_texts, write_evaluation
from tests.labels.synthetic import spoil_acts
from tests.labels.test_evaluate import GOLD, NAMES, RUNGS, SENTENCES

INDEX = Index(codebook_version="1.0.0", text_hash="x", entries=[], caveats={"seed": ["Same family."]})
ANNOTATED = Gold({"seed": GOLD}, {"seed": {"a": GOLD, "b": spoil_acts(GOLD, 0.1)}}, INDEX)


def write(folder: Path, share: float) -> dict[str, bytes]:
    systems = {"default": spoil_acts(GOLD, share), "majority": majority(GOLD, SENTENCES)}
    write_evaluation(
        ANNOTATED,
        systems,
        RUNGS,
        n_resamples=20,
        seed=0,
        out=folder / "build",
        metrics=folder / "metrics",
        plots=folder / "plots",
    )
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_stage_writes_tables_metrics_plots_and_errors_the_same_each_time(tmp_path: Path) -> None:
    one, same = write(tmp_path / "a", 0.3), write(tmp_path / "b", 0.3)
    assert one == same
    tables = {"scores", "agreement", "acts_confusion", "themes_confusion", "reliability", "errors"}
    assert {f"build/{name}.parquet" for name in tables} <= set(one)
    assert {f"plots/{n}.csv" for n in ("acts_confusion", "themes_confusion", "reliability", "per_theme")} <= set(one)
    default, coder = (read_json(tmp_path / f"a/metrics/seed-{name}.json") for name in ("default", "coder"))
    assert default["act_accuracy"] < 0.85 < coder["act_accuracy"]
    assert read_json(tmp_path / "a/metrics/seed-alpha.json")["alpha_act"] < 1
    worst = pd.read_parquet(tmp_path / "a/build/errors.parquet")
    assert worst["severity"].is_monotonic_decreasing and len(worst) > 5


def test_metrics_are_few_flat_and_named_alike(tmp_path: Path) -> None:
    write(tmp_path, 0.3)
    read = {name: read_json(tmp_path / f"metrics/seed-{name}.json") for name in ("default", "majority")}
    for figures in read.values():
        assert set(figures) <= set(HEADLINE)
        assert all(isinstance(value, float) for value in figures.values())
    assert {"themes_micro_f1", "stance_accuracy", "detection_f1"} <= set(read["default"]) & set(read["majority"])


def test_a_worse_system_gets_worse_metrics(tmp_path: Path) -> None:
    write(tmp_path / "a", 0.0)
    write(tmp_path / "b", 0.5)
    good, bad = (
        pd.read_parquet(tmp_path / name / "build/scores.parquet")
        .query("system == 'default' and label == '' and language == 'all'")
        .set_index("measure")["value"]
        for name in ("a", "b")
    )
    assert good["act_f1"] == 1.0
    assert bad["act_f1"] < 0.7


def test_only_paragraphs_with_gold_are_labelled() -> None:
    paragraphs = pd.DataFrame({"paragraph_id": [*NAMES, "other.fr#1"]})
    assert gold_texts(ANNOTATED, paragraphs)["paragraph_id"].tolist() == NAMES


@pytest.mark.pipeline
def test_the_confusion_plot_has_one_row_an_observation(tmp_path: Path) -> None:
    write(tmp_path, 0.2)
    rows = pd.read_csv(tmp_path / "plots/acts_confusion.csv")
    assert len(rows) == len(GOLD.positions)
    assert list(rows.columns) == ["set", "actual", "predicted"]
