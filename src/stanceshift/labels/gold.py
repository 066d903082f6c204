"""Loads the gold annotations and refuses those whose text, quotes or ids do not hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stanceshift.errors import StanceshiftError
from stanceshift.files import iter_jsonl, read_yaml
from stanceshift.frames import rows_of
from stanceshift.labels.codebook import Codebook
from stanceshift.labels.evaluation_schemas import Labelling
from stanceshift.labels.label_rows import main_act
from stanceshift.labels.schemas import ACTS, UNNAMED

GOLD = Path("data/gold")
INDEX = "index.yaml"
Stance = Literal["critical", "supportive", "mixed", "neutral"]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid")


class GoldPosition(_Record):
    """One coded position; offsets count characters of the paragraph text."""

    verb: str = Field(min_length=1)
    act: str
    direction: Literal["for", "against", "none"]
    force: Literal[0, 1, 2]
    holder: str = Field(pattern=r"^(joint|[a-z]{2})$")
    theme: str
    target: str = Field(min_length=1)
    reiterated: bool = False
    implicit: bool = False
    reported: bool = False
    facts: list[str] = []
    note: str = ""
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    target_start: int | None = None
    target_end: int | None = None


class GoldParagraph(_Record):
    """One coded paragraph; themes with the main one first."""

    document: str = ""
    paragraph: int = Field(gt=0)
    themes: list[str] = Field(min_length=1)
    stance: Stance
    theme_stance: dict[str, Stance]
    positions: list[GoldPosition]
    note: str = ""
    sha: str = Field(pattern=r"^[0-9a-f]{12}$")


class Entry(_Record):
    """Who coded some gold files, when and how much of it there must be."""

    set: str
    role: Literal["coder", "reference"]
    coder: str
    kind: Literal["language model", "person"]
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    files: str
    document: str = ""
    min_files: int = Field(ge=1)
    min_paragraphs: int = Field(ge=1)
    notes: list[str] = []


class Index(_Record):
    """The list of gold files with their coders, and what must be said beside their figures."""

    codebook_version: str
    text_hash: str
    entries: list[Entry]
    caveats: dict[str, list[str]] = {}


@dataclass(frozen=True)
class Gold:
    """All gold: the reference labels of each set, the blind codings of each set, and the index.

    ``references`` and the values of ``coders`` are `Labelling`s whose paragraphs table also has document_id,
    session_id, number, language, text.
    """

    references: dict[str, Labelling]
    coders: dict[str, dict[str, Labelling]]
    index: Index

    def caveat(self, name: str) -> str:
        """Return what has to stand beside every figure on the set ``name``."""
        return " ".join(self.index.caveats.get(name, []))


def main_act_of(positions: pd.DataFrame, main_theme: str, rungs: Mapping[str, int]) -> str:
    """Return the main act of one paragraph by the labeller's rule (`label_rows.main_act`); reported words do not count."""
    return main_act([row for row in rows_of(positions) if not row.reported], main_theme, rungs)[0]


