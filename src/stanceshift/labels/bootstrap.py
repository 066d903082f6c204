"""Percentile bootstrap intervals of figures that are functions of counts summed over paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

LEVEL = 0.95
"""Coverage of every interval."""

Combine = Callable[[np.ndarray], np.ndarray]
"""Takes summed counts (rows: resamples, columns: counts) and returns one figure a row; NaN where undefined."""


@dataclass(frozen=True)
class Figure:
    """One figure to be measured: counts a paragraph (rows) and how their sums make the figure.

    ``n`` is the number of units the figure rests on.
    """

    level: str
    measure: str
    counts: np.ndarray
    combine: Combine
    n: int
    label: str = ""


def ratio(sums: np.ndarray) -> np.ndarray:
    """Return column 0 over column 1."""
    return np.divide(sums[:, 0], sums[:, 1], out=np.full(len(sums), np.nan), where=sums[:, 1] > 0)


def f1(sums: np.ndarray) -> np.ndarray:
    """Return F1 from the columns: right, number in the gold, number predicted."""
    total = sums[:, 1] + sums[:, 2]
    return np.divide(2 * sums[:, 0], total, out=np.full(len(sums), np.nan), where=total > 0)


def macro_f1(sums: np.ndarray) -> np.ndarray:
    """Return the mean F1 over classes; columns: right, in the gold, predicted, for each class in turn.

    Classes that neither side uses (in a resample) do not count.
    """
    cube = sums.reshape(len(sums), -1, 3)
    total = cube[:, :, 1] + cube[:, :, 2]
    each = np.divide(2 * cube[:, :, 0], total, out=np.zeros(total.shape), where=total > 0)
    return np.divide(each.sum(1), (total > 0).sum(1), out=np.full(len(sums), np.nan), where=(total > 0).any(1))


def resample_weights(n_clusters: int, n_resamples: int, seed: int) -> np.ndarray:
    """Return how often each cluster is drawn in each resample (n_resamples × n_clusters)."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(n_clusters, np.full(n_clusters, 1 / n_clusters), size=n_resamples).astype(float)


def interval(values: np.ndarray) -> tuple[float, float]:
    """Return the percentile interval of resampled values at `LEVEL`; NaN where there are none."""
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def measure(figures: Sequence[Figure], clusters: Sequence[str], *, n_resamples: int, seed: int) -> pd.DataFrame:
    """Return the figures with their intervals.

    Parameters
    ----------
    clusters:
        For every row of the counts the group that is drawn together (the language versions of one paragraph are one
        group, because they are not independent).

    Returns
    -------
    DataFrame with columns level, label, measure, value, low, high, n. The same seed gives the same intervals.
    """
    names = sorted(set(clusters))
    position = {name: index for index, name in enumerate(names)}
    codes = np.array([position[name] for name in clusters], dtype=int)
    weights = resample_weights(len(names), n_resamples, seed) if names else np.zeros((0, 0))
    rows = []
    for figure in figures:
        grouped = np.zeros((len(names), figure.counts.shape[1]))
        np.add.at(grouped, codes, figure.counts)
        value = float(figure.combine(grouped.sum(axis=0, keepdims=True))[0])
        low, high = interval(figure.combine(weights @ grouped))
        rows.append((figure.level, figure.label, figure.measure, value, low, high, figure.n))
    return pd.DataFrame(rows, columns=["level", "label", "measure", "value", "low", "high", "n"])
