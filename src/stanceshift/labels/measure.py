"""Labels a folder of texts and scores the result against coders' labels, beside the coders' own agreement."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from stanceshift.errors import StanceshiftError
from stanceshift.labels.evaluation_schemas import HasLabels, Labelling
from stanceshift.labels.measure_labels import CoderFile, read_labels, read_texts
from stanceshift.labels.scoring import counted, match_positions, score

LabelTexts = Callable[[pd.DataFrame], HasLabels]
"""Takes a paragraphs table (paragraph_id, document_id, heading, text, language) and returns its labels."""
INNER_ACTS = ("condemn", "oppose", "demand", "concern", "urge", "support")
REPEATING = re.compile(
    r"\b(re-?affirm|reiterat|renew|restat|repeat|recall|r[ée]affirm|r[ée]it[ée]r|renouvel|rappel)|再確認|改めて", re.I
)
"""Verbs of repeating: with the noun of another act they may be coded `recall` or as that act."""
HEADLINES = (
    ("paragraph", "themes_micro_f1"),
    ("paragraph", "themes_macro_f1"),
    ("paragraph", "main_theme_accuracy"),
    ("paragraph", "stance_accuracy"),
    ("paragraph", "acts_micro_f1"),
    ("position", "detection_f1"),
    ("position", "act_accuracy"),
    ("position", "act_f1"),
    ("position", "direction_accuracy"),
    ("position", "force_accuracy"),
    ("position", "holder_accuracy"),
    ("position", "theme_accuracy"),
    ("position", "target_token_f1"),
    ("position", "target_overlap"),
)


def accept_either(gold: Labelling, predicted: Labelling) -> Labelling:
    """Return ``predicted`` with the gold's act where a repeating verb makes `recall` and the inner act both right.

    For labels coded before the rule on repeating verbs: of a matched pair one is `recall`, the other one of
    `INNER_ACTS`, and one of the two verbs is a verb of repeating.
    """
    ours, theirs = counted(gold.positions), counted(predicted.positions)
    settled = theirs["act"].astype(str).tolist()
    for i, j in match_positions(ours, theirs):
        acts = {str(ours["act"].iat[i]), str(theirs["act"].iat[j])}
        verbs = f"{ours['verb'].iat[i]} | {theirs['verb'].iat[j]}"
        if "recall" in acts and acts & set(INNER_ACTS) and REPEATING.search(verbs):
            settled[j] = str(ours["act"].iat[i])
    return replace(predicted, positions=theirs.assign(act=settled))


def compare(gold: Labelling, predicted: Labelling, *, n_resamples: int, seed: int) -> pd.DataFrame:
    """Return the `HEADLINES` of ``predicted`` against ``gold`` (columns level, measure, value, low, high, n)."""
    scored = score(gold, accept_either(gold, predicted), n_resamples=n_resamples, seed=seed)
    return scored.set_index(["level", "measure"]).loc[list(HEADLINES)].reset_index().drop(columns="label")


@dataclass(frozen=True)
class Measured:
    """Figures of a folder of texts, and what a reader of them must be told.

    ``figures`` has the columns system (stanceshift, or the name of a coder), against (name of a coder), level, measure,
    value, low, high, n, coders (the coders' own agreement on that measure, the mean over pairs; NaN with one coder) and
    distance (coders - value; positive where the labeller falls short).
    """

    figures: pd.DataFrame
    notes: tuple[str, ...]


def measure_folder(
    texts: str | Path,
    labels: str | Path,
    label_texts: LabelTexts,
    rungs: Mapping[str, int],
    *,
    n_resamples: int = 1000,
    seed: int = 0,
) -> Measured:
    """Return the figures of a labeller, and of each coder against each other, on the texts of a folder.

    Parameters
    ----------
    texts, labels:
        Folder of texts, and folder of ``*.jsonl`` labels (see `read_labels`).
    label_texts:
        The labeller.
    rungs:
        Rung of each act, of the codebook.
    """
    read = read_texts(texts)
    paragraphs = read.paragraphs
    files = sorted(Path(labels).glob("*.jsonl"))
    if not files:
        raise StanceshiftError("no labels found", file=labels, fix="give a folder with .jsonl files")
    coders = [read_labels(path, read, rungs) for path in files]
    wanted = {str(name) for coder in coders for name in coder.labelling.paragraphs["paragraph_id"]}
    chosen = paragraphs[paragraphs["paragraph_id"].isin(wanted)].reset_index(drop=True)
    predicted = Labelling.of(label_texts(chosen), "labeller")
    parts = []
    for a in coders:
        for b in coders:
            if a.name != b.name:
                scored = compare(a.labelling, b.labelling, n_resamples=n_resamples, seed=seed)
                parts.append(scored.assign(system=b.name, against=a.name))
    between = pd.concat(parts).groupby("measure")["value"].mean() if parts else pd.Series(dtype=float)
    for coder in coders:
        scored = compare(coder.labelling, predicted, n_resamples=n_resamples, seed=seed)
        parts.append(scored.assign(system="stanceshift", against=coder.name))
    frame = pd.concat(parts, ignore_index=True)
    frame["coders"] = frame["measure"].map(between)
    frame["distance"] = (frame["coders"] - frame["value"]).where(frame["system"] == "stanceshift")
    columns = ["system", "against", "level", "measure", "value", "low", "high", "n", "coders", "distance"]
    return Measured(frame[columns], tuple(_note(coder) for coder in coders))


def _note(coder: CoderFile) -> str:
    return (
        f"{coder.name}: {len(coder.labelling.paragraphs)} paragraphs scored; {len(coder.headings)} coded blocks are"
        f" headings here; {coder.unplaced} of {coder.n_positions} positions have no verb of their own in the text"
    )
