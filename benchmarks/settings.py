"""Trains and measures the settings of `label.encoder` and `label.act_model` side by side, with paired intervals.

Run, after `make report` and `make models`:

    python benchmarks/settings.py [--real TEXTS LABELS] [--only default,finetuned] [--out docs/model-comparison]

Writes OUT.md and OUT.csv. Every setting is trained by the code of stage train into build/settings/NAME and labels the
gold texts (seed, digests) and, with --real, a folder of texts that coders labelled. Nothing of these is used to train
or to tune. Intervals are 95% percentile bootstraps over paragraphs, the language versions of one paragraph drawn
together; a difference is taken within each resample, so that it is paired.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from stanceshift.corpus.schemas import Documents, Paragraphs, Sentences
from stanceshift.files import read_json, write_json, write_text
from stanceshift.frames import read_table
from stanceshift.labels.bootstrap import interval, resample_weights
from stanceshift.labels.codebook import load_codebook
from stanceshift.labels.evaluate_parity import parity, version_pairs
from stanceshift.labels.evaluation_schemas import Labelling
from stanceshift.labels.gold import GOLD, load_gold
from stanceshift.labels.labeller import Labeller
from stanceshift.labels.measure import accept_either
from stanceshift.labels.measure_labels import read_labels, read_texts
from stanceshift.labels.scoring import cluster_of, figures
from stanceshift.labels.stage_evaluate import gold_texts
from stanceshift.labels.stage_train import train
from stanceshift.settings import Settings, load_settings

E5 = "transformers:models/e5-small"
SETTINGS: dict[str, dict[str, str]] = {
    "default": {"encoder": "use", "act_model": "linear"},
    "e5": {"encoder": E5, "act_model": "linear"},
    "finetuned": {"encoder": "use", "act_model": "finetuned"},
    "e5-finetuned": {"encoder": E5, "act_model": "finetuned"},
}
INGEST, OUT = Path("build/ingest"), Path("build/settings")
WANTED = (
    ("paragraph", "themes_micro_f1", "themes, micro-F1"),
    ("paragraph", "main_theme_accuracy", "main theme"),
    ("paragraph", "stance_accuracy", "stance"),
    ("paragraph", "acts_micro_f1", "acts, micro-F1"),
    ("position", "detection_f1", "positions, F1"),
    ("position", "act_accuracy", "act, on matched positions"),
    ("position", "direction_accuracy", "direction, on matched positions"),
    ("position", "holder_accuracy", "holder, on matched positions"),
    ("position", "theme_accuracy", "theme, on matched positions"),
)
SPEED_PARAGRAPHS = 100


@dataclass(frozen=True)
class Measured:
    """One setting: its labels by set of texts, and what it costs."""

    labels: dict[str, Labelling]
    costs: dict[str, float]


def references(real: tuple[Path, Path] | None) -> tuple[dict[str, Labelling], dict[str, pd.DataFrame], dict[str, str]]:
    """Return the reference labels by name of the set, the texts by source, and which source each set lies in."""
    paragraphs = read_table(INGEST / "paragraphs.parquet", Paragraphs)
    codebook = load_codebook()
    gold = load_gold(GOLD, paragraphs, codebook)
    sets: dict[str, Labelling] = {}
    for name, reference in gold.references.items():
        sets[name] = reference
        languages = sorted(set(reference.paragraphs["language"]))
        for language in languages if len(languages) > 1 else []:
            rows = reference.paragraphs["language"] == language
            sets[f"{name}, {language}"] = reference.on(set(reference.paragraphs.loc[rows, "paragraph_id"]))
    sources = dict.fromkeys(sets, "gold")
    texts = {"gold": gold_texts(gold, paragraphs)}
    if real is not None:
        read = read_texts(real[0])
        for path in sorted(real[1].glob("*.jsonl")):
            sets[f"real, {path.stem}"] = read_labels(path, read, codebook.rungs).labelling
            sources[f"real, {path.stem}"] = "real"
        ids = {str(i) for name, part in sets.items() if sources[name] == "real" for i in part.paragraphs.paragraph_id}
        texts["real"] = read.paragraphs[read.paragraphs["paragraph_id"].isin(ids)].reset_index(drop=True)
    return sets, texts, sources


def run(name: str, base: Settings, texts: Mapping[str, pd.DataFrame], keep: bool) -> Measured:
    """Train and time one setting and return its labels; with ``keep``, a model trained before is used again."""
    settings = base.model_copy(update={"label": base.label.model_copy(update=SETTINGS[name])})
    folder = OUT / name
    if not (keep and (folder / "model" / "model.json").is_file()):
        begun = time.perf_counter()
        held_out = train(settings, out=folder / "model", metrics=folder / "held_out.json")
        write_json(folder / "cost.json", {"train_s": round(time.perf_counter() - begun, 1)})
    held_out = read_json(folder / "held_out.json")
    begun = time.perf_counter()
    labeller = Labeller.load(folder / "model", settings.label)
    costs = {**read_json(folder / "cost.json"), "load_s": time.perf_counter() - begun}
    sample = texts["gold"].head(SPEED_PARAGRAPHS)  # before all else, while no vector is remembered
    begun = time.perf_counter()
    labeller.label(sample)
    costs["paragraphs_per_s"] = len(sample) / (time.perf_counter() - begun)
    documents = read_table(INGEST / "documents.parquet", Documents)
    parties = {str(row["document_id"]): list(row["parties"]) for row in documents.to_dict("records")}
    sentences = read_table(INGEST / "sentences.parquet", Sentences)
    labels = {}
    for source, frame in texts.items():
        own = sentences[sentences["paragraph_id"].isin(set(frame["paragraph_id"]))].reset_index(drop=True)
        made = labeller.label(frame, own, parties) if source == "gold" else labeller.label(frame)
        labels[source] = Labelling.of(made, name)
        costs[f"{source}_by_model"] = float((made.positions["source"] == "model").mean())
    costs["held_out_act_macro_f1"] = held_out["acts"]["macro_f1"]
    costs["held_out_act_macro_f1_without_stock_verb"] = held_out["acts"]["macro_f1_without_stock_verb"]
    costs["held_out_act_ece"] = held_out["acts"]["expected_calibration_error"]
    costs["held_out_themes_micro_f1"] = held_out["themes"]["micro_f1"]
    costs["held_out_best_theme_right"] = held_out["themes"]["best_theme_right"]
    costs["model_mb"] = sum(path.stat().st_size for path in (folder / "model").rglob("*") if path.is_file()) / 1e6
    return Measured(labels, costs)


def resampled(gold: Labelling, predicted: Labelling, weights: np.ndarray) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Return (value, resampled values, n) of each wanted figure."""
    made, ids = figures(gold, predicted)
    clusters = [cluster_of(name) for name in ids]
    names = {name: number for number, name in enumerate(sorted(set(clusters)))}
    codes = np.array([names[name] for name in clusters])
    result = {}
    for figure in made:
        if figure.label or not any(figure.level == level and figure.measure == name for level, name, _ in WANTED):
            continue
        grouped = np.zeros((len(names), figure.counts.shape[1]))
        np.add.at(grouped, codes, figure.counts)
        value = float(figure.combine(grouped.sum(axis=0, keepdims=True))[0])
        result[figure.level, figure.measure] = (value, figure.combine(weights @ grouped), figure.n)
    return result


