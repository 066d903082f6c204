"""Linear heads on sentence vectors and words: fitted, judged and calibrated on held-out folds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from joblib import Parallel, delayed
from rapidfuzz import process
from rapidfuzz.fuzz import ratio
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GroupKFold

from stanceshift.errors import StanceshiftError

DECIMALS = 5
"""Learned numbers are rounded to this many decimals, so that machines agree on the bytes."""

TOLERANCE = 1e-4
"""Residual, relative to the targets, at which conjugate gradients stop; the scores are then within 1e-4 of the optimum."""

NEAR_DUPLICATE = 0.8
"""Sentences of this similarity (rapidfuzz ratio or cosine, 0 to 1) stay in the same fold."""

ABSENT = -20.0
"""Logit of a class that the calibration has never seen."""

Matrix: TypeAlias = "np.ndarray | sparse.csr_matrix"
Folds: TypeAlias = Sequence[tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class LinearHead:
    """Scores ``X @ weights + intercept``: one column a label, near 1 where it holds and near 0 where it does not."""

    weights: np.ndarray
    intercept: np.ndarray

    def scores(self, features: Matrix) -> np.ndarray:
        """Return the raw scores, float64 ``(n, n_labels)``."""
        return np.asarray(features @ self.weights.astype(np.float64)) + self.intercept.astype(np.float64)

    def tensors(self, prefix: str) -> dict[str, np.ndarray]:
        """Return the arrays to be saved under names that begin with ``prefix``."""
        return {f"{prefix}.weights": self.weights, f"{prefix}.intercept": self.intercept}

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, np.ndarray], prefix: str) -> LinearHead:
        """Return the head that `tensors` gave away."""
        return cls(tensors[f"{prefix}.weights"], tensors[f"{prefix}.intercept"])


def fit_head(features: Matrix, targets: np.ndarray, alpha: float) -> LinearHead:
    """Return the ridge regression of 0/1 ``targets`` on ``features``.

    Least squares on class indicators is the linear discriminant up to scale (Hastie, Tibshirani & Friedman 2009,
    section 4.2); with more dimensions than examples a label it does better here than logistic regression. The scores
    become probabilities by calibration on held-out folds. Vectors are solved in closed form; counts of words by conjugate
    gradients (to `TOLERANCE`), whose cost grows with their number and not with the cube of it.
    """
    mean = targets.mean(axis=0)
    solver = "sparse_cg" if sparse.issparse(features) else "cholesky"
    model = Ridge(alpha=alpha, fit_intercept=False, solver=solver, tol=TOLERANCE).fit(features, targets - mean)
    weights = model.coef_.reshape(targets.shape[1], -1).T
    return LinearHead(np.round(weights, DECIMALS).astype(np.float32), np.round(mean, DECIMALS).astype(np.float32))


def held_out_scores(features: Matrix, targets: np.ndarray, alpha: float, folds: Folds) -> np.ndarray:
    """Return for every row the scores of a head that did not see its fold."""
    return judged(features, fold_heads(features, targets, alpha, folds), folds)


def fold_heads(features: Matrix, targets: np.ndarray, alpha: float, folds: Folds) -> list[LinearHead]:
    """Return for each fold the head that has not seen it; they are fitted side by side."""
    fits = (delayed(fit_head)(features[train], targets[train], alpha) for train, _ in folds)
    return list(Parallel(n_jobs=-1, prefer="threads")(fits))


def judged(features: Matrix, heads: Sequence[LinearHead], folds: Folds) -> np.ndarray:
    """Return for every row the scores of the head, of those of `fold_heads`, that has not seen its fold."""
    scores = np.zeros((features.shape[0], len(heads[0].intercept)))
    for head, (_, test) in zip(heads, folds, strict=True):
        scores[test] = head.scores(features[test])
    return scores


def near_duplicate_groups(texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
    """Return a group number a text; near-duplicates, and texts linked by a chain of them, share one."""
    alike = process.cdist(list(texts), list(texts), scorer=ratio, score_cutoff=100 * NEAR_DUPLICATE) > 0
    if vectors.shape[1]:
        alike |= vectors @ vectors.T >= NEAR_DUPLICATE
    return connected_components(sparse.csr_matrix(alike), directed=False)[1]


def grouped_folds(groups: np.ndarray, n_folds: int, seed: int) -> Folds:
    """Return ``n_folds`` pairs (train rows, test rows) that never split a group."""
    if len(np.unique(groups)) < n_folds:
        raise StanceshiftError(
            f"only {len(np.unique(groups))} groups of sentences that differ, for {n_folds} folds",
            file="data/training",
            fix="write more varied sentences, or lower train.calibration_folds in params.yaml",
        )
    splitter = GroupKFold(n_folds, shuffle=True, random_state=seed)
    return list(splitter.split(np.zeros(len(groups)), groups=groups))


@dataclass(frozen=True)
class Calibration:
    """Turns scores into probabilities over classes: a regularised multinomial logit on all scores (Platt's method
    generalised to several classes and several score sets)."""

    weights: np.ndarray
    intercept: np.ndarray

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        """Return float64 ``(n, n_classes)``, rows sum to 1."""
        return np.asarray(softmax(scores @ self.weights.astype(np.float64) + self.intercept, axis=1))

    def tensors(self, prefix: str) -> dict[str, np.ndarray]:
        """Return the arrays to be saved under names that begin with ``prefix``."""
        return {f"{prefix}.weights": self.weights, f"{prefix}.intercept": self.intercept}

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, np.ndarray], prefix: str) -> Calibration:
        """Return the calibration that `tensors` gave away."""
        return cls(tensors[f"{prefix}.weights"], tensors[f"{prefix}.intercept"])


def column_scale(features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rounded mean and standard deviation of each column, by which it is standardised; 1 where it does not vary."""
    mean, scale = np.round(features.mean(axis=0), DECIMALS), np.round(features.std(axis=0), DECIMALS)
    scale[scale == 0] = 1.0
    return mean, scale


