"""Writes the data of the site: every table as CSV and JSON, and the numbers behind each figure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from stanceshift.frames import DECIMALS
from stanceshift.reports.pages.data import dictionary
from stanceshift.reports.view import View
from stanceshift.shifts.stage_compare import as_csv, plain_rows

MATRIX = ["session_id", "date", "theme", "status", "stance", "strength", "n_positions", "n_paragraphs", "share_words"]


def files(view: View) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of every file of data, paths from the root of the site."""
    tables = view.site.inputs.tables
    for name, frame in tables.items():
        yield from _both(f"data/tables/{name}", frame)
    for name, frame in view.site.inputs.evaluation.items():
        yield from _both(f"data/evaluation/{name}", frame)
    yield "data/data-dictionary.json", _json(dictionary(view))
    for name, frame in method_tables(view).items():
        yield from _both(f"data/method/{name}", frame)
    matrix = tables["matrix"]
    for series in view.site.by_series:
        own = matrix[matrix["series"] == series]
        yield from _both(f"data/series/{series}/matrix", own[MATRIX])
        for theme in view.site.themes_in(series):
            yield from _both(f"data/series/{series}/{theme}", own.loc[own["theme"] == theme, MATRIX])


def method_tables(view: View) -> dict[str, pd.DataFrame]:
    """Return the tables of the method page by name."""
    inputs = view.site.inputs
    acts = [
        {"act": act.id, "label": view.named(act.label), "direction": act.direction, "rung": act.rung}
        for act in inputs.codebook.acts
    ]
    gates = [
        {name: gate[name] for name in ("name", "description", "checked", "passed")}
        | {"failures": len(gate["failures"])}
        for gate in inputs.gates
    ]
    return {
        "ladder": pd.DataFrame(acts),
        "gates": pd.DataFrame(gates, columns=["name", "description", "checked", "passed", "failures"]),
        "files": pd.DataFrame(inputs.hashes, columns=["path", "sha256"]),
    }


def _both(path: str, frame: pd.DataFrame) -> Iterator[tuple[str, str]]:
    floats = frame.select_dtypes("float").columns
    rounded = frame.assign(**{column: frame[column].round(DECIMALS) for column in floats})
    yield f"{path}.csv", as_csv(rounded)
    yield f"{path}.json", _json(plain_rows(rounded) if len(rounded) else [])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
