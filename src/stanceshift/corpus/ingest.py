"""Turns a corpus folder into the tables of stage ingest, and says which text stands for which session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from stanceshift.corpus.catalogue import load_catalogue
from stanceshift.corpus.metadata import Metadata, load_metadata, text_files
from stanceshift.corpus.readers import read_source
from stanceshift.corpus.reading import Reading, read_document
from stanceshift.errors import StanceshiftError

KIND_ORDER = {"official": 0, "translation": 1, "digest": 2}
"""Which kind of text takes the place of which: an official text before a translation before a digest."""


@dataclass(frozen=True)
class Corpus:
    """A corpus read: the five tables of `corpus.schemas` and the source text of each document by id."""

    documents: pd.DataFrame
    segments: pd.DataFrame
    paragraphs: pd.DataFrame
    sentences: pd.DataFrame
    suspicions: pd.DataFrame
    sources: dict[str, str]
    metadata: dict[str, Metadata]


def read_corpus(folder: str | Path, *, catalogue: str | Path | None = None, min_characters: int = 1) -> Corpus:
    """Return every text of a corpus folder as tables, rows in the order of document ids.

    Parameters
    ----------
    catalogue:
        Folder with ``series.yaml``, where a series may name its `primary_language`.
    min_characters:
        A text with fewer characters in its paragraphs is an error.

    Raises
    ------
    StanceshiftError
        Where the corpus is empty, a text lacks metadata or paragraphs or is too short, two texts share an id, a text
        lies in the folder of another series, or an unknown file lies in the corpus.
    """
    root = Path(folder)
    read: dict[str, tuple[Path, Metadata, Reading]] = {}
    for path in text_files(root):
        metadata = load_metadata(path)
        if metadata.id in read:
            raise StanceshiftError(
                f"the id {metadata.id} belongs to {read[metadata.id][0]} too", file=path, fix="take one of the two out"
            )
        if path.parent != root and path.parent.name != metadata.series:
            raise StanceshiftError(
                f"lies in the folder {path.parent.name!r}, its series is {metadata.series!r}",
                file=path,
                fix="move the text and its metadata, or mend `series`",
            )
        reading = _read_checked(path, metadata, min_characters)
        read[metadata.id] = (path, metadata, reading)
    ordered = [read[key] for key in sorted(read)]
    documents = pd.DataFrame([_document_row(path, root, metadata, reading) for path, metadata, reading in ordered])
    documents = with_roles(documents, primary_languages(catalogue))
    readings = [reading for _, _, reading in ordered]
    return Corpus(
        documents,
        _stack([reading.segments for reading in readings]),
        _stack([reading.paragraphs for reading in readings]),
        _stack([reading.sentences for reading in readings]),
        _stack([reading.suspicions for reading in readings]),
        {reading.document_id: reading.source.text for reading in readings},
        {metadata.id: metadata for _, metadata, _ in ordered},
    )


def _read_checked(path: Path, metadata: Metadata, min_characters: int) -> Reading:
    try:
        reading = read_document(read_source(path, encoding=metadata.encoding), metadata.id, metadata.language)
    except StanceshiftError as error:
        raise StanceshiftError(error.what, file=path, where=error.where, fix=error.fix) from error
    characters = int(reading.paragraphs["text"].str.len().sum())
    if characters < min_characters:
        raise StanceshiftError(
            f"only {characters} characters in paragraphs, at least {min_characters} were expected",
            file=path,
            fix="look whether the whole text is in the file, or lower `ingest.min_characters` in params.yaml",
        )
    return reading


def _document_row(path: Path, root: Path, metadata: Metadata, reading: Reading) -> dict[str, object]:
    return {
        "document_id": metadata.id,
        "session_id": metadata.session,
        **metadata.model_dump(include={"series", "ordinal", "date", "place", "parties", "participants", "language"}),
        **metadata.model_dump(include={"text_kind", "genre", "coverage", "title", "publisher", "licence"}),
        **metadata.model_dump(include={"source_url", "retrieved", "sha256"}),
        "path": path.relative_to(root).as_posix(),
        "n_chars": len(reading.source.text),
        "n_paragraphs": len(reading.paragraphs),
    }


def _stack(frames: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else frames[0]


def primary_languages(catalogue: str | Path | None) -> dict[str, str]:
    """Return the `primary_language` of each series of the catalogue folder that names one."""
    if catalogue is None:
        return {}
    series = load_catalogue(catalogue, missing_ok=True).series
    return {name: item.primary_language for name, item in series.items() if item.primary_language}


def with_roles(documents: pd.DataFrame, languages: dict[str, str]) -> pd.DataFrame:
    """Return ``documents`` with the columns `active` and `primary` (bool).

    Active is one text a session and language: the official one before a translation before a digest. Primary is one
    active text a session: the most official kind, in the language of its series (``languages``; else the language
    with most documents in the series), then in the order fr, en, ja.
    """
    rows = documents.to_dict("records")
    counted: dict[str, Counter[str]] = {}
    for row in rows:
        counted.setdefault(str(row["series"]), Counter())[str(row["language"])] += 1
    order = ("fr", "en", "ja")
    main = {
        series: languages.get(series) or min(count, key=lambda language: (-count[language], order.index(language)))
        for series, count in counted.items()
    }
    active: dict[tuple[str, str], str] = {}
    primary: dict[str, str] = {}

    def rank(row: Mapping[Hashable, Any]) -> tuple[bool, int, int, str]:
        language = str(row["language"])
        return (
            language != main[str(row["series"])],
            KIND_ORDER[str(row["text_kind"])],
            order.index(language),
            str(row["document_id"]),
        )

    for row in sorted(rows, key=lambda row: (KIND_ORDER[str(row["text_kind"])], str(row["document_id"]))):
        active.setdefault((str(row["session_id"]), str(row["language"])), str(row["document_id"]))
    standing = set(active.values())
    for row in sorted((row for row in rows if row["document_id"] in standing), key=rank):
        primary.setdefault(str(row["session_id"]), str(row["document_id"]))
    chosen = set(primary.values())
    return documents.assign(
        active=documents["document_id"].isin(standing).to_numpy(),
        primary=documents["document_id"].isin(chosen).to_numpy(),
    )
