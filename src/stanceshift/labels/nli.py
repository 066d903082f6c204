"""Zero-shot acts: a natural language inference model is asked whether each act's hypothesis follows from the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import softmax

from stanceshift.errors import StanceshiftError
from stanceshift.labels.codebook import LANGUAGES, Codebook
from stanceshift.labels.encoder_transformers import load_pretrained

MAX_TOKENS = 256


def hypotheses(codebook: Codebook) -> dict[str, dict[str, str]]:
    """Return language -> act -> hypothesis; raises `StanceshiftError` for an act that has none."""
    table = {language: {act.id: act.hypothesis_in(language) for act in codebook.acts} for language in LANGUAGES}
    for act, text in table["en"].items():
        if not text:
            raise StanceshiftError(
                "no hypothesis", file="data/codebook/acts.yaml", where=f"acts.{act}.hypothesis", fix="write one"
            )
    return table


@dataclass(frozen=True)
class ZeroShotActs:
    """Acts by entailment (Yin, Hay & Roth 2019, arXiv:1909.00161); nothing is trained, so nothing is calibrated."""

    model: str
    act_ids: tuple[str, ...]
    hypotheses: Mapping[str, Mapping[str, str]]
    name: str = "nli"

    def __post_init__(self) -> None:
        if not self.model:
            raise StanceshiftError(
                "no model is named",
                file="params.yaml",
                where="label.nli_model",
                fix="name a Hugging Face id or a local folder of an NLI model",
            )

    @cached_property
    def _loaded(self) -> tuple[Any, Any, int]:
        tokenizer = load_pretrained("AutoTokenizer", self.model, setting="label.nli_model")
        network = load_pretrained("AutoModelForSequenceClassification", self.model, setting="label.nli_model").eval()
        names = {str(name).lower(): int(number) for name, number in network.config.label2id.items()}
        found = [number for name, number in names.items() if name.startswith("entail")]
        if len(found) != 1:
            raise StanceshiftError(
                f"the model {self.model!r} has no label named entailment (it has {', '.join(sorted(names))})",
                file="params.yaml",
                where="label.nli_model",
                fix="choose a model trained for natural language inference",
            )
        return tokenizer, network, found[0]

    def predict(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """Return the softmax over acts of the entailment scores, float64 ``(n, n_acts)``, rows sum to 1."""
        if not texts:
            return np.zeros((0, len(self.act_ids)))
        tokenizer, network, entailment = self._loaded
        import torch

        scores = np.zeros((len(texts), len(self.act_ids)))
        with torch.inference_mode():
            for row, (text, language) in enumerate(zip(texts, languages, strict=True)):
                asked = self.hypotheses.get(language, self.hypotheses["en"])
                for column, act in enumerate(self.act_ids):
                    tokens = tokenizer(
                        text, asked[act], return_tensors="pt", truncation="only_first", max_length=MAX_TOKENS
                    )
                    scores[row, column] = float(network(**tokens).logits[0, entailment])
        return np.asarray(softmax(scores, axis=1))
