"""Declares what pages know of a session: its place in the catalogue, its texts and which of them stands for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stanceshift.reports.inputs import Inputs

Row = Any
"""One row of a table, its columns as attributes; what is missing is None."""


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a table as named tuples in an order of their values alone, with None for what is missing."""
    lists = [name for name in frame.columns if frame[name].map(lambda value: isinstance(value, list)).any()]
    frame = frame.sort_values([name for name in frame.columns if name not in lists], kind="stable")
    plain = frame.astype(object).where(frame.notna(), None) if len(frame) else frame
    return list(plain.itertuples(index=False, name="Row"))


@dataclass(frozen=True)
class Session:
    """One session: what the catalogue knows of it, and its texts."""

    id: str
    series: str
    date: str
    ordinal: int | None
    place: str
    mode: str
    documents: tuple[Row, ...]
    primary: Row
    """The text that stands for the session, None where there is none."""
    addresses: tuple[dict[str, Any], ...] = ()
    """Addresses of the governments' own texts and accounts, from the catalogue."""

    @property
    def has_text(self) -> bool:
        """Whether the corpus holds a text of the session."""
        return self.primary is not None

    @property
    def is_digest(self) -> bool:
        """Whether the text that stands for the session is a digest."""
        return self.primary is not None and self.primary.text_kind == "digest"

    @property
    def is_full(self) -> bool:
        """Whether the text that stands for the session is the whole text."""
        return self.primary is not None and self.primary.coverage == "full"


def sessions_of(inputs: Inputs) -> dict[str, Session]:
    """Return every session of the catalogue by id, with its texts."""
    documents: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows_of(inputs.tables["documents"]):
        documents[row.session_id].append(row)
    entries = {str(entry["id"]): entry for entry in inputs.catalogue}
    found = []
    for identity in sorted({*documents, *entries}):
        entry, texts = entries.get(identity, {}), documents.get(identity, [])
        primary = next((row for row in texts if row.primary), None)
        first: Any = primary or (texts[0] if texts else None)
        ordinal = entry.get("ordinal") if entry else None
        found.append(
            Session(
                id=identity,
                series=str(first.series if first else entry["series"]),
                date=str(first.date if first else entry["date"]),
                ordinal=ordinal if ordinal is not None else (first.ordinal if first else None),
                place=str(entry.get("place") or (first.place if first else "") or ""),
                mode=str(entry.get("mode") or ""),
                documents=tuple(sorted(texts, key=lambda row: (not row.primary, not row.active, row.document_id))),
                primary=primary,
                addresses=tuple(url for url in entry.get("urls") or () if url.get("official", True)),
            )
        )
    return {session.id: session for session in sorted(found, key=lambda s: (s.series, s.date, s.id))}
