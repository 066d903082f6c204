"""Learns from coded paragraphs which words of a sentence carry a position, and mends by it what the grammar finds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from scipy import sparse
from scipy.special import expit
from sklearn.feature_extraction import FeatureHasher
from sklearn.linear_model import LogisticRegression

from stanceshift.labels.candidates import Candidate
from stanceshift.labels.extract import Extractor
from stanceshift.labels.extract_ja import JapaneseExtractor
from stanceshift.labels.folding import fold
from stanceshift.labels.found import Context, Found
from stanceshift.labels.heads import DECIMALS
from stanceshift.labels.licence import INSIDE
from stanceshift.labels.predicate_features import Word, word_features, words_of
from stanceshift.settings import Label

WIDTH = 2**18
"""Columns into which the names of features are hashed."""
SEEN, RARELY = 30, 0.003
"""A word that stood that often in the training texts and, in a share below this, within a verb of a position, is no
verb: it is not asked about ("the", "of", "nations")."""
CONTINUES = 0.6
"""Share of the threshold, or of the likeliest word's probability, from which a word beside it belongs to the same predicate."""

HASHER = FeatureHasher(WIDTH, input_type="string", alternate_sign=False)


@dataclass(frozen=True)
class CodedSentence:
    """A sentence of a coded paragraph with the places of the verbs that the coder marked in it."""

    text: str
    verbs: Sequence[tuple[int, int]]


@dataclass(frozen=True)
class PredicateModel:
    """A logistic regression on hashed features of words, for one language; ``silent`` words are not asked about."""

    weights: np.ndarray
    intercept: np.ndarray
    silent: frozenset[str]

    def probabilities(self, names: Sequence[Sequence[str]], words: Sequence[Word]) -> np.ndarray:
        """Return for each word the probability that it belongs to the verb of a position, float64 ``(n,)``."""
        asked = [place for place, word in enumerate(words) if word.text not in self.silent]
        result = np.zeros(len(words))
        if asked:
            table = HASHER.transform([names[place] for place in asked])
            result[asked] = expit(table @ self.weights.astype(np.float64) + float(self.intercept[0]))
        return result


@dataclass(frozen=True)
class SeenSentence:
    """A sentence as a model of predicates sees it: what the grammar makes of it, and the features of each word."""

    folded: str
    candidates: list[Candidate]
    found: list[Found]
    words: list[Word]
    names: list[list[str]]


def see(text: str, grammar: Extractor, context: Context) -> SeenSentence:
    """Return what a model sees of a sentence; updates ``context`` with who spoke."""
    folded = fold(text)
    candidates = grammar.finder.find(folded)
    found = grammar.positions(text, folded, candidates, context)
    words = words_of(folded)
    names = word_features(folded, words, found, candidates, grammar.lexicon.language)
    return SeenSentence(folded, candidates, found, words, names)


class LearnedExtractor:
    """The grammar of one language, mended by a `PredicateModel`: it adds predicates that the grammar does not know, drops
    those that coders do not take for positions, and finds the verb of a sentence that states a fact.

    Parameters
    ----------
    add_above:
        Probability from which on a word that the grammar does not take begins a position.
    drop_below:
        Probability below which a position of the grammar is dropped, unless it opposes or supports in so many words. A
        sentence keeps at least one, unless it states a fact and none of its words is likelier to be a verb: a heading
        that runs into the text ("Realignment of forces.") or an item without a verb says nothing of anybody.
    """

    def __init__(self, grammar: Extractor, model: PredicateModel, *, add_above: float, drop_below: float) -> None:
        self.grammar, self.model = grammar, model
        self.add_above, self.drop_below = add_above, drop_below
        data = grammar.lexicon.data
        self._manner = re.compile(rf"(?:{data.adverbs})|(?:{data.boosters})|(?:{data.manner})")

    def speaks_jointly(self, text: str) -> bool:
        """Whether a text has "we" or the ministers as speakers."""
        return self.grammar.speaks_jointly(text)

    def sentence(self, text: str, context: Context) -> list[Found]:
        """Return the positions of one sentence, in the order of the text; updates ``context`` with who spoke."""
        seen = see(text, self.grammar, context)
        found, words = seen.found, seen.words
        sure = self.model.probabilities(seen.names, words)
        found = self._placed(text, seen, sure)
        kept = [
            item for item in found if item.reported or item.act in INSIDE or _best(item, words, sure) >= self.drop_below
        ]
        spans = [
            (start, end)
            for start, end in self._spans(words, sure)
            if not self._is_noun(seen.folded[start:end])
            and not self._is_manner(seen.folded, start, end)
            and not any(item.start < end and start < item.end for item in [*kept, *(f for f in found if f.reported)])
        ]
        if not kept and not spans:
            mute = len(found) == 1 and found[0].fact and sure.max(initial=0.0) < self.drop_below
            return [] if mute else found
        return self.grammar.with_predicates(text, seen.folded, kept, spans, seen.candidates)

    def _placed(self, text: str, seen: SeenSentence, sure: np.ndarray) -> list[Found]:
        """Return what the grammar found; the verb of a bare fact, which it only guesses, is the likeliest word instead."""
        fact = len(seen.found) == 1 and seen.found[0].fact
        if not fact or not seen.words or sure.max() <= _best(seen.found[0], seen.words, sure):
            return seen.found
        first = last = int(np.argmax(sure))
        if sure[first] >= self.add_above:
            return seen.found  # it becomes a position of its own
        while first and sure[first - 1] >= CONTINUES * sure.max():
            first -= 1
        while last + 1 < len(sure) and sure[last + 1] >= CONTINUES * sure.max():
            last += 1
        start, end = seen.words[first].start, seen.words[last].end
        target, begin, stop = self.grammar.targets.before(text, seen.folded, start, end)
        item = replace(seen.found[0], target=target, target_start=begin, target_end=stop)
        return [replace(item, start=start, end=end, cue_start=start, cue_end=end)]

    def _is_noun(self, text: str) -> bool:
        """Say whether all that a run of words holds is an act noun ("reaffirmed the States' commitment"): part of the verb
        before."""
        lexicon, words = self.grammar.lexicon, [word for word in text.split() if not word.endswith(("'s", "s'"))]
        return bool(words) and all(word in lexicon.noun_acts and word not in lexicon.verb_forms for word in words)

    def _is_manner(self, folded: str, start: int, end: int) -> bool:
        """Say whether a run of words, or it and the word before, only says how something is said ("avec force")."""
        run, before = folded[start:end], folded[:start].split()[-1:]
        return any(self._manner.fullmatch(text) for text in (run, " ".join([*before, run])))

    def _spans(self, words: Sequence[Word], sure: np.ndarray) -> list[tuple[int, int]]:
        """Return the runs of words that are likely to be predicates."""
        spans, place = [], 0
        while place < len(words):
            last = place
            if sure[place] >= self.add_above:
                while last + 1 < len(words) and sure[last + 1] >= CONTINUES * self.add_above:
                    last += 1
                spans.append((words[place].start, words[last].end))
            place = last + 1
        return spans


