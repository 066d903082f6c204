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
    "carried_out",
    "widened",
    "narrowed",
    "wording_raised",
    "wording_lowered",
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

    thread_id: Series[str] = pa.Field(unique=True, description="Thread: one proposition followed through a series.")
    series: Series[str] = pa.Field(description="Series of sessions.")
    theme: Series[str] = pa.Field(description="Theme of most of its positions.")
    label: Series[str] = pa.Field(description="Target of its latest position, or its verb where no target is named.")
    n_sessions: Series[int] = pa.Field(gt=0, description="Sessions in which it is said.")
    n_positions: Series[int] = pa.Field(gt=0, description="Positions in it.")
    first_session: Series[str] = pa.Field(description="Session of the first.")
    last_session: Series[str] = pa.Field(description="Session of the last.")


class ThreadPositions(_Table):
    """Which positions belong to which thread."""

    thread_id: Series[str] = pa.Field(description="Thread: one proposition followed through a series.")
    position_id: Series[str] = pa.Field(description="Position; one that merges several threads stands once under each.")
    session_id: Series[str] = pa.Field(description="Session.")
    date: Series[str] = pa.Field(description="Date of the session (ISO 8601).")


class Ledger(_Table):
    """One row a thread and pair of consecutive sessions."""

    row_id: Series[str] = pa.Field(unique=True, description="Thread and later session.")
    thread_id: Series[str] = pa.Field(description="Thread: one proposition followed through a series.")
    series: Series[str] = pa.Field(description="Series of sessions.")
    theme: Series[str] = pa.Field(
        description="Theme of the earlier position where the later one counts for it too, else of the later."
    )
    from_session: Series[str] = pa.Field(
        description="Session of the earlier position; where there is none, the session before."
    )
    from_date: Series[str] = pa.Field(description="Its date.")
    to_session: Series[str] = pa.Field(description="Later session.")
    to_date: Series[str] = pa.Field(description="Its date.")
    change: Series[str] = pa.Field(
        isin=CHANGES, description="What happened, by the rule of stanceshift.shifts.strength.RULE."
    )
    flags: Series[object] = pa.Field(description="What else changed; a list of the flags named in FLAGS.")
    before_position_id: Series[str] = pa.Field(
        nullable=True, description="Earlier position; empty where there is none."
    )
    after_position_id: Series[str] = pa.Field(nullable=True, description="Later position; empty where there is none.")
    before_text: Series[str] = pa.Field(description="Sentence of the earlier position.")
    after_text: Series[str] = pa.Field(description="Sentence of the later position.")
    before_source_start: Series[pd.Int64Dtype] = pa.Field(
        nullable=True, description="First character of the earlier sentence in the source text of its document."
    )
    before_source_end: Series[pd.Int64Dtype] = pa.Field(nullable=True, description="The character after its last.")
    after_source_start: Series[pd.Int64Dtype] = pa.Field(
        nullable=True, description="First character of the later sentence in the source text of its document."
    )
    after_source_end: Series[pd.Int64Dtype] = pa.Field(nullable=True, description="The character after its last.")
    before_verb: Series[str] = pa.Field(description="Verb of the earlier position.")
    after_verb: Series[str] = pa.Field(description="Verb of the later position.")
    before_act: Series[str] = pa.Field(description="Act of the earlier position.")
    after_act: Series[str] = pa.Field(description="Act of the later position.")
    before_rung: Series[pd.Int64Dtype] = pa.Field(nullable=True, description="Rung of the earlier act, 0-4.")
    after_rung: Series[pd.Int64Dtype] = pa.Field(nullable=True, description="Rung of the later act, 0-4.")
    before_force: Series[pd.Int64Dtype] = pa.Field(
        nullable=True, description="Force of the earlier position: 0 hedged, 1 plain, 2 raised."
    )
    after_force: Series[pd.Int64Dtype] = pa.Field(
        nullable=True, description="Force of the later position: 0 hedged, 1 plain, 2 raised."
    )
    before_direction: Series[str] = pa.Field(description="for, against or none.")
    after_direction: Series[str] = pa.Field(description="for, against or none.")
    before_holder: Series[str] = pa.Field(description="Who says it: joint or one party.")
    after_holder: Series[str] = pa.Field(description="Who says it: joint or one party.")
    before_target: Series[str] = pa.Field(description="What it is about; 'unnamed' where the text avoids naming.")
    after_target: Series[str] = pa.Field(description="What it is about; 'unnamed' where the text avoids naming.")
    similarity: Series[float] = pa.Field(
        nullable=True,
        description="Share of words kept in order, 0-1; empty where a sentence is missing.",
    )
    confidence: Series[float] = pa.Field(
        ge=0,
        le=1,
        description="How sure the row is, 0-1: scores of the positions, likeness of the two, coverage of the texts.",
    )
    importance: Series[float] = pa.Field(
        ge=0, le=1, description="Rank for a reader in a hurry, 0-1 (data/shifts/importance.yaml)."
    )
    headline: Series[bool] = pa.Field(description="Important and sure enough for the first page.")
    reason: Series[str] = pa.Field(description="The change in words, with the verbs quoted.")


