"""Reads the tables that comparing needs, and turns tables into CSV and JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from stanceshift.corpus.schemas import Documents, Paragraphs, Sentences
from stanceshift.frames import Schema, read_table
from stanceshift.labels.schemas import Positions, Themes

INPUTS: dict[str, tuple[str, Schema]] = {
    "documents": ("ingest", Documents),
    "paragraphs": ("ingest", Paragraphs),
    "sentences": ("ingest", Sentences),
    "positions": ("label", Positions),
    "themes": ("label", Themes),
}


def read_inputs(build: str | Path = "build") -> dict[str, pd.DataFrame]:
    """Return the tables of the stages ingest and label that comparing needs."""
    return {
        name: read_table(Path(build) / stage / f"{name}.parquet", schema) for name, (stage, schema) in INPUTS.items()
    }


def plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON values; what is missing is None."""
    return [
        {key: None if not isinstance(value, list) and pd.isna(value) else value for key, value in row.items()}
        for row in json.loads(table.to_json(orient="records", force_ascii=False))
    ]


def as_csv(table: pd.DataFrame) -> str:
    """Return a table as CSV; lists are joined by ';'."""
    flat = table.copy()
    for column in flat.columns:
        flat[column] = flat[column].map(lambda value: ";".join(map(str, value)) if isinstance(value, list) else value)
    return flat.to_csv(index=False, lineterminator="\n")
