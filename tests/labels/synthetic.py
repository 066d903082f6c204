"""Small labellings made by hand, and systematic ways to spoil them."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pandas as pd

from stanceshift.labels.evaluation_schemas import Labelling
from stanceshift.labels.gold import session_of
from stanceshift.labels.schemas import ACTS

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"


def position(
    paragraph: str,
    start: int,
    end: int,
    act: str = "welcome",
    *,
    direction: str = "for",
    force: int = 1,
    holder: str = "joint",
    theme: str = "climate",
    target: str = "unnamed",
    target_start: int | None = None,
    verb: str = "verb",
    reported: bool = False,
    score: float = 0.9,
) -> dict[str, object]:
    """Return a row of a positions table."""
    return {
        "paragraph_id": paragraph,
        "verb": verb,
        "start": start,
        "end": end,
        "act": act,
        "direction": direction,
        "force": force,
        "holder": holder,
        "theme": theme,
        "target": target,
        "target_start": target_start,
        "target_end": None if target_start is None else target_start + len(target),
        "reiterated": False,
        "reported": reported,
        "score": score,
    }


def labelling(
    positions: list[dict[str, object]],
    themes: dict[str, list[str]],
    stances: dict[str, str] | None = None,
    *,
    language: str = "fr",
    text: str = "",
) -> Labelling:
    """Return a `Labelling`; main themes first, stance supportive unless given."""
    stances = stances or {}
    rows = [
        {"paragraph_id": name, "theme": theme, "rank": rank, "score": 0.8, "stance": stances.get(name, "supportive")}
        for name, found in themes.items()
        for rank, theme in enumerate(found, 1)
    ]
    paragraphs = [
        {
            "paragraph_id": name,
            "document_id": name.split("#")[0],
            "session_id": session_of(name),
            "number": int(name.split("#")[1]),
            "language": language,
            "text": text or "x" * 400,
            "main_theme": found[0],
            "stance": stances.get(name, "supportive"),
            "main_act": "welcome",
        }
        for name, found in themes.items()
    ]
    columns = list(position("p#1", 0, 1))
    frame = pd.DataFrame(positions, columns=columns).astype({"target_start": "Int64", "target_end": "Int64"})
    return Labelling(frame, pd.DataFrame(rows), pd.DataFrame(paragraphs))


def spoil_acts(gold: Labelling, share: float, seed: int = 1) -> Labelling:
    """Return the labelling with this share of its acts replaced by others."""
    chance = random.Random(seed)
    acts = [
        chance.choice([a for a in ACTS if a != act]) if chance.random() < share else act
        for act in gold.positions["act"]
    ]
    return replace(gold, positions=gold.positions.assign(act=acts))