def compared(
    sets: Mapping[str, Labelling], sources: Mapping[str, str], found: Mapping[str, Measured], base: Settings
) -> pd.DataFrame:
    """Return the figures: set, measure, setting, value, low, high, n, and the difference from the first setting."""
    rows = []
    options = base.evaluate
    for name, gold in sets.items():
        n_clusters = gold.paragraphs["paragraph_id"].map(cluster_of).nunique()
        weights = resample_weights(n_clusters, options.bootstrap, options.seed)
        first: dict[tuple[str, str], tuple[Any, ...]] = {}
        for setting, measured in found.items():
            labels = measured.labels[sources[name]]
            if sources[name] == "real":
                labels = accept_either(gold, labels.on(set(gold.paragraphs["paragraph_id"])))
            made = resampled(gold, labels, weights)
            first = first or made
            for level, measure, title in WANTED:
                value, draws, n = made[level, measure]
                other, other_draws, _ = first[level, measure]
                low, high = interval(draws)
                below, above = interval(draws - other_draws)
                row = [name, title, setting, value, low, high, n, value - other, below, above]
                rows.append(row)
            if sources[name] == "real":
                continue
            pairs = version_pairs(gold.paragraphs)
            alike = parity(labels, pairs, n_resamples=options.bootstrap, seed=options.seed)
            for figure in alike[alike["label"] == ""].itertuples() if len(alike) else []:
                if figure.measure in ("main_theme", "main_act"):
                    title = f"parity, {str(figure.measure).replace('_', ' ')}"
                    rows.append([name, title, setting, figure.value, figure.low, figure.high, figure.n, *[np.nan] * 3])
    columns = ["set", "measure", "setting", "value", "low", "high", "n", "difference", "difference_low"]
    return pd.DataFrame(rows, columns=[*columns, "difference_high"])


