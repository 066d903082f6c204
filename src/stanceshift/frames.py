"""Writes and reads the Parquet tables between stages: validated against a schema, with fixed bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pyarrow as arrow
import pyarrow.parquet as parquet
from pandera.errors import SchemaError, SchemaErrors

from stanceshift.errors import StanceshiftError
from stanceshift.files import write_bytes

DECIMALS = 4
"""Floats are rounded to this many decimals before they are written, so that machines agree to the byte."""

Schema = type[pa.DataFrameModel]


def columns_of(schema: Schema) -> list[str]:
    """Return the declared columns of a schema, in order."""
    return list(schema.to_schema().columns)


def validate(frame: pd.DataFrame, schema: Schema, name: str, *, min_rows: int = 0) -> pd.DataFrame:
    """Return ``frame`` with the schema's columns in order, checked.

    Raises
    ------
    StanceshiftError
        Where a column is missing or a value breaks the schema, or when there are fewer rows than ``min_rows``.
    """
    missing = [column for column in columns_of(schema) if column not in frame.columns]
    if missing:
        raise StanceshiftError(
            f"columns missing: {', '.join(missing)}", file=name, fix="rerun the stage that writes it"
        )
    if len(frame) < min_rows:
        raise StanceshiftError(
            f"{len(frame)} rows where at least {min_rows} were expected",
            file=name,
            fix="look at the input of the stage",
        )
    try:
        return schema.validate(frame[columns_of(schema)], lazy=True)
    except (SchemaErrors, SchemaError) as error:
        cases = getattr(error, "failure_cases", None)
        detail = cases.head(5).to_string(index=False) if isinstance(cases, pd.DataFrame) else str(error)
        raise StanceshiftError(f"values break the schema {schema.__name__}:\n{detail}", file=name) from error


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, (list, tuple, np.ndarray, set)) else value


def write_table(frame: pd.DataFrame, path: str | Path, schema: Schema, *, min_rows: int = 0) -> pd.DataFrame:
    """Validate ``frame`` and write it to ``path`` as Parquet; return what was written.

    Floats are rounded to `DECIMALS`; rows keep the order given; the bytes depend on the values alone.
    """
    checked = validate(frame, schema, str(path), min_rows=min_rows).reset_index(drop=True)
    for column in checked.columns:
        if pd.api.types.is_float_dtype(checked[column]):
            checked[column] = checked[column].round(DECIMALS)
        elif checked[column].dtype == object:
            checked[column] = checked[column].map(_plain)
    table = arrow.Table.from_pandas(checked, preserve_index=False).replace_schema_metadata(None)
    buffer = io.BytesIO()
    parquet.write_table(table, buffer, compression="zstd", version="2.6", store_schema=False)
    write_bytes(path, buffer.getvalue())
    return checked


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a frame as named tuples."""
    yield from frame.itertuples(index=False)


def read_table(path: str | Path, schema: Schema) -> pd.DataFrame:
    """Return the validated table at ``path``; list columns come back as Python lists."""
    if not Path(path).is_file():
        raise StanceshiftError("table not found", file=path, fix="run `dvc repro`")
    frame = parquet.read_table(io.BytesIO(Path(path).read_bytes())).to_pandas()
    for column in frame.columns:
        if frame[column].dtype == object:
            frame[column] = frame[column].map(_plain)
    return validate(frame, schema, str(path))
