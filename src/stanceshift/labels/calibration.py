"""Asks of the scores whether they mean what they say: reliability bins and expected calibration error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from stanceshift.labels.bootstrap import Figure, measure
from stanceshift.labels.evaluation_schemas import Labelling
from stanceshift.labels.scoring import cluster_of, counted, match_positions

N_BINS = 10
_EPSILON = 1e-6


def score_outcomes(gold: Labelling, predicted: Labelling) -> pd.DataFrame:
    """Return every score of ``predicted`` with whether it was right.

    Returns
    -------
    DataFrame with columns score_of (act: matched positions; theme: predicted themes), paragraph_id, value (0-1) and
    correct.
    """
    ids = set(gold.paragraphs["paragraph_id"])
    ours, theirs = counted(gold.positions), counted(predicted.on(ids).positions)
    scores = theirs["score"].astype(float).tolist()
    rows: list[tuple[str, str, float, bool]] = []
    for i, j in match_positions(ours, theirs):
        right = str(ours["act"].iat[i]) == str(theirs["act"].iat[j])
        rows.append(("act", str(ours["paragraph_id"].iat[i]), scores[j], right))
    known = set(zip(gold.themes["paragraph_id"], gold.themes["theme"], strict=True))
    themes = predicted.on(ids).themes
    for name, theme, value in zip(themes["paragraph_id"], themes["theme"], themes["score"].astype(float), strict=True):
        rows.append(("theme", str(name), value, (name, theme) in known))
    frame = pd.DataFrame(rows, columns=["score_of", "paragraph_id", "value", "correct"])
    return frame.dropna(subset=["value"]).reset_index(drop=True)


def bin_of(values: pd.Series | np.ndarray, n_bins: int = N_BINS) -> np.ndarray:
    """Return the index of the equal-width bin of each score; 1.0 belongs to the last."""
    return np.clip((np.asarray(values, dtype=float) * n_bins).astype(int), 0, n_bins - 1)


def reliability(values: pd.Series, correct: pd.Series, n_bins: int = N_BINS) -> pd.DataFrame:
    """Return the non-empty bins of a reliability diagram: bin, low, high, n, mean_score, accuracy."""
    frame = pd.DataFrame({"bin": bin_of(values, n_bins), "value": values, "correct": correct.astype(float)})
    grouped = frame.groupby("bin", as_index=False).agg(
        n=("value", "size"), mean_score=("value", "mean"), accuracy=("correct", "mean")
    )
    grouped.insert(1, "low", grouped["bin"] / n_bins)
    grouped.insert(2, "high", (grouped["bin"] + 1) / n_bins)
    return grouped


def expected_calibration_error(sums: np.ndarray) -> np.ndarray:
    """Return the expected calibration error (Naeini et al. 2015, AAAI); columns n, sum of scores, right by bin."""
    cube = sums.reshape(len(sums), -1, 3)
    total = cube[:, :, 0].sum(1)
    gaps = np.abs(cube[:, :, 1] - cube[:, :, 2]).sum(1)
    return np.divide(gaps, total, out=np.full(len(sums), np.nan), where=total > 0)


def leave_one_session_out(sessions: Sequence[str]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield for each session the rows of all others and its own; nothing fitted on gold may be fitted otherwise."""
    values = np.asarray(sessions)
    for session in sorted(set(sessions)):
        held_out = values == session
        yield np.flatnonzero(~held_out), np.flatnonzero(held_out)


def recalibrated(values: pd.Series, correct: pd.Series, sessions: Sequence[str]) -> np.ndarray:
    """Return Platt-scaled scores, each session's by a fit on the other sessions (Platt 1999).

    Scores stay as they are where the other sessions hold only right or only wrong ones.
    """
    given = np.asarray(values, dtype=float)
    right = np.asarray(correct, dtype=bool)
    clipped = np.clip(given, _EPSILON, 1 - _EPSILON)
    features = np.log(clipped / (1 - clipped)).reshape(-1, 1)
    made = given.copy()
    for others, own in leave_one_session_out(sessions):
        if len(set(right[others])) == 2:
            model = LogisticRegression().fit(features[others], right[others])
            made[own] = model.predict_proba(features[own])[:, 1]
    return made


def calibration_scores(
    outcomes: pd.DataFrame, *, n_resamples: int, seed: int, recalibrate: bool = True
) -> pd.DataFrame:
    """Return expected calibration errors with intervals (columns as `bootstrap.measure`, level calibration).

    Measures ``act_ece``, ``theme_ece`` and with ``recalibrate`` the same ``_recalibrated`` by a fit on the other
    sessions only, which is left out where there is one session.
    """
    parts = []
    for name, frame in outcomes.groupby("score_of"):
        sessions = [str(value).split("#")[0].split(".")[0] for value in frame["paragraph_id"]]
        versions = {f"{name}_ece": frame["value"].to_numpy()}
        if recalibrate and len(set(sessions)) > 1:
            versions[f"{name}_ece_recalibrated"] = recalibrated(frame["value"], frame["correct"], sessions)
        made = [
            Figure("calibration", key, _bin_counts(values, frame["correct"]), expected_calibration_error, len(frame))
            for key, values in versions.items()
        ]
        clusters = [cluster_of(str(value)) for value in frame["paragraph_id"]]
        parts.append(measure(made, clusters, n_resamples=n_resamples, seed=seed))
    columns = ["level", "label", "measure", "value", "low", "high", "n"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _bin_counts(values: np.ndarray, correct: pd.Series) -> np.ndarray:
    counts = np.zeros((len(values), N_BINS, 3))
    rows, bins = np.arange(len(values)), bin_of(values)
    counts[rows, bins, 0] = 1
    counts[rows, bins, 1] = values
    counts[rows, bins, 2] = correct.astype(float)
    return counts.reshape(len(values), -1)