class ThemeChanges(_Table):
    """One row a theme and pair of consecutive sessions: the analyst's headline rows."""

    change_id: Series[str] = pa.Field(unique=True, description="Series, theme and later session.")
    series: Series[str] = pa.Field(description="Series of sessions.")
    theme: Series[str] = pa.Field(description="Theme id of the codebook.")
    from_session: Series[str] = pa.Field(description="Earlier session.")
    to_session: Series[str] = pa.Field(description="Later session.")
    from_date: Series[str] = pa.Field(description="Its date.")
    to_date: Series[str] = pa.Field(description="Its date.")
    change: Series[str] = pa.Field(
        isin=CHANGES, description="What happened, by the rule of stanceshift.shifts.strength.RULE."
    )
    flags: Series[object] = pa.Field(description="What else changed; a list of the flags named in FLAGS.")
    before_position_id: Series[str] = pa.Field(
        nullable=True, description="Strongest earlier position that decides the change."
    )
    after_position_id: Series[str] = pa.Field(
        nullable=True, description="Strongest later position that decides the change."
    )
    n_before: Series[int] = pa.Field(ge=0, description="Positions on the theme in the earlier session.")
    n_after: Series[int] = pa.Field(ge=0, description="Positions on the theme in the later session.")
    strength_before: Series[float] = pa.Field(
        nullable=True, description="Signed strength before: minus against, plus for; |rung| + 0.3 (force - 1)."
    )
    strength_after: Series[float] = pa.Field(
        nullable=True, description="Signed strength after: minus against, plus for; |rung| + 0.3 (force - 1)."
    )
    stance_before: Series[str] = pa.Field(
        description="Stance before: critical, supportive, mixed, neutral; empty where the theme is not in the text."
    )
    stance_after: Series[str] = pa.Field(
        description="Stance after: critical, supportive, mixed, neutral; empty where the theme is not in the text."
    )
    importance: Series[float] = pa.Field(
        ge=0, le=1, description="Rank for a reader in a hurry, 0-1 (data/shifts/importance.yaml)."
    )
    reason: Series[str] = pa.Field(description="The change in words, with the verbs quoted.")


class Matrix(_Table):
    """One row a session and theme."""

    series: Series[str] = pa.Field(description="Series of sessions.")
    session_id: Series[str] = pa.Field(description="Session.")
    date: Series[str] = pa.Field(description="Date of the session (ISO 8601).")
    theme: Series[str] = pa.Field(description="Theme id of the codebook.")
    status: Series[str] = pa.Field(
        isin=STATUSES,
        description="present, absent (full text without it), unknown (partial text without it) or no_text.",
    )
    stance: Series[str] = pa.Field(
        description="critical, supportive, mixed or neutral; empty where the theme is not present."
    )
    strength: Series[float] = pa.Field(
        nullable=True,
        description="Signed strength of the strongest position: minus against, plus for; |rung| + 0.3 (force - 1).",
    )
    n_positions: Series[int] = pa.Field(ge=0, description="Positions on the theme, reported ones left out.")
    n_paragraphs: Series[int] = pa.Field(ge=0, description="Paragraphs that carry the theme.")
    share_words: Series[float] = pa.Field(
        ge=0,
        le=1,
        description="Share of the text's words in its paragraphs, each divided among its themes by score.",
    )
    text_kind: Series[str] = pa.Field(description="official, translation, digest; empty where there is no text.")


