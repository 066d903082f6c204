"""Ranks changes by what a reader in a hurry cares about first; the weights are data (data/shifts/importance.yaml)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml
from stanceshift.shifts.names import Names
from stanceshift.shifts.schemas import CHANGES, FLAGS

IMPORTANCE_FILE = Path("data/shifts/importance.yaml")
EVALUATING_FLAGS = ("rewritten",)
"""Flags that tell how to show a row and add nothing to its importance."""


class Weights(BaseModel):
    """The weights of data/shifts/importance.yaml, which explains each."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    change: dict[str, float]
    theme_floor: float = Field(ge=0, le=1)
    side: dict[str, float]
    bonus: dict[str, float]
    penalty: dict[str, float]
    strong_rung: int = Field(ge=0, le=4)
    headline_min_confidence: float = Field(ge=0, le=1)
    never_headline_themes: tuple[str, ...]
    headlines_per_theme: int = Field(ge=1)
    reaffirming: str
    attached: dict[str, str]
    grave: dict[str, str]


def load_weights(path: str | Path = IMPORTANCE_FILE) -> Weights:
    """Return the weights of ``path``; raises `StanceshiftError` naming the key that is wrong or missing."""
    return _load(str(path), Path(path).stat().st_mtime_ns if Path(path).is_file() else 0)


@lru_cache(maxsize=8)
def _load(path: str, _stamp: int) -> Weights:
    try:
        weights = Weights.model_validate(read_yaml(path) or {})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StanceshiftError(first["msg"], file=path, where=where, fix="see the comments in the file") from error
    wanted = {
        "change": set(CHANGES),
        "side": {"against", "for", "none"},
        "bonus": {"rung_step", "formula_gained"} | (set(FLAGS) - set(EVALUATING_FLAGS)),
        "penalty": {
            "partial_step",
            "first_seen_partial",
            "within_theme",
            "mention",
            "weak_step_for",
            "weak_step_against",
            "broad_theme",
            "fulfilled",
            "one_more",
            "partial_side",
            "softened_partial",
            "by_reference",
            "attached",
            "stands_beside",
            "first_seen_since_full",
            "unnamed",
        },
    }
    for section, keys in wanted.items():
        wrong = keys ^ set(getattr(weights, section))
        if wrong:
            raise StanceshiftError(
                f"key {min(wrong)!r} is missing or unknown",
                file=path,
                where=section,
                fix="see the comments in the file",
            )
    return weights


def importance(
    weights: Weights,
    names: Names,
    *,
    theme: str,
    change: str,
    side: str,
    rungs: int,
    flags: Iterable[str],
    penalties: Iterable[str],
    extras: Iterable[str] = (),
) -> float:
    """Return the importance of a change, 0-1.

    Parameters
    ----------
    side:
        against, for or none: where the change happens.
    rungs:
        Rungs moved, in either direction.
    penalties:
        Keys of ``penalty`` that apply.
    extras:
        Keys of ``bonus`` that apply beside those of the flags.
    """
    factor = weights.theme_floor + (1 - weights.theme_floor) * names.theme(theme).weight
    value = weights.change[change] * factor * weights.side[side]
    value += weights.bonus["rung_step"] * min(abs(rungs), 4) * factor
    value += factor * sum(weights.bonus[key] for key in sorted({*flags, *extras}) if key not in EVALUATING_FLAGS)
    for penalty in sorted(set(penalties)):
        value *= weights.penalty[penalty]
    return round(min(1.0, max(0.0, value)), 4)