AnyExtractor: TypeAlias = "Extractor | JapaneseExtractor | LearnedExtractor"
"""What finds the positions of a sentence."""


def learned(
    grammars: Mapping[str, AnyExtractor], models: Mapping[str, PredicateModel], settings: Label
) -> dict[str, AnyExtractor]:
    """Return the extractor of each language, its grammar mended where there is a model for it."""
    return {
        language: LearnedExtractor(
            grammar, models[language], add_above=settings.predicate_add, drop_below=settings.predicate_drop
        )
        if isinstance(grammar, Extractor) and language in models
        else grammar
        for language, grammar in grammars.items()
    }


def _best(item: Found, words: Sequence[Word], sure: np.ndarray) -> float:
    """Return the highest probability of the words of a position; 1 where it has none."""
    own = [p for word, p in zip(words, sure, strict=True) if item.start < word.end and word.start < item.end]
    return float(max(own, default=1.0))


@dataclass(frozen=True)
class MarkedWords:
    """The words of coded paragraphs of one language: hashed features, texts, whether a coder marked them as (part of)
    the verb of a position, and the number of their paragraph."""

    table: sparse.csr_matrix
    texts: np.ndarray
    marked: np.ndarray
    paragraphs: np.ndarray


def mark_words(paragraphs: Sequence[Sequence[CodedSentence]], grammar: Extractor) -> MarkedWords:
    """Return the words of coded paragraphs, given as their sentences, with what a model sees of them."""
    tables, texts, marked, numbers = [], [], [], []
    for number, paragraph in enumerate(paragraphs):
        context = Context()
        context.third = not grammar.speaks_jointly(" ".join(sentence.text for sentence in paragraph))
        for sentence in paragraph:
            seen = see(sentence.text, grammar, context)
            if seen.words:
                tables.append(HASHER.transform(seen.names))
            texts += [word.text for word in seen.words]
            marked += [any(a < word.end and word.start < b for a, b in sentence.verbs) for word in seen.words]
            numbers += [number] * len(seen.words)
    return MarkedWords(sparse.vstack(tables).tocsr(), np.array(texts), np.array(marked), np.array(numbers))


def fit_predicates(words: MarkedWords, paragraphs: Sequence[int] | np.ndarray, *, c: float) -> PredicateModel:
    """Return the model learned from the words of some ``paragraphs`` (their numbers).

    Parameters
    ----------
    c:
        Inverse strength of the penalty (scikit-learn's ``C``).
    """
    own = np.flatnonzero(np.isin(words.paragraphs, paragraphs))
    silent = _silent(words.texts[own].tolist(), words.marked[own].tolist())
    asked = own[~np.isin(words.texts[own], sorted(silent))]
    if words.marked[asked].all():  # so few words that the common ones are all that a model can learn "no" from
        silent, asked = frozenset(), own
    model = LogisticRegression(C=c, solver="liblinear").fit(words.table[asked], words.marked[asked])
    return PredicateModel(
        np.round(model.coef_[0], DECIMALS).astype(np.float32),
        np.round(model.intercept_, DECIMALS).astype(np.float32),
        silent,
    )


def _silent(texts: Sequence[str], inside: Sequence[bool]) -> frozenset[str]:
    """Return the words that are common and hardly ever part of the verb of a position."""
    counts: dict[str, list[int]] = {}
    for text, verb in zip(texts, inside, strict=True):
        count = counts.setdefault(text, [0, 0])
        count[0] += 1
        count[1] += verb
    return frozenset(text for text, (seen, verbs) in counts.items() if seen >= SEEN and verbs < RARELY * seen)
