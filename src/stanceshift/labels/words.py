"""Counts the words of texts (TF-IDF): word pairs and letter runs for French and English, characters for Japanese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from stanceshift.labels.cues import SUBSTRING_LANGUAGES, normalised

_BLOCKS: dict[str, dict[str, Any]] = {
    "words": {"analyzer": "word", "ngram_range": (1, 2), "min_df": 2, "token_pattern": r"(?u)\b\w\w+\b"},
    "letters": {"analyzer": "char_wb", "ngram_range": (3, 5), "min_df": 3},
    "characters": {"analyzer": "char", "ngram_range": (1, 4), "min_df": 3},
}


def _spaced(block: str) -> bool:
    return block != "characters"


class WordFeatures:
    """TF-IDF vectors of unit length over a fixed vocabulary, one block a kind of token."""

    def __init__(self, vocabularies: Mapping[str, Sequence[str]], weights: Mapping[str, np.ndarray]) -> None:
        self.vocabularies = {block: list(vocabularies[block]) for block in _BLOCKS}
        self.weights = {block: np.asarray(weights[block], dtype=np.float32) for block in _BLOCKS}
        self._vectorizers = {}
        for block, options in _BLOCKS.items():
            if not self.vocabularies[block]:
                continue
            vectorizer = _vectorizer({**options, "min_df": 1}, vocabulary=self.vocabularies[block])
            vectorizer.idf_ = self.weights[block].astype(np.float64)
            self._vectorizers[block] = vectorizer

    @classmethod
    def fit(cls, texts: Sequence[str], languages: Sequence[str]) -> WordFeatures:
        """Return the features of a training set; tokens in fewer than two or three texts are left out."""
        vocabularies: dict[str, list[str]] = {}
        weights: dict[str, np.ndarray] = {}
        for block, options in _BLOCKS.items():
            wanted = [
                normalised(text)
                for text, language in zip(texts, languages, strict=True)
                if (language not in SUBSTRING_LANGUAGES) == _spaced(block)
            ]
            vocabularies[block], weights[block] = [], np.zeros(0)
            if len(wanted) >= options["min_df"]:
                vectorizer = _vectorizer(options)
                vectorizer.fit(wanted)
                vocabularies[block] = vectorizer.get_feature_names_out().tolist()
                weights[block] = np.round(vectorizer.idf_, 5)
        return cls(vocabularies, weights)

    def transform(self, texts: Sequence[str], languages: Sequence[str]) -> sparse.csr_matrix:
        """Return the sparse matrix ``(n, n_tokens)``, rows of length 1 (or 0 where no token is known)."""
        plain = [normalised(text) for text in texts]
        blocks = []
        for block, vectorizer in self._vectorizers.items():
            kept = [
                text if (language not in SUBSTRING_LANGUAGES) == _spaced(block) else ""
                for text, language in zip(plain, languages, strict=True)
            ]
            blocks.append(vectorizer.transform(kept))
        if not blocks:
            return sparse.csr_matrix((len(plain), 0))
        return normalize(sparse.hstack(blocks).tocsr())


def _vectorizer(options: Mapping[str, Any], vocabulary: Sequence[str] | None = None) -> TfidfVectorizer:
    return TfidfVectorizer(lowercase=False, sublinear_tf=True, vocabulary=vocabulary, **options)
