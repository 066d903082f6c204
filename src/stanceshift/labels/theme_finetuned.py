"""Adds what a fine-tuned encoder says of themes to what cues, words and vectors say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import expit, logit

from stanceshift.labels.finetune import Finetuned
from stanceshift.labels.heads import logistic
from stanceshift.labels.theme_model import System, ThemeModel

LEAST = 1e-4
"""Probabilities nearer to 0 or 1 than this say no more."""


def _features(scores: np.ndarray, logs: np.ndarray) -> np.ndarray:
    """Return for each sentence and theme: log-odds of the theme model; of the fine-tuned one its log and its log-odds."""
    ours, theirs = np.clip(scores, LEAST, 1 - LEAST), np.clip(np.exp(logs), LEAST, 1 - LEAST)
    return np.stack([logit(ours), np.log(theirs), logit(theirs)], axis=-1)


class FinetunedThemes(ThemeModel):
    """A theme model whose scores are weighed against those of a fine-tuned encoder."""

    def __init__(self, base: ThemeModel, model: Finetuned, weights: Sequence[float], intercept: float) -> None:
        super().__init__(base.encoder, base.parts)
        self.model, self.weights, self.intercept = model, [float(w) for w in weights], float(intercept)

    def using(self, system: System) -> ThemeModel:
        """Return the model as that ``system``: itself for "full"; a baseline sees cues or vectors alone, as ever."""
        return self if system == "full" else super().using(system)

    def score(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return the probability that each text is (also) about each theme, float64 ``(n, n_themes)``."""
        if not texts:
            return np.zeros((0, len(self.theme_ids)))
        return self.weighed(super().score(texts, languages), texts)

    def weighed(self, scores: np.ndarray, texts: Sequence[str]) -> np.ndarray:
        """Return ``scores`` of the theme model for ``texts`` weighed against the fine-tuned encoder's."""
        features = _features(scores, self.model.theme_logs(texts))
        return np.asarray(expit(features @ np.array(self.weights) + self.intercept))


def weigh(
    base: ThemeModel, model: Finetuned, scores: np.ndarray, texts: Sequence[str], targets: np.ndarray
) -> FinetunedThemes:
    """Return the weighed model, fitted to sentences that neither side has been trained on.

    Parameters
    ----------
    scores:
        Held-out scores of ``base`` for ``texts``.
    targets:
        0/1 table of their themes.
    """
    features = _features(scores, model.theme_logs(texts))
    weights, intercept = logistic(features.reshape(-1, features.shape[-1]), targets.ravel().astype(int), c=10.0)
    return FinetunedThemes(base, model, weights[:, 0].tolist(), float(intercept[0]))
