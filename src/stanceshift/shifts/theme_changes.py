"""Says for every theme and pair of sessions what changed: the rows that a reader sees first."""

from __future__ import annotations

from typing import Any

import pandas as pd

from stanceshift.frames import columns_of
from stanceshift.shifts.context import Context
from stanceshift.shifts.matrix import leads
from stanceshift.shifts.schemas import ThemeChanges
from stanceshift.shifts.tables import each, row_at
from stanceshift.shifts.theme_evidence import clearest, goes_on
from stanceshift.shifts.theme_rows import arrival, departure, theme_step

LACKING = {"": "has nothing on the theme", "named": "names it beside something else"}
"""How the reason says that an earlier full text takes no position on a theme."""


def build_theme_changes(
    positions: pd.DataFrame,
    sessions: pd.DataFrame,
    thread_positions: pd.DataFrame,
    matrix: pd.DataFrame,
    context: Context,
) -> pd.DataFrame:
    """Return the table ThemeChanges, the most important first within each pair of sessions.

    Parameters
    ----------
    positions:
        Positions with context, index 0..n-1, the same to which ``context.presence`` points.
    """
    threads: dict[str, set[str]] = {}
    for thread, position in zip(thread_positions["thread_id"], thread_positions["position_id"], strict=True):
        threads.setdefault(position, set()).add(thread)
    elsewhere = _by_thread(positions, threads)
    stances = {(row.session_id, row.theme): row.stance for row in each(matrix)}
    rows: list[dict[str, Any]] = []
    for series, known in sessions[sessions["document_id"].notna()].groupby("series", sort=True):
        ordered = known.reset_index(drop=True)
        themes = sorted({theme for session in ordered["session_id"] for theme in context.presence.themes(session)})
        for theme in themes:
            rows.extend(_walk(str(series), theme, ordered, positions, threads, elsewhere, stances, context))
    table = pd.DataFrame(rows, columns=columns_of(ThemeChanges))
    order = ["series", "to_date", "to_session", "importance", "change_id"]
    return table.sort_values(order, ascending=[True, True, True, False, True], ignore_index=True)


def _walk(
    series: str,
    theme: str,
    sessions: pd.DataFrame,
    positions: pd.DataFrame,
    threads: dict[str, set[str]],
    elsewhere: dict[tuple[str, str], list[Any]],
    stances: dict[tuple[str, str], str],
    context: Context,
) -> list[dict[str, Any]]:
    """Follow one theme through a series, in the way of `stanceshift.shifts.ledger.thread_rows`."""
    rows = []
    last: int | None = None
    silence = ""
    wording: frozenset[str] = frozenset()
    earlier_wording: frozenset[str] = frozenset()
    lacking = ""
    for place, session in enumerate(each(sessions)):
        kind = context.presence.kind(session.session_id, theme)
        now = _said(positions, context, session.session_id, theme)
        row: dict[str, Any] | None = None
        origin = place - 1
        used = context.presence.formulas.get((session.session_id, theme), frozenset())
        told = context.presence.attributed.get((session.session_id, theme), frozenset())
        gained, wording = told - wording, wording | used
        if not context.names.theme(theme).must_be_named:
            gained -= earlier_wording
        earlier_wording |= context.presence.wording.get(session.session_id, frozenset())
        if session.coverage == "full" and kind in LACKING:
            lacking = f"; the full text of {session.date} {LACKING[kind]}"
        if kind == "said":
            if last is None or silence == "dropped":
                if place > 0:
                    back = "" if last is None else _last_said(positions, context, row_at(sessions, last), theme)
                    carried_on = goes_on(
                        clearest(now, theme, context), sessions["session_id"].iloc[origin], threads, elsewhere
                    )
                    row = arrival(theme, now, row_at(sessions, origin), back, lacking, carried_on, context)
            else:
                origin = last
                earlier = _said(positions, context, sessions["session_id"].iloc[last], theme)
                row = theme_step(
                    theme, earlier, now, row_at(sessions, last), session, threads, elsewhere, gained, positions, context
                )
                if place - last > 1:
                    row["reason"] += f"; compared with {sessions['date'].iloc[last]}, as the text between is partial"
            last, silence = place, ""
        elif last is not None and (not silence or (silence == "not_seen" and session.coverage == "full")):
            origin = last
            before = _said(positions, context, sessions["session_id"].iloc[last], theme)
            carried_on = goes_on(clearest(before, theme, context), session.session_id, threads, elsewhere)
            row = departure(theme, before, session, kind, carried_on, context)
            silence = "dropped" if row["change"] in ("dropped", "softened") else "not_seen"
        if row is not None:
            from_session = row_at(sessions, origin)
            before = _said(positions, context, from_session.session_id, theme)
            rows.append(
                row
                | {
                    "change_id": f"{series}.{theme}.{session.session_id}",
                    "series": series,
                    "theme": theme,
                    "from_session": from_session.session_id,
                    "from_date": from_session.date,
                    "to_session": session.session_id,
                    "to_date": session.date,
                    "n_before": len(before),
                    "n_after": len(now),
                    "strength_before": _strength(before, theme, context),
                    "strength_after": _strength(now, theme, context),
                    "stance_before": stances.get((from_session.session_id, theme), ""),
                    "stance_after": stances.get((session.session_id, theme), ""),
                }
            )
    return rows


def _last_said(positions: pd.DataFrame, context: Context, session: Any, theme: str) -> str:
    """Return the date of a session whose words are on the theme, by label and by its names or words; else ""."""
    lead = clearest(_said(positions, context, session.session_id, theme), theme, context)
    return str(session.date) if lead.theme == theme and theme in lead.worded else ""


def _said(positions: pd.DataFrame, context: Context, session: str, theme: str) -> pd.DataFrame:
    return positions.iloc[list(context.presence.said.get((session, theme), ()))]


def _strength(said: pd.DataFrame, theme: str, context: Context) -> float | None:
    return float(leads(said, theme, context.names)["strength"].iloc[0]) if len(said) else None


def _by_thread(positions: pd.DataFrame, threads: dict[str, set[str]]) -> dict[tuple[str, str], list[Any]]:
    """Return the positions of each (thread, session)."""
    found: dict[tuple[str, str], list[Any]] = {}
    for row in each(positions):
        for thread in sorted(threads.get(row.position_id, ())):
            found.setdefault((thread, row.session_id), []).append(row)
    return found
