"""Reads files of every supported format into a source text with its layout."""

from stanceshift.corpus.readers.files import read_bytes_as_source, read_source

__all__ = ["read_bytes_as_source", "read_source"]
