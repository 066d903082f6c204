"""Theme and act models are trained, saved, loaded and say the same afterwards; the stage writes what it promises."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stanceshift.corpus.schemas import Sentences
from stanceshift.errors import StanceshiftError
from stanceshift.frames import write_table
from stanceshift.labels.model_store import Models, load_models
from stanceshift.labels.stage_train import train
from stanceshift.labels.theme_model import combined_features, seen_by
from stanceshift.settings import Label, Settings
from stanceshift.settings import Train as TrainSettings
from tests.labels.tiny import THEMES, LetterEncoder, training_rows, write_codebook, write_training

TEXTS = [
    "They urge the cyber file.",
    "Ils urge le dossier climat.",
    "welcomeする サイバー。",
    "They support the climate and cyber file.",
]
TAGS = ["en", "fr", "ja", "en"]


def _ingest(folder: Path, text: str = "Nothing like the training sentences at all") -> Path:
    frame = pd.DataFrame(
        [{"sentence_id": "d#1.1", "paragraph_id": "d#1", "document_id": "d", "index": 1, "text": text, "language": "en",
          "start": 0, "end": len(text), "source_start": 0, "source_end": len(text)}]
    )  # fmt: skip
    write_table(frame, folder / "sentences.parquet", Sentences)
    return folder


def _train(folder: Path, act_model: str = "linear", encoder: object | None = None, **settings: object) -> dict:
    options = {"act_model": act_model, "encoder": "none", **settings}
    return train(
        Settings(label=Label.model_validate(options), train=TrainSettings(epochs=1)),
        codebook_folder=write_codebook(folder / "codebook"),
        training_folder=write_training(folder / "training"),
        ingest=_ingest(folder / "ingest"),
        out=folder / "model",
        metrics=folder / "metrics.json",
        cache=None,
        encoder=encoder,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    folder = tmp_path_factory.mktemp("trained")
    return folder, _train(folder, encoder=LetterEncoder())


@pytest.fixture
def models(trained: tuple[Path, dict]) -> Models:
    return load_models(trained[0] / "model", encoder=LetterEncoder())


def test_themes_are_found(models: Models) -> None:
    scores = models.themes.score(TEXTS, TAGS)
    names = list(THEMES)
    assert scores.shape == (4, 3)
    assert [names[best] for best in scores[:3].argmax(axis=1)] == ["cyber", "climate", "cyber"]
    assert scores[0, names.index("cyber")] > 0.5 > scores[0, names.index("climate")]
    assert ((scores >= 0) & (scores <= 1)).all()
    assert models.themes.score([], []).shape == (0, 3)


def test_acts_are_found(models: Models) -> None:
    assert models.acts is not None
    probabilities = models.acts.predict(TEXTS, TAGS)
    assert np.allclose(probabilities.sum(axis=1), 1)
    assert [models.acts.act_ids[best] for best in probabilities.argmax(axis=1)] == [
        "urge",
        "urge",
        "welcome",
        "support",
    ]
    assert models.acts.predict([], []).shape == (0, 13)


def test_each_baseline_sees_one_kind_of_evidence(models: Models) -> None:
    cues, vectors = models.themes.using("lexicon"), models.themes.using("model")
    no_cue = ["They urge the file.", "They back another file altogether."]
    assert np.array_equal(cues.score(no_cue, ["en", "en"])[0], cues.score(no_cue, ["en", "en"])[1])
    assert cues.score(TEXTS, TAGS)[0].argmax() == list(THEMES).index("cyber")
    assert not np.array_equal(*vectors.score(no_cue, ["en", "en"]))
    assert not vectors.cue_weights(TEXTS, TAGS).any()
    assert models.themes.using("full").cue_weights(TEXTS, TAGS).any()
    cue = ["Nothing else but cyberwarfare."]
    place = list(THEMES).index("cyber")
    assert models.themes.score(cue, ["en"])[0, place] > vectors.score(cue, ["en"])[0, place]


@pytest.mark.parametrize(
    ("system", "n_evidence", "seen"),
    [
        ("full", 3, list(range(17))),
        ("lexicon", 3, list(range(8))),
        ("model", 3, [11, 12, 14, 15]),
        ("model", 1, [8, 9]),
    ],
)
def test_columns_of_a_baseline_are_those_of_its_evidence(system: str, n_evidence: int, seen: list[int]) -> None:
    features = combined_features(np.eye(3), [np.eye(3)] * n_evidence)
    assert np.flatnonzero(seen_by(system, features.shape[-1])).tolist() == seen  # type: ignore[arg-type]


def test_scores_do_not_depend_on_neighbours(models: Models) -> None:
    together = models.themes.score(TEXTS, TAGS)
    assert np.array_equal(models.themes.score(TEXTS[2:3], TAGS[2:3])[0], together[2])


def test_a_speaker_s_name_speaks_for_no_theme(models: Models) -> None:
    named, plain = "They urge the climate file of Atlantis.", "They urge the climate file of the partner."
    assert np.array_equal(models.themes.score([named], ["en"]), models.themes.score([plain], ["en"]))
    other = models.themes.score(["They urge the climate file of Lemuria."], ["en"])
    assert not np.array_equal(models.themes.score([named], ["en"]), other)


def test_held_out_figures_are_written(trained: tuple[Path, dict]) -> None:
    folder, figures = trained
    assert json.loads((folder / "metrics.json").read_text(encoding="utf-8")) == figures
    assert figures["acts"]["macro_f1"] > 0.8
    assert figures["themes"]["micro_f1"] > 0.85
    assert set(figures["acts"]["macro_f1_by_language"]) == {"en", "fr", "ja"}
    assert figures["n_training_sentences"] == {"en": 52, "fr": 52, "ja": 52}


def test_training_twice_gives_the_same_bytes(trained: tuple[Path, dict], tmp_path: Path) -> None:
    _train(tmp_path, encoder=LetterEncoder())
    files = sorted(path for path in (trained[0] / "model").rglob("*") if path.is_file())
    assert {"themes.yaml", "holders.yaml", "themes.safetensors"} <= {path.name for path in files}
    for path in files:
        again = tmp_path / "model" / path.relative_to(trained[0] / "model")
        assert again.read_bytes() == path.read_bytes(), path.name


def test_scrambled_labels_move_the_figures(tmp_path: Path) -> None:
    rows = training_rows()
    acts = np.random.default_rng(0).permutation([row["act"] for row in rows]).tolist()
    rows = [row | {"act": act} for row, act in zip(rows, acts, strict=True)]
    write_codebook(tmp_path / "codebook")
    figures = train(
        Settings(label=Label(encoder="none")),
        codebook_folder=tmp_path / "codebook",
        training_folder=write_training(tmp_path / "training", rows),
        ingest=_ingest(tmp_path / "ingest"),
        out=tmp_path / "model",
        metrics=tmp_path / "metrics.json",
    )
    assert figures["acts"]["macro_f1"] < 0.5


def test_words_alone_are_enough(tmp_path: Path) -> None:
    _train(tmp_path, act_model="none")
    models = load_models(tmp_path / "model")
    assert models.acts is None
    assert models.themes.score(TEXTS, TAGS)[:, 0].argmax() in (0, 2)


def test_missing_model_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(StanceshiftError, match="dvc repro train"):
        load_models(tmp_path)


@pytest.mark.parametrize("name", ["themes.safetensors", "acts.safetensors", "stance.safetensors"])
def test_broken_model_is_named(trained: tuple[Path, dict], tmp_path: Path, name: str) -> None:
    shutil.copytree(trained[0] / "model", tmp_path, dirs_exist_ok=True)
    (tmp_path / name).write_bytes(b"broken")
    with pytest.raises(StanceshiftError) as caught:
        load_models(tmp_path, encoder=LetterEncoder())
    assert name in str(caught.value)
    assert "dvc repro train" in str(caught.value)


def test_other_encoder_is_refused(trained: tuple[Path, dict]) -> None:
    other = LetterEncoder()
    other.version = "2"
    with pytest.raises(StanceshiftError, match="trained on version 1"):
        load_models(trained[0] / "model", encoder=other)


def test_sentence_of_the_evaluation_stops_the_stage(tmp_path: Path) -> None:
    _ingest(tmp_path / "ingest", training_rows()[0]["text"])
    write_codebook(tmp_path / "codebook")
    with pytest.raises(StanceshiftError, match="en-0-0"):
        train(
            Settings(label=Label(encoder="none")),
            codebook_folder=tmp_path / "codebook",
            training_folder=write_training(tmp_path / "training"),
            ingest=tmp_path / "ingest",
            out=tmp_path / "model",
            metrics=tmp_path / "metrics.json",
        )
    assert not (tmp_path / "model" / "model.json").exists()


def test_features_see_the_rival() -> None:
    features = combined_features(np.array([[2.0, 0.5, 0.0]]), [np.array([[0.1, 0.9, 0.0]])])
    own, rival = features[0, :, 0], features[0, :, 4]
    assert own.tolist() == [2.0, 0.5, 0.0]
    assert rival.tolist() == [0.5, 2.0, 2.0]
    assert features[0, :, 9].tolist() == [0.9, 0.1, 0.9]
