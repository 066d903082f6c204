"""Reads everything that the pages are made from: tables of build/, codebook, catalogue, evaluation."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from stanceshift.corpus import schemas as corpus
from stanceshift.files import read_json, read_yaml, sha256_of
from stanceshift.frames import Schema, read_table
from stanceshift.labels import evaluation_schemas as evaluation
from stanceshift.labels import schemas as labels
from stanceshift.labels.codebook import Codebook, load_codebook
from stanceshift.settings import Settings
from stanceshift.shifts import dictionary
from stanceshift.shifts.sessions import read_catalogue

TABLES: dict[str, tuple[str, Schema]] = {
    "documents": ("ingest/documents", corpus.Documents),
    "paragraphs": ("ingest/paragraphs", corpus.Paragraphs),
    "sentences": ("ingest/sentences", corpus.Sentences),
    "suspicions": ("ingest/suspicions", corpus.Suspicions),
    "positions": ("label/positions", labels.Positions),
    "themes": ("label/themes", labels.Themes),
    "paragraph_labels": ("label/paragraphs", labels.ParagraphLabels),
    **{name: (f"compare/{name}", schema) for name, schema in dictionary.TABLES.items()},
}
"""Every table of the pipeline by its public name: path under build/ and schema."""
EVALUATION: dict[str, Schema] = {
    "scores": evaluation.Scores,
    "agreement": evaluation.Agreement,
    "reliability": evaluation.Reliability,
    "themes_confusion": evaluation.Confusion,
    "acts_confusion": evaluation.Confusion,
    "errors": evaluation.Errors,
}
"""Tables of the evaluation under build/evaluate and their schemas."""

HASHED = ("data/codebook", "data/lexicon", "data/shifts", "data/catalogue", "data/review", "build/model")
"""Folders whose files the method page lists with their hashes."""


@dataclass(frozen=True)
class Inputs:
    """What a site is made from."""

    tables: dict[str, pd.DataFrame]
    codebook: Codebook
    ladder: dict[str, str]
    """What acts.yaml says of the source of the ladder, what it follows and where it departs."""
    series: list[dict[str, Any]]
    catalogue: list[dict[str, Any]]
    notes: dict[str, str]
    """By document the note in its metadata."""
    evaluation: dict[str, pd.DataFrame]
    """Tables of the evaluation by name; empty where it has not run."""
    gates: list[dict[str, Any]]
    """What stage check held the corpus against: name, description, checked, failures, passed; empty where it has not run."""
    hashes: list[tuple[str, str]]
    """Path and SHA-256 of every file of data and models that the results rest on."""
    params: dict[str, Any] = field(default_factory=dict)


def read_inputs(root: Path, settings: Settings, build: Path | None = None) -> Inputs:
    """Return everything that the pages of a project folder are made from.

    Parameters
    ----------
    root:
        The project folder (``data/`` lies in it).
    build:
        Folder of the tables; ``root/build`` by default.

    Raises
    ------
    StanceshiftError
        Where a table, the codebook or the catalogue is missing or breaks its schema.
    """
    folder = build or root / "build"
    tables = {name: read_table(folder / f"{path}.parquet", schema) for name, (path, schema) in TABLES.items()}
    catalogue = root / settings.ingest.catalogue
    acts = read_yaml(root / "data/codebook/acts.yaml")
    return Inputs(
        tables=tables,
        codebook=load_codebook(root / "data/codebook"),
        ladder={str(key): str(value) for key, value in (acts.get("ladder") or {}).items()},
        series=_series(catalogue / "series.yaml"),
        catalogue=read_catalogue(catalogue / "sessions.yaml"),
        notes=_notes(root / settings.ingest.corpus, tables["documents"]),
        evaluation=_evaluation(folder / "evaluate"),
        gates=_gates(folder / "check/gates.json"),
        hashes=_hashes(root, folder),
        params=settings.model_dump(),
    )


def _series(path: Path) -> list[dict[str, Any]]:
    value = read_yaml(path) if path.is_file() else []
    value = value.get("series", []) if isinstance(value, dict) else value
    return [dict(entry) for entry in value or []]


def _notes(folder: Path, documents: pd.DataFrame) -> dict[str, str]:
    notes = {}
    for document, path in zip(documents["document_id"], documents["path"], strict=True):
        metadata = (folder / path).with_name(f"{document}.yaml")
        if metadata.is_file():
            notes[document] = str(read_yaml(metadata).get("note") or "")
    return notes


def _evaluation(folder: Path) -> dict[str, pd.DataFrame]:
    if not folder.is_dir():
        return {}
    return {name: read_table(folder / f"{name}.parquet", schema) for name, schema in EVALUATION.items()}


def _gates(path: Path) -> list[dict[str, Any]]:
    return list(read_json(path)) if path.is_file() else []


def _hashes(root: Path, build: Path) -> list[tuple[str, str]]:
    found = []
    for name in HASHED:
        folder = build / "model" if name == "build/model" else root / name
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                found.append((f"{name}/{path.relative_to(folder).as_posix()}", sha256_of(path)))
    return found
