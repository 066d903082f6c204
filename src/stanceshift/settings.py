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
    min_characters: int = Field(200, ge=1)


class Check(_Section):
    """Thresholds of the gates over the corpus."""

    near_duplicate: float = Field(0.9, gt=0, le=1)
    min_language_share: float = Field(0.5, ge=0, le=1)


class Train(_Section):
    """How the models are trained."""

    seed: int = 0
    theme_c: float = Field(10.0, gt=0)
    act_c: float = Field(10.0, gt=0)
    calibration_folds: int = Field(5, ge=2)
    max_similarity: float = Field(0.9, gt=0, le=1)
    epochs: int = Field(8, ge=1)
    learning_rate: float = Field(1e-4, gt=0)
    batch_size: int = Field(16, ge=1)


class Label(_Section):
    """Which models speak, and how sure they must be."""

    encoder: str = "use"
    act_model: Literal["linear", "finetuned", "nli", "none"] = "linear"
    nli_model: str = ""
    abstain_below: float = Field(0.35, ge=0, le=1)
    theme_threshold: float = Field(0.35, ge=0, le=1)
    theme_secondary_share: float = Field(0.4, ge=0, le=1)
    lexicon_weight: float = Field(0.6, ge=0, le=1)


class Compare(_Section):
    """When two positions are the same proposition, and what is worth a headline."""

    same_thread: float = Field(0.45, ge=0, le=1)
    reworded_below: float = Field(0.95, ge=0, le=1)
    rewritten_below: float = Field(0.4, ge=0, le=1)
    headline_importance: float = Field(0.5, ge=0, le=1)
    formula_min_words: int = Field(4, ge=2)
    formula_min_uses: int = Field(3, ge=2)
    partner_window_days: int = Field(400, ge=1)


class Evaluate(_Section):
    """How the evaluation resamples."""

    seed: int = 0
    bootstrap: int = Field(1000, ge=10)


class Report(_Section):
    """What the pages show by default."""

    language: Literal["en", "fr"] = "en"
    home_series: str = "france-japan"
    max_page_bytes: int = Field(1_000_000, ge=10_000)


class Settings(_Section):
    """All sections of `params.yaml`."""

    ingest: Ingest = Ingest()  # pyright: ignore
    check: Check = Check()  # pyright: ignore
    train: Train = Train()  # pyright: ignore
    label: Label = Label()  # pyright: ignore
    compare: Compare = Compare()  # pyright: ignore
    evaluate: Evaluate = Evaluate()  # pyright: ignore
    report: Report = Report()  # pyright: ignore


def load_settings(path: str | Path = PARAMS) -> Settings:
    """Return the settings of ``path``; raises `StanceshiftError` naming the section and key that is wrong."""
    try:
        return Settings.model_validate(read_yaml(path) or {})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StanceshiftError(first["msg"], file=path, where=where, fix="see the comments in params.yaml") from error
