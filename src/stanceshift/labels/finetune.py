"""Fine-tunes a transformers encoder into a classifier of acts and themes on the project's own training sentences."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_softmax, softmax

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_json, write_bytes, write_json
from stanceshift.labels.act_models import act_classes
from stanceshift.labels.encoder_transformers import E5_PREFIX, folder_version, load_pretrained, looks_e5
from stanceshift.labels.encoders import missing_model
from stanceshift.labels.theme_model import theme_targets
from stanceshift.settings import Train

TENSORS, FACTS = "finetuned.safetensors", "finetuned.json"
MAX_TOKENS = 128
"""Longer sentences are cut: 99 in 100 of the training sentences are shorter."""

RARE = -3.5
"""Where the theme scores begin: a theme is present in about one sentence of thirty."""

WARM_UP = 0.1
"""Share of the steps over which the learning rate rises before it falls to zero."""


def _torch(base: str) -> Any:
    try:
        import torch
    except ImportError as error:
        raise missing_model(base, "transformers") from error
    return torch


def _network(base: str, n_acts: int, n_themes: int) -> tuple[Any, Any, str]:
    """Return (network, tokenizer, prefix): encoder, mean of token vectors, one linear head each for acts and themes."""
    torch = _torch(base)
    tokenizer, encoder = load_pretrained("AutoTokenizer", base), load_pretrained("AutoModel", base)

    module: Any = torch.nn.Module

    class Classifier(module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder
            self.dropout = torch.nn.Dropout(0.1)
            self.acts = torch.nn.Linear(encoder.config.hidden_size, n_acts)
            self.themes = torch.nn.Linear(encoder.config.hidden_size, n_themes)
            torch.nn.init.constant_(self.themes.bias, RARE)

        def forward(self, tokens: Mapping[str, Any]) -> tuple[Any, Any]:
            hidden = self.encoder(**tokens).last_hidden_state
            mask = tokens["attention_mask"].unsqueeze(-1).to(hidden.dtype)
            pooled = self.dropout((hidden * mask).sum(1) / mask.sum(1).clamp(min=1))
            return self.acts(pooled), self.themes(pooled)

    network = Classifier()
    for parameter in encoder.get_input_embeddings().parameters():
        parameter.requires_grad = False
    return network, tokenizer, E5_PREFIX if looks_e5(base, encoder.config) else ""


@dataclass(frozen=True)
class FinetunedActs:
    """The fine-tuned classifier: `predict` gives acts, `theme_scores` themes."""

    act_ids: tuple[str, ...]
    theme_ids: tuple[str, ...]
    network: Any
    tokenizer: Any
    prefix: str
    temperature: float
    name: str = "finetuned"

    def logits(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return the raw scores of acts and themes, float64; every text goes through alone."""
        torch = _torch(self.name)
        acts = np.zeros((len(texts), len(self.act_ids)))
        themes = np.zeros((len(texts), len(self.theme_ids)))
        self.network.eval()
        with torch.inference_mode():
            for row, text in enumerate(texts):
                one, other = self.network(_tokens(self.tokenizer, [self.prefix + text]))
                acts[row], themes[row] = one[0].double().numpy(), other[0].double().numpy()
        return acts, themes

    def predict(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return the calibrated probabilities of the acts, float64 ``(n, n_acts)``, rows sum to 1."""
        return np.asarray(softmax(self.logits(texts)[0] / self.temperature, axis=1))

    def theme_scores(self, texts: Sequence[str]) -> np.ndarray:
        """Return a score of 0 to 1 for every theme, float64 ``(n, n_themes)``."""
        return np.asarray(expit(self.logits(texts)[1]))


def _tokens(tokenizer: Any, texts: Sequence[str]) -> Any:
    return tokenizer(list(texts), return_tensors="pt", padding=True, truncation=True, max_length=MAX_TOKENS)


def _batches(lengths: np.ndarray, size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Return the rows in batches of texts of like length, in random order."""
    order = rng.permutation(len(lengths))
    pool = size * 8
    batches = []
    for first in range(0, len(order), pool):
        near = order[first : first + pool]
        near = near[np.argsort(lengths[near], kind="stable")]
        batches += [near[start : start + size] for start in range(0, len(near), size)]
    return [batches[number] for number in rng.permutation(len(batches))]


def _fit(
    network: Any, tokenizer: Any, texts: Sequence[str], acts: np.ndarray, themes: np.ndarray, train: Train
) -> None:
    """Train in place: AdamW, linear rise and fall of the learning rate, gradients clipped at 1, all by seed."""
    torch = _torch("training")
    lengths = np.array([len(text) for text in texts])
    rng = np.random.default_rng(train.seed)
    plan = [batch for _ in range(train.epochs) for batch in _batches(lengths, train.batch_size, rng)]
    rise = max(1, int(WARM_UP * len(plan)))
    optimizer = torch.optim.AdamW(
        [parameter for parameter in network.parameters() if parameter.requires_grad],
        lr=train.learning_rate,
        weight_decay=0.01,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / rise, max(0.0, (len(plan) - step) / max(1, len(plan) - rise)))
    )
    act_targets, theme_target = torch.tensor(acts), torch.tensor(themes, dtype=torch.float32)
    network.train()
    for batch in plan:
        act_logits, theme_logits = network(_tokens(tokenizer, [texts[row] for row in batch]))
        loss = torch.nn.functional.cross_entropy(act_logits, act_targets[batch], label_smoothing=0.05)
        themes_loss = torch.nn.functional.binary_cross_entropy_with_logits(
            theme_logits, theme_target[batch], reduction="sum"
        )
        loss = loss + themes_loss / len(batch)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    network.eval()


