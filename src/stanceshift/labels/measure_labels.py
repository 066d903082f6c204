"""Reads a folder of texts and the labels that coders gave to its paragraphs, placed on the text by their words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from stanceshift.corpus import TEXT_SUFFIXES, Reading, read_file
from stanceshift.errors import StanceshiftError
from stanceshift.files import iter_jsonl, text_sha
from stanceshift.labels.evaluation_schemas import Labelling
from stanceshift.labels.label_rows import main_act
from stanceshift.labels.schemas import ACTS, DIRECTIONS, STANCES, UNNAMED

MAX_HEADINGS = 0.05
"""Share of coded blocks that may turn out to be headings rather than paragraphs."""
_BLOCK = re.compile(r"\S(?:(?!\n[^\S\n]*\n).)*", re.DOTALL)


@dataclass(frozen=True)
class Texts:
    """The paragraphs of a folder (columns of `corpus.schemas.Paragraphs`) and the hashes by which coders name them."""

    paragraphs: pd.DataFrame
    keys: dict[str, str]


@dataclass(frozen=True)
class Said:
    """What the main act of a paragraph is decided from: a coder's position, of which the coder is sure."""

    act: str
    theme: str
    score: float = 1.0


@dataclass(frozen=True)
class CoderFile:
    """The labels of one coder, and what of the file could not be placed on the texts.

    ``headings`` are ids of coded blocks that are no paragraphs of their own; ``unplaced`` counts positions whose verb
    is not in the text, or was taken by an earlier one (in the coding guide several objects of one verb are one
    position).
    """

    name: str
    labelling: Labelling
    n_positions: int
    headings: tuple[str, ...]
    unplaced: int


def read_texts(folder: str | Path) -> Texts:
    """Return the `Texts` of every text under ``folder``; document ids are paths inside the folder.

    A coder may name a paragraph by the hash of its text, with or without its printed number, or by that of the block of
    the file (between blank lines, markup and all) in which it stands.
    """
    root = Path(folder)
    files = sorted(path for path in root.rglob("*") if path.suffix.lower() in TEXT_SUFFIXES)
    if not files:
        raise StanceshiftError(
            "no texts found", file=root, fix=f"give a folder with {', '.join(sorted(TEXT_SUFFIXES))}"
        )
    frames: list[pd.DataFrame] = []
    keys: dict[str, str] = {}
    for path in files:
        reading = read_file(path, document_id=path.relative_to(root).as_posix())
        frames.append(reading.paragraphs)
        for row in reading.paragraphs.itertuples(index=False):
            for form in (str(row.text), f"{row.label} {row.text}", f"{row.label}. {row.text}"):
                keys.setdefault(text_sha(form), str(row.paragraph_id))
        for block, paragraph_id in _blocks(reading):
            keys.setdefault(block, paragraph_id)
    return Texts(pd.concat(frames, ignore_index=True), keys)


def _blocks(reading: Reading) -> list[tuple[str, str]]:
    """Return hash and paragraph of every block of the source that holds most of a paragraph."""
    text, found = reading.source.text, []
    rows = reading.paragraphs[["paragraph_id", "source_start", "source_end"]].itertuples(index=False, name=None)
    spans = [(str(name), int(start), int(end)) for name, start, end in rows]
    for block in _BLOCK.finditer(text):
        shared = [(min(end, block.end()) - max(start, block.start()), name) for name, start, end in spans]
        length, name = max(shared, key=lambda pair: pair[0], default=(0, ""))
        if length > 0:
            found.append((text_sha(block.group()), name))
    return found


