"""Walks the rows of tables; a row's columns are attributes, as their types are checked by the schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd


def each(table: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table with their columns as attributes, in order."""
    yield from table.itertuples()


def row_at(table: pd.DataFrame, place: int) -> Any:
    """Return the row at a place, its columns as attributes."""
    return table.iloc[place]
