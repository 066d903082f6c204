"""Evaluates systems on the gold: one tidy table of figures, with confusion, reliability and the worst errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from stanceshift.labels.agreement import agreement
from stanceshift.labels.calibration import calibration_scores, reliability, score_outcomes
from stanceshift.labels.evaluate_parity import parity, version_pairs
from stanceshift.labels.evaluation_schemas import Labelling
from stanceshift.labels.gold import Gold
from stanceshift.labels.scoring import check_same_paragraphs, counted, match_positions, score

NONE = "(none)"
ALL = "all"
CODER = "coder"
SCORE_COLUMNS = ["set", "system", "language", "level", "label", "measure", "value", "low", "high", "n"]
AGREEMENT_COLUMNS = ["set", "coders", "kind", "measure", "value", "low", "high", "n", "caveat"]


def evaluate(
    references: Mapping[str, Labelling], systems: Mapping[str, Labelling], *, n_resamples: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Return every figure of every system on every gold set, over all languages and for each.

    Parameters
    ----------
    references:
        Gold by set, as in `gold.Gold.references`.
    systems:
        Labels by system; each must cover every gold paragraph. Nothing in them may have been fitted on the gold of the
        session it labels.

    Returns
    -------
    DataFrame of `evaluation_schemas.Scores`; parity is also given for the gold itself (system "gold").
    """
    parts = []
    for name, gold in references.items():
        pairs = version_pairs(gold.paragraphs)
        for system, predicted in {**systems, "gold": gold}.items():
            tagged = parity(predicted, pairs, n_resamples=n_resamples, seed=seed)
            parts.append(tagged.assign(set=name, system=system, language=ALL))
        for system, predicted in systems.items():
            check_same_paragraphs(gold, predicted, system)
            for language, part in _by_language(gold).items():
                outcomes = score_outcomes(part, predicted)
                options = {"n_resamples": n_resamples, "seed": seed}
                scored = [
                    score(part, predicted, **options),
                    calibration_scores(outcomes, **options, recalibrate=language == ALL),
                ]
                parts.append(pd.concat(scored).assign(set=name, system=system, language=language))
    return pd.concat([part for part in parts if len(part)], ignore_index=True)[SCORE_COLUMNS]


def coder_scores(gold: Gold, *, n_resamples: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Return the figures of each set's second blind coder against its first (system "coder"), as `evaluate` does."""
    parts = []
    for name, coders in gold.coders.items():
        if len(coders) < 2:
            continue
        first, second = (coders[coder] for coder in sorted(coders)[:2])
        for language, part in _by_language(first).items():
            scored = score(part, second, n_resamples=n_resamples, seed=seed)
            parts.append(scored.assign(set=name, system=CODER, language=language))
    return pd.concat(parts, ignore_index=True)[SCORE_COLUMNS] if parts else pd.DataFrame(columns=SCORE_COLUMNS)


def coder_agreement(gold: Gold, *, n_resamples: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Return the agreement of the blind coders of each set, with the caveat that must stand beside it.

    A DataFrame of `evaluation_schemas.Agreement`.
    """
    parts = []
    for name, coders in gold.coders.items():
        if len(coders) < 2:
            continue
        one, other = sorted(coders)[:2]
        found = agreement(coders[one], coders[other], n_resamples=n_resamples, seed=seed)
        parts.append(found.assign(set=name, coders=f"{one}, {other}", caveat=gold.caveat(name)))
    return pd.concat(parts, ignore_index=True)[AGREEMENT_COLUMNS] if parts else pd.DataFrame(columns=AGREEMENT_COLUMNS)


def acts_confusion(name: str, system: str, gold: Labelling, predicted: Labelling) -> pd.DataFrame:
    """Return the confusion of acts (`evaluation_schemas.Confusion`); `NONE` for missed and invented positions."""
    ours = counted(gold.positions)
    theirs = counted(predicted.on(set(gold.paragraphs["paragraph_id"])).positions)
    pairs = match_positions(ours, theirs)
    rows = [(ours["act"].iat[i], theirs["act"].iat[j]) for i, j in pairs]
    rows += [(act, NONE) for act in ours["act"].drop([i for i, _ in pairs])]
    rows += [(NONE, act) for act in theirs["act"].drop([j for _, j in pairs])]
    return _confusion(name, system, rows)


def themes_confusion(name: str, system: str, gold: Labelling, predicted: Labelling) -> pd.DataFrame:
    """Return the confusion of main themes (`evaluation_schemas.Confusion`)."""
    theirs = predicted.paragraphs.set_index("paragraph_id")["main_theme"]
    pairs = zip(gold.paragraphs["main_theme"], gold.paragraphs["paragraph_id"].map(theirs), strict=True)
    return _confusion(name, system, list(pairs))


def _confusion(name: str, system: str, rows: list[tuple[Any, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["actual", "predicted"])
    counts = frame.groupby(["actual", "predicted"], as_index=False).size().rename(columns={"size": "n"})
    return counts.assign(set=name, system=system)[["set", "system", "actual", "predicted", "n"]]


def reliability_bins(name: str, system: str, gold: Labelling, predicted: Labelling) -> pd.DataFrame:
    """Return the reliability bins of act and theme scores (`evaluation_schemas.Reliability`)."""
    outcomes = score_outcomes(gold, predicted)
    parts = [
        reliability(frame["value"], frame["correct"]).assign(set=name, system=system, score=score_of)
        for score_of, frame in outcomes.groupby("score_of")
    ]
    columns = ["set", "system", "score", "bin", "low", "high", "n", "mean_score", "accuracy"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _by_language(gold: Labelling) -> dict[str, Labelling]:
    languages = sorted(set(gold.paragraphs["language"]))
    parts = {ALL: gold}
    for language in languages:
        rows = gold.paragraphs["language"] == language
        parts[language] = gold.on(set(gold.paragraphs.loc[rows, "paragraph_id"]))
    return parts