def logistic(features: np.ndarray, targets: np.ndarray, c: float) -> tuple[np.ndarray, np.ndarray]:
    """Return rounded weights ``(n_features, n_outputs)`` and intercept of a logistic regression, run to convergence."""
    model = LogisticRegression(C=c, solver="newton-cholesky", tol=1e-8, max_iter=200).fit(features, targets)
    return (
        np.round(model.coef_.T, DECIMALS).astype(np.float32),
        np.round(model.intercept_, DECIMALS).astype(np.float32),
    )


def fit_calibration(scores: np.ndarray, classes: np.ndarray, n_classes: int, c: float = 10.0) -> Calibration:
    """Return the calibration of held-out ``scores`` against the true class numbers ``0..n_classes - 1``.

    A class of which there is no case is given no probability to speak of; ``c``: inverse strength of the penalty.
    """
    present = np.unique(classes)
    weights = np.zeros((scores.shape[1], n_classes), dtype=np.float32)
    intercept = np.full(n_classes, ABSENT, dtype=np.float32)
    if len(present) > 2:
        weights[:, present], intercept[present] = logistic(scores, classes, c=c)
    elif len(present) == 2:
        column, bias = logistic(scores, classes, c=c)
        weights[:, present[1]], intercept[present] = column[:, 0], [0.0, bias[0]]
    else:
        intercept[present] = 0.0
    return Calibration(weights, intercept)


def expected_calibration_error(confidence: np.ndarray, correct: np.ndarray, bins: int = 10) -> float:
    """Return the expected calibration error, 0 to 1: mean gap of confidence and accuracy over bins of equal width."""
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[index == number].mean() - correct[index == number].mean()) * (index == number).mean()
        for number in np.unique(index)
    ]
    return float(np.sum(gaps)) if gaps else 0.0


def as_float32(tensors: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Return the tensors as contiguous float32 arrays, the only type that is saved."""
    return {name: np.ascontiguousarray(value, dtype=np.float32) for name, value in tensors.items()}
