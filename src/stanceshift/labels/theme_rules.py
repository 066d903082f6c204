"""Reads which themes are often named in passing, which have a name that is always heard, and who usually speaks."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml
from stanceshift.labels.speakers import Speakers


class ThemeRules(BaseModel):
    """The checked content of `data/codebook/theme_rules.yaml`."""

    model_config = ConfigDict(extra="forbid")
    version: str
    background: list[str]
    named: list[str]
    always: list[str]
    principle: list[str]
    area: list[str]
    speakers: Speakers


def load_theme_rules(folder: str | Path = "data/codebook") -> ThemeRules:
    """Return the rules of the codebook in ``folder``; raises `StanceshiftError` naming file and key."""
    path = Path(folder) / "theme_rules.yaml"
    try:
        return ThemeRules.model_validate(read_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StanceshiftError(first["msg"], file=path, where=where, fix="mend the entry") from error
