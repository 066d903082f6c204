"""Reads texts and splits them into paragraphs and sentences with offsets into the source."""

from stanceshift.corpus.ingest import Corpus, primary_languages, read_corpus, with_roles
from stanceshift.corpus.language import detect_language
from stanceshift.corpus.metadata import (
    Metadata,
    dump_metadata,
    fill_hashes,
    load_metadata,
    parse_metadata,
    sidecar_of,
    text_files,
)
from stanceshift.corpus.normalise import normalise, words_in
from stanceshift.corpus.readers import read_bytes_as_source, read_source
from stanceshift.corpus.reading import Reading, read_document, read_file, read_text_as_paragraphs
from stanceshift.corpus.segment import Paragraph, Segment, Segmentation, segment
from stanceshift.corpus.sentences import split_sentences
from stanceshift.corpus.source import TEXT_SUFFIXES, Hint, Source

__all__ = [
    "TEXT_SUFFIXES",
    "Corpus",
    "Hint",
    "Metadata",
    "Paragraph",
    "Reading",
    "Segment",
    "Segmentation",
    "Source",
    "detect_language",
    "dump_metadata",
    "fill_hashes",
    "load_metadata",
    "normalise",
    "parse_metadata",
    "primary_languages",
    "read_bytes_as_source",
    "read_corpus",
    "read_document",
    "read_file",
    "read_source",
    "read_text_as_paragraphs",
    "segment",
    "sidecar_of",
    "split_sentences",
    "text_files",
    "with_roles",
    "words_in",
]
