"""Reads Markdown with a YAML header; inline markup is hinted and stays out of paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from stanceshift.corpus.readers.plain import decode
from stanceshift.corpus.source import Hint, Source
from stanceshift.errors import StanceshiftError

_HEADER = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_MARKUP = (
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>"),
    re.compile(r"!\[[^\]]*\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)"),
    re.compile(r"(?<=\])\([^()\s]+(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)"),
    re.compile(r"\\(?=[!-/:-@\[-`{-~]|\n|$)"),
    re.compile(r"(?<!\\)\*{2,3}|(?<![\\\w])_{2,3}(?=\S)|(?<=\S)(?<!\\)_{2,3}(?!\w)"),
    re.compile(r"(?<![\\*\s])\*(?!\*)|(?<!\\)(?<!\*)\*(?![*\s])"),
    re.compile(r"(?<![\\\w])_(?=[^\W_])|(?<=[^\W_])_(?!\w)"),
    re.compile(r"^[ \t]{0,3}>[ \t]?", re.MULTILINE),
    re.compile(r"^[ \t]{0,3}(?:=+|-{3,})[ \t]*$", re.MULTILINE),
)
_LINK_TEXT = re.compile(r"(?<!!)\[([^\[\]]+)\](?=\()")
_ATX = re.compile(r"^[ \t]{0,3}(?P<hashes>#{1,6})[ \t]+(?P<text>\S[^\n]*?)(?P<tail>[ \t]+#+)?[ \t]*$", re.MULTILINE)
_SETEXT = re.compile(r"^(?P<text>[^\n]*\S[^\n]*)\n[ \t]{0,3}(?:=+|-{3,})[ \t]*$", re.MULTILINE)
_EMPHATIC_LINE = re.compile(
    r"^[ \t]*(?P<open>(?:\*\*|__)(?:<(?:u|span)\b[^>]*>)?|<(?:u|span)\b[^>]*>)"
    r"(?P<text>(?:(?!\*\*|__|</(?:u|span)>|\n[ \t]*\n).){1,240})"
    r"(?:\s*</(?:u|span)>)?(?:\*\*|__)?[ \t]*$",
    re.DOTALL | re.MULTILINE,
)


def read_markdown(data: bytes, path: str | Path, encoding: str | None = None) -> Source:
    """Return Markdown as a `Source`: the text as it stands, markup and header hinted, headings hinted.

    Headings are lines with ``#``, underlined lines, and lines wholly bold or underlined.
    """
    text, name = decode(data, path, encoding)
    header, begin = _header(text, path)
    hints = [Hint(0, begin, "front_matter")] if begin else []
    hints += [Hint(start, end, "markup") for start, end in _markup(text, begin)]
    hints += _headings(text, begin)
    return Source(text, tuple(sorted(hints)), structured=True, encoding=name, header=header)


def _header(text: str, path: str | Path) -> tuple[dict[str, Any], int]:
    match = _HEADER.match(text)
    if not match:
        return {}, 0
    try:
        value = yaml.safe_load(match["yaml"])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 2}" if mark else "header"
        raise StanceshiftError("the YAML header is not valid", file=path, where=where, fix="mend the header") from error
    if value is None:
        value = {}
    if not isinstance(value, dict):
        raise StanceshiftError("the YAML header holds no keys", file=path, where="header", fix="write `key: value`")
    return value, match.end()


def _markup(text: str, begin: int) -> Iterator[tuple[int, int]]:
    for pattern in _MARKUP:
        for match in pattern.finditer(text, begin):
            yield match.start(), match.end()
    for match in _LINK_TEXT.finditer(text, begin):
        yield match.start(), match.start() + 1
        yield match.end() - 1, match.end()
    for match in _ATX.finditer(text, begin):
        yield match.start("hashes"), match.end("hashes")
        if match["tail"]:
            yield match.start("tail"), match.end("tail")


def _headings(text: str, begin: int) -> list[Hint]:
    found: list[Hint] = []
    for match in _ATX.finditer(text, begin):
        first = match["hashes"] == "#" and not text[begin : match.start()].strip()
        found.append(Hint(match.start(), match.end(), "title" if first else "heading"))
    found += [Hint(match.start(), match.end("text"), "heading") for match in _SETEXT.finditer(text, begin)]
    for match in _EMPHATIC_LINE.finditer(text, begin):
        if not re.search(r"[.!?;,。]\s*$", match["text"]) and match["text"].strip():
            found.append(Hint(match.start(), match.end(), "heading"))
    return found
