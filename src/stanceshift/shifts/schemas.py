"""Declares the tables of the shifts: threads, ledger, theme changes, matrix, formulas, commitments, partners."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

CHANGES = ("new", "dropped", "not_seen", "strengthened", "softened", "reversed", "reworded", "verbatim")
FLAGS = (
    "holder_changed",
    "target_newly_named",
    "target_no_longer_named",
    "merged",
    "split",
    "act_to_commitment",
    "rewritten",
)
STATUSES = ("present", "absent", "unknown", "no_text")
STAGES = ("explore", "agree_to_start", "negotiate", "conclude", "in_force", "widen")
RELATIONS = ("stronger", "weaker", "equal", "opposite")


class _Table(pa.DataFrameModel):
    class Config:
        """Types are coerced, unknown columns refused."""

        coerce = True
        strict = True


class Threads(_Table):
    """One proposition followed through a series."""

    thread_id: Series[str] = pa.Field(unique=True)
    series: Series[str]
    theme: Series[str]
    label: Series[str]
    n_sessions: Series[int] = pa.Field(gt=0)
    n_positions: Series[int] = pa.Field(gt=0)
    first_session: Series[str]
    last_session: Series[str]


class ThreadPositions(_Table):
    """Which positions belong to which thread."""

    thread_id: Series[str]
    position_id: Series[str]
    session_id: Series[str]
    date: Series[str]


class Ledger(_Table):
    """One row a thread and pair of consecutive sessions."""

    row_id: Series[str] = pa.Field(unique=True)
    thread_id: Series[str]
    series: Series[str]
    theme: Series[str]
    from_session: Series[str]
    from_date: Series[str]
    to_session: Series[str]
    to_date: Series[str]
    change: Series[str] = pa.Field(isin=CHANGES)
    flags: Series[object]
    before_position_id: Series[str] = pa.Field(nullable=True)
    after_position_id: Series[str] = pa.Field(nullable=True)
    before_text: Series[str]
    after_text: Series[str]
    before_verb: Series[str]
    after_verb: Series[str]
    before_act: Series[str]
    after_act: Series[str]
    before_rung: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    after_rung: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    before_force: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    after_force: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    before_direction: Series[str]
    after_direction: Series[str]
    before_holder: Series[str]
    after_holder: Series[str]
    before_target: Series[str]
    after_target: Series[str]
    similarity: Series[float] = pa.Field(nullable=True)
    confidence: Series[float] = pa.Field(ge=0, le=1)
    importance: Series[float] = pa.Field(ge=0, le=1)
    headline: Series[bool]
    reason: Series[str]


class ThemeChanges(_Table):
    """One row a theme and pair of consecutive sessions: the analyst's headline rows."""

    change_id: Series[str] = pa.Field(unique=True)
    series: Series[str]
    theme: Series[str]
    from_session: Series[str]
    to_session: Series[str]
    from_date: Series[str]
    to_date: Series[str]
    change: Series[str] = pa.Field(isin=CHANGES)
    flags: Series[object]
    before_position_id: Series[str] = pa.Field(nullable=True)
    after_position_id: Series[str] = pa.Field(nullable=True)
    n_before: Series[int] = pa.Field(ge=0)
    n_after: Series[int] = pa.Field(ge=0)
    strength_before: Series[float] = pa.Field(nullable=True)
    strength_after: Series[float] = pa.Field(nullable=True)
    stance_before: Series[str]
    stance_after: Series[str]
    importance: Series[float] = pa.Field(ge=0, le=1)
    reason: Series[str]


class Matrix(_Table):
    """One row a session and theme."""

    series: Series[str]
    session_id: Series[str]
    date: Series[str]
    theme: Series[str]
    status: Series[str] = pa.Field(isin=STATUSES)
    stance: Series[str]
    strength: Series[float] = pa.Field(nullable=True)
    n_positions: Series[int] = pa.Field(ge=0)
    n_paragraphs: Series[int] = pa.Field(ge=0)
    share_words: Series[float] = pa.Field(ge=0, le=1)
    text_kind: Series[str]


class ThemeHistory(_Table):
    """First and last mention of each theme in each series, and the themes it is said together with."""

    series: Series[str]
    theme: Series[str]
    first_session: Series[str]
    last_session: Series[str]
    n_sessions: Series[int] = pa.Field(gt=0)
    merged_with: Series[object]


class Formulas(_Table):
    """Recurring phrases."""

    formula_id: Series[str] = pa.Field(unique=True)
    language: Series[str]
    text: Series[str]
    origin: Series[str] = pa.Field(isin=("listed", "found"))
    n_uses: Series[int] = pa.Field(gt=0)
    n_series: Series[int] = pa.Field(gt=0)
    first_series: Series[str]
    first_session: Series[str]


class FormulaUses(_Table):
    """Where each formula stands."""

    formula_id: Series[str]
    series: Series[str]
    session_id: Series[str]
    date: Series[str]
    paragraph_id: Series[str]
    start: Series[int] = pa.Field(ge=0)
    end: Series[int] = pa.Field(gt=0)
    text: Series[str]


class Commitments(_Table):
    """Cooperation items and the stage announced at each session."""

    item: Series[str]
    label: Series[str]
    series: Series[str]
    session_id: Series[str]
    date: Series[str]
    stage: Series[str] = pa.Field(isin=STAGES)
    position_id: Series[str] = pa.Field(nullable=True)
    paragraph_id: Series[str]
    start: Series[int] = pa.Field(ge=0)
    end: Series[int] = pa.Field(gt=0)
    text: Series[str]


class Partners(_Table):
    """The same theme at about the same time in two series."""

    theme: Series[str]
    series_a: Series[str]
    session_a: Series[str]
    date_a: Series[str]
    position_a: Series[str]
    strength_a: Series[float]
    series_b: Series[str]
    session_b: Series[str]
    date_b: Series[str]
    position_b: Series[str]
    strength_b: Series[float]
    relation: Series[str] = pa.Field(isin=RELATIONS)
    similarity: Series[float]
    reason: Series[str]
