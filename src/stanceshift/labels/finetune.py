"""Fine-tunes a transformers encoder into a classifier of acts and themes on the project's own training sentences."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_json, write_bytes, write_json
from stanceshift.labels.encoder_transformers import E5_PREFIX, folder_version, load_pretrained, looks_e5
from stanceshift.labels.encoders import missing_model
from stanceshift.labels.finetune_fit import MAX_TOKENS, NO_ACT, fit
from stanceshift.labels.theme_model import theme_targets
from stanceshift.settings import Train

TENSORS, FACTS = "finetuned.safetensors", "finetuned.json"
RETRAIN = "run `dvc repro train`"
REMEMBERED = 4096
"""Texts whose scores are kept: acts and themes are asked of the same sentences one after the other."""


def _torch(base: str) -> Any:
    try:
        import torch
    except ImportError as error:
        raise missing_model(base, "transformers", setting="label.act_model") from error
    return torch


def _network(base: str, n_acts: int, n_themes: int) -> tuple[Any, Any, str]:
    """Return (network, tokenizer, prefix): encoder, mean of token vectors, one linear head each for acts and themes."""
    torch = _torch(base)
    tokenizer = load_pretrained("AutoTokenizer", base, setting="label.act_model")
    encoder = load_pretrained("AutoModel", base, setting="label.act_model")
    module: Any = torch.nn.Module

    class Classifier(module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder
            self.dropout = torch.nn.Dropout(0.1)
            self.acts = torch.nn.Linear(encoder.config.hidden_size, n_acts)
            self.themes = torch.nn.Linear(encoder.config.hidden_size, n_themes)

        def forward(self, tokens: Mapping[str, Any]) -> tuple[Any, Any]:
            hidden = self.encoder(**tokens).last_hidden_state
            mask = tokens["attention_mask"].unsqueeze(-1).to(hidden.dtype)
            pooled = self.dropout((hidden * mask).sum(1) / mask.sum(1).clamp(min=1))
            return self.acts(pooled), self.themes(pooled)

    return Classifier(), tokenizer, E5_PREFIX if looks_e5(base, encoder.config) else ""


@dataclass(frozen=True)
class Finetuned:
    """The fine-tuned classifier: `predict` gives acts, `theme_logs` themes."""

    act_ids: tuple[str, ...]
    theme_ids: tuple[str, ...]
    network: Any
    tokenizer: Any
    prefix: str
    temperature: float
    name: str = "finetuned"
    _known: dict[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict, compare=False, repr=False)

    def logits(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return the raw scores of acts and themes, float64; every text goes through alone."""
        torch = _torch(self.name)
        if len(self._known) + len(texts) > REMEMBERED:
            self._known.clear()
        self.network.eval()
        with torch.inference_mode():
            for text in dict.fromkeys(texts):
                if text not in self._known:
                    tokens = self.tokenizer(
                        self.prefix + text, return_tensors="pt", truncation=True, max_length=MAX_TOKENS
                    )
                    acts, themes = self.network(tokens)
                    self._known[text] = acts[0].double().numpy(), themes[0].double().numpy()
        rows = [self._known[text] for text in texts]
        acts = np.array([act for act, _ in rows]).reshape(-1, len(self.act_ids))
        return acts, np.array([theme for _, theme in rows]).reshape(-1, len(self.theme_ids))

    def predict(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return the calibrated probabilities of the acts, float64 ``(n, n_acts)``, rows sum to 1."""
        return np.asarray(softmax(self.logits(texts)[0] / self.temperature, axis=1))

    def theme_logs(self, texts: Sequence[str]) -> np.ndarray:
        """Return the logarithm of each theme's share of a text, float64 ``(n, n_themes)``."""
        return np.asarray(log_softmax(self.logits(texts)[1], axis=1))


def _rounded(network: Any) -> dict[str, Any]:
    """Round the trained parameters to 16 bits, as they will be saved, and return them by name."""
    kept = {}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.half().float()
            kept[name] = parameter.data.half().contiguous()
    return kept


def fit_temperature(logits: np.ndarray, classes: np.ndarray) -> float:
    """Return the temperature that makes held-out probabilities most likely (Guo et al. 2017, arXiv:1706.04599)."""

    def loss(temperature: float) -> float:
        return -float(log_softmax(logits / temperature, axis=1)[np.arange(len(classes)), classes].mean())

    return round(float(minimize_scalar(loss, bounds=(0.05, 10.0), method="bounded").x), 4)


def train_finetuned(
    examples: pd.DataFrame,
    act_ids: Sequence[str],
    theme_ids: Sequence[str],
    held_out: np.ndarray,
    train: Train,
    base: str,
) -> tuple[Finetuned, dict[str, Any]]:
    """Fine-tune ``base`` on all rows but ``held_out`` and calibrate the acts on these.

    The word embeddings and the lower layers stay as they are (``train.layers``), so that only the rest is saved.

    Parameters
    ----------
    examples:
        Columns text, act (missing where a sentence has themes alone), themes.
    held_out:
        Row numbers kept back for calibration and for the figures that are reported.
    base:
        Hugging Face id or local folder of an encoder.

    Returns
    -------
    tuple
        The model, and its trained parameters by name for `save_finetuned`.
    """
    torch = _torch(base)
    torch.manual_seed(train.seed)
    network, tokenizer, prefix = _network(base, len(act_ids), len(theme_ids))
    rows = np.setdiff1d(np.arange(len(examples)), held_out)
    numbers = {act: number for number, act in enumerate(act_ids)}
    classes = np.array([numbers.get(act, NO_ACT) for act in examples["act"]])
    themes = theme_targets(examples, theme_ids)
    texts = examples["text"].tolist()
    fit(network, tokenizer, [prefix + texts[row] for row in rows], classes[rows], themes[rows], train)
    kept = _rounded(network)
    draft = Finetuned(tuple(act_ids), tuple(theme_ids), network, tokenizer, prefix, 1.0)
    judged = held_out[classes[held_out] != NO_ACT]
    temperature = fit_temperature(draft.logits([texts[row] for row in judged])[0], classes[judged])
    return Finetuned(draft.act_ids, draft.theme_ids, network, tokenizer, prefix, temperature), kept


def save_finetuned(model: Finetuned, tensors: Mapping[str, Any], base: str, out: str | Path) -> None:
    """Write the trained parameters (safetensors, 16 bits) and what they belong to."""
    from safetensors.torch import save

    data = save(dict(tensors))
    write_bytes(Path(out) / TENSORS, data)
    write_json(
        Path(out) / FACTS,
        {
            "base": base,
            "base_version": folder_version(base),
            "act_ids": list(model.act_ids),
            "theme_ids": list(model.theme_ids),
            "temperature": model.temperature,
            "sha256": hashlib.sha256(data).hexdigest(),
        },
    )


def load_finetuned(folder: str | Path) -> Finetuned:
    """Return the saved classifier on its base model.

    Raises
    ------
    StanceshiftError
        Where the base model is missing or has changed, or the saved parameters are broken.
    """
    source = Path(folder)
    facts = read_json(source / FACTS)
    torch = _torch(facts["base"])
    from safetensors.torch import load

    try:
        data = (source / TENSORS).read_bytes()
    except OSError as error:
        raise StanceshiftError("the fine-tuned model is missing", file=source, fix=RETRAIN) from error
    if hashlib.sha256(data).hexdigest() != facts["sha256"] or folder_version(facts["base"]) != facts["base_version"]:
        raise StanceshiftError(
            f"the fine-tuned model or its base {facts['base']!r} has changed since training",
            file=source / TENSORS,
            fix=RETRAIN,
        )
    network, tokenizer, prefix = _network(facts["base"], len(facts["act_ids"]), len(facts["theme_ids"]))
    with torch.no_grad():
        parameters = dict(network.named_parameters())
        for name, value in load(data).items():
            parameters[name].copy_(value.float())
    network.eval()
    return Finetuned(
        tuple(facts["act_ids"]), tuple(facts["theme_ids"]), network, tokenizer, prefix, facts["temperature"]
    )
