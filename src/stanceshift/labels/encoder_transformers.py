"""Encoders of the package transformers: any Hugging Face id or local folder, mean of the token vectors."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from stanceshift.errors import StanceshiftError
from stanceshift.files import sha256_of
from stanceshift.labels.encoders import missing_model, unit_rows

E5_PREFIX = "query: "
"""What the multilingual-e5 models expect before a text in symmetric tasks."""


def load_pretrained(kind: str, model: str, *, setting: str = "label.encoder") -> Any:
    """Return ``transformers.<kind>.from_pretrained(model)``; a local folder is read without any network.

    ``setting`` is the key of `params.yaml` that names the model, for the error.

    Raises
    ------
    StanceshiftError
        When the package, the folder or the model is missing, or cannot be read.
    """
    try:
        import transformers
    except ImportError as error:
        raise missing_model(model, "transformers", setting=setting) from error
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    looks_local = Path(model).is_dir() or model.startswith((".", "/", "~"))
    try:
        loaded = getattr(transformers, kind).from_pretrained(
            str(Path(model).expanduser()) if looks_local else model, local_files_only=looks_local
        )
    except (OSError, ValueError) as error:
        raise missing_model(model, "transformers", setting=setting) from error
    return loaded


def folder_version(model: str) -> str:
    """Return what identifies a model's weights: for a local folder a hash of its files, else its name."""
    folder = Path(model).expanduser()
    if not folder.is_dir():
        return model
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".safetensors", ".json"}:
            digest.update(f"{path.name} {sha256_of(path)}\n".encode())
    return digest.hexdigest()[:12]


def looks_e5(model: str, config: Any) -> bool:
    """Return whether the name of a model, or the one in its configuration, says that it is an e5 model."""
    return "e5" in Path(model).name.lower() or "e5" in str(getattr(config, "_name_or_path", "")).lower()


class TransformersEncoder:
    """Mean of the last layer's token vectors under the attention mask, as sentence-transformers pools them."""

    def __init__(self, model: str) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        self._tokenizer = load_pretrained("AutoTokenizer", model)
        self._model = load_pretrained("AutoModel", model).eval()
        config = self._model.config
        if not getattr(config, "hidden_size", 0):
            raise StanceshiftError(
                f"the model {model!r} gives no token vectors",
                file="params.yaml",
                where="label.encoder",
                fix="choose a text encoder",
            )
        self.name, self.version, self.dim = f"transformers:{model}", folder_version(model), int(config.hidden_size)
        self._prefix = E5_PREFIX if looks_e5(model, config) else ""
        self._limit = min(int(getattr(config, "max_position_embeddings", 512)), 512)

    def encode(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return float32 ``(n, dim)``; every text goes through alone and is cut at 512 tokens."""
        import torch

        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        rows = []
        with torch.inference_mode():
            for text in texts:
                tokens = self._tokenizer(
                    self._prefix + text, return_tensors="pt", truncation=True, max_length=self._limit
                )
                hidden = self._model(**tokens).last_hidden_state[0]
                mask = tokens["attention_mask"][0].unsqueeze(-1).to(hidden.dtype)
                rows.append(((hidden * mask).sum(0) / mask.sum().clamp(min=1)).numpy())
        return unit_rows(np.stack(rows))
