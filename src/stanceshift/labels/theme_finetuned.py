"""Weighs what a reader says of themes against what a fine-tuned encoder says of the same sentences and clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from stanceshift.labels.theme_evidence import Evidence, Shares, ThemeKinds, log_odds
from stanceshift.labels.theme_reader import (
    CodedThemes,
    Decision,
    ThemeReader,
    decision_tensors,
    decisions_of,
    fit_decisions,
)

SECOND = "second"
"""Names the second decisions among the saved arrays of a reader."""


class FinetunedReader(ThemeReader):
    """A reader whose log-odds are weighed against the shares of a fine-tuned encoder. Build it with `fit_second`.

    It needs `Evidence` with shares.
    """

    def __init__(self, base: ThemeReader, second: Mapping[str, Decision]) -> None:
        super().__init__(base.theme_ids, base.kinds, base.decisions)
        self.second = dict(second)

    def on(self, base: ThemeReader) -> FinetunedReader:
        """Return what weighs ``base`` as this one weighs its own."""
        return FinetunedReader(base, self.second)

    def paragraph_logits(self, evidence: Evidence) -> tuple[np.ndarray, np.ndarray]:
        """Return the log-odds of each theme's being in the paragraph, and of its being the main one."""
        present, main = _of_paragraph(super().paragraph_logits(evidence), evidence)
        return self.second["present"].logits(present), self.second["main"].logits(main)

    def clause_logits(self, evidence: Evidence, clause: int, present: np.ndarray, main: int) -> np.ndarray:
        """Return the log-odds that clause number ``clause`` is about each theme."""
        base = super().clause_logits(evidence, clause, present, main)
        return self.second["clause"].logits(_of_clause(base, evidence, clause))

    def tensors(self, prefix: str) -> dict[str, np.ndarray]:
        """Return the arrays to be saved under names that begin with ``prefix``."""
        return super().tensors(prefix) | decision_tensors(self.second, f"{prefix}.{SECOND}")

    @classmethod
    def from_tensors(
        cls, tensors: Mapping[str, np.ndarray], prefix: str, theme_ids: Sequence[str], kinds: ThemeKinds
    ) -> FinetunedReader:
        """Return the reader that `tensors` gave away; raises KeyError where an array is missing."""
        base = ThemeReader.from_tensors(tensors, prefix, theme_ids, kinds)
        return cls(base, decisions_of(tensors, f"{prefix}.{SECOND}"))


def fit_second(
    base: ThemeReader, evidence: Sequence[Evidence], coded: Sequence[CodedThemes], *, c: float
) -> dict[str, Decision]:
    """Return what weighs ``base`` against the fine-tuned encoder, fitted to coded paragraphs that neither has seen.

    Parameters
    ----------
    evidence:
        One a paragraph, with shares.
    c:
        Inverse strength of the penalty.
    """

    def of_paragraph(item: Evidence) -> tuple[np.ndarray, np.ndarray]:
        return _of_paragraph(base.paragraph_logits(item), item)

    def of_clause(item: Evidence, clause: int, present: np.ndarray, main: int) -> np.ndarray:
        return _of_clause(base.clause_logits(item, clause, present, main), item, clause)

    return fit_decisions(evidence, coded, base.theme_ids, of_paragraph, of_clause, c=c)


def _shares(evidence: Evidence) -> Shares:
    if evidence.shares is None:
        raise ValueError("this reader needs what the fine-tuned encoder says of the paragraph")
    return evidence.shares


def _of_paragraph(base: tuple[np.ndarray, np.ndarray], evidence: Evidence) -> tuple[np.ndarray, np.ndarray]:
    """Return for each of the reader's two log-odds: themselves; the encoder's highest and mean shares of sentences and
    clauses, and its share of the whole; ``(n_themes, n_features)``."""
    heard = _shares(evidence)
    sentences, whole = np.exp(heard.sentences), np.exp(heard.whole)
    clauses = np.exp(heard.clauses) if len(heard.clauses) else sentences
    mean, clause_mean = evidence.weights @ sentences, clauses.mean(axis=0)
    odds = [log_odds(s) for s in (sentences.max(axis=0), clauses.max(axis=0), mean, clause_mean, whole)]
    common = [*odds, mean, clause_mean, whole]
    present, main = (np.stack([own, *common], axis=-1) for own in base)
    return present, main


def _of_clause(base: np.ndarray, evidence: Evidence, clause: int) -> np.ndarray:
    """Return for each theme the reader's log-odds, and the encoder's of the clause, its sentence and the whole."""
    heard = _shares(evidence)
    own, sentence = np.exp(heard.clauses[clause]), np.exp(heard.sentences[evidence.clause_sentences[clause]])
    return np.stack([base, log_odds(own), log_odds(sentence), log_odds(np.exp(heard.whole)), own], axis=-1)