def _round_to_half(network: Any) -> dict[str, Any]:
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
    training: pd.DataFrame,
    act_ids: Sequence[str],
    theme_ids: Sequence[str],
    held_out: np.ndarray,
    train: Train,
    base: str,
    out: str | Path,
) -> tuple[FinetunedActs, np.ndarray, np.ndarray]:
    """Fine-tune ``base`` on all rows but ``held_out``, calibrate on these, save to ``out``.

    The word embeddings stay as they are, so that only the other parameters are saved (16 bits, safetensors).

    Parameters
    ----------
    training:
        Columns text, act, themes.
    held_out:
        Row numbers kept back for calibration and for the figures that are reported.
    base:
        Hugging Face id or local folder of an encoder.

    Returns
    -------
    tuple
        The model, and its act probabilities and theme scores of the held-out rows.
    """
    torch = _torch(base)
    torch.manual_seed(train.seed)
    network, tokenizer, prefix = _network(base, len(act_ids), len(theme_ids))
    rows = np.setdiff1d(np.arange(len(training)), held_out)
    classes, themes = act_classes(training, act_ids), theme_targets(training, theme_ids)
    texts = training["text"].tolist()
    _fit(network, tokenizer, [prefix + texts[row] for row in rows], classes[rows], themes[rows], train)
    kept = _round_to_half(network)
    draft = FinetunedActs(tuple(act_ids), tuple(theme_ids), network, tokenizer, prefix, 1.0)
    act_logits, theme_logits = draft.logits([texts[row] for row in held_out])
    temperature = fit_temperature(act_logits, classes[held_out])
    model = FinetunedActs(tuple(act_ids), tuple(theme_ids), network, tokenizer, prefix, temperature)
    _save(model, kept, base, Path(out))
    return model, np.asarray(softmax(act_logits / temperature, axis=1)), np.asarray(expit(theme_logits))


def _save(model: FinetunedActs, tensors: Mapping[str, Any], base: str, out: Path) -> None:
    from safetensors.torch import save

    data = save(dict(tensors))
    write_bytes(out / TENSORS, data)
    write_json(
        out / FACTS,
        {
            "base": base,
            "base_version": folder_version(base),
            "act_ids": list(model.act_ids),
            "theme_ids": list(model.theme_ids),
            "temperature": model.temperature,
            "sha256": hashlib.sha256(data).hexdigest(),
        },
    )


def load_finetuned(folder: str | Path) -> FinetunedActs:
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
        raise StanceshiftError("the fine-tuned model is missing", file=source, fix="run `dvc repro train`") from error
    if hashlib.sha256(data).hexdigest() != facts["sha256"] or folder_version(facts["base"]) != facts["base_version"]:
        raise StanceshiftError(
            f"the fine-tuned model or its base {facts['base']!r} has changed since training",
            file=source / TENSORS,
            fix="run `dvc repro train`",
        )
    network, tokenizer, prefix = _network(facts["base"], len(facts["act_ids"]), len(facts["theme_ids"]))
    with torch.no_grad():
        parameters = dict(network.named_parameters())
        for name, value in load(data).items():
            parameters[name].copy_(value.float())
    network.eval()
    return FinetunedActs(
        tuple(facts["act_ids"]), tuple(facts["theme_ids"]), network, tokenizer, prefix, facts["temperature"]
    )
