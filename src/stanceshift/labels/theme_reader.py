"""Learns from coded paragraphs which themes a paragraph carries, which is its main one, and which each position is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from stanceshift.labels.heads import logistic
from stanceshift.labels.theme_evidence import Evidence, ThemeKinds, clause_features, paragraph_features

THEME_SHARE = 0.3
"""Size of a theme's own column beside the standardised features: the smaller, the less a theme has habits of its own."""

DECISIVE = 2.0
"""Weight of a cue that decides."""

DECISIONS = ("present", "main", "clause")


@dataclass(frozen=True)
class ParagraphTheme:
    """A theme of a paragraph; rank 1 is the main one."""

    theme: str
    score: float
    rank: int


@dataclass(frozen=True)
class ReadThemes:
    """The themes of a paragraph, main one first, and theme and score (0-1) of each of its clauses."""

    themes: tuple[ParagraphTheme, ...]
    clauses: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class CodedThemes:
    """What a coder said: themes of a paragraph, main one first, and of each clause found in it ("" where not coded)."""

    themes: Sequence[str]
    clauses: Sequence[str]


@dataclass(frozen=True)
class Decision:
    """A logistic regression on standardised features and on which theme it is."""

    mean: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    intercept: np.ndarray

    def logits(self, features: np.ndarray) -> np.ndarray:
        """Return the log-odds of each theme for features ``(n_themes, n_features)``."""
        known = ((features - self.mean) / self.scale) @ self.weights[: len(self.mean), 0].astype(np.float64)
        return np.asarray(known + THEME_SHARE * self.weights[len(self.mean) :, 0] + float(self.intercept[0]))

    @classmethod
    def fit(cls, features: np.ndarray, targets: np.ndarray, c: float) -> Decision:
        """Return the regression of ``targets`` ``(n, n_themes)`` on features ``(n, n_themes, n_features)``."""
        flat = features.reshape(-1, features.shape[-1])
        mean, scale = np.round(flat.mean(axis=0), 5), np.round(flat.std(axis=0), 5)
        scale[scale == 0] = 1.0
        own = np.tile(np.eye(features.shape[1]) * THEME_SHARE, (features.shape[0], 1))
        weights, intercept = logistic(np.hstack([(flat - mean) / scale, own]), targets.reshape(-1).astype(int), c=c)
        return cls(mean.astype(np.float32), scale.astype(np.float32), weights, intercept)


class ThemeReader:
    """Decides the themes of paragraphs and clauses from their `Evidence`. Build it with `fit_reader`."""

    def __init__(self, theme_ids: Sequence[str], kinds: ThemeKinds, decisions: Mapping[str, Decision]) -> None:
        self.theme_ids, self.kinds, self.decisions = tuple(theme_ids), kinds, dict(decisions)

    def read(self, evidence: Evidence, *, threshold: float, heading_weight: float = 0.0) -> ReadThemes:
        """Return the themes of one paragraph and of its clauses, each of which has one of the paragraph's themes.

        Parameters
        ----------
        threshold:
            Probability from which on a theme joins the main one.
        heading_weight:
            What a sure heading adds to the log-odds of being the main theme.
        """
        features = paragraph_features(evidence, self.kinds)
        present = expit(self.decisions["present"].logits(features))
        lead = self.decisions["main"].logits(features)
        if evidence.heading is not None:
            lead = lead + heading_weight * evidence.heading
        main = int(np.argmax(lead))
        heard = (self.kinds.always > 0) & (evidence.sentence_cues.max(axis=0) >= DECISIVE)
        joins = (present >= threshold) | heard
        others = [int(t) for t in np.argsort(-present, kind="stable") if joins[t] and t != main]
        themes = tuple(
            ParagraphTheme(self.theme_ids[t], float(present[t]), rank) for rank, t in enumerate([main, *others], 1)
        )
        chosen = [main, *others]
        clauses = []
        for clause in range(len(evidence.clauses)):
            odds = expit(self.decisions["clause"].logits(clause_features(evidence, clause, present, main, self.kinds)))
            best = max(chosen, key=lambda t: odds[t])
            if self.kinds.principle[best] and self.kinds.area[main]:
                best = main  # a principle said of one area is about that area
            clauses.append((self.theme_ids[best], float(odds[best] / odds.sum())))
        return ReadThemes(themes, tuple(clauses))

    def tensors(self, prefix: str) -> dict[str, np.ndarray]:
        """Return the arrays to be saved under names that begin with ``prefix``."""
        parts = ("mean", "scale", "weights", "intercept")
        return {f"{prefix}.{name}.{part}": getattr(d, part) for name, d in self.decisions.items() for part in parts}

    @classmethod
    def from_tensors(
        cls, tensors: Mapping[str, np.ndarray], prefix: str, theme_ids: Sequence[str], kinds: ThemeKinds
    ) -> ThemeReader:
        """Return the reader that `tensors` gave away; raises KeyError where an array is missing."""
        parts = ("mean", "scale", "weights", "intercept")
        decisions = {name: Decision(*(tensors[f"{prefix}.{name}.{part}"] for part in parts)) for name in DECISIONS}
        return cls(theme_ids, kinds, decisions)


def fit_reader(
    evidence: Sequence[Evidence], coded: Sequence[CodedThemes], theme_ids: Sequence[str], kinds: ThemeKinds, *, c: float
) -> ThemeReader:
    """Return the reader fitted to coded paragraphs.

    Parameters
    ----------
    evidence:
        One a paragraph, from theme models that have not seen the paragraph.
    c:
        Inverse strength of the penalty (scikit-learn's ``C``).
    """
    numbers = {theme: number for number, theme in enumerate(theme_ids)}
    features = np.stack([paragraph_features(item, kinds) for item in evidence])
    present = np.zeros(features.shape[:2])
    main = np.zeros(features.shape[:2])
    for row, codes in enumerate(coded):
        present[row, [numbers[theme] for theme in codes.themes]] = 1.0
        main[row, numbers[codes.themes[0]]] = 1.0
    decisions = {"present": Decision.fit(features, present, c), "main": Decision.fit(features, main, c)}
    clauses, targets = [], []
    for table, item, codes in zip(features, evidence, coded, strict=True):
        sure, lead = expit(decisions["present"].logits(table)), int(np.argmax(decisions["main"].logits(table)))
        for clause, theme in enumerate(codes.clauses):
            if theme:
                clauses.append(clause_features(item, clause, sure, lead, kinds))
                targets.append(np.eye(len(theme_ids))[numbers[theme]])
    decisions["clause"] = Decision.fit(np.stack(clauses), np.stack(targets), c)
    return ThemeReader(theme_ids, kinds, decisions)