def load_index(folder: str | Path = GOLD) -> Index:
    """Return the checked `index.yaml` of the gold folder."""
    path = Path(folder) / INDEX
    try:
        return Index.model_validate(read_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StanceshiftError(first["msg"], file=path, where=where, fix="see the comments in index.yaml") from error


def load_gold(folder: str | Path, paragraphs: pd.DataFrame, codebook: Codebook) -> Gold:
    """Return the gold of ``folder``, checked against the texts.

    Parameters
    ----------
    paragraphs:
        Table of `corpus.schemas.Paragraphs`.
    codebook:
        Whose themes are known, and whose rungs break ties between the acts of a paragraph.

    Raises
    ------
    StanceshiftError
        Naming file, line and paragraph, where a hash or quote does not match the text, an id is unknown, a paragraph is
        missing or coded twice, a file is not listed in the index, or there is less gold than the index states.
    """
    root = Path(folder)
    index = load_index(root)
    listed: set[Path] = set()
    references: dict[str, Labelling] = {}
    coders: dict[str, dict[str, Labelling]] = {}
    for entry in index.entries:
        files = sorted(root.glob(entry.files))
        listed.update(files)
        labelling = _load_entry(entry, files, paragraphs, codebook, root)
        if entry.role == "coder":
            coders.setdefault(entry.set, {})[entry.coder] = labelling
        elif entry.set in references:
            raise StanceshiftError(f"two references for the set {entry.set}", file=root / INDEX, fix="keep one")
        else:
            references[entry.set] = labelling
    stray = sorted(set(root.rglob("*.jsonl")) - listed)
    if stray:
        raise StanceshiftError(
            "gold file not listed in index.yaml", file=stray[0], fix="add an entry that says who coded it, and when"
        )
    return Gold(references, coders, index)


def _load_entry(entry: Entry, files: list[Path], paragraphs: pd.DataFrame, codebook: Codebook, root: Path) -> Labelling:
    table, themes = paragraphs.set_index("paragraph_id"), frozenset(codebook.theme_ids)
    records: list[tuple[str, GoldParagraph]] = []
    for path in files:
        records += _read_file(path, entry, table, themes)
    if len(files) < entry.min_files or len(records) < entry.min_paragraphs:
        raise StanceshiftError(
            f"{len(files)} files with {len(records)} paragraphs where at least {entry.min_files} with"
            f" {entry.min_paragraphs} were expected",
            file=root / entry.files,
            where=f"coder {entry.coder}",
            fix="restore the gold files, or lower the numbers in index.yaml",
        )
    return _frames(records, table, codebook.rungs)


def _read_file(
    path: Path, entry: Entry, table: pd.DataFrame, themes: frozenset[str]
) -> list[tuple[str, GoldParagraph]]:
    found: dict[str, GoldParagraph] = {}
    document = entry.document or path.stem
    lines = path.read_text(encoding="utf-8").splitlines()
    numbers = [number for number, line in enumerate(lines, 1) if line.strip()]
    for number, raw in zip(numbers, iter_jsonl(lines, path), strict=True):
        where = f"line {number}, paragraph {raw.get('paragraph', '?')}"
        record = _parse(raw, path, where)
        paragraph_id = f"{document}#{record.paragraph}"
        problem = _problem(record, document, paragraph_id, table, themes)
        if paragraph_id in found:
            problem = "paragraph coded twice"
        if problem:
            raise StanceshiftError(problem, file=path, where=where, fix="code the paragraph again on the present text")
        found[paragraph_id] = record
    absent = [name for name in table.index[table["document_id"] == document] if name not in found]
    if absent:
        raise StanceshiftError(
            f"{len(absent)} paragraphs of the text are not coded: {', '.join(absent[:5])}", file=path, fix="code them"
        )
    return list(found.items())


def _parse(raw: dict[str, Any], path: Path, where: str) -> GoldParagraph:
    try:
        return GoldParagraph.model_validate({**raw, "paragraph": int(raw.get("paragraph", 0))})
    except (ValidationError, ValueError, TypeError) as error:
        detail = str(error)
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            detail = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
        raise StanceshiftError(detail, file=path, where=where, fix="see data/codebook/coding-guide.md") from error


def _problem(
    record: GoldParagraph, document: str, paragraph_id: str, table: pd.DataFrame, themes: frozenset[str]
) -> str:
    """Return what is wrong with a record, or ""."""
    if record.document and record.document != document:
        return f"document {record.document} in the file of {document}"
    if paragraph_id not in table.index:
        return f"there is no paragraph {paragraph_id} in the corpus"
    text, sha = str(table.loc[paragraph_id, "text"]), str(table.loc[paragraph_id, "sha"])
    if record.sha != sha:
        return f"the text has changed since it was coded (hash {record.sha} in the gold, {sha} in the corpus)"
    unknown = (set(record.themes) | set(record.theme_stance) | {p.theme for p in record.positions}) - themes
    if unknown:
        return f"unknown theme {', '.join(sorted(unknown))}"
    if len(set(record.themes)) < len(record.themes):
        return "a theme is listed twice"
    if set(record.theme_stance) != set(record.themes):
        return "theme_stance and themes name different themes"
    for position in record.positions:
        if position.act not in ACTS:
            return f"unknown act {position.act!r}"
        if position.theme not in record.themes:
            return f"position {position.verb!r} has theme {position.theme}, which is not among the paragraph's"
        if text[position.start : position.end] != position.verb:
            return f"verb {position.verb!r} is not at {position.start}-{position.end} of the text"
        if (position.target == UNNAMED) != (position.target_start is None):
            return f"target {position.target!r} and its offsets do not go together"
        if position.target != UNNAMED and text[position.target_start : position.target_end] != position.target:
            return f"target {position.target!r} is not at {position.target_start}-{position.target_end} of the text"
    return ""


def _frames(records: list[tuple[str, GoldParagraph]], table: pd.DataFrame, rungs: Mapping[str, int]) -> Labelling:
    positions, themes, paragraphs = [], [], []
    for paragraph_id, record in records:
        for position in record.positions:
            row = position.model_dump(exclude={"facts", "note"})
            positions.append({"paragraph_id": paragraph_id, **row, "score": 1.0})
        for rank, theme in enumerate(record.themes, 1):
            stance = record.theme_stance[theme]
            themes.append({"paragraph_id": paragraph_id, "theme": theme, "rank": rank, "score": 1.0, "stance": stance})
        source = table.loc[paragraph_id]
        paragraphs.append(
            {
                "paragraph_id": paragraph_id,
                "document_id": source["document_id"],
                "session_id": session_of(paragraph_id),
                "number": record.paragraph,
                "language": source["language"],
                "text": source["text"],
                "main_theme": record.themes[0],
                "stance": record.stance,
            }
        )
    frame = pd.DataFrame(positions, columns=["paragraph_id", *GoldPosition.model_fields, "score"]).drop(
        columns=["facts", "note"]
    )
    frame[["target_start", "target_end"]] = frame[["target_start", "target_end"]].astype("Int64")
    summary = pd.DataFrame(paragraphs)
    groups = {str(name): group for name, group in frame.groupby("paragraph_id")}
    pairs = zip(summary["paragraph_id"], summary["main_theme"], strict=True)
    summary["main_act"] = [main_act_of(groups.get(name, frame.iloc[:0]), theme, rungs) for name, theme in pairs]
    return Labelling(frame, pd.DataFrame(themes), summary)


def session_of(paragraph_id: str) -> str:
    """Return the session id in a paragraph or document id (the part before the first dot)."""
    return paragraph_id.split("#")[0].split(".")[0]
