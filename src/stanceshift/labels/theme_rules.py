"""Reads which themes give way to others in a paragraph, and which are always heard."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml


class ThemeRules(BaseModel):
    """The checked content of `data/codebook/theme_rules.yaml`."""

    model_config = ConfigDict(extra="forbid")
    version: str
    background: list[str]
    background_cut: float = Field(ge=0, le=1)
    named: list[str]


def load_theme_rules(data_dir: str | Path = "data") -> ThemeRules:
    """Return the rules; raises `StanceshiftError` naming file and key."""
    path = Path(data_dir) / "codebook" / "theme_rules.yaml"
    try:
        return ThemeRules.model_validate(read_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StanceshiftError(first["msg"], file=path, where=where, fix="mend the entry") from error
