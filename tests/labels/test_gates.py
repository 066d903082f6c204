"""Gates on the shipped corpus: what lexicon and grammar alone find, against the gold of the digests and the seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import pytest

from stanceshift.corpus import Corpus, read_corpus
from stanceshift.files import read_jsonl
from stanceshift.labels.found import Context
from stanceshift.labels.scoring import match_positions
from tests.labels.extraction import DATA, extractor

DETECTION, ACT, HOLDER, DIRECTION = 0.95, 0.93, 0.97, 0.89
SEED = "fr-jp-2017-01-06.fr"


@dataclass(frozen=True)
class Figures:
    n: int
    precision: float
    recall: float
    f1: float
    act: float
    holder: float
    direction: float


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(DATA / "corpus")


def _gold(corpus: Corpus, language: str) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Yield the paragraph id and positions of each gold paragraph of the digests in a language, or of the seed."""
    if language == "seed":
        files = [(SEED, DATA / "gold" / "seed.adjudicated.jsonl")]
    else:
        known = corpus.documents.set_index("document_id")["language"]
        paths = sorted((DATA / "gold" / "digests").glob("*.jsonl"))
        files = [(path.stem, path) for path in paths if known[path.stem] == language]
    for document, path in files:
        for row in read_jsonl(path):
            yield f"{document}#{row['paragraph']}", row["positions"]


def _found(corpus: Corpus, paragraph_ids: list[str]) -> pd.DataFrame:
    """Return the positions that the rules find in paragraphs, offsets into the paragraph."""
    documents = corpus.documents.set_index("document_id")
    sentences = {str(name): group for name, group in corpus.sentences.groupby("paragraph_id")}
    contexts: dict[str, Context] = {}
    rows = []
    for name in paragraph_ids:
        document = name.split("#")[0]
        context = contexts.setdefault(document, Context(parties=list(documents.loc[document, "parties"])))
        context.holder = "joint"
        for sentence in sentences[name].itertuples():
            for p in extractor(sentence.language).sentence(sentence.text, context):
                if not p.reported:
                    rows.append(
                        (
                            name,
                            p.start + sentence.start,
                            p.end + sentence.start,
                            p.act or "state",
                            p.holder,
                            p.direction,
                        )
                    )
    return pd.DataFrame(rows, columns=["paragraph_id", "start", "end", "act", "holder", "direction"])


def _figures(corpus: Corpus, language: str) -> Figures:
    coded = list(_gold(corpus, language))
    gold = pd.DataFrame([{"paragraph_id": name, **position} for name, positions in coded for position in positions])
    found = _found(corpus, [name for name, _ in coded])
    pairs = match_positions(gold, found)
    precision, recall = len(pairs) / len(found), len(pairs) / len(gold)

    def right(column: str) -> float:
        return sum(gold[column][i] == found[column][j] for i, j in pairs) / len(pairs)

    f1 = 2 * precision * recall / (precision + recall)
    return Figures(len(gold), precision, recall, f1, right("act"), right("holder"), right("direction"))


@pytest.mark.parametrize(("language", "least"), [("en", 500), ("fr", 200), ("ja", 40), ("seed", 120)])
def test_rules_alone_reach_the_gates(corpus: Corpus, language: str, least: int) -> None:
    figures = _figures(corpus, language)
    print(language, figures)
    assert figures.n >= least, "gold has been lost"
    assert figures.f1 >= DETECTION, figures
    assert figures.act >= ACT, figures
    assert figures.holder >= HOLDER, figures
    assert figures.direction >= DIRECTION, figures


def test_every_sentence_of_the_corpus_has_a_position(corpus: Corpus) -> None:
    for sentence in corpus.sentences.itertuples():
        found = extractor(sentence.language).sentence(sentence.text, Context())
        assert found, sentence.text
        for p in found:
            assert 0 <= p.start < p.end <= len(sentence.text), (sentence.text, p)
            if p.target_start is not None:
                assert sentence.text[p.target_start : p.target_end] == p.target
