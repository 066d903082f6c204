"""Declares the tables of the corpus: documents, segments, paragraphs, sentences, suspicions."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

LANGUAGES = ("fr", "en", "ja")
TEXT_KINDS = ("official", "translation", "digest")
COVERAGES = ("full", "partial")
SEGMENT_KINDS = (
    "paragraph",
    "number",
    "heading",
    "title",
    "footnote",
    "footnote_mark",
    "page_header",
    "page_footer",
    "page_number",
    "front_matter",
    "closing",
    "markup",
    "space",
)


class _Table(pa.DataFrameModel):
    class Config:
        """Types are coerced, unknown columns refused."""

        coerce = True
        strict = True


class Documents(_Table):
    """One row a text; `active` where it stands for its session and language, `primary` for its session."""

    document_id: Series[str] = pa.Field(unique=True)
    session_id: Series[str]
    series: Series[str]
    ordinal: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    date: Series[str] = pa.Field(str_matches=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    place: Series[str] = pa.Field(nullable=True)
    parties: Series[object]
    participants: Series[object]
    language: Series[str] = pa.Field(isin=LANGUAGES)
    text_kind: Series[str] = pa.Field(isin=TEXT_KINDS)
    genre: Series[str]
    coverage: Series[str] = pa.Field(isin=COVERAGES)
    title: Series[str]
    publisher: Series[str]
    source_url: Series[str] = pa.Field(nullable=True)
    licence: Series[str]
    retrieved: Series[str] = pa.Field(nullable=True)
    sha256: Series[str] = pa.Field(str_length={"min_value": 64, "max_value": 64})
    path: Series[str]
    n_chars: Series[int] = pa.Field(gt=0)
    n_paragraphs: Series[int] = pa.Field(gt=0)
    active: Series[bool]
    primary: Series[bool]


class Segments(_Table):
    """The tiles of every source text: no gap, no overlap."""

    document_id: Series[str]
    segment_index: Series[int] = pa.Field(ge=0)
    kind: Series[str] = pa.Field(isin=SEGMENT_KINDS)
    start: Series[int] = pa.Field(ge=0)
    end: Series[int] = pa.Field(gt=0)
    paragraph_id: Series[str] = pa.Field(nullable=True)


class Paragraphs(_Table):
    """One row a paragraph, in reading order; offsets into the source text."""

    paragraph_id: Series[str] = pa.Field(unique=True)
    document_id: Series[str]
    number: Series[int] = pa.Field(gt=0)
    label: Series[str]
    heading: Series[str]
    text: Series[str] = pa.Field(str_length={"min_value": 1})
    language: Series[str] = pa.Field(isin=LANGUAGES)
    source_start: Series[int] = pa.Field(ge=0)
    source_end: Series[int] = pa.Field(gt=0)
    sha: Series[str]
    n_words: Series[int] = pa.Field(gt=0)


class Sentences(_Table):
    """One row a sentence; offsets into the paragraph text and into the source text."""

    sentence_id: Series[str] = pa.Field(unique=True)
    paragraph_id: Series[str]
    document_id: Series[str]
    index: Series[int] = pa.Field(gt=0)
    text: Series[str] = pa.Field(str_length={"min_value": 1})
    language: Series[str] = pa.Field(isin=LANGUAGES)
    start: Series[int] = pa.Field(ge=0)
    end: Series[int] = pa.Field(gt=0)
    source_start: Series[int] = pa.Field(ge=0)
    source_end: Series[int] = pa.Field(gt=0)


class Suspicions(_Table):
    """What looked wrong on reading (a slip, a hole in the numbering) and was kept as it stands."""

    document_id: Series[str]
    paragraph_id: Series[str] = pa.Field(nullable=True)
    kind: Series[str]
    excerpt: Series[str]
    source_start: Series[int] = pa.Field(ge=0)
    source_end: Series[int] = pa.Field(ge=0)
    message: Series[str]
