"""Learns from coded paragraphs, with the coders' positions, which stance a paragraph takes that speaks for and against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stanceshift.labels.folding import folded
from stanceshift.labels.stance import BOTH_SIDES, StanceRule, StanceWeights
from stanceshift.labels.training_paragraphs import CodedPosition, ReadParagraph, shared_out

PARTS = 5
"""Parts into which documents are shared out to judge the weights."""


@dataclass(frozen=True)
class StanceCases:
    """Coded paragraphs as the decision on stance sees them."""

    features: np.ndarray
    """One row a paragraph (`StanceRule.features`)."""
    plain: np.ndarray
    """The stance by rule: mixed where a paragraph speaks for and against, so that weights decide."""
    coded: np.ndarray
    """The stance that the coder gave."""

    @classmethod
    def of(
        cls, paragraphs: Sequence[ReadParagraph], rule: StanceRule, theme_ids: Sequence[str], act_ids: Sequence[str]
    ) -> StanceCases:
        """Return the cases of coded paragraphs; ``rule`` has no weights."""
        features, plain = [], []
        for item in paragraphs:
            positions = sorted(item.coded.positions, key=lambda position: position.start)
            clauses = [_sentence(item, position) for position in positions]
            features.append(rule.features(item.coded.themes, positions, clauses, theme_ids, act_ids))
            plain.append(rule.overall(item.coded.themes, positions, clauses))
        return cls(np.array(features), np.array(plain), np.array([item.coded.stance for item in paragraphs]))

    def fit(self, rows: np.ndarray, theme_ids: Sequence[str], act_ids: Sequence[str], *, c: float) -> StanceWeights:
        """Return the weights taught by the paragraphs of ``rows`` (0/1) that speak for and against."""
        taught = rows & (self.plain == "mixed") & np.isin(self.coded, BOTH_SIDES)
        return StanceWeights.fit(self.features[taught], self.coded[taught].tolist(), theme_ids, act_ids, c=c)


def train_stance(
    paragraphs: Sequence[ReadParagraph],
    rule: StanceRule,
    theme_ids: Sequence[str],
    act_ids: Sequence[str],
    *,
    c: float,
) -> tuple[StanceWeights, float]:
    """Return the weights, and the share of paragraphs whose stance they and the rule decide as the coder did.

    Each paragraph is judged from the coder's positions, by weights that have not seen its document.
    """
    cases = StanceCases.of(paragraphs, rule, theme_ids, act_ids)
    part_of = shared_out([item.document for item in paragraphs], PARTS)
    parts = np.array([part_of[item.document] for item in paragraphs])
    decided = cases.plain.astype(object)
    for part in range(PARTS):
        blind = cases.fit(parts != part, theme_ids, act_ids, c=c)
        for row in np.flatnonzero((parts == part) & (cases.plain == "mixed")):
            decided[row] = blind.decide(cases.features[row])
    weights = cases.fit(np.full(len(parts), True), theme_ids, act_ids, c=c)
    return weights, round(float((decided == cases.coded).mean()), 4)


def _sentence(item: ReadParagraph, position: CodedPosition) -> str:
    """Return the folded sentence in which a coded position begins."""
    text = next(
        (text for text, (start, end) in zip(item.sentences, item.spans, strict=True) if start <= position.start < end),
        "",
    )
    return folded(text, item.coded.lang)
