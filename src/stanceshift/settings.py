"""Reads `params.yaml` into checked settings, one section a stage."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml

PARAMS = Path("params.yaml")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Ingest(_Section):
    """Where the texts are and how they are read."""

    corpus: str = "data/corpus"
    catalogue: str = "data/catalogue"
    min_characters: int = Field(default=200, ge=1)


class Check(_Section):
    """Thresholds of the gates over the corpus."""

    near_duplicate: float = Field(default=0.9, gt=0, le=1)
    min_language_share: float = Field(default=0.5, ge=0, le=1)


class Train(_Section):
    """How the models are trained."""

    seed: int = 0
    vector_alpha: float = Field(default=1.0, gt=0)
    word_alpha: float = Field(default=0.3, gt=0)
    calibration_folds: int = Field(default=5, ge=2)
    max_similarity: float = Field(default=0.9, gt=0, le=1)
    reader_c: float = Field(default=0.05, gt=0)
    second_c: float = Field(default=0.3, gt=0)
    predicate_c: float = Field(default=1.0, gt=0)
    stance_c: float = Field(default=0.1, gt=0)
    epochs: int = Field(default=3, ge=1)
    learning_rate: float = Field(1e-4, gt=0)
    batch_size: int = Field(default=32, ge=1)
    layers: int = Field(default=0, ge=0)
    device: Literal["cpu", "cuda", "mps"] = "cpu"


class Label(_Section):
    """Which models speak, and how sure they must be."""

    encoder: str = "use"
    act_model: Literal["linear", "finetuned", "nli", "none"] = "linear"
    nli_model: str = ""
    finetune_base: str = "models/e5-small"
    abstain_below: float = Field(default=0.35, ge=0, le=1)
    overrule_above: float = Field(default=0.9, ge=0, le=1)
    overrule_unknown_above: float = Field(default=0.6, ge=0, le=1)
    doubt_below: float = Field(default=0.8, ge=0, le=1)
    overrule_doubted_above: float = Field(default=0.8, ge=0, le=1)
    predicate_add: float = Field(default=0.75, gt=0, le=1)
    predicate_drop: float = Field(default=0.15, ge=0, le=1)
    max_silent_share: float = Field(default=0.5, gt=0, le=1)
    theme_threshold: float = Field(default=0.5, ge=0, le=1)
    heading_weight: float = Field(default=1.0, ge=0)


class Compare(_Section):
    """When two positions are the same proposition, and what is worth a headline."""

    same_thread: float = Field(default=0.45, ge=0, le=1)
    reworded_below: float = Field(default=0.95, ge=0, le=1)
    rewritten_below: float = Field(default=0.4, ge=0, le=1)
    headline_importance: float = Field(default=0.5, ge=0, le=1)
    formula_min_words: int = Field(default=4, ge=2)
    formula_min_uses: int = Field(default=3, ge=2)
    partner_window_days: int = Field(default=400, ge=1)


class Evaluate(_Section):
    """How the evaluation resamples."""

    seed: int = 0
    bootstrap: int = Field(default=1000, ge=10)


class Report(_Section):
    """What the pages show by default."""

    language: Literal["en", "fr"] = "en"
    home_series: str = "france-japan"
    max_page_bytes: int = Field(default=1_000_000, ge=10_000)


class Settings(_Section):
    """All sections of `params.yaml`."""

    ingest: Ingest = Ingest()
    check: Check = Check()
    train: Train = Train()
    label: Label = Label()
    compare: Compare = Compare()
    evaluate: Evaluate = Evaluate()
    report: Report = Report()


def load_settings(path: str | Path = PARAMS) -> Settings:
    """Return the settings of ``path``; raises `StanceshiftError` naming the section and key that is wrong."""
    try:
        return Settings.model_validate(read_yaml(path) or {})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StanceshiftError(first["msg"], file=path, where=where, fix="see the comments in params.yaml") from error
