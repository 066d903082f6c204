"""Decides the stance of a paragraph on each of its themes from its positions, by the codebook's rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml

AGAINST_ACTS = frozenset({"condemn", "oppose", "demand", "concern"})
_SILENT = frozenset({"note", "state"})


class Judged(Protocol):
    """What the rule needs of a position."""

    @property
    def act(self) -> str:
        """Id of the act."""

    @property
    def direction(self) -> str:
        """for, against or none."""


class StanceFile(BaseModel):
    """The checked content of `data/codebook/stance.yaml`."""

    model_config = ConfigDict(extra="forbid")
    version: str
    criticised: dict[str, str]
    praising: list[str]
    offer: str


class StanceRule:
    """The rule of `data/codebook/stance.yaml`. Build it with `load_stance_rule`."""

    def __init__(self, content: StanceFile) -> None:
        self._criticised = {theme: re.compile(text) for theme, text in content.criticised.items()}
        self._praising = frozenset(content.praising)
        self._offer = re.compile(content.offer)

    def stance(self, positions: Sequence[Judged], theme: str, clauses: Sequence[str]) -> str:
        """Return critical, supportive, mixed or neutral for positions on one theme (reported ones left out).

        ``clauses`` are the folded clauses of the positions, where praise of the criticised party is looked for.
        """
        against = [p for p in positions if p.direction == "against"]
        voiced = [p for p in positions if p.act not in _SILENT and p.direction == "for"]
        if not against:
            return "supportive" if voiced else "neutral"
        pattern = self._criticised.get(theme)
        for position, clause in zip(positions, clauses, strict=True):
            if position.direction != "for":
                continue
            named = bool(pattern and pattern.search(clause))
            if named and (position.act in self._praising or self._offer.search(clause)):
                return "mixed"
        if not any(p.act in AGAINST_ACTS for p in against) and len(voiced) > len(against):
            return "supportive"
        return "critical"

    def overall(self, stances: Sequence[tuple[str, int]]) -> str:
        """Return the stance of a paragraph from (stance, number of positions) of its themes, main theme first.

        It is the stance on the main theme; where nothing is voiced on that, the stance voiced most on the others.
        """
        if not stances:
            return "neutral"
        if stances[0][0] != "neutral":
            return stances[0][0]
        voiced: dict[str, int] = {}
        for stance, count in stances[1:]:
            if stance != "neutral":
                voiced[stance] = voiced.get(stance, 0) + count
        return max(voiced, key=lambda stance: (voiced[stance], stance)) if voiced else "neutral"


def load_stance_rule(data_dir: str | Path = "data") -> StanceRule:
    """Return the rule; raises `StanceshiftError` naming the key that is wrong."""
    path = Path(data_dir) / "codebook" / "stance.yaml"
    try:
        return StanceRule(StanceFile.model_validate(read_yaml(path)))
    except (ValidationError, re.error) as error:
        raise StanceshiftError(f"not a stance rule: {error}", file=path, fix="mend the entry named") from error
