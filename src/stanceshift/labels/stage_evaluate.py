"""Stage evaluate: holds the labels against gold, baselines and the coders' own agreement."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from stanceshift.corpus.schemas import Documents, Paragraphs, Sentences
from stanceshift.errors import StanceshiftError
from stanceshift.files import write_json, write_text
from stanceshift.frames import DECIMALS, read_table, write_table
from stanceshift.labels.codebook import load_codebook
from stanceshift.labels.evaluate import (
    acts_confusion,
    coder_agreement,
    coder_scores,
    evaluate,
    reliability_bins,
    themes_confusion,
)
from stanceshift.labels.evaluate_baselines import majority
from stanceshift.labels.evaluate_errors import errors
from stanceshift.labels.evaluation_schemas import Agreement, Confusion, Errors, Labelling, Reliability, Scores
from stanceshift.labels.gold import GOLD, Gold, load_gold
from stanceshift.labels.labeller import Labeller
from stanceshift.labels.review_list import REVIEWER, read_standing
from stanceshift.settings import load_settings

SYSTEMS = {"default": "full", "lexicon": "lexicon", "embedding": "model"}
"""Name in the tables -> system of the labeller."""
HEADLINE = (
    "themes_micro_f1",
    "themes_macro_f1",
    "main_theme_accuracy",
    "acts_micro_f1",
    "stance_accuracy",
    "detection_f1",
    "act_accuracy",
    "act_macro_f1",
    "direction_accuracy",
    "force_accuracy",
    "holder_accuracy",
    "target_overlap",
    "theme_accuracy",
    "act_ece_recalibrated",
    "theme_ece_recalibrated",
    "parity_main_theme",
    "parity_main_act",
)
"""Figures that `dvc metrics show` prints; build/evaluate/scores.parquet and the page on evaluation hold them all."""


def gold_texts(gold: Gold, paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Return the paragraphs of the corpus that have reference gold."""
    ids = {name for reference in gold.references.values() for name in reference.paragraphs["paragraph_id"]}
    return paragraphs[paragraphs["paragraph_id"].isin(ids)].reset_index(drop=True)


def together(parts: list[Labelling]) -> Labelling:
    """Return the labellings of different paragraphs as one."""
    return Labelling(
        pd.concat([part.positions for part in parts], ignore_index=True),
        pd.concat([part.themes for part in parts], ignore_index=True),
        pd.concat([part.paragraphs for part in parts], ignore_index=True),
    )


