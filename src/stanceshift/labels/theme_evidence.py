"""What speaks for each theme in a paragraph: scores of its sentences, clauses and whole text, turned into features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import logit

from stanceshift.labels.cues import SUBSTRING_LANGUAGES
from stanceshift.labels.theme_model import CUE_CAP, ThemeModel, best_other

LEAST = 1e-3
"""Probabilities nearer to 0 or 1 than this say no more."""

HEARD = 0.1
"""A score below this is noise: it adds nothing to a paragraph's mean."""

CHARACTERS_A_WORD = 2.2
"""Japanese characters that say as much as one English word."""


@dataclass(frozen=True)
class ParagraphText:
    """A paragraph as it is scored: the texts of its sentences and clauses, and which sentence each clause is of."""

    language: str
    sentences: Sequence[str]
    clauses: Sequence[str]
    clause_sentences: Sequence[int]
    heading: str = ""

    @property
    def whole(self) -> str:
        """The paragraph as one text."""
        return ("" if self.language in SUBSTRING_LANGUAGES else " ").join(self.sentences)


class Listener(Protocol):
    """A second opinion on themes: a fine-tuned encoder."""

    def theme_logs(self, texts: Sequence[str]) -> np.ndarray:
        """Return the logarithm of each theme's share of a text, float64 ``(n, n_themes)``."""


@dataclass(frozen=True)
class Shares:
    """Logarithm of each theme's share of the sentences, the clauses and the whole of one paragraph, by a `Listener`."""

    sentences: np.ndarray
    clauses: np.ndarray
    whole: np.ndarray

    @classmethod
    def of(cls, paragraph: ParagraphText, listener: Listener) -> Shares:
        """Return what ``listener`` says of ``paragraph``."""
        n, m = len(paragraph.sentences), len(paragraph.clauses)
        logs = listener.theme_logs([*paragraph.sentences, *paragraph.clauses, paragraph.whole])
        return cls(logs[:n], logs[n : n + m], logs[-1])


@dataclass(frozen=True)
class Evidence:
    """Scores (0-1) and cue weights of one paragraph, one column a theme."""

    sentences: np.ndarray
    sentence_cues: np.ndarray
    lengths: np.ndarray
    """Words a sentence."""
    clauses: np.ndarray
    clause_cues: np.ndarray
    clause_sentences: np.ndarray
    whole: np.ndarray
    heading: np.ndarray | None
    shares: Shares | None = None
    """What a second opinion says, where one is asked."""

    @property
    def weights(self) -> np.ndarray:
        """The weight of each sentence in the paragraph, by the root of its length; they sum to 1."""
        return np.asarray(np.sqrt(self.lengths) / np.sqrt(self.lengths).sum())


@dataclass(frozen=True)
class ThemeKinds:
    """Which themes are of which kind of `data/codebook/theme_rules.yaml`: 0/1 arrays over the themes."""

    background: np.ndarray
    named: np.ndarray
    always: np.ndarray
    principle: np.ndarray
    area: np.ndarray

    @classmethod
    def of(
        cls,
        theme_ids: Sequence[str],
        background: Sequence[str],
        named: Sequence[str],
        always: Sequence[str],
        principle: Sequence[str],
        area: Sequence[str],
    ) -> ThemeKinds:
        """Return the kinds of ``theme_ids`` from the lists of `data/codebook/theme_rules.yaml`."""
        return cls(
            *(
                np.array([float(theme in kind) for theme in theme_ids])
                for kind in (background, named, always, principle, area)
            )
        )


def n_words(text: str, language: str) -> float:
    """Return the length of a text in words, in Japanese about as many as an English text would have."""
    return max(1.0, len(text) / CHARACTERS_A_WORD if language in SUBSTRING_LANGUAGES else float(len(text.split())))


def gather(model: ThemeModel, paragraphs: Sequence[ParagraphText], listener: Listener | None = None) -> list[Evidence]:
    """Return the evidence of each paragraph, with what ``listener`` says of it; all texts are scored in one call."""
    texts: list[str] = []
    tags: list[str] = []
    for item in paragraphs:
        own = [*item.sentences, *item.clauses, item.whole, *([item.heading] if item.heading else [])]
        texts += own
        tags += [item.language] * len(own)
    known = sorted(set(zip(texts, tags, strict=True)))
    places = {pair: number for number, pair in enumerate(known)}
    scores = model.score([text for text, _ in known], [tag for _, tag in known])
    cues = model.cue_weights([text for text, _ in known], [tag for _, tag in known])
    rows = np.array([places[pair] for pair in zip(texts, tags, strict=True)], dtype=int)
    result, first = [], 0
    for item in paragraphs:
        n, m = len(item.sentences), len(item.clauses)
        of_sentences, of_clauses = rows[first : first + n], rows[first + n : first + n + m]
        first += n + m + 1 + bool(item.heading)
        result.append(
            Evidence(
                scores[of_sentences],
                cues[of_sentences],
                np.array([n_words(text, item.language) for text in item.sentences]),
                scores[of_clauses],
                cues[of_clauses],
                np.array(item.clause_sentences, dtype=int),
                scores[rows[first - 1 - bool(item.heading)]],
                scores[rows[first - 1]] if item.heading else None,
                None if listener is None else Shares.of(item, listener),
            )
        )
    return result


def log_odds(scores: np.ndarray) -> np.ndarray:
    """Return the log-odds of scores, those nearer to 0 or 1 than `LEAST` taken as that."""
    return np.asarray(logit(np.clip(scores, LEAST, 1 - LEAST)))


