"""Stage compare: reads texts and labels from build/, writes build/compare and its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pandas as pd

from stanceshift.errors import StanceshiftError
from stanceshift.files import write_json, write_text
from stanceshift.frames import write_table
from stanceshift.settings import load_settings
from stanceshift.shifts.dictionary import TABLES, data_dictionary
from stanceshift.shifts.pipeline import compare_all, load_lists
from stanceshift.shifts.schemas import CHANGES
from stanceshift.shifts.sessions import read_catalogue
from stanceshift.shifts.stored import as_csv, plain_rows, read_inputs
from stanceshift.shifts.vectors import embedder

NEVER_EMPTY = ("threads", "thread_positions", "matrix", "theme_history")


def metrics_of(tables: dict[str, pd.DataFrame], headline_importance: float) -> dict[str, Any]:
    """Return the figures of a comparison: threads, rows per change, headlines, formulas, commitments, partners."""
    ledger, changes, formulas = tables["ledger"], tables["theme_changes"], tables["formulas"]
    return {
        "threads": len(tables["threads"]),
        "threads_over_sessions": int((tables["threads"]["n_sessions"] > 1).sum()),
        "ledger": {"rows": len(ledger), "headlines": int(ledger["headline"].sum())}
        | {change: int((ledger["change"] == change).sum()) for change in CHANGES},
        "theme_changes": {
            "rows": len(changes),
            "headlines": int((changes["importance"] >= headline_importance).sum()),
        }
        | {change: int((changes["change"] == change).sum()) for change in CHANGES},
        "formulas": {origin: int((formulas["origin"] == origin).sum()) for origin in ("listed", "found")},
        "commitments": len(tables["commitments"]),
        "partners": len(tables["partners"]),
    }


@click.command()
@click.option("--params", default="params.yaml", help="Settings.")
@click.option("--build", default="build", help="Folder of the tables.")
@click.option("--metrics", default="reports/metrics/compare.json", help="Where the figures go.")
def main(params: str, build: str, metrics: str) -> None:
    """Compare all sessions and write build/compare."""
    settings = load_settings(params)
    inputs = read_inputs(build)
    catalogue = read_catalogue(Path(settings.ingest.catalogue) / "sessions.yaml")
    tables = compare_all(inputs, load_lists(), settings.compare, catalogue, embedder(settings.label.encoder))
    folder = Path(build) / "compare"
    for name, schema in TABLES.items():
        minimum = 1 if name in NEVER_EMPTY else 0
        tables[name] = write_table(tables[name], folder / f"{name}.parquet", schema, min_rows=minimum)
    write_text(folder / "ledger.csv", as_csv(tables["ledger"]))
    write_json(folder / "ledger.json", plain_rows(tables["ledger"]))
    write_json(folder / "data-dictionary.json", data_dictionary())
    write_json(metrics, metrics_of(tables, settings.compare.headline_importance))


if __name__ == "__main__":
    try:
        main(standalone_mode=False)
    except StanceshiftError as error:
        raise SystemExit(f"error: {error}") from None
