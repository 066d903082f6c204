"""Learns from coded paragraphs which themes a paragraph carries, which is its main one, and which each position is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from stanceshift.labels.heads import column_scale, logistic
from stanceshift.labels.theme_evidence import Evidence, ThemeKinds, clause_features, paragraph_features

THEME_SHARE = 0.3
"""Size of a theme's own column beside the standardised features: the smaller, the less a theme has habits of its own."""

FAINT, PERHAPS = 0.02, 0.05
"""Scores of a text, and probabilities in its paragraph, below which a theme is no case to learn from."""

DECISIVE = 2.0
"""Weight of a cue that decides."""

DECISIONS = ("present", "main", "clause")
PARTS = ("mean", "scale", "weights", "intercept")
"""Arrays of a `Decision`."""


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
class Cases:
    """What a decision learns from in one text: features ``(n, n_features)``, numbers of the themes, 0/1 targets."""

    features: np.ndarray
    themes: np.ndarray
    targets: np.ndarray

    @classmethod
    def of(cls, features: np.ndarray, positive: Sequence[int], heard: np.ndarray) -> Cases:
        """Return the cases of a text: themes that are ``heard`` at all or ``positive``, and the loudest other; nothing is learned of
        the rest."""
        targets = np.zeros(len(features), dtype=int)
        targets[list(positive)] = 1
        kept = heard | (targets > 0)
        others = np.flatnonzero(targets == 0)
        if len(others):
            kept[others[np.argmax(features[others, 0])]] = True
        themes = np.flatnonzero(kept)
        return cls(features[themes], themes, targets[themes])


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
    def fit(cls, cases: Sequence[Cases], n_themes: int, c: float) -> Decision:
        """Return the regression of the targets of ``cases`` on their features and themes."""
        flat = np.concatenate([case.features for case in cases])
        mean, scale = column_scale(flat)
        own = np.eye(n_themes)[np.concatenate([case.themes for case in cases])] * THEME_SHARE
        targets = np.concatenate([case.targets for case in cases])
        weights, intercept = logistic(np.hstack([(flat - mean) / scale, own]), targets, c=c)
        return cls(mean.astype(np.float32), scale.astype(np.float32), weights, intercept)


class ThemeReader:
    """Decides the themes of paragraphs and clauses from their `Evidence`. Build it with `fit_reader`."""

    def __init__(self, theme_ids: Sequence[str], kinds: ThemeKinds, decisions: Mapping[str, Decision]) -> None:
        self.theme_ids, self.kinds, self.decisions = tuple(theme_ids), kinds, dict(decisions)

    def paragraph_logits(self, evidence: Evidence) -> tuple[np.ndarray, np.ndarray]:
        """Return the log-odds of each theme's being in the paragraph, and of its being the main one."""
        features = paragraph_features(evidence, self.kinds)
        return self.decisions["present"].logits(features), self.decisions["main"].logits(features)

    def clause_logits(self, evidence: Evidence, clause: int, present: np.ndarray, main: int) -> np.ndarray:
        """Return the log-odds that clause number ``clause`` is about each theme, as `clause_features` sees it."""
        return self.decisions["clause"].logits(clause_features(evidence, clause, present, main, self.kinds))

    def read(self, evidence: Evidence, *, threshold: float, heading_weight: float = 0.0) -> ReadThemes:
        """Return the themes of one paragraph and of its clauses, each of which has one of the paragraph's themes.

        Parameters
        ----------
        threshold:
            Probability from which on a theme joins the main one.
        heading_weight:
            What a sure heading adds to the log-odds of being the main theme.
        """
        sure, lead = self.paragraph_logits(evidence)
        present = expit(sure)
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
            odds = expit(self.clause_logits(evidence, clause, present, main))
            best = max(chosen, key=lambda t: odds[t])
            if self.kinds.principle[best] and self.kinds.area[main]:
                best = main  # a principle said of one area is about that area
            clauses.append((self.theme_ids[best], float(odds[best] / odds.sum())))
        return ReadThemes(themes, tuple(clauses))

    def tensors(self, prefix: str) -> dict[str, np.ndarray]:
        """Return the arrays to be saved under names that begin with ``prefix``."""
        return decision_tensors(self.decisions, prefix)

    @classmethod
    def from_tensors(
        cls, tensors: Mapping[str, np.ndarray], prefix: str, theme_ids: Sequence[str], kinds: ThemeKinds
    ) -> ThemeReader:
        """Return the reader that `tensors` gave away; raises KeyError where an array is missing."""
        return cls(theme_ids, kinds, decisions_of(tensors, prefix))


