"""Shows that the evaluation can fail: a corrupted lexicon or model moves the figures."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stanceshift.corpus import read_document, read_source
from stanceshift.files import read_yaml, write_yaml
from stanceshift.labels.codebook import load_codebook
from stanceshift.labels.evaluation_schemas import Labelling
from stanceshift.labels.extract import Extractor
from stanceshift.labels.found import Context
from stanceshift.labels.gold import load_gold
from stanceshift.labels.holders import load_holders
from stanceshift.labels.lexicon import load_lexicon
from stanceshift.labels.scoring import score
from tests.labels.synthetic import ROOT

SEED = "fr-jp-2017-01-06.fr"


@pytest.fixture(scope="module")
def reading():
    source = read_source(ROOT / "data/corpus/france-japan" / f"{SEED}.txt")
    return read_document(source, SEED, "fr", abbreviations=ROOT / "data/lexicon/abbreviations.yaml")


@pytest.fixture(scope="module")
def gold(reading, tmp_path_factory: pytest.TempPathFactory) -> Labelling:
    folder = tmp_path_factory.mktemp("gold")
    for path in (ROOT / "data/gold").glob("seed.*.jsonl"):
        shutil.copy(path, folder)
    index = read_yaml(ROOT / "data/gold/index.yaml")
    write_yaml(folder / "index.yaml", {**index, "entries": [e for e in index["entries"] if e["set"] == "seed"]})
    return load_gold(folder, reading.paragraphs, load_codebook(ROOT / "data/codebook")).references["seed"]


def by_lexicon(gold: Labelling, sentences: pd.DataFrame, data: Path) -> Labelling:
    """Label the positions with the rule-based extractor alone; themes and stance are taken from the gold."""
    extractor = Extractor(load_lexicon("fr", data), load_holders(data))
    context = Context(parties=["fr", "jp"])
    rows = [
        {
            **{name: getattr(found, name) for name in ("direction", "force", "holder", "target", "reported")},
            "paragraph_id": sentence["paragraph_id"],
            "start": sentence["start"] + found.start,
            "end": sentence["start"] + found.end,
            "act": found.act or "state",
            "theme": "other",
        }
        for sentence in sentences.to_dict("records")
        for found in extractor.sentence(sentence["text"], context)
    ]
    return Labelling.of(replace(gold, positions=pd.DataFrame(rows)))


def figures(gold: Labelling, predicted: Labelling) -> dict[str, float]:
    scored = score(gold, predicted, n_resamples=10)
    rows = scored[scored["level"] == "position"]
    return dict(zip(rows["measure"], rows["value"], strict=True))


def test_a_corrupted_lexicon_moves_the_figures(gold: Labelling, reading, tmp_path: Path) -> None:
    whole = figures(gold, by_lexicon(gold, reading.sentences, ROOT / "data"))
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data/lexicon", data / "lexicon")
    shutil.copytree(ROOT / "data/codebook", data / "codebook")
    lexicon = read_yaml(data / "lexicon/fr.yaml")
    verbs = lexicon["verbs"]
    verbs["welcome"], verbs["commit"] = verbs["commit"], verbs["welcome"]
    write_yaml(data / "lexicon/fr.yaml", lexicon)
    spoilt = figures(gold, by_lexicon(gold, reading.sentences, data))
    assert whole["act_accuracy"] > 0.8
    assert spoilt["act_accuracy"] < whole["act_accuracy"] - 0.2
    assert spoilt["act_macro_f1"] < whole["act_macro_f1"] - 0.1


class Turned:
    """An act model whose probabilities belong to the wrong acts."""

    def __init__(self, model) -> None:
        self.model, self.name, self.act_ids = model, model.name, model.act_ids

    def predict(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        return np.roll(self.model.predict(texts, languages), 5, axis=1)


@pytest.mark.pipeline
def test_a_corrupted_model_moves_the_figures(gold: Labelling, reading) -> None:
    from stanceshift.labels.labeller import Labeller

    if not (ROOT / "build/model/model.json").is_file():
        pytest.skip("build/model is missing: run `dvc repro train`")
    labeller = Labeller.load(ROOT / "build/model", data_dir=ROOT / "data")
    parties = {SEED: ["fr", "jp"]}
    whole = Labelling.of(labeller.label(reading.paragraphs, reading.sentences, parties, "model"))
    assert labeller.models.acts is not None
    labeller.models = replace(labeller.models, acts=Turned(labeller.models.acts))
    spoilt = Labelling.of(labeller.label(reading.paragraphs, reading.sentences, parties, "model"))
    assert figures(gold, spoilt)["act_accuracy"] < figures(gold, whole)["act_accuracy"] - 0.2
