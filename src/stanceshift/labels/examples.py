"""Brings together what the models learn from, kept apart from every evaluation text, and the folds that judge them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from stanceshift.labels.codebook import Codebook
from stanceshift.labels.encoders import Encoder, centred, language_means
from stanceshift.labels.heads import Folds, grouped_folds, near_duplicate_groups
from stanceshift.labels.predicates import AnyExtractor, PredicateModel
from stanceshift.labels.training_data import (
    apart,
    check_separation,
    closest_pairs,
    codebook_sentences,
    language_counts,
    load_training,
)
from stanceshift.labels.training_paragraphs import (
    FOLDER,
    CodedParagraph,
    ReadParagraph,
    coded_clauses,
    coded_sentences,
    load_paragraphs,
    marked_sentences,
    read_paragraphs,
)
from stanceshift.settings import Settings


@dataclass(frozen=True)
class Examples:
    """What the models learn from.

    Attributes
    ----------
    sentences:
        Columns id, text, lang, themes, act, direction, stock_verb (the last three missing where a sentence has themes
        alone): first the training sentences, then those of the codebook, then those of the coded paragraphs.
    n_training:
        How many of them are training sentences.
    clauses:
        Coded clauses of the paragraphs: columns id, document, text, lang, themes, act, direction, fold.
    paragraphs, paragraph_folds:
        The coded paragraphs, and the fold to which each belongs.
    folds:
        Pairs (train rows, test rows) of ``sentences``; near-duplicates and the sentences of a document stay together.
    predicates:
        What finds predicates that the grammar does not know, by language, taught by all paragraphs.
    figures:
        Counts, and the similarity of the closest pair of a training sentence and an evaluation text.
    """

    sentences: pd.DataFrame
    n_training: int
    clauses: pd.DataFrame
    paragraphs: list[ReadParagraph]
    paragraph_folds: np.ndarray
    folds: Folds
    predicates: dict[str, PredicateModel]
    figures: dict[str, Any]

    def fold_of(self) -> np.ndarray:
        """Return the number of the fold in which each of ``sentences`` is judged."""
        numbers = np.zeros(len(self.sentences), dtype=int)
        for number, (_, test) in enumerate(self.folds):
            numbers[test] = number
        return numbers

    def with_clauses(self, left_out: int) -> pd.DataFrame:
        """Return columns text, lang, themes, act: ``sentences``, in order, then the clauses of all folds but ``left_out``.

        A clause that is a whole sentence stands once, as the sentence, with the act of the clause.
        """
        keys = list(zip(self.sentences["text"], self.fold_of(), strict=True))
        own = dict(zip(zip(self.clauses["text"], self.clauses["fold"], strict=True), self.clauses["act"], strict=True))
        acts: list[Any] = [
            act if isinstance(act, str) else own.get(key) for act, key in zip(self.sentences["act"], keys, strict=True)
        ]
        sentences = self.sentences[["text", "lang", "themes"]].assign(act=acts)
        known = set(keys)
        clauses = self.clauses[self.clauses["fold"] != left_out]
        apart = [key not in known for key in zip(clauses["text"], clauses["fold"], strict=True)]
        return pd.concat([sentences, clauses.loc[apart, ["text", "lang", "themes", "act"]]], ignore_index=True)


def gather_examples(
    folder: str | Path,
    codebook: Codebook,
    encoder: Encoder,
    grammars: Mapping[str, AnyExtractor],
    evaluation: pd.DataFrame,
    settings: Settings,
) -> Examples:
    """Return the examples in ``folder`` and of the codebook.

    Parameters
    ----------
    evaluation:
        Columns sentence_id, language, text: sentences that nothing learned from may be too like
        (``settings.train.max_similarity``). A training sentence that is raises; a sentence of the codebook, or a coded
        paragraph with such a sentence, is left out and counted.

    Raises
    ------
    StanceshiftError
        For faulty data, or a training sentence too like an evaluation text.
    """
    limit = settings.train.max_similarity
    training = load_training(folder, codebook)
    means = mean_vectors(training, encoder)
    pairs = closest_pairs(training, evaluation, encoder, means)
    check_separation(pairs, limit, folder)
    from_codebook = codebook_sentences(codebook)
    kept = apart(from_codebook, closest_pairs(from_codebook, evaluation, encoder, means), limit)
    coded = load_paragraphs(Path(folder) / FOLDER, codebook)
    near = _too_like(coded, evaluation, encoder, means, limit)
    apart_from = [paragraph for paragraph in coded if paragraph.id not in near]
    chosen, predicates = read_paragraphs(apart_from, grammars, settings)
    own = coded_sentences(chosen)
    sentences = pd.concat([training, kept, own.drop(columns="document")], ignore_index=True)
    loose = len(training) + len(kept)
    texts, tags = sentences["text"].tolist()[:loose], sentences["lang"].tolist()[:loose]
    vectors = centred(encoder.encode(texts, tags), tags, means)
    groups = near_duplicate_groups(texts, vectors)
    documents = sorted({paragraph.document for paragraph in chosen})
    numbers = {document: int(groups.max()) + 1 + number for number, document in enumerate(documents)}
    every = np.concatenate([groups, [numbers[document] for document in own["document"]]]).astype(int)
    folds = grouped_folds(every, settings.train.calibration_folds, settings.train.seed)
    fold_of = {group: fold for fold, (_, test) in enumerate(folds) for group in set(every[test].tolist())}
    paragraph_folds = np.array([fold_of.get(numbers[p.document], 0) for p in chosen], dtype=int)
    clauses = coded_clauses(chosen)
    clauses["fold"] = [fold_of.get(numbers[document], 0) for document in clauses["document"]]
    figures = {
        "n_training_sentences": language_counts(training),
        "n_codebook_sentences": len(kept),
        "n_codebook_sentences_too_like_evaluation": len(from_codebook) - len(kept),
        "n_coded_paragraphs": language_counts(pd.DataFrame({"lang": [p.coded.lang for p in chosen]})),
        "n_coded_paragraphs_too_like_evaluation": len(coded) - len(chosen),
        "closest_to_evaluation": round(float(pairs["similarity"].iloc[0]), 4),
    }
    return Examples(sentences, len(training), clauses, chosen, paragraph_folds, folds, predicates, figures)


def mean_vectors(sentences: pd.DataFrame, encoder: Encoder) -> dict[str, np.ndarray]:
    """Return the mean vector a language of sentences with columns text, lang; empty without an encoder."""
    languages = sentences["lang"].tolist()
    vectors = encoder.encode(sentences["text"].tolist(), languages)
    return language_means(vectors, languages) if vectors.shape[1] else {}


def _too_like(
    paragraphs: list[CodedParagraph],
    evaluation: pd.DataFrame,
    encoder: Encoder,
    means: Mapping[str, np.ndarray],
    limit: float,
) -> set[str]:
    """Return the ids of the coded paragraphs with a sentence too like an evaluation text."""
    rows = [
        {"id": paragraph.id, "text": sentence.text, "lang": paragraph.lang}
        for paragraph in paragraphs
        for sentence in marked_sentences(paragraph)
    ]
    pairs = closest_pairs(pd.DataFrame(rows), evaluation, encoder, means)
    return set(pairs.loc[pairs["similarity"] > limit, "id"])
