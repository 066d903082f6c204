"""Writes the ledger: for every thread and pair of consecutive sessions what changed, with both texts and the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from stanceshift.frames import columns_of
from stanceshift.labels.schemas import UNNAMED
from stanceshift.shifts.align import Embed, Thread, build_threads, thread_id
from stanceshift.shifts.arrivals import arrival, departure
from stanceshift.shifts.context import Context
from stanceshift.shifts.rows import compared
from stanceshift.shifts.schemas import Ledger, ThreadPositions, Threads
from stanceshift.shifts.tables import row_at


def identity_of(thread: Thread, positions: pd.DataFrame) -> str:
    """Return the id of a thread; one that split off carries the position it split from and its own first."""
    ids = [positions["position_id"].iloc[row] for row in thread.rows[:2]]
    return thread_id(positions["series"].iloc[thread.rows[0]], ids[0], ids[1] if thread.split_off else "")


def thread_tables(threads: Sequence[Thread], positions: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables Threads and ThreadPositions of one series."""
    rows, members = [], []
    for thread in threads:
        said = positions.iloc[thread.rows]
        identity = identity_of(thread, positions)
        themes = Counter(said["theme"])
        last = row_at(said, -1)
        rows.append(
            {
                "thread_id": identity,
                "series": last.series,
                "theme": sorted(themes.items(), key=lambda item: (-item[1], item[0]))[0][0],
                "label": last.target if last.target != UNNAMED else last.verb,
                "n_sessions": said["session_id"].nunique(),
                "n_positions": len(said),
                "first_session": said["session_id"].iloc[0],
                "last_session": last.session_id,
            }
        )
        members.append(said[["position_id", "session_id", "date"]].assign(thread_id=identity))
    return pd.DataFrame(rows), pd.concat(members, ignore_index=True)


def build_ledger(
    positions: pd.DataFrame, sessions: pd.DataFrame, context: Context, embed: Embed | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the tables (Threads, ThreadPositions, Ledger) of all series.

    Parameters
    ----------
    positions:
        Positions with context (`stanceshift.shifts.sessions.with_context`).
    sessions:
        The table of `stanceshift.shifts.sessions.session_table`.
    embed:
        Vectors for positions in different languages; without it names and numbers decide.
    """
    threads_parts, member_parts = [], []
    rows: list[dict[str, Any]] = []
    for series in sorted(positions["series"].unique()):
        own = positions[positions["series"] == series].reset_index(drop=True)
        known = sessions[(sessions["series"] == series) & sessions["document_id"].notna()].reset_index(drop=True)
        threads = build_threads(own, list(known["session_id"]), context.names, context.settings, embed)
        tables = thread_tables(threads, own)
        threads_parts.append(tables[0])
        member_parts.append(tables[1])
        for thread in threads:
            rows.extend(thread_rows(thread, own, known, context))
    ledger = pd.DataFrame(rows, columns=[name for name in columns_of(Ledger) if name != "headline"])
    ledger["headline"] = headline_mask(ledger, context)
    ledger = ledger.sort_values(
        ["series", "to_date", "to_session", "headline", "importance", "row_id"],
        ascending=[True, True, True, False, False, True],
        ignore_index=True,
    )
    threads_table = pd.concat(threads_parts, ignore_index=True).sort_values(["series", "first_session", "thread_id"])
    members = pd.concat(member_parts, ignore_index=True).sort_values(["thread_id", "date", "position_id"])
    return (
        threads_table[columns_of(Threads)].reset_index(drop=True),
        members[columns_of(ThreadPositions)].reset_index(drop=True),
        ledger[columns_of(Ledger)],
    )


def thread_rows(
    thread: Thread, positions: pd.DataFrame, sessions: pd.DataFrame, context: Context
) -> list[dict[str, Any]]:
    """Return the ledger's rows of one thread, without `headline`.

    A silence in a partial text gives one row `not_seen`; the next text that has the thread is compared with the last
    that had it. A silence in a full text gives `dropped`; the thread's return is then `new`, and the reason says so.
    """
    identity = identity_of(thread, positions)
    at = dict(zip(thread.sessions, thread.rows, strict=True))
    full = [value == "full" for value in sessions["coverage"]]
    ids, dates = list(sessions["session_id"]), list(sessions["date"])
    last: int | None = thread.sessions[0] if thread.split_off else None
    silence = "dropped" if thread.split_off and any(full[thread.sessions[0] + 1 : thread.sessions[1]]) else ""
    rows = []
    for place in range(thread.sessions[1] if thread.split_off else thread.sessions[0], len(sessions)):
        row, origin = None, place - 1
        if place in at:
            after = row_at(positions, at[place])
            if last is not None and silence != "dropped":
                before = row_at(positions, at[last])
                score = thread.score.get(place, 0.0)
                join = thread.joins.get(place, "")
                row = compared(before, after, score, join, full[last], full[place], positions, context)
                if place - last > 1:
                    row["reason"] += f"; compared with {dates[last]}, as the text between is partial"
                origin = last
            elif place > 0:
                back = None if last is None else row_at(positions, at[last])
                reference = place - 1
                while reference > 0 and not full[reference] and not context.presence.kind(ids[reference], after.theme):
                    reference -= 1
                nearest = thread.nearest.get(place, 0.0)
                row = arrival(after, ids[reference], dates[reference], full[place - 1], nearest, back, context)
            last, silence = place, ""
        elif last is not None and (not silence or (silence == "not_seen" and full[place])):
            before = row_at(positions, at[last])
            row = departure(before, ids[place], full[place], thread.nearest.get(place, 0.0), context)
            origin, silence = last, row["change"]
        if row is not None:
            place_columns = {
                "row_id": f"{identity}.{ids[place]}",
                "thread_id": identity,
                "series": sessions["series"].iloc[place],
                "from_session": ids[origin],
                "from_date": dates[origin],
                "to_session": ids[place],
                "to_date": dates[place],
            }
            rows.append(row | place_columns)
    return rows


def headline_mask(ledger: pd.DataFrame, context: Context) -> pd.Series:
    """Return which rows are headlines: important and sure enough, the best few of each theme and pair of sessions."""
    weights = context.weights
    able = (
        (ledger["importance"] >= context.settings.headline_importance)
        & (ledger["confidence"] >= weights.headline_min_confidence)
        & ~ledger["theme"].isin(weights.never_headline_themes)
        & ~ledger["change"].isin(["not_seen", "verbatim"])
    )
    strength = (
        ledger["after_rung"].fillna(ledger["before_rung"]) + ledger["after_force"].fillna(ledger["before_force"]) / 10
    )
    ranked = ledger[able].assign(strength=strength[able])
    order = ["importance", "strength", "confidence", "row_id"]
    ranked = ranked.sort_values(order, ascending=[False, False, False, True])
    chosen = ranked.groupby(["series", "theme", "to_session"]).head(weights.headlines_per_theme).index
    return pd.Series(ledger.index.isin(chosen), index=ledger.index)
