"""Chooses the reader for a file by its ending."""

from __future__ import annotations

from pathlib import Path

from stanceshift.corpus.readers.markdown import read_markdown
from stanceshift.corpus.readers.pdf import read_pdf
from stanceshift.corpus.readers.plain import read_plain
from stanceshift.corpus.readers.web import read_html
from stanceshift.corpus.readers.word import read_docx
from stanceshift.corpus.source import TEXT_SUFFIXES, Source
from stanceshift.errors import StanceshiftError


def read_bytes_as_source(data: bytes, path: str | Path, *, encoding: str | None = None) -> Source:
    """Return the source text of ``data``, read in the format that the ending of ``path`` names.

    Raises
    ------
    StanceshiftError
        Where the ending is unknown, the bytes are not in that format, or the file holds no text.
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".txt":
        source = read_plain(data, path, encoding)
    elif suffix == ".md":
        source = read_markdown(data, path, encoding)
    elif suffix in (".html", ".htm"):
        source = read_html(data, path, encoding)
    elif suffix == ".pdf":
        source = read_pdf(data, path)
    elif suffix == ".docx":
        source = read_docx(data, path)
    else:
        raise StanceshiftError(
            f"no reader for {suffix or 'a file without ending'}",
            file=path,
            fix=f"give one of {', '.join(TEXT_SUFFIXES)}",
        )
    if not source.text.strip():
        raise StanceshiftError("the file holds no text", file=path, fix="give a file with text in it")
    return source


def read_source(path: str | Path, *, encoding: str | None = None) -> Source:
    """Return the source text of a file; see `read_bytes_as_source`."""
    target = Path(path)
    if not target.is_file():
        raise StanceshiftError("file not found", file=target, fix="check the path")
    return read_bytes_as_source(target.read_bytes(), target, encoding=encoding)