def markdown(frame: pd.DataFrame, costs: Mapping[str, Mapping[str, float]], heading: str) -> str:
    """Return the comparison as Markdown: figures with intervals, paired differences, costs."""
    names = list(costs)
    others = names[1:]
    head = ["set", "figure", "n", *names, *[f"{name} − {names[0]}" for name in others]]
    lines = [heading, "", "## Figures", "", "| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for (name, measure), group in frame.groupby(["set", "measure"], sort=False):
        rows = group.set_index("setting")
        cells = [str(name), str(measure), str(rows["n"].iloc[0])]
        cells += [f"{r.value:.3f} [{r.low:.3f}, {r.high:.3f}]" for r in (rows.loc[n] for n in names)]
        for r in (rows.loc[n] for n in others):
            span = f" [{r.difference_low:+.3f}, {r.difference_high:+.3f}]"
            cells.append("" if np.isnan(r.difference) else f"{r.difference:+.3f}{span}")
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "## Costs, and figures on held-out training sentences", ""]
    lines += ["| | " + " | ".join(names) + " |", "|" + " --- |" * (len(names) + 1)]
    for key in dict.fromkeys(key for own in costs.values() for key in own):
        cells = [f"{costs[name][key]:.3g}" if key in costs[name] else "" for name in names]
        lines.append("| " + " | ".join([key.replace("_", " "), *cells]) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure the settings asked for and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", nargs=2, type=Path, metavar=("TEXTS", "LABELS"))
    parser.add_argument("--only", default=",".join(SETTINGS), help="settings, the one to compare with first")
    parser.add_argument("--keep", action="store_true", help="use models that an earlier run has trained")
    parser.add_argument("--out", type=Path, default=OUT / "comparison")
    options = parser.parse_args()
    base = load_settings()
    sets, texts, sources = references(tuple(options.real) if options.real else None)
    found = {}
    for name in options.only.split(","):
        begun = time.perf_counter()
        found[name] = run(name, base, texts, options.keep)
        print(f"{name}: {time.perf_counter() - begun:.0f} s", flush=True)
    frame = compared(sets, sources, found, base)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    heading = (
        f"# Settings compared\n\nMeasured {datetime.date.today()} at commit {commit or '(none)'} by `python"
        f" benchmarks/settings.py` on {os.cpu_count()} cores, Python {platform.python_version()}. Values with 95%"
        " bootstrap intervals over paragraphs; differences are paired. The digests are the project's own prose."
    )
    write_text(options.out.with_suffix(".csv"), frame.round(4).to_csv(index=False, lineterminator="\n"))
    text = markdown(frame, {name: measured.costs for name, measured in found.items()}, heading)
    write_text(options.out.with_suffix(".md"), text)
    print(text)


if __name__ == "__main__":
    main()
