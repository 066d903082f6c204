"""Scores sentences for every theme by cues, words, sentence vectors and descriptions, weighed by one calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import expit

from stanceshift.labels.codebook import LANGUAGES, Codebook
from stanceshift.labels.cues import CueMatcher, CueTable, cue_table
from stanceshift.labels.encoders import Encoder, centred, language_means
from stanceshift.labels.heads import Folds, LinearHead, fit_head, fold_heads, judged, logistic
from stanceshift.labels.speakers import Speakers
from stanceshift.labels.words import WordFeatures

System = Literal["full", "lexicon", "model"]
"""full: all evidence; lexicon: cues alone; model: sentence vectors alone (words, where the encoder gives no vector)."""

SYSTEMS: tuple[System, ...] = ("full", "lexicon", "model")
N_CUE_FEATURES = 8
N_EVIDENCE_FEATURES = 3
CUE_CAP = 4.0
"""Cue weights above this sum add nothing: two decisive cues are certainty enough."""


def best_other(scores: np.ndarray) -> np.ndarray:
    """Return for every cell the highest score of another column in its row (of another cell, of a single row)."""
    if scores.shape[-1] < 2:
        return np.zeros_like(scores)
    top = np.sort(scores, axis=-1)
    best, second = top[..., -1:], top[..., -2:-1]
    return np.where(scores == best, second, best)


def combined_features(cues: np.ndarray, evidence: Sequence[np.ndarray]) -> np.ndarray:
    """Return what the calibration sees of each sentence and theme, float64 ``(n, n_themes, n_features)``.

    Of the cues: their weight, whether there is any, one plain or one decisive, the strongest rival theme, the share of
    all cues, and whether there is none at all. Of each further evidence: its score, the best rival's, and its score
    where the theme has no cue.
    """
    total = cues.sum(axis=1, keepdims=True)
    rival = best_other(cues)
    features = [
        np.minimum(cues, CUE_CAP),
        cues >= 0.5,
        cues >= 1,
        cues >= 2,
        np.minimum(rival, CUE_CAP),
        rival >= 1,
        cues / np.maximum(total, 1),
        np.broadcast_to(total == 0, cues.shape),
    ]
    for scores in evidence:
        features += [scores, best_other(scores), scores * (cues == 0)]
    return np.stack([np.asarray(feature, dtype=np.float64) for feature in features], axis=-1)


def seen_by(system: System, n_features: int) -> np.ndarray:
    """Return which columns of `combined_features` a system may use, bool ``(n_features,)``.

    A baseline sees one kind of evidence: the cues, or of the vectors' evidence (the words' stands before it, alone where
    there are no vectors) what knows nothing of cues.
    """
    columns = np.arange(n_features)
    if system == "full":
        return columns >= 0
    if system == "lexicon":
        return columns < N_CUE_FEATURES
    evidence, place = np.divmod(columns - N_CUE_FEATURES, N_EVIDENCE_FEATURES)
    return (columns >= N_CUE_FEATURES) & (evidence >= min(1, evidence.max())) & (place < N_EVIDENCE_FEATURES - 1)


@dataclass(frozen=True)
class ThemeParts:
    """What a theme model has learned: everything but the encoder, in plain arrays and lists."""

    theme_ids: tuple[str, ...]
    cues: CueTable
    words: WordFeatures
    speakers: Speakers
    word_head: LinearHead
    vector_head: LinearHead
    means: Mapping[str, np.ndarray]
    descriptions: Mapping[str, np.ndarray]
    calibrations: Mapping[System, tuple[np.ndarray, np.ndarray]]


class ThemeModel:
    """Multi-label themes of sentences: `score` gives each theme a probability of its own."""

    def __init__(
        self, encoder: Encoder, parts: ThemeParts, system: System = "full", matcher: CueMatcher | None = None
    ) -> None:
        self.theme_ids, self.encoder, self.parts, self.system = parts.theme_ids, encoder, parts, system
        self._matcher = matcher or CueMatcher(parts.theme_ids, parts.cues)
        self._last: dict[tuple[tuple[str, ...], tuple[str, ...]], np.ndarray] = {}

    def using(self, system: System) -> ThemeModel:
        """Return the model as that ``system``, with the calibration fitted to its evidence alone."""
        other = ThemeModel(self.encoder, self.parts, system, self._matcher)
        other._last = self._last
        return other

    def cue_weights(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return the summed weights of the cues found, float64 ``(n, n_themes)``; zeros in a system without cues."""
        if self.system == "model":
            return np.zeros((len(texts), len(self.theme_ids)))
        return self._matcher.weights(texts, languages)

    def score(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return the probability that each text is (also) about each theme, float64 ``(n, n_themes)``."""
        if not texts:
            return np.zeros((0, len(self.theme_ids)))
        weights, intercept = self.parts.calibrations[self.system]
        logits = self._features(texts, languages) @ weights.astype(np.float64)[:, 0] + float(intercept[0])
        return np.asarray(expit(logits))

    def _features(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return `combined_features` of the texts; those of the last texts are kept, as every system asks for them."""
        key = (tuple(texts), tuple(languages))
        if key not in self._last:
            self._last.clear()
            self._last[key] = self._combined(texts, languages)
        return self._last[key]

    def _combined(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        parts = self.parts
        plain = parts.speakers.silenced(texts, languages)
        vectors = centred(self.encoder.encode(plain, languages), languages, parts.means)
        evidence = [parts.word_head.scores(parts.words.transform(plain, languages))]
        if vectors.shape[1]:
            evidence += [parts.vector_head.scores(vectors), _similarity(vectors, languages, parts.descriptions)]
        return combined_features(self._matcher.weights(texts, languages), evidence)


@dataclass(frozen=True)
class TrainedThemes:
    """A theme model, its cross-validated scores of the training sentences, and for each fold a model blind to it."""

    model: ThemeModel
    held_out: np.ndarray
    blind: list[ThemeModel]


def _similarity(vectors: np.ndarray, languages: Sequence[str], descriptions: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return the cosine of each vector with each theme's description in its language (English for any other)."""
    return np.stack(
        [
            descriptions.get(language, descriptions["en"]).astype(np.float64) @ vector.astype(np.float64)
            for vector, language in zip(vectors, languages, strict=True)
        ]
    )


def describe(
    codebook: Codebook, encoder: Encoder, means: Mapping[str, np.ndarray], speakers: Speakers
) -> dict[str, np.ndarray]:
    """Return the vectors of the themes' labels and definitions, ``(n_themes, dim)`` a language."""
    described = {}
    for language in LANGUAGES:
        texts = [f"{theme.label[language]}. {theme.definition[language]}" for theme in codebook.themes]
        tags = [language] * len(texts)
        described[language] = centred(encoder.encode(speakers.silenced(texts, tags), tags), tags, means)
    return described


def theme_targets(training: pd.DataFrame, theme_ids: Sequence[str]) -> np.ndarray:
    """Return the 0/1 table of the training sentences' themes, float64 ``(n, n_themes)``."""
    return np.array([[float(theme in themes) for theme in theme_ids] for themes in training["themes"]])


def train_themes(
    training: pd.DataFrame,
    codebook: Codebook,
    encoder: Encoder,
    folds: Folds,
    speakers: Speakers,
    *,
    vector_alpha: float,
    word_alpha: float,
) -> TrainedThemes:
    """Return the theme model with what is needed to judge it on held-out texts.

    The heads are judged on held-out folds, the calibration is fitted to those judgements, and is itself
    cross-validated for the scores returned.

    Parameters
    ----------
    training:
        Columns text, lang, themes.
    folds:
        Pairs (train rows, test rows) that keep near-duplicates, and the sentences of one document, together.
    speakers:
        Whose names words and vectors do not see.
    vector_alpha, word_alpha:
        Ridge penalties of the heads on vectors and on words.
    """
    texts, languages, cues = training["text"].tolist(), training["lang"].tolist(), cue_table(codebook)
    targets = theme_targets(training, codebook.theme_ids)
    plain = speakers.silenced(texts, languages)
    raw = encoder.encode(plain, languages)
    means = language_means(raw, languages) if raw.shape[1] else {}
    vectors = centred(raw, languages, means)
    words = WordFeatures.fit(plain, languages)
    counts = words.transform(plain, languages)
    fold_word_heads = fold_heads(counts, targets, word_alpha, folds)
    evidence = [judged(counts, fold_word_heads, folds)]
    descriptions: dict[str, np.ndarray] = {}
    no_vectors = LinearHead(np.zeros((0, targets.shape[1])), np.zeros(targets.shape[1]))
    vector_head, fold_vector_heads = no_vectors, [no_vectors for _ in folds]
    if vectors.shape[1]:
        descriptions = describe(codebook, encoder, means, speakers)
        fold_vector_heads = fold_heads(vectors, targets, vector_alpha, folds)
        evidence += [
            judged(vectors, fold_vector_heads, folds),
            _similarity(vectors, languages, descriptions),
        ]
        vector_head = fit_head(vectors, targets, vector_alpha)
    matcher = CueMatcher(codebook.theme_ids, cues)
    features = combined_features(matcher.weights(texts, languages), evidence)
    held_out = np.zeros(targets.shape)
    for train, test in folds:
        weights, intercept = _calibrate(features[train], targets[train], "full")
        held_out[test] = expit(features[test] @ weights[:, 0] + intercept[0])
    parts = ThemeParts(
        codebook.theme_ids,
        cues,
        words,
        speakers,
        fit_head(counts, targets, word_alpha),
        vector_head,
        means,
        descriptions,
        {system: _calibrate(features, targets, system) for system in SYSTEMS},
    )
    blind = [
        ThemeModel(encoder, replace(parts, word_head=word_head, vector_head=head), matcher=matcher)
        for word_head, head in zip(fold_word_heads, fold_vector_heads, strict=True)
    ]
    return TrainedThemes(ThemeModel(encoder, parts, matcher=matcher), held_out, blind)


def _calibrate(features: np.ndarray, targets: np.ndarray, system: System) -> tuple[np.ndarray, np.ndarray]:
    """Return weights ``(n_features, 1)``, zero for what ``system`` does not see, and intercept ``(1,)``."""
    seen = seen_by(system, features.shape[-1])
    table = features.reshape(-1, features.shape[-1])[:, seen]
    fitted, intercept = logistic(table, targets.ravel().astype(int), c=10.0)
    weights = np.zeros((features.shape[-1], 1), dtype=np.float32)
    weights[seen] = fitted
    return weights, intercept
