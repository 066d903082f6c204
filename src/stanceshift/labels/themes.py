"""Names the themes of paragraphs, main theme first, and of single positions, from the scores of sentences and clauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stanceshift.labels.codebook import OTHER
from stanceshift.labels.cues import SUBSTRING_LANGUAGES
from stanceshift.labels.theme_model import ThemeModel
from stanceshift.labels.theme_rules import ThemeRules
from stanceshift.settings import Label

__all__ = ["ParagraphTheme", "ParagraphThemes", "ThemeModel", "clause_theme", "paragraph_themes"]

SILENT = 0.1
"""Scores below this are noise: they add nothing to a paragraph."""

SUBJECT = 0.15
"""From this score on, a sentence is about a theme, and background themes give way to it."""

DECISIVE = 2.0
"""Weight of a cue that decides."""

CHARACTERS_A_WORD = 2.2
"""Japanese characters that say as much as one English word."""

CLAUSE_SHARE = 0.6
"""Weight of a clause's own score against its sentence's."""

CONTEXT_SHARE = 0.5
"""What being the paragraph's main theme adds to a clause's score; a second theme adds half, a third a third."""

OWN_EVIDENCE = 0.9
"""From this score on, a clause has a theme that its paragraph as a whole does not."""


@dataclass(frozen=True)
class ParagraphTheme:
    """A theme of a paragraph; rank 1 is the main one."""

    theme: str
    score: float
    rank: int


@dataclass(frozen=True)
class ParagraphThemes:
    """The themes of a paragraph, of each of its sentences, and the scores behind them."""

    themes: tuple[ParagraphTheme, ...]
    sentence_themes: tuple[str, ...]
    sentence_scores: np.ndarray


def _n_words(text: str, language: str) -> float:
    return max(1.0, len(text) / CHARACTERS_A_WORD if language in SUBSTRING_LANGUAGES else float(len(text.split())))


def _give_way(scores: np.ndarray, rules: ThemeRules, theme_ids: Sequence[str]) -> np.ndarray:
    """Return sentence scores in which background themes have given way to what the sentence is about."""
    background = np.array([theme in rules.background for theme in theme_ids])
    subject = scores[:, ~background].max(axis=1, initial=0.0)
    cut = np.where(subject >= SUBJECT, rules.background_cut * np.minimum(1.0, subject / 0.5), 0.0)
    return np.where(background[None, :], scores * (1.0 - cut[:, None]), scores)


def _decide(
    raw: np.ndarray,
    cues: np.ndarray,
    lengths: np.ndarray,
    heading: np.ndarray | None,
    settings: Label,
    rules: ThemeRules,
    theme_ids: Sequence[str],
) -> ParagraphThemes:
    """Return the themes of one paragraph from the scores ``(n_sentences, n_themes)`` and words of its sentences.

    A sentence counts by the square root of its words, the opening one more, since it names the subject. The main
    theme has the greatest mean; others join where one sentence is sure enough and the mean is a fair share of the
    main theme's, or where a theme that must be heard is named by a decisive cue (``rules``).
    """
    scores = _give_way(raw, rules, theme_ids)
    named = {t for t, theme in enumerate(theme_ids) if theme in rules.named and cues[:, t].max() >= DECISIVE}
    weights = np.sqrt(lengths)
    weights[0] *= settings.opening_weight
    heard = np.where(scores >= SILENT, scores, 0.0)
    mass = weights @ heard / weights.sum()
    if heading is not None:
        mass = mass + settings.heading_weight * heading
    best = scores.max(axis=0)
    order = np.argsort(-mass, kind="stable")
    main = int(order[0])
    if mass[main] < SILENT:
        main = list(theme_ids).index(OTHER)
        chosen = [main]
    else:
        floor = settings.theme_secondary_share * mass[main]
        heard_enough = {int(t) for t in order if best[t] >= settings.theme_threshold and mass[t] >= floor} | named
        chosen = [main] + [int(t) for t in order[1:] if int(t) in heard_enough]
    themes = tuple(
        ParagraphTheme(theme_ids[t], float(np.clip(max(best[t], mass[t]), 0, 1)), rank)
        for rank, t in enumerate(chosen, 1)
    )
    inside = scores[:, chosen]
    own = [chosen[int(np.argmax(row))] if row.max() >= SILENT else main for row in inside]
    return ParagraphThemes(themes, tuple(theme_ids[t] for t in own), scores)


def paragraph_themes(
    model: ThemeModel,
    sentences: Sequence[Sequence[str]],
    languages: Sequence[str],
    headings: Sequence[str],
    settings: Label,
    rules: ThemeRules,
) -> list[ParagraphThemes]:
    """Return the themes of paragraphs given as the texts of their sentences; all are scored in one call.

    Parameters
    ----------
    sentences:
        One list of sentence texts a paragraph, none empty.
    languages, headings:
        One a paragraph; a heading is weak evidence, "" where there is none.
    settings:
        ``theme_threshold``, ``theme_secondary_share``, ``opening_weight``, ``heading_weight``.
    rules:
        Which themes give way and which are always heard.
    """
    flat = [text for texts in sentences for text in texts]
    tags = [language for texts, language in zip(sentences, languages, strict=True) for _ in texts]
    scores, cues = model.score(flat, tags), model.cue_weights(flat, tags)
    titles = sorted({(heading, language) for heading, language in zip(headings, languages, strict=True) if heading})
    title_scores = dict(zip(titles, model.score([t for t, _ in titles], [g for _, g in titles]), strict=True))
    result, first = [], 0
    for texts, language, heading in zip(sentences, languages, headings, strict=True):
        rows, named = scores[first : first + len(texts)], cues[first : first + len(texts)]
        first += len(texts)
        lengths = np.array([_n_words(text, language) for text in texts])
        result.append(
            _decide(rows, named, lengths, title_scores.get((heading, language)), settings, rules, model.theme_ids)
        )
    return result


def clause_theme(
    model: ThemeModel,
    clauses: Sequence[str],
    languages: Sequence[str],
    contexts: Sequence[ParagraphThemes],
    sentence_indexes: Sequence[int],
    rules: ThemeRules,
) -> list[tuple[str, float]]:
    """Return theme and score of each position's clause in the light of its sentence and paragraph.

    The theme is one of the paragraph's, or one for which the clause speaks with `OWN_EVIDENCE`; a clause that says
    nothing by itself takes the theme of its sentence. A principle said of one named area is about that area: where the
    sentence or the paragraph is about a ``named`` theme, a background theme gives way to it.
    """
    scores = model.score(clauses, languages)
    named = []
    for own, context, index in zip(scores, contexts, sentence_indexes, strict=True):
        blend = CLAUSE_SHARE * own + (1 - CLAUSE_SHARE) * context.sentence_scores[index]
        for item in context.themes:
            blend[model.theme_ids.index(item.theme)] += CONTEXT_SHARE / item.rank
        allowed = {model.theme_ids.index(item.theme) for item in context.themes}
        allowed |= {int(t) for t in np.flatnonzero(own >= OWN_EVIDENCE)}
        best = max(sorted(allowed), key=lambda t: blend[t])
        if blend[best] < SILENT:
            theme = context.sentence_themes[index]
            score = next((item.score for item in context.themes if item.theme == theme), float(blend[best]))
            named.append((theme, score))
        else:
            theme = _of_named_area(model.theme_ids[best], context, index, rules)
            named.append((theme, float(min(1.0, blend[best]))))
    return named


def _of_named_area(theme: str, context: ParagraphThemes, index: int, rules: ThemeRules) -> str:
    """Return the named theme of the sentence or of the paragraph in place of a background theme."""
    if theme not in rules.background:
        return theme
    around = (context.sentence_themes[index], context.themes[0].theme)
    return next((item for item in around if item in rules.named), theme)
