"""Makes the data dictionary from the schemas, where every column is described once."""

from __future__ import annotations

from typing import Any

from stanceshift.frames import Schema
from stanceshift.shifts import schemas

TABLES: dict[str, Schema] = {
    "threads": schemas.Threads,
    "thread_positions": schemas.ThreadPositions,
    "ledger": schemas.Ledger,
    "theme_changes": schemas.ThemeChanges,
    "matrix": schemas.Matrix,
    "theme_history": schemas.ThemeHistory,
    "formulas": schemas.Formulas,
    "formula_uses": schemas.FormulaUses,
    "commitments": schemas.Commitments,
    "partners": schemas.Partners,
}
"""The tables of stage compare by file name."""


def data_dictionary() -> dict[str, Any]:
    """Return for every table its purpose and columns: name, type, whether it may be empty, description."""
    return {name: _describe(schema) for name, schema in TABLES.items()}


def _describe(schema: Schema) -> dict[str, Any]:
    columns = [
        {
            "name": name,
            "type": "list" if str(column.dtype) == "object" else str(column.dtype),
            "may_be_empty": bool(column.nullable),
            "description": column.description or "",
        }
        for name, column in schema.to_schema().columns.items()
    ]
    return {"purpose": (schema.__doc__ or "").strip(), "columns": columns}
