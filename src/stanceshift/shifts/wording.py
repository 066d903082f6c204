"""Measures how alike two wordings are: words kept in order, rare words shared, targets, names and numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel
from sklearn.feature_extraction.text import TfidfVectorizer

from stanceshift.shifts.names import plain

STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "be",
        "been",
        "being",
        "by",
        "for",
        "from",
        "had",
        "has",
        "have",
        "in",
        "including",
        "into",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "our",
        "that",
        "the",
        "their",
        "them",
        "they",
        "this",
        "those",
        "to",
        "was",
        "we",
        "were",
        "which",
        "will",
        "with",
        "both",
        "also",
        "well",
        "all",
        "any",
        "these",
        "would",
        "should",
        "such",
        "through",
        "other",
        "ministers",
        "minister",
        "four",
        "two",
        "sides",
        "leaders",
        "governments",
        "countries",
        "au",
        "aux",
        "avec",
        "ce",
        "ces",
        "cette",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "elle",
        "elles",
        "en",
        "est",
        "et",
        "être",
        "eu",
        "il",
        "ils",
        "l",
        "la",
        "le",
        "les",
        "leur",
        "leurs",
        "lui",
        "ne",
        "nos",
        "notre",
        "on",
        "ont",
        "ou",
        "par",
        "pas",
        "plus",
        "pour",
        "qu",
        "que",
        "qui",
        "s",
        "sa",
        "se",
        "ses",
        "son",
        "sont",
        "sur",
        "un",
        "une",
        "y",
        "à",
        "été",
        "ainsi",
        "afin",
        "tous",
        "toutes",
        "tout",
        "quatre",
        "ministres",
        "ministre",
        "deux",
        "pays",
    ]
)
"""Function words, and the words by which a communiqué names its speakers, in English and French."""

_WORD = re.compile(r"[^\W_]+(?:[.\-][^\W_]+)*")
_JAPANESE = re.compile(r"[々一-鿿]+|[゠-ヿ]+|[A-Za-z0-9]+")
_NUMBER = re.compile(r"\d{3,}")


def words(text: str, language: str) -> list[str]:
    """Return the words of ``text`` in lower case; for Japanese its characters without marks and spaces."""
    folded = unicodedata.normalize("NFKC", plain(text)).lower()
    if language == "ja":
        return [char for char in folded if char.isalnum()]
    return _WORD.findall(folded)


@lru_cache(maxsize=65536)
def terms(text: str, language: str) -> tuple[str, ...]:
    """Return the terms that carry content: words without function words; for Japanese pairs of kanji or katakana."""
    if language != "ja":
        return tuple(word for word in words(text, language) if word not in STOP_WORDS and len(word) > 1)
    found: list[str] = []
    for run in _JAPANESE.findall(unicodedata.normalize("NFKC", text)):
        found.extend(run[i : i + 2] for i in range(max(1, len(run) - 1)))
    return tuple(found)


def numbers(text: str) -> frozenset[str]:
    """Return the numbers of three digits and more (years, resolutions), which no translation changes."""
    return frozenset(_NUMBER.findall(unicodedata.normalize("NFKC", text)))


def word_similarity(one: str, other: str, language: str) -> float:
    """Return the share of words kept in order between two texts of one language, 0-1 (normalised Indel similarity)."""
    return float(Indel.normalized_similarity(words(one, language), words(other, language)))


def rare_word_matrix(before: Sequence[str], after: Sequence[str], language: str) -> np.ndarray:
    """Return the cosine of rare words between all texts: rows ``before``, columns ``after``.

    Words are weighed by how few of the texts use them (tf-idf over both lists), so that what all sentences share counts
    for little.
    """
    if not before or not after:
        return np.zeros((len(before), len(after)))
    vectorizer = TfidfVectorizer(analyzer=lambda text: terms(text, language), sublinear_tf=True)
    try:
        vectors = vectorizer.fit_transform([*before, *after])
    except ValueError:  # no text has any term
        return np.zeros((len(before), len(after)))
    return np.asarray((vectors[: len(before)] @ vectors[len(before) :].T).todense())


def target_matrix(before: Sequence[str], after: Sequence[str], language: str) -> np.ndarray:
    """Return the likeness of targets, 0-1: token_set_ratio on content words, plain ratio on Japanese characters."""
    if not before or not after:
        return np.zeros((len(before), len(after)))
    if language == "ja":
        scores = process.cdist(before, after, scorer=fuzz.ratio, workers=1)
    else:
        joined = [[" ".join(terms(text, language)) for text in texts] for texts in (before, after)]
        scores = process.cdist(joined[0], joined[1], scorer=fuzz.token_set_ratio, workers=1)
    return np.asarray(scores, dtype=float) / 100


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the Jaccard overlap of two sets, 0 where both are empty."""
    union = one | other
    return len(one & other) / len(union) if union else 0.0