class ThemeHistory(_Table):
    """First and last mention of each theme in each series, and the themes it is said together with."""

    series: Series[str] = pa.Field(description="Series of sessions.")
    theme: Series[str] = pa.Field(description="Theme id of the codebook.")
    first_session: Series[str] = pa.Field(description="First session whose text carries the theme.")
    last_session: Series[str] = pa.Field(description="Last session whose text carries the theme.")
    n_sessions: Series[int] = pa.Field(gt=0, description="Sessions that carry it.")
    merged_with: Series[object] = pa.Field(
        description="Themes that share a paragraph with it in half or more of its sessions."
    )


class Formulas(_Table):
    """Recurring phrases."""

    formula_id: Series[str] = pa.Field(unique=True, description="Formula.")
    language: Series[str] = pa.Field(description="Language of the phrase.")
    text: Series[str] = pa.Field(description="The phrase, as first used.")
    origin: Series[str] = pa.Field(
        isin=("listed", "found"), description="listed by the analyst or found by the pipeline."
    )
    n_uses: Series[int] = pa.Field(gt=0, description="Times it stands in the primary texts.")
    n_series: Series[int] = pa.Field(gt=0, description="Series that use it.")
    first_series: Series[str] = pa.Field(description="Series that used it first.")
    first_session: Series[str] = pa.Field(description="Session that used it first.")


class FormulaUses(_Table):
    """Where each formula stands."""

    formula_id: Series[str] = pa.Field(description="Formula.")
    series: Series[str] = pa.Field(description="Series of sessions.")
    session_id: Series[str] = pa.Field(description="Session.")
    date: Series[str] = pa.Field(description="Date of the session (ISO 8601).")
    paragraph_id: Series[str] = pa.Field(description="Paragraph.")
    start: Series[int] = pa.Field(ge=0, description="First character in the paragraph text.")
    end: Series[int] = pa.Field(gt=0, description="Character after the last, in the paragraph text.")
    text: Series[str] = pa.Field(description="The words as they stand.")


class Commitments(_Table):
    """Cooperation items and the stage announced at each session."""

    item: Series[str] = pa.Field(description="Cooperation item (data/shifts/commitments.yaml).")
    label: Series[str] = pa.Field(description="Its name.")
    series: Series[str] = pa.Field(description="Series of sessions.")
    session_id: Series[str] = pa.Field(description="Session.")
    date: Series[str] = pa.Field(description="Date of the session (ISO 8601).")
    stage: Series[str] = pa.Field(
        isin=STAGES,
        description="Furthest stage announced: explore, agree_to_start, negotiate, conclude, in_force or widen.",
    )
    position_id: Series[str] = pa.Field(
        nullable=True, description="Position in whose sentence it is announced; empty where there is none."
    )
    paragraph_id: Series[str] = pa.Field(description="Paragraph.")
    start: Series[int] = pa.Field(ge=0, description="First character of the item's name in the paragraph text.")
    end: Series[int] = pa.Field(gt=0, description="Character after the last of the item's name.")
    text: Series[str] = pa.Field(description="Sentence.")


class Partners(_Table):
    """The same theme at about the same time in two series."""

    theme: Series[str] = pa.Field(description="Theme id of the codebook.")
    series_a: Series[str] = pa.Field(description="Series that spoke first.")
    session_a: Series[str] = pa.Field(description="Its session.")
    date_a: Series[str] = pa.Field(description="Its date.")
    position_a: Series[str] = pa.Field(description="Its strongest position.")
    strength_a: Series[float] = pa.Field(description="Signed strength there: minus against, plus for.")
    series_b: Series[str] = pa.Field(description="Series that spoke second.")
    session_b: Series[str] = pa.Field(description="Its session.")
    date_b: Series[str] = pa.Field(description="Its date.")
    position_b: Series[str] = pa.Field(description="Its strongest position.")
    strength_b: Series[float] = pa.Field(description="Signed strength there: minus against, plus for.")
    relation: Series[str] = pa.Field(
        isin=RELATIONS, description="The second compared with the first: stronger, weaker, equal or opposite."
    )
    similarity: Series[float] = pa.Field(description="Likeness of the two sentences, 0-1.")
    reason: Series[str] = pa.Field(description="The change in words, with the verbs quoted.")
