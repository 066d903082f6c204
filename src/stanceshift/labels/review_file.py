"""Reads and writes the flat file of corrections, `data/review/corrections.csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from stanceshift.errors import StanceshiftError
from stanceshift.files import write_text
from stanceshift.labels.schemas import ACTS, DIRECTIONS, STANCES

CORRECTIONS = Path("data/review/corrections.csv")
HEADER = ("position_id", "paragraph_id", "text_sha", "verb", "field", "value", "reviewer", "date", "note")
POSITION_FIELDS: Mapping[str, tuple[str, ...] | None] = {
    "act": ACTS,
    "direction": DIRECTIONS,
    "force": ("0", "1", "2"),
    "holder": None,
    "theme": None,
    "target": None,
    "negated": ("true", "false"),
    "reiterated": ("true", "false"),
    "implicit": ("true", "false"),
    "reported": ("true", "false"),
    "remove": None,
}
"""What can be corrected in a position, with the values allowed (None: any)."""
PARAGRAPH_FIELDS: Mapping[str, tuple[str, ...] | None] = {
    "main_theme": None,
    "add_theme": None,
    "remove_theme": None,
    "stance": STANCES,
    "main_act": ACTS,
    "add": None,
}
"""What can be corrected in a paragraph; `add` adds a position to one of its sentences."""


class Correction(BaseModel):
    """One line of the file: a position (with its verb as it stood) or a paragraph, and what it should say."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    line: int
    position_id: str = ""
    paragraph_id: str = ""
    text_sha: str = Field(min_length=1)
    verb: str = ""
    field: str
    value: str = ""
    reviewer: str = Field(min_length=1)
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    note: str = ""

    @model_validator(mode="after")
    def _sensible(self) -> Correction:
        if bool(self.position_id) == bool(self.paragraph_id):
            raise ValueError("give either position_id or paragraph_id")
        fields = POSITION_FIELDS if self.position_id else PARAGRAPH_FIELDS
        if self.field not in fields:
            raise ValueError(f"unknown field {self.field!r}; one of {', '.join(fields)}")
        if self.position_id and not self.verb:
            raise ValueError("verb is missing: the verb of the position as it stood when it was read")
        allowed = fields[self.field]
        if allowed is not None and self.value not in allowed:
            raise ValueError(f"value {self.value!r} is not one of {', '.join(allowed)}")
        if not self.value and self.field != "remove":
            raise ValueError("value is missing")
        return self


@dataclass(frozen=True)
class Corrections:
    """The corrections of a file, in its order; a later one wins over an earlier one."""

    file: str
    rows: tuple[Correction, ...]


def read_corrections(path: str | Path = CORRECTIONS, theme_ids: Iterable[str] | None = None) -> Corrections:
    """Return the corrections in ``path``; none where the file does not exist or holds only its header.

    Raises
    ------
    StanceshiftError
        Naming file and line, where a column is missing, a value is unknown, or (with ``theme_ids``) a theme is.
    """
    file = Path(path)
    if not file.is_file():
        return Corrections(str(file), ())
    reader = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))
    missing = [column for column in HEADER if column not in (reader.fieldnames or [])]
    if missing:
        raise StanceshiftError(
            f"columns missing: {', '.join(missing)}", file=file, where="line 1", fix=f"start with {','.join(HEADER)}"
        )
    themes = None if theme_ids is None else set(theme_ids)
    rows = []
    for raw in reader:
        if not any((value or "").strip() for value in raw.values() if isinstance(value, str)):
            continue
        correction = _parse(raw, file, reader.line_num)
        if themes is not None and correction.field.endswith("theme") and correction.value not in themes:
            raise StanceshiftError(
                f"unknown theme {correction.value!r}", file=file, where=f"line {correction.line}", fix="see themes.yaml"
            )
        rows.append(correction)
    return Corrections(str(file), tuple(rows))


def _parse(raw: Mapping[str | Any, Any], file: Path, line: int) -> Correction:
    try:
        return Correction.model_validate({**{column: raw[column] or "" for column in HEADER}, "line": line})
    except ValidationError as error:
        first = error.errors()[0]
        detail = ": ".join(part for part in (".".join(map(str, first["loc"])), first["msg"]) if part)
        raise StanceshiftError(
            detail, file=file, where=f"line {line}", fix="see `stanceshift review --help`"
        ) from error


def parse_added(value: str, file: str, line: int) -> dict[str, str]:
    """Return the fields of a position to add, written ``verb=... | act=... | theme=... | target=...``.

    verb, act and theme are needed; raises `StanceshiftError` naming file and line where one is missing or wrong.
    """
    given = dict(part.split("=", 1) for part in (p.strip() for p in value.split("|")) if "=" in part)
    found = {key.strip(): words.strip() for key, words in given.items()}
    problem = ""
    for key, words in found.items():
        allowed = POSITION_FIELDS.get(key)
        if key != "verb" and (key not in POSITION_FIELDS or key == "remove"):
            problem = f"unknown field {key!r}"
        elif allowed is not None and words not in allowed:
            problem = f"{key} {words!r} is not one of {', '.join(allowed)}"
    missing = [key for key in ("verb", "act", "theme") if not found.get(key)]
    if missing or problem:
        raise StanceshiftError(
            problem or f"the added position has no {missing[0]}",
            file=file,
            where=f"line {line}",
            fix="write `verb=have urged | act=urge | direction=for | theme=climate | target=all states`",
        )
    return found


def corrections_csv(rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as the text of a corrections file; columns not given stay empty, to be filled in."""
    frame = pd.DataFrame([{column: row.get(column, "") for column in HEADER} for row in rows], columns=list(HEADER))
    return str(frame.to_csv(index=False, lineterminator="\n"))


def write_to_fill(positions: pd.DataFrame, path: str | Path) -> None:
    """Write a file of corrections ready to fill for positions (columns position_id, text_sha, verb, act).

    Each has the field `act` with the act found as its value: change the value or the field, add reviewer and date, and
    delete the lines that are right.
    """
    rows = []
    for row in positions.itertuples(index=False):
        note = f"{row.act}: {row.sentence_text}"
        rows.append(
            {
                "position_id": row.position_id,
                "text_sha": row.text_sha,
                "verb": row.verb,
                "field": "act",
                "value": row.act,
                "note": note,
            }
        )
    write_text(path, corrections_csv(rows))
