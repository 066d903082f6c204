"""Follows cooperation items (agreements, dialogues, exercises) through the stages that texts announce."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml
from stanceshift.frames import columns_of
from stanceshift.shifts.names import LANGUAGES, compile_patterns, plain
from stanceshift.shifts.schemas import STAGES, Commitments
from stanceshift.shifts.tables import each

COMMITMENTS_FILE = Path("data/shifts/commitments.yaml")
REACH = 120
"""How many characters away from the item's name a word may announce its stage."""

Patterns = dict[str, re.Pattern[str]]


@dataclass(frozen=True)
class Item:
    """A cooperation item: its label, whether it is an activity, and its names per language."""

    label: str
    activity: bool
    names: Patterns


@dataclass(frozen=True)
class CommitmentList:
    """Items by id, and the words of each stage per language: for all items, and the further ones for activities."""

    items: dict[str, Item]
    stages: dict[str, Patterns]
    activity_stages: dict[str, Patterns]


def load_commitments(path: str | Path = COMMITMENTS_FILE) -> CommitmentList:
    """Return items and stages of ``path``; raises `StanceshiftError` naming the entry that is wrong."""
    value = read_yaml(path)
    if not isinstance(value, dict) or set(value) != {"items", "stages", "activity_stages"}:
        raise StanceshiftError(
            "expected `items:`, `stages:` and `activity_stages:`", file=path, fix="see the comments in the file"
        )
    items = {}
    for name, entry in value["items"].items():
        where = f"items.{name}"
        if not isinstance(entry, dict) or not entry.get("label"):
            raise StanceshiftError("an item needs a label", file=path, where=where, fix="write label: ...")
        unknown = set(entry) - {"label", "kind", *LANGUAGES}
        if unknown or entry.get("kind", "activity") != "activity":
            wrong = min(unknown) if unknown else "kind"
            raise StanceshiftError(
                f"{wrong!r} is wrong", file=path, where=where, fix="keys: label, kind: activity, en, fr, ja"
            )
        items[name] = Item(str(entry["label"]), "kind" in entry, _patterns(entry, path, where))
    stages = {}
    for section in ("stages", "activity_stages"):
        wrong_stages = set(value[section]) - set(STAGES)
        if wrong_stages:
            raise StanceshiftError(
                f"unknown stage {min(wrong_stages)!r}", file=path, where=section, fix=f"use {', '.join(STAGES)}"
            )
        stages[section] = {
            stage: _patterns(entry, path, f"{section}.{stage}") for stage, entry in value[section].items()
        }
    return CommitmentList(items, stages["stages"], stages["activity_stages"])


def _patterns(entry: dict[str, Any], path: str | Path, where: str) -> Patterns:
    return {
        language: compile_patterns(entry[language], path, f"{where}.{language}")
        for language in LANGUAGES
        if language in entry
    }


def stage_of(text: str, start: int, end: int, language: str, item: Item, words: CommitmentList) -> str | None:
    """Return the stage announced for the item named at ``start``-``end`` of a sentence, None where no word says one.

    The nearest words decide, at most `REACH` characters away; of two equally near the later stage. Words inside longer
    ones that announce a stage do not count ("start negotiations": agree_to_start, not negotiate).
    """
    found: list[tuple[int, int, int]] = []
    for rank, stage in enumerate(STAGES):
        patterns = [words.stages.get(stage, {}).get(language)]
        if item.activity:
            patterns.append(words.activity_stages.get(stage, {}).get(language))
        for pattern in patterns:
            found.extend((match.start(), match.end(), rank) for match in (pattern.finditer(text) if pattern else ()))
    free = [(a, b, rank) for a, b, rank in found if b <= start or a >= end]
    whole = [
        (a, b, rank) for a, b, rank in free if not any(c <= a and b <= d and (d - c) > (b - a) for c, d, _ in free)
    ]
    near = [(start - b if b <= start else a - end, -rank) for a, b, rank in whole]
    best = min((key for key in near if key[0] <= REACH), default=None)
    return STAGES[-best[1]] if best else None


def build_commitments(
    sentences: pd.DataFrame, sessions: pd.DataFrame, positions: pd.DataFrame, words: CommitmentList
) -> pd.DataFrame:
    """Return the table Commitments: for every item and session each stage announced, where it is first said.

    Parameters
    ----------
    sentences:
        The table corpus.Sentences.
    positions:
        Positions with context; the first of a sentence is the row's position.
    """
    texts = sentences.merge(sessions[["document_id", "series", "session_id", "date"]], on="document_id", how="inner")
    texts["paragraph"] = texts["paragraph_id"].str.rsplit("#", n=1).str[-1].astype(int)
    texts = texts.sort_values(["series", "date", "session_id", "paragraph", "index"], ignore_index=True)
    position_of = positions.drop_duplicates("sentence_id").set_index("sentence_id")["position_id"].to_dict()
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for sentence in each(texts):
        text = plain(sentence.text)
        for name, item in words.items.items():
            pattern = item.names.get(sentence.language)
            for match in pattern.finditer(text) if pattern else ():
                stage = stage_of(text, match.start(), match.end(), sentence.language, item, words)
                key = (name, sentence.session_id, stage or "")
                if stage is None or key in rows:
                    continue
                rows[key] = {
                    "item": name,
                    "label": item.label,
                    "series": sentence.series,
                    "session_id": sentence.session_id,
                    "date": sentence.date,
                    "stage": stage,
                    "position_id": position_of.get(sentence.sentence_id),
                    "paragraph_id": sentence.paragraph_id,
                    "start": sentence.start + match.start(),
                    "end": sentence.start + match.end(),
                    "text": sentence.text,
                }
    table = pd.DataFrame(list(rows.values()), columns=columns_of(Commitments))
    table["_stage"] = table["stage"].map(STAGES.index)
    ordered = table.sort_values(["series", "item", "date", "session_id", "_stage"], ignore_index=True)
    return ordered.drop(columns="_stage")
