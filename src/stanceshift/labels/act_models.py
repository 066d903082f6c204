"""The act models: what a sentence or clause does with words, where no cue of the lexicon says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from stanceshift.labels.encoders import Encoder, centred
from stanceshift.labels.heads import Calibration, Folds, LinearHead, fit_calibration, fit_head, held_out_scores
from stanceshift.labels.words import WordFeatures


class ActModel(Protocol):
    """What every act model offers; `act_ids` names the columns of its probabilities."""

    @property
    def name(self) -> str:
        """The value of ``label.act_model`` that asks for it."""
        ...

    @property
    def act_ids(self) -> tuple[str, ...]:
        """The acts in the order of the columns of `predict`."""
        ...

    def predict(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return float64 ``(n, n_acts)``, rows sum to 1."""
        ...


@dataclass(frozen=True)
class LinearActs:
    """Linear heads on sentence vectors and on words, calibrated together on held-out folds."""

    act_ids: tuple[str, ...]
    encoder: Encoder
    means: Mapping[str, np.ndarray]
    words: WordFeatures
    word_head: LinearHead
    vector_head: LinearHead
    calibration: Calibration
    name: str = "linear"

    def predict(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return the calibrated probabilities of the acts, float64 ``(n, n_acts)``."""
        if not texts:
            return np.zeros((0, len(self.act_ids)))
        scores = [self.word_head.scores(self.words.transform(texts, languages))]
        vectors = centred(self.encoder.encode(texts, languages), languages, self.means)
        if vectors.shape[1]:
            scores.append(self.vector_head.scores(vectors))
        return self.calibration.probabilities(np.hstack(scores))


def act_classes(training: pd.DataFrame, act_ids: Sequence[str]) -> np.ndarray:
    """Return the number of each training sentence's act in ``act_ids``."""
    numbers = {act: number for number, act in enumerate(act_ids)}
    return np.array([numbers[act] for act in training["act"]])


def train_linear_acts(
    training: pd.DataFrame,
    act_ids: Sequence[str],
    encoder: Encoder,
    means: Mapping[str, np.ndarray],
    words: WordFeatures,
    folds: Folds,
    *,
    vector_alpha: float,
    word_alpha: float,
) -> tuple[LinearActs, np.ndarray]:
    """Return the linear act model and its cross-validated probabilities of the training sentences.

    Parameters
    ----------
    training:
        Columns text, lang, act; every act must occur.
    means:
        Mean vector a language, as the theme model keeps them.
    folds:
        Pairs (train rows, test rows) that keep near-duplicates together.
    """
    texts, languages = training["text"].tolist(), training["lang"].tolist()
    classes = act_classes(training, act_ids)
    targets = np.eye(len(act_ids))[classes]
    vectors = centred(encoder.encode(texts, languages), languages, means)
    counts = words.transform(texts, languages)
    scores = [held_out_scores(counts, targets, word_alpha, folds)]
    vector_head = LinearHead(np.zeros((0, len(act_ids))), np.zeros(len(act_ids)))
    if vectors.shape[1]:
        scores.append(held_out_scores(vectors, targets, vector_alpha, folds))
        vector_head = fit_head(vectors, targets, vector_alpha)
    stacked = np.hstack(scores)
    held_out = np.zeros(targets.shape)
    for train, test in folds:
        held_out[test] = fit_calibration(stacked[train], classes[train], len(act_ids)).probabilities(stacked[test])
    word_head = fit_head(counts, targets, word_alpha)
    calibration = fit_calibration(stacked, classes, len(act_ids))
    return LinearActs(tuple(act_ids), encoder, means, words, word_head, vector_head, calibration), held_out
