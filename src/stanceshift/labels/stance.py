"""Decides stance from positions: where only one side is voiced by rule, where both are by weights learned from coded paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml
from stanceshift.labels.heads import column_scale, fit_calibration

AGAINST_ACTS = frozenset({"condemn", "oppose", "demand", "concern"})
SILENT = frozenset({"note", "state"})
"""Acts that voice nothing for anything."""
BOTH_SIDES = ("critical", "mixed", "supportive")
"""Stances between which weights decide where a text speaks for and against."""


class Voiced(Protocol):
    """What the decision needs of a position."""

    @property
    def act(self) -> str:
        """Id of the act."""

    @property
    def direction(self) -> str:
        """for, against or none."""

    @property
    def theme(self) -> str:
        """Id of the theme."""


class StanceFile(BaseModel):
    """The checked content of `data/codebook/stance.yaml`."""

    model_config = ConfigDict(extra="forbid")
    version: str
    criticised: dict[str, str]
    praising: list[str]
    offer: str


@dataclass(frozen=True)
class StanceWeights:
    """A logistic regression on standardised features: which of `BOTH_SIDES` a text takes that speaks for and against."""

    theme_ids: tuple[str, ...]
    act_ids: tuple[str, ...]
    mean: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    intercept: np.ndarray

    def decide(self, features: np.ndarray) -> str:
        """Return the likeliest stance for the features of one text."""
        scores = ((features - self.mean) / self.scale) @ self.weights.astype(np.float64) + self.intercept
        return BOTH_SIDES[int(np.argmax(scores))]

    def tensors(self) -> dict[str, np.ndarray]:
        """Return the arrays to be saved."""
        return {part: getattr(self, part) for part in ("mean", "scale", "weights", "intercept")}

    @classmethod
    def from_tensors(
        cls, tensors: Mapping[str, np.ndarray], theme_ids: Sequence[str], act_ids: Sequence[str]
    ) -> StanceWeights:
        """Return the weights that `tensors` gave away; raises KeyError where an array is missing."""
        parts = (tensors[part] for part in ("mean", "scale", "weights", "intercept"))
        return cls(tuple(theme_ids), tuple(act_ids), *parts)

    @classmethod
    def fit(
        cls,
        features: np.ndarray,
        stances: Sequence[str],
        theme_ids: Sequence[str],
        act_ids: Sequence[str],
        *,
        c: float,
    ) -> StanceWeights:
        """Return the weights fitted to texts that speak for and against, ``(n, n_features)``, with their stances.

        ``c``: inverse strength of the penalty (scikit-learn's ``C``). Taught by no text, they say `mixed`.
        """
        if not len(features):
            features, stances = np.zeros((1, features.shape[1])), ["mixed"]
        mean, scale = column_scale(features)
        targets = np.array([BOTH_SIDES.index(stance) for stance in stances])
        fitted = fit_calibration((features - mean) / scale, targets, len(BOTH_SIDES), c)
        return cls(
            tuple(theme_ids),
            tuple(act_ids),
            mean.astype(np.float32),
            scale.astype(np.float32),
            fitted.weights,
            fitted.intercept,
        )


class StanceRule:
    """The decision on stance, with the words of `data/codebook/stance.yaml`. Build it with `load_stance_rule`.

    Without ``weights`` a text that speaks for and against is always `mixed`.
    """

    def __init__(self, content: StanceFile, weights: StanceWeights | None = None) -> None:
        self._criticised = {theme: re.compile(text) for theme, text in content.criticised.items()}
        self._praising = frozenset(content.praising)
        self._offer = re.compile(content.offer)
        self.weights = weights

    def stance(self, positions: Sequence[Voiced], theme: str, clauses: Sequence[str]) -> str:
        """Return critical, supportive, mixed or neutral for the positions on one theme (reported ones left out).

        ``clauses`` are the folded sentences of the positions, where praise of the criticised party is looked for.
        """
        return self.overall([theme], positions, clauses)

    def overall(self, themes: Sequence[str], positions: Sequence[Voiced], clauses: Sequence[str]) -> str:
        """Return the stance of a paragraph with ``themes``, main one first, from all its positions (reported ones left out)."""
        against = any(p.direction == "against" for p in positions)
        voiced = any(_for(p) for p in positions)
        if not (against and voiced):
            return "critical" if against else "supportive" if voiced else "neutral"
        if self.weights is None:
            return "mixed"
        return self.weights.decide(
            self.features(themes, positions, clauses, self.weights.theme_ids, self.weights.act_ids)
        )

    def features(
        self,
        themes: Sequence[str],
        positions: Sequence[Voiced],
        clauses: Sequence[str],
        theme_ids: Sequence[str],
        act_ids: Sequence[str],
    ) -> np.ndarray:
        """Return what the weights see of a text, float64: who is spoken for and against, with which acts, how often, on
        the main theme and on all; whether the party that the theme's criticism is usually about is praised, called upon
        or made an offer; on how many themes; and which theme is the main one."""
        main = themes[0]
        own = [(p, clause) for p, clause in zip(positions, clauses, strict=True) if p.theme == main]
        pattern = self._criticised.get(main)
        speaks = [(p, bool(pattern and pattern.search(c)), bool(self._offer.search(c))) for p, c in own if _for(p)]
        return np.array(
            [
                *_counts([p for p, _ in own], act_ids),
                *_counts(positions, act_ids),
                pattern is not None,
                any(named and p.act in self._praising for p, named, _ in speaks),
                any(named and p.act == "urge" for p, named, _ in speaks),
                any(offer for _, _, offer in speaks),
                len(themes),
                len({p.theme for p in positions if p.direction == "against"}),
                len({p.theme for p in positions if _for(p)}),
                *(theme == main for theme in theme_ids),
            ],
            dtype=np.float64,
        )


def _for(position: Voiced) -> bool:
    return position.direction == "for" and position.act not in SILENT


def _counts(positions: Sequence[Voiced], act_ids: Sequence[str]) -> list[float]:
    """Return how often a text speaks against and for, the share of the former, and each act by side."""
    against = [p for p in positions if p.direction == "against"]
    voiced = sum(_for(p) for p in positions)
    sides = Counter((p.act, p.direction) for p in positions)
    return [
        len(positions),
        len(against),
        voiced,
        len(against) / max(1, len(against) + voiced),
        any(p.act in AGAINST_ACTS for p in against),
        bool(positions) and positions[0].direction == "against",
        *(sides[act, side] for act in act_ids for side in ("for", "against")),
    ]


def load_stance_rule(data_dir: str | Path = "data", weights: StanceWeights | None = None) -> StanceRule:
    """Return the decision with the words of ``data_dir``; raises `StanceshiftError` naming the key that is wrong."""
    path = Path(data_dir) / "codebook" / "stance.yaml"
    try:
        return StanceRule(StanceFile.model_validate(read_yaml(path)), weights)
    except (ValidationError, re.error) as error:
        raise StanceshiftError(f"not a stance rule: {error}", file=path, fix="mend the entry named") from error
