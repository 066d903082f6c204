"""Declares the tables of the labels: positions, themes of paragraphs, paragraph summaries."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

ACTS = (
    "condemn",
    "oppose",
    "demand",
    "concern",
    "urge",
    "note",
    "recall",
    "stress",
    "hope",
    "welcome",
    "support",
    "commit",
    "state",
)
DIRECTIONS = ("for", "against", "none")
STANCES = ("critical", "supportive", "mixed", "neutral")
SOURCES = ("lexicon", "model", "reviewer")
UNNAMED = "unnamed"
"""The target of a position whose text names none."""


class _Table(pa.DataFrameModel):
    class Config:
        """Types are coerced, unknown columns refused."""

        coerce = True
        strict = True


class Positions(_Table):
    """One row a position: one thing the speakers do with words, with the characters that carry it."""

    position_id: Series[str] = pa.Field(unique=True)
    sentence_id: Series[str]
    paragraph_id: Series[str]
    document_id: Series[str]
    language: Series[str]
    act: Series[str] = pa.Field(isin=ACTS)
    direction: Series[str] = pa.Field(isin=DIRECTIONS)
    force: Series[int] = pa.Field(isin=(0, 1, 2))
    rung: Series[int] = pa.Field(ge=0, le=4)
    holder: Series[str]
    theme: Series[str]
    verb: Series[str] = pa.Field(str_length={"min_value": 1})
    start: Series[int] = pa.Field(ge=0)
    end: Series[int] = pa.Field(gt=0)
    cue: Series[str]
    cue_start: Series[int] = pa.Field(ge=0)
    cue_end: Series[int] = pa.Field(gt=0)
    target: Series[str] = pa.Field(str_length={"min_value": 1})
    target_start: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    target_end: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    negated: Series[bool]
    reiterated: Series[bool]
    implicit: Series[bool]
    reported: Series[bool]
    source: Series[str] = pa.Field(isin=SOURCES)
    cue_id: Series[str]
    score: Series[float] = pa.Field(ge=0, le=1)
    theme_score: Series[float] = pa.Field(ge=0, le=1)
    source_start: Series[int] = pa.Field(ge=0)
    source_end: Series[int] = pa.Field(ge=0)
    sentence_text: Series[str]
    text_sha: Series[str]


class Themes(_Table):
    """One row a paragraph and theme; rank 1 is the main theme."""

    paragraph_id: Series[str]
    document_id: Series[str]
    theme: Series[str]
    score: Series[float] = pa.Field(ge=0, le=1)
    rank: Series[int] = pa.Field(gt=0)
    stance: Series[str] = pa.Field(isin=STANCES)
    n_positions: Series[int] = pa.Field(ge=0)
    source: Series[str] = pa.Field(isin=SOURCES)


class ParagraphLabels(_Table):
    """One row a paragraph: main theme, stance and main act."""

    paragraph_id: Series[str] = pa.Field(unique=True)
    document_id: Series[str]
    language: Series[str]
    main_theme: Series[str]
    stance: Series[str] = pa.Field(isin=STANCES)
    main_act: Series[str] = pa.Field(isin=ACTS)
    main_act_score: Series[float] = pa.Field(ge=0, le=1)
    n_positions: Series[int] = pa.Field(ge=0)
