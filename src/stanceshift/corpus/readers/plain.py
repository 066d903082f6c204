"""Reads plain text: finds the encoding, makes line ends uniform."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from charset_normalizer import from_bytes

from stanceshift.corpus.furniture import PageLine, page_furniture
from stanceshift.corpus.source import Hint, Source, uniform_newlines
from stanceshift.errors import StanceshiftError

ENCODINGS = ("utf-8", "cp932", "euc_jp", "cp1252")
"""Encodings that are tried; Shift_JIS is read as its superset cp932."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_KANA = re.compile(r"[\u3040-\u30ff]")
_HALF_WIDTH_KANA = re.compile(r"[\uff61-\uff9f]")
_JAPANESE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff01-\uff5e]")
_WESTERN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœŸ«»“”‘’–—…€°\u00a0]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x80-\x84\x86-\x9f]")


def decode(data: bytes, path: str | Path = "", encoding: str | None = None) -> tuple[str, str]:
    """Return the text of ``data`` (line ends ``\\n``, no byte order mark) and the encoding it was in.

    UTF-8 is taken where the bytes are valid UTF-8; else Shift_JIS, EUC-JP and Windows-1252 are tried and the one
    whose text looks most like Japanese or Western writing is taken; charset-normalizer decides between equals.

    Raises
    ------
    StanceshiftError
        Where no encoding gives readable text, or the bytes are no text at all.
    """
    if encoding is not None:
        try:
            return uniform_newlines(data.decode(encoding)).removeprefix("\ufeff"), encoding
        except (UnicodeDecodeError, LookupError) as error:
            raise StanceshiftError(
                f"not readable as {encoding}: {error}", file=path, fix="name the right encoding"
            ) from error
    for mark, name in _BOMS:
        if data.startswith(mark):
            try:
                return uniform_newlines(data.decode(name)), name
            except UnicodeDecodeError as error:
                raise StanceshiftError(
                    f"broken {name}: {error.reason}", file=path, fix="save the file as UTF-8"
                ) from error
    try:
        text, name = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        text, name = _decode_legacy(data, path, error)
    found = _CONTROL.search(text)
    if found:
        raise StanceshiftError(
            f"a control character (U+{ord(found[0]):04X}): this is no plain text",
            file=path,
            where=f"line {text.count(chr(10), 0, found.start()) + 1}",
            fix="save the file as plain UTF-8 text",
        )
    return uniform_newlines(text), name


def _decode_legacy(data: bytes, path: str | Path, error: UnicodeDecodeError) -> tuple[str, str]:
    scored: list[tuple[float, str, str]] = []
    for name in ENCODINGS[1:]:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        scored.append((_plausible(text), name, text))
    if not scored:
        raise StanceshiftError(
            f"in no known encoding: not UTF-8 (byte {error.start}), nor {', '.join(ENCODINGS[1:])}",
            file=path,
            where=f"line {data.count(bytes([10]), 0, error.start) + 1}",
            fix="save the file as UTF-8",
        )
    best = max(score for score, _, _ in scored)
    leaders = [(name, text) for score, name, text in scored if best - score < 0.02]
    if len(leaders) > 1:
        guess = from_bytes(data, cp_isolation=[name for name, _ in leaders]).best()
        for name, text in leaders:
            if guess is not None and guess.encoding == name:
                return text, name
    return leaders[0][1], leaders[0][0]


def _plausible(text: str) -> float:
    """Return the share of the non-ASCII characters that belong to Japanese or to Western writing, as a whole."""
    special = [character for character in text if ord(character) > 127]
    if not special:
        return 1.0
    count = len(special)
    half = sum(bool(_HALF_WIDTH_KANA.match(c)) for c in special)
    japanese = sum(bool(_JAPANESE.match(c)) for c in special)
    kana = sum(bool(_KANA.match(c)) for c in special)
    western = sum(bool(_WESTERN.match(c)) for c in special)
    as_japanese = japanese / count - half / count - (0.5 if kana < 0.1 * count else 0.0)
    letters = max(1, sum(c.isalpha() for c in text))
    accents = count / letters
    as_western = western / count - (1.0 if accents > 0.35 else 0.0)
    return max(as_japanese, as_western)


def read_plain(data: bytes, path: str | Path, encoding: str | None = None) -> Source:
    """Return plain text as a `Source`; form feeds count as page breaks."""
    text, name = decode(data, path, encoding)
    return Source(text, tuple(_furniture(text)), encoding=name)


def _furniture(text: str) -> list[Hint]:
    """Return hints for what is printed on every page of a text whose pages end in form feeds."""
    if "\f" not in text:
        return []
    pages: list[list[PageLine]] = [[]]
    for match in re.finditer(r"[^\n\f]+|\f", text):
        if match[0] == "\f":
            pages.append([])
        elif match[0].strip():
            pages[-1].append((match.start(), match.end(), match[0]))
    return page_furniture(pages)