def headline(scores: pd.DataFrame, agreement: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return by name of a metrics file its figures: one a set and system, and the alphas of each set's coders.

    Every file has the same names in the same order, so that `dvc metrics show` prints one readable table.
    """
    rows = scores[(scores["language"] == "all") & (scores["label"] == "")].dropna(subset=["value"])
    made: dict[str, dict[str, float]] = {}
    for file, own in rows.groupby(rows["set"] + "-" + rows["system"]):
        prefix = ["parity_" if level == "parity" else "" for level in own["level"]]
        figures = _rounded(pd.Series(prefix, index=own.index) + own["measure"], own["value"])
        made[str(file)] = {measure: figures[measure] for measure in HEADLINE if measure in figures}
    alphas = agreement[agreement["kind"] == "alpha"].dropna(subset=["value"])
    for name, own in alphas.groupby("set"):
        made[f"{name}-alpha"] = _rounded("alpha_" + own["measure"], own["value"])
    return made


def _rounded(names: pd.Series, values: pd.Series) -> dict[str, float]:
    return {str(name): round(float(value), DECIMALS) for name, value in zip(names, values, strict=True)}


def write_evaluation(
    gold: Gold,
    systems: dict[str, Labelling],
    rungs: Mapping[str, int],
    *,
    n_resamples: int,
    seed: int,
    out: Path = Path("build/evaluate"),
    metrics: Path = Path("reports/metrics/evaluate"),
    plots: Path = Path("reports/plots"),
) -> pd.DataFrame:
    """Write tables, metrics and plots of the evaluation and return the figures (`evaluation_schemas.Scores`)."""
    references = gold.references
    scores = pd.concat(
        [
            evaluate(references, systems, n_resamples=n_resamples, seed=seed),
            coder_scores(gold, n_resamples=n_resamples, seed=seed),
        ],
        ignore_index=True,
    )
    agreement = coder_agreement(gold, n_resamples=n_resamples, seed=seed)
    pairs = [(name, system) for name in references for system in systems]
    acts = pd.concat([acts_confusion(name, s, references[name], systems[s]) for name, s in pairs], ignore_index=True)
    themes = pd.concat(
        [themes_confusion(name, s, references[name], systems[s]) for name, s in pairs], ignore_index=True
    )
    bins = pd.concat([reliability_bins(name, s, references[name], systems[s]) for name, s in pairs], ignore_index=True)
    wrong = pd.concat([errors(name, "default", references[name], systems["default"], rungs) for name in references])
    wrong = wrong.sort_values(["severity", "set", "paragraph_id"], ascending=[False, True, True], kind="stable")
    write_table(scores, out / "scores.parquet", Scores, min_rows=len(pairs))
    write_table(agreement, out / "agreement.parquet", Agreement, min_rows=1)
    write_table(acts, out / "acts_confusion.parquet", Confusion, min_rows=1)
    write_table(themes, out / "themes_confusion.parquet", Confusion, min_rows=1)
    write_table(bins, out / "reliability.parquet", Reliability, min_rows=1)
    write_table(wrong, out / "errors.parquet", Errors)
    for name, figures in headline(scores, agreement).items():
        write_json(metrics / f"{name}.json", figures)
    for name, frame in (("acts_confusion", acts), ("themes_confusion", themes)):
        own = frame[frame["system"] == "default"]
        rows = own.loc[own.index.repeat(own["n"]), ["set", "actual", "predicted"]]
        _write_csv(rows, plots / f"{name}.csv")
    _write_csv(bins[bins["system"] == "default"].round(DECIMALS), plots / "reliability.csv")
    chosen = scores[(scores["level"] == "theme") & (scores["language"] == "all")]
    _write_csv(chosen[["set", "system", "label", "value", "low", "high", "n"]].round(DECIMALS), plots / "per_theme.csv")
    return scores


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    write_text(path, str(frame.to_csv(index=False, lineterminator="\n")))


def main(
    ingest: Path = Path("build/ingest"),
    model: Path = Path("build/model"),
    label: Path = Path("build/label"),
    gold_folder: Path = GOLD,
    data: Path = Path("data"),
) -> None:
    """Run the stage; raises `StanceshiftError` where gold does not hold or there is less of it than there should be.

    The systems are run anew without an analyst's corrections, which would flatter them; the corrected labels of
    build/label count as the system "reviewed" where a correction touches them.
    """
    settings = load_settings()
    documents = read_table(ingest / "documents.parquet", Documents)
    paragraphs = read_table(ingest / "paragraphs.parquet", Paragraphs)
    sentences = read_table(ingest / "sentences.parquet", Sentences)
    codebook = load_codebook(data / "codebook")
    gold = load_gold(gold_folder, paragraphs, codebook)
    texts = gold_texts(gold, paragraphs)
    chosen = sentences[sentences["paragraph_id"].isin(set(texts["paragraph_id"]))].reset_index(drop=True)
    parties = {str(row["document_id"]): list(row["parties"]) for row in documents.to_dict("records")}
    labeller = Labeller.load(model, settings.label, data)
    systems = {
        name: Labelling.of(labeller.label(texts, chosen, parties, system), name)  # type: ignore[arg-type]
        for name, system in SYSTEMS.items()
    }
    systems["majority"] = majority(together(list(gold.references.values())), chosen)
    standing = read_standing(label)
    if REVIEWER in set(standing.positions["source"]) | set(standing.themes["source"]):
        systems["reviewed"] = standing
    options = settings.evaluate
    scores = write_evaluation(gold, systems, codebook.rungs, n_resamples=options.bootstrap, seed=options.seed)
    print(f"{len(texts)} paragraphs with gold, {len(systems)} systems, {len(scores)} figures")


if __name__ == "__main__":
    try:
        main()
    except StanceshiftError as error:
        sys.exit(str(error))