def _columns(n_themes: int, features: Sequence[np.ndarray | float]) -> np.ndarray:
    return np.stack([np.broadcast_to(np.asarray(f, dtype=np.float64), (n_themes,)) for f in features], axis=-1)


def _strongest(scores: np.ndarray, without: np.ndarray) -> float:
    return float(np.where(without > 0, 0.0, scores).max(initial=0.0))


def paragraph_features(evidence: Evidence, kinds: ThemeKinds) -> np.ndarray:
    """Return what a reader sees of a paragraph for each theme, float64 ``(n_themes, n_features)``.

    The highest, mean and opening scores of sentences and clauses, those of the best rival, the theme's share of the
    whole, the cues, in how many sentences and clauses the theme comes first, the paragraph's length, and all this
    again for themes that are often named in passing.
    """
    scores, cues, clauses = evidence.sentences, evidence.sentence_cues, evidence.clauses
    clause_cues = evidence.clause_cues
    if not len(clauses):
        clauses, clause_cues = scores, cues
    heard, heard_clauses = np.where(scores >= HEARD, scores, 0.0), np.where(clauses >= HEARD, clauses, 0.0)
    mass, clause_mass = evidence.weights @ heard, heard_clauses.mean(axis=0)
    top, clause_top = scores.max(axis=0), clauses.max(axis=0)
    either = 1 - np.prod(1 - np.clip(scores, 0, 1 - LEAST), axis=0)
    first = (scores == scores.max(axis=1, keepdims=True)) & (scores >= HEARD)
    clause_first = (clauses == clauses.max(axis=1, keepdims=True)) & (clauses >= HEARD)
    best_cue = np.minimum(cues, CUE_CAP).max(axis=0)
    long, many = float(np.log(len(scores))), float(np.log(len(clauses)))
    background = kinds.background
    relative, clause_relative = mass / max(mass.max(), LEAST), clause_mass / max(clause_mass.max(), LEAST)
    return _columns(
        scores.shape[1],
        [
            log_odds(top),
            log_odds(clause_top),
            log_odds(mass),
            log_odds(clause_mass),
            log_odds(either),
            log_odds(scores[0]),
            log_odds(scores[-1]),
            log_odds(evidence.whole),
            best_other(evidence.whole),
            mass,
            clause_mass,
            mass / max(mass.sum(), LEAST),
            clause_mass / max(clause_mass.sum(), LEAST),
            relative,
            clause_relative,
            best_other(mass),
            best_other(clause_mass),
            best_cue,
            best_cue >= 1,
            best_cue >= 2,
            np.log1p(np.minimum(cues.sum(axis=0), 2 * CUE_CAP)),
            cues.sum(axis=0) / max(cues.sum(), 1.0),
            (cues >= 1).mean(axis=0),
            (clause_cues >= 1).mean(axis=0),
            evidence.weights @ first,
            clause_first.mean(axis=0),
            first.any(axis=0),
            clause_first.any(axis=0),
            long * log_odds(mass),
            many * log_odds(clause_mass),
            long * log_odds(top),
            many * log_odds(clause_top),
            background * _strongest(mass, background),
            background * log_odds(mass),
            background * log_odds(clause_top),
            background * relative,
            background * (best_cue >= 2),
            background * log_odds(scores[0]),
            background * best_other(clause_mass),
            kinds.named * (best_cue >= 2),
            long,
            many,
        ],
    )


def clause_features(evidence: Evidence, clause: int, present: np.ndarray, main: int, kinds: ThemeKinds) -> np.ndarray:
    """Return what a reader sees of one clause for each theme, float64 ``(n_themes, n_features)``.

    Its own scores and cues, those of its sentence, of the clauses beside it and of the sentence before, and how sure the
    paragraph is of each theme.

    Parameters
    ----------
    present:
        Probability of each theme in the paragraph.
    main:
        Number of the paragraph's main theme.
    """
    own, own_cues = evidence.clauses[clause], np.minimum(evidence.clause_cues[clause], CUE_CAP)
    number = int(evidence.clause_sentences[clause])
    sentence, cues = evidence.sentences[number], np.minimum(evidence.sentence_cues[number], CUE_CAP)
    nothing = np.zeros_like(own)
    beside = evidence.clause_sentences == number
    before = evidence.clauses[clause - 1] if clause and beside[clause - 1] else nothing
    after = evidence.clauses[clause + 1] if clause + 1 < len(beside) and beside[clause + 1] else nothing
    earlier = evidence.sentences[number - 1] if number else nothing
    is_main = np.zeros_like(own)
    is_main[main] = 1.0
    rank = np.argsort(np.argsort(-present, kind="stable"), kind="stable")
    background, named, silent = kinds.background, kinds.named, float(own.max() < 0.3)
    return _columns(
        len(own),
        [
            log_odds(own),
            log_odds(sentence),
            log_odds(present),
            own,
            sentence,
            present,
            is_main,
            rank < 2,
            own_cues,
            own_cues >= 1,
            own_cues >= 2,
            cues,
            cues >= 2,
            best_other(own),
            best_other(own_cues),
            best_other(present),
            log_odds(before),
            log_odds(after),
            log_odds(earlier),
            is_main * log_odds(own),
            is_main * silent,
            present * silent,
            own / max(own.sum(), LEAST),
            sentence / max(sentence.sum(), LEAST),
            float(beside.sum() == 1) * log_odds(sentence),
            background * _strongest(sentence, background),
            background * _strongest(present, background),
            background * (named * present).max(initial=0.0),
            background * (named * sentence).max(initial=0.0),
            background * log_odds(own),
            background * is_main,
            background * best_other(own),
            named * log_odds(sentence),
            named * is_main,
        ],
    )
