"""Makes the page of the data: every table as CSV and JSON, with a dictionary of its columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stanceshift.reports.inputs import TABLES
from stanceshift.reports.pages import Block, Page
from stanceshift.reports.view import View


def describe(view: View, table: str, column: str) -> str:
    """Return what a column holds: what is said of it in this table, else of its name everywhere."""
    own = f"columns.{table}__{column}"
    return view.t(own if view.t.has(own) else f"columns.{column}")


def dictionary(view: View) -> list[dict[str, Any]]:
    """Return every table with its purpose, rows, and columns: name, type, whether it may be empty, meaning."""
    tables = []
    for name, (_, schema) in TABLES.items():
        columns = [
            {
                "name": column,
                "type": "list" if str(entry.dtype) == "object" else str(entry.dtype).lower(),
                "empty": bool(entry.nullable),
                "text": describe(view, name, column),
            }
            for column, entry in schema.to_schema().columns.items()
        ]
        rows = len(view.site.inputs.tables[name])
        tables.append({"name": name, "purpose": view.t(f"tables.{name}"), "rows": rows, "columns": columns})
    return tables


def pages(view: View) -> Iterator[Page]:
    """Yield the page."""
    tables = dictionary(view)
    blocks = tuple(Block("_data_table.html", {"table": table}) for table in tables)
    title, lead = view.t("data.title"), view.t("data.lead")
    yield Page("data.html", "data", title, "data.html", {"tables": tables}, blocks, lead=lead)
