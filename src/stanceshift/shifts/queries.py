"""Answers two questions from build/: how a theme went through a series, and what changed between sessions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from rapidfuzz import fuzz, process

from stanceshift.errors import StanceshiftError
from stanceshift.frames import read_table
from stanceshift.settings import load_settings
from stanceshift.shifts.ledger import build_ledger
from stanceshift.shifts.pipeline import load_lists, prepared
from stanceshift.shifts.schemas import Ledger, Matrix, ThemeChanges
from stanceshift.shifts.sessions import session_table
from stanceshift.shifts.stored import read_inputs
from stanceshift.shifts.vectors import embedder


def nearest_names(name: str, known: Sequence[str], count: int = 5) -> list[str]:
    """Return the known names most like ``name``, the likest first."""
    return [found[0] for found in process.extract(name, sorted(set(known)), scorer=fuzz.WRatio, limit=count)]


def check_name(name: str, known: Sequence[str], kind: str) -> str:
    """Return ``name`` where it is known; raises `StanceshiftError` listing the nearest known names otherwise."""
    if name in set(known):
        return name
    near = ", ".join(nearest_names(name, known))
    raise StanceshiftError(f"unknown {kind} {name!r}", fix=f"did you mean: {near}")


def trace(theme: str, series: str, build: str | Path = "build") -> pd.DataFrame:
    """Return how a theme went through a series, one row a session, in order.

    Returns
    -------
    session_id, date, status, stance, strength (signed), n_positions, share_words, change (from the session before),
    flags, importance, reason.

    Raises
    ------
    StanceshiftError
        Where theme or series is unknown; the message lists the nearest names.
    """
    matrix = read_table(Path(build) / "compare" / "matrix.parquet", Matrix)
    check_name(series, list(matrix["series"]), "series")
    check_name(theme, list(matrix["theme"]), "theme")
    own = matrix[(matrix["series"] == series) & (matrix["theme"] == theme)]
    changes = read_table(Path(build) / "compare" / "theme_changes.parquet", ThemeChanges)
    changes = changes[(changes["series"] == series) & (changes["theme"] == theme)]
    columns = ["to_session", "change", "flags", "importance", "reason"]
    table = own.merge(changes[columns].rename(columns={"to_session": "session_id"}), on="session_id", how="left")
    table["flags"] = [flags if isinstance(flags, list) else [] for flags in table["flags"]]
    table[["change", "reason"]] = table[["change", "reason"]].fillna("")
    kept = ["session_id", "date", "status", "stance", "strength", "n_positions", "share_words", *columns[1:]]
    return table[kept].reset_index(drop=True)


def compare(session_a: str, session_b: str, theme: str | None = None, build: str | Path = "build") -> pd.DataFrame:
    """Return what changed from one session to another, the most important first.

    Two sessions next to each other in one series give the rows of the ledger; any other two are
    aligned on the spot, in that order.

    Returns
    -------
    The columns of the table Ledger.

    Raises
    ------
    StanceshiftError
        Where a session or theme is unknown (the message lists the nearest names), or a session has no text.
    """
    matrix = read_table(Path(build) / "compare" / "matrix.parquet", Matrix)
    for session in (session_a, session_b):
        check_name(session, list(matrix["session_id"]), "session")
    if session_a == session_b:
        raise StanceshiftError(f"{session_a} compared with itself", fix="name two sessions")
    if theme is not None:
        check_name(theme, list(matrix["theme"]), "theme")
    without = set(matrix.loc[matrix["status"] == "no_text", "session_id"]) & {session_a, session_b}
    if without:
        raise StanceshiftError(f"{min(without)} has no text", fix="add its text under data/corpus and run `dvc repro`")
    texts = matrix[matrix["status"] != "no_text"].drop_duplicates("session_id")
    series = dict(zip(texts["session_id"], texts["series"], strict=True))
    line = list(texts.loc[texts["series"] == series[session_a], "session_id"])
    if series[session_a] == series[session_b] and line.index(session_b) - line.index(session_a) == 1:
        ledger = read_table(Path(build) / "compare" / "ledger.parquet", Ledger)
        rows = ledger[ledger["to_session"] == session_b]
    else:
        rows = _aligned_now(session_a, session_b, build)
    if theme is not None:
        rows = rows[rows["theme"] == theme]
    return rows.sort_values(["importance", "row_id"], ascending=[False, True], ignore_index=True)


def _aligned_now(session_a: str, session_b: str, build: str | Path) -> pd.DataFrame:
    """Align two sessions that are not neighbours, as if they were a series of two."""
    inputs = read_inputs(build)
    lists = load_lists()
    sessions = session_table(inputs["documents"])
    order = {session_a: 0, session_b: 1}
    sessions = sessions[sessions["session_id"].isin(order)].assign(series=f"{session_a} {session_b}")
    sessions = sessions.sort_values("session_id", key=lambda ids: ids.map(order), ignore_index=True)
    settings = load_settings()
    positions, context = prepared(inputs, sessions, lists, settings.compare)
    ledger: Any = build_ledger(positions, sessions, context, embedder(settings.label.encoder))[2]
    return ledger