def read_labels(path: str | Path, texts: Texts, rungs: Mapping[str, int]) -> CoderFile:
    """Return the labels in ``path`` placed on the paragraphs of ``texts``.

    A line is ``{"id", "sha", "themes": [main first], "stance", "positions": [{"verb", "act", "direction", "force",
    "holder", "theme", "target"}]}``; verbs and targets are found in the text by their words, each verb
    after the one before it where it can be. ``rungs`` (of the codebook) break ties between the acts of a paragraph.

    Raises
    ------
    StanceshiftError
        Naming file, line and id, where a value is unknown; where more than `MAX_HEADINGS` of the lines are not on a
        paragraph of the texts, or two lines are on one.
    """
    file = Path(path)
    table = texts.paragraphs.set_index("paragraph_id")
    headings: list[str] = []
    positions: list[dict[str, Any]] = []
    themes: list[dict[str, Any]] = []
    summaries: list[dict[str, Any]] = []
    unplaced = total = 0
    for number, raw in enumerate(iter_jsonl(file.read_text(encoding="utf-8").splitlines(), file), 1):
        where = f"line {number}, id {raw.get('id', '?')}"
        _check(raw, file, where)
        paragraph_id = texts.keys.get(raw["sha"])
        if paragraph_id is None:
            headings.append(str(raw.get("id", raw["sha"])))
            continue
        source = table.loc[paragraph_id]
        text = str(source["text"])
        placed = _place(raw["positions"], text)
        total += len(raw["positions"])
        unplaced += len(raw["positions"]) - len(placed)
        positions += [{"paragraph_id": paragraph_id, **position} for position in placed]
        for rank, theme in enumerate(raw["themes"], 1):
            themes.append(
                {"paragraph_id": paragraph_id, "theme": theme, "rank": rank, "score": 1.0, "stance": raw["stance"]}
            )
        summaries.append(
            {
                "paragraph_id": paragraph_id,
                "document_id": source["document_id"],
                "language": source["language"],
                "text": text,
                "main_theme": raw["themes"][0],
                "stance": raw["stance"],
                "main_act": main_act([Said(p["act"], p["theme"]) for p in placed], raw["themes"][0], rungs)[0],
            }
        )
    if not summaries or len(headings) > MAX_HEADINGS * (len(headings) + len(summaries)):
        raise StanceshiftError(
            f"{len(headings)} of {len(headings) + len(summaries)} labels are on no paragraph of the texts:"
            f" {', '.join(headings[:5])}",
            file=file,
            fix="give the texts that were coded",
        )
    return CoderFile(file.stem, _labelling(positions, themes, summaries, file), total, tuple(headings), unplaced)


def _labelling(
    positions: list[dict[str, Any]], themes: list[dict[str, Any]], summaries: list[dict[str, Any]], file: Path
) -> Labelling:
    columns = ["paragraph_id", "verb", "start", "end", "act", "direction", "force", "holder", "theme", "target"]
    columns += ["target_start", "target_end", "reported"]
    frame = pd.DataFrame(positions, columns=columns).astype({"target_start": "Int64", "target_end": "Int64"})
    summary = pd.DataFrame(summaries)
    twice = summary["paragraph_id"][summary["paragraph_id"].duplicated()]
    if len(twice):
        raise StanceshiftError(f"paragraph {twice.iloc[0]} is coded twice", file=file, fix="keep one of the lines")
    return Labelling.of(Labelling(frame, pd.DataFrame(themes), summary), str(file))


def _check(raw: Mapping[str, Any], file: Path, where: str) -> None:
    problem = ""
    for key in ("sha", "themes", "stance", "positions"):
        if (not raw.get(key) and key != "positions") or key not in raw:
            problem = f"{key} is missing"
    if not problem and raw["stance"] not in STANCES:
        problem = f"unknown stance {raw['stance']!r}"
    for position in raw.get("positions", []):
        if position.get("act") not in ACTS:
            problem = f"unknown act {position.get('act')!r}"
        elif position.get("direction") not in DIRECTIONS:
            problem = f"unknown direction {position.get('direction')!r}"
        elif not position.get("verb"):
            problem = "position without a verb"
    if problem:
        raise StanceshiftError(problem, file=file, where=where, fix="see the codebook for the ids")


def _place(positions: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """Return the positions with offsets; those whose verb is not in the text, even with words between, are left out."""
    placed: list[dict[str, Any]] = []
    taken: list[tuple[int, int]] = []
    after = 0
    for position in positions:
        spans = _spans(_loose(position["verb"]), text) or _spans(_loose(position["verb"], r"\b.{1,60}?"), text)
        free = [span for span in spans if span not in taken]
        later = [span for span in free if span[0] >= after]
        if not (later or free):
            continue
        start, end = (later or free)[0]
        taken.append((start, end))
        after = end
        target = str(position.get("target") or UNNAMED)
        found = None if target == UNNAMED else _nearest(target, text, start)
        placed.append(
            {
                "verb": text[start:end],
                "start": start,
                "end": end,
                **{key: position[key] for key in ("act", "direction", "holder", "theme")},
                "force": int(position.get("force", 1)),
                "target": target,
                "target_start": found[0] if found else pd.NA,
                "target_end": found[1] if found else pd.NA,
                "reported": False,
            }
        )
    return placed


def _nearest(words: str, text: str, place: int) -> tuple[int, int] | None:
    spans = _spans(_loose(words), text)
    return min(spans, key=lambda span: (span[0] < place, abs(span[0] - place))) if spans else None


def _spans(pattern: str, text: str) -> list[tuple[int, int]]:
    return [(match.start(), match.end()) for match in re.finditer(pattern, text, re.IGNORECASE)]


def _loose(words: str, between: str = r"\s+") -> str:
    """Return a pattern for words whatever their apostrophes, with ``between`` between them, on word boundaries."""
    pattern = between.join(re.escape(word) for word in words.split())
    pattern = re.sub(r"['’‘]", "['’‘]", pattern)
    return rf"(?<!\w){pattern}(?!\w)" if words[:1].isascii() else pattern
