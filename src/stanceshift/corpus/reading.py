"""Reads a text whole: source, segments, paragraphs, sentences and suspicions as tables with offsets into the source."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from stanceshift.corpus.language import detect_language
from stanceshift.corpus.normalise import words_in
from stanceshift.corpus.readers import read_source
from stanceshift.corpus.segment import Segmentation, segment
from stanceshift.corpus.sentences import ABBREVIATIONS, split_sentences
from stanceshift.corpus.source import Source, uniform_newlines
from stanceshift.corpus.suspicions import suspicions_in
from stanceshift.errors import StanceshiftError
from stanceshift.files import text_sha

_COLUMNS = {
    "segments": ["document_id", "segment_index", "kind", "start", "end", "paragraph_id"],
    "paragraphs": [
        *("paragraph_id", "document_id", "number", "label", "heading", "text", "language"),
        *("source_start", "source_end", "sha", "n_words"),
    ],
    "sentences": [
        *("sentence_id", "paragraph_id", "document_id", "index", "text", "language"),
        *("start", "end", "source_start", "source_end"),
    ],
    "suspicions": ["document_id", "paragraph_id", "kind", "excerpt", "source_start", "source_end", "message"],
}


@dataclass(frozen=True)
class Reading:
    """One text read: the four tables of `corpus.schemas` for it (columns as there), its source and its title."""

    document_id: str
    language: str
    language_confidence: float
    title: str
    source: Source
    segmentation: Segmentation
    segments: pd.DataFrame
    paragraphs: pd.DataFrame
    sentences: pd.DataFrame
    suspicions: pd.DataFrame

    @property
    def headings(self) -> list[tuple[str, int]]:
        """Each heading with the number of the first paragraph under it."""
        found: list[tuple[str, int]] = []
        last = ""
        for paragraph in self.segmentation.paragraphs:
            if paragraph.heading != last:
                found.append((paragraph.heading, paragraph.number))
                last = paragraph.heading
        return found


def read_document(
    source: Source, document_id: str, language: str | None = None, *, abbreviations: Path = ABBREVIATIONS
) -> Reading:
    """Return the `Reading` of a source text; pure, the same for the same input.

    Parameters
    ----------
    language:
        One of fr, en, ja; detected where it is None.

    Raises
    ------
    StanceshiftError
        Where there is no paragraph in the text.
    """
    segmentation = segment(source)
    if not segmentation.paragraphs:
        raise StanceshiftError(
            "no paragraph found in the text", file=document_id, fix="give a text of at least one sentence"
        )
    body = "\n".join(paragraph.text for paragraph in segmentation.paragraphs)
    detected, confidence = detect_language(body)
    language = language or detected
    segments = [
        (
            document_id,
            index,
            tile.kind,
            tile.start,
            tile.end,
            f"{document_id}#{tile.paragraph}" if tile.paragraph else None,
        )
        for index, tile in enumerate(segmentation.segments)
    ]
    paragraphs, sentences = [], []
    for paragraph in segmentation.paragraphs:
        paragraph_id = f"{document_id}#{paragraph.number}"
        text, offsets = paragraph.text, paragraph.offsets
        paragraphs.append(
            (
                *(paragraph_id, document_id, paragraph.number, paragraph.label, paragraph.heading, text, language),
                *(paragraph.source_start, paragraph.source_end, text_sha(text), words_in(text)),
            )
        )
        for index, (start, end) in enumerate(split_sentences(text, language, abbreviations=abbreviations), 1):
            sentences.append(
                (
                    *(f"{paragraph_id}.{index}", paragraph_id, document_id, index, text[start:end], language),
                    *(start, end, offsets[start], offsets[end - 1] + 1),
                )
            )
    suspicions = [
        (
            document_id,
            f"{document_id}#{s.paragraph}" if s.paragraph else None,
            s.kind,
            s.excerpt,
            s.start,
            s.end,
            s.message,
        )
        for s in suspicions_in(segmentation, language)
    ]
    return Reading(
        document_id,
        language,
        confidence if language == detected else 0.0,
        _title(source, segmentation),
        source,
        segmentation,
        pd.DataFrame(segments, columns=_COLUMNS["segments"]),
        pd.DataFrame(paragraphs, columns=_COLUMNS["paragraphs"]),
        pd.DataFrame(sentences, columns=_COLUMNS["sentences"]),
        pd.DataFrame(suspicions, columns=_COLUMNS["suspicions"]),
    )


def read_text_as_paragraphs(
    text: str, language: str | None = None, *, document_id: str = "text", abbreviations: Path = ABBREVIATIONS
) -> Reading:
    """Return the `Reading` of a loose text (a paragraph, or a whole communiqué), for `stanceshift label`.

    Raises `StanceshiftError` where the text is empty.
    """
    if not text.strip():
        raise StanceshiftError("the text is empty", file=document_id, fix="give at least one sentence")
    return read_document(Source(uniform_newlines(text)), document_id, language, abbreviations=abbreviations)


def read_file(
    path: str | Path,
    *,
    document_id: str | None = None,
    language: str | None = None,
    abbreviations: Path = ABBREVIATIONS,
) -> Reading:
    """Return the `Reading` of a file of any supported format, whether or not it lies in a corpus."""
    target = Path(path)
    name = document_id or target.name.removesuffix(target.suffix)
    return read_document(read_source(target), name, language, abbreviations=abbreviations)


def _title(source: Source, segmentation: Segmentation) -> str:
    """Return the title that the header names or the text itself shows (its lines joined by a dash), or an empty text."""
    named = source.header.get("title")
    if isinstance(named, str) and named.strip():
        return " ".join(named.split())
    pieces = [source.text[tile.start : tile.end] for tile in segmentation.segments if tile.kind == "title"]
    return " – ".join(" ".join(piece.split()) for piece in pieces)