def decision_tensors(decisions: Mapping[str, Decision], prefix: str) -> dict[str, np.ndarray]:
    """Return the arrays of `DECISIONS`, to be saved under names that begin with ``prefix``."""
    return {f"{prefix}.{name}.{part}": getattr(d, part) for name, d in decisions.items() for part in PARTS}


def decisions_of(tensors: Mapping[str, np.ndarray], prefix: str) -> dict[str, Decision]:
    """Return the decisions that `decision_tensors` gave away; raises KeyError where an array is missing."""
    return {name: Decision(*(tensors[f"{prefix}.{name}.{part}"] for part in PARTS)) for name in DECISIONS}


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

    def of_paragraph(item: Evidence) -> tuple[np.ndarray, np.ndarray]:
        features = paragraph_features(item, kinds)
        return features, features

    def of_clause(item: Evidence, clause: int, present: np.ndarray, main: int) -> np.ndarray:
        return clause_features(item, clause, present, main, kinds)

    return ThemeReader(theme_ids, kinds, fit_decisions(evidence, coded, theme_ids, of_paragraph, of_clause, c=c))


def fit_decisions(
    evidence: Sequence[Evidence],
    coded: Sequence[CodedThemes],
    theme_ids: Sequence[str],
    of_paragraph: Callable[[Evidence], tuple[np.ndarray, np.ndarray]],
    of_clause: Callable[[Evidence, int, np.ndarray, int], np.ndarray],
    *,
    c: float,
) -> dict[str, Decision]:
    """Return the decisions fitted to coded paragraphs.

    Parameters
    ----------
    of_paragraph:
        Features ``(n_themes, n_features)`` of a paragraph for deciding on presence, and on the main theme.
    of_clause:
        Features of a clause, given its number, the probability of each theme and the number of the main one.
    c:
        Inverse strength of the penalty.
    """
    numbers = {theme: number for number, theme in enumerate(theme_ids)}
    n = len(theme_ids)
    tables = [of_paragraph(item) for item in evidence]
    named = [[numbers[theme] for theme in codes.themes] for codes in coded]
    loud = [_heard(item.sentences, item.sentence_cues) | (item.whole >= FAINT) for item in evidence]
    present = Decision.fit([Cases.of(t, own, h) for (t, _), own, h in zip(tables, named, loud, strict=True)], n, c)
    main = Decision.fit([Cases.of(t, own[:1], h) for (_, t), own, h in zip(tables, named, loud, strict=True)], n, c)
    cases = []
    for (for_present, for_main), item, codes in zip(tables, evidence, coded, strict=True):
        sure, lead = expit(present.logits(for_present)), int(np.argmax(main.logits(for_main)))
        for clause, theme in enumerate(codes.clauses):
            if theme:
                sentence = item.clause_sentences[clause]
                heard = _heard(
                    np.stack([item.clauses[clause], item.sentences[sentence]]), item.sentence_cues[[sentence]]
                )
                features = of_clause(item, clause, sure, lead)
                cases.append(Cases.of(features, [numbers[theme]], heard | (sure >= PERHAPS)))
    return {"present": present, "main": main, "clause": Decision.fit(cases, n, c)}


def _heard(scores: np.ndarray, cues: np.ndarray) -> np.ndarray:
    """Return for each theme whether any score or cue of some texts speaks for it at all."""
    return np.asarray((scores >= FAINT).any(axis=0) | (cues > 0).any(axis=0))
