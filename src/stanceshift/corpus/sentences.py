"""Splits paragraph texts into sentences for French, English and Japanese, with exact offsets."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_yaml

ABBREVIATIONS = Path("data/lexicon/abbreviations.yaml")
"""Abbreviations per language, an analyst's to edit."""

MAX_QUOTE = 600
"""Quotations and brackets longer than this do not hold a sentence together (their closing mark may be a slip)."""

_PAIRS = {"«": "»", "“": "”", "„": "“", "(": ")", "[": "]", "（": "）", "「": "」", "『": "』", "【": "】", "〈": "〉"}
_STOP = re.compile(r"(?P<stop>[.!?…]+)(?P<closers>(?:[ \u00a0]?[»)\]”’\"'）」』])*)(?:\[\d+\])*(?P<space>\s+)")
_STOP_JA = re.compile(r"[。！？]+")
_START = re.compile(r"[\"'«“‘(\[\s]*(?P<first>\S)")
_INLINE_BULLET = re.compile(r"(?<=\s)[•‣◦❍●▪■➢](?=\s)")


@dataclass(frozen=True)
class Abbreviations:
    """What a full stop after a word means: never an end, or an end only before a word that opens sentences."""

    never: frozenset[str]
    may_end: frozenset[str]
    starters: frozenset[str]


@functools.cache
def load_abbreviations(path: Path = ABBREVIATIONS) -> Mapping[str, Abbreviations]:
    """Return the abbreviations per language of ``path``; raises `StanceshiftError` where a list is missing."""
    value = read_yaml(path)
    if not isinstance(value, dict) or "all" not in value:
        raise StanceshiftError("a section `all` is missing", file=path, fix="see the comments at its head")
    loaded = {}
    for language, section in value.items():
        lists = {}
        for key in ("never", "may_end", "starters"):
            own, shared = (section or {}).get(key), value["all"].get(key)
            if not isinstance(own, list) or not all(isinstance(item, str) for item in own):
                raise StanceshiftError(
                    "expected a list of words", file=path, where=f"{language}.{key}", fix="quote them"
                )
            lists[key] = frozenset([*own, *(shared or [])])
        loaded[str(language)] = Abbreviations(**lists)
    return loaded


def split_sentences(text: str, language: str, *, abbreviations: Path = ABBREVIATIONS) -> list[tuple[int, int]]:
    """Return the ``(start, end)`` of each sentence of a paragraph text, in order.

    The sentences tile the text up to the spaces between them. Nothing is split inside quotation marks or brackets,
    at semicolons, at abbreviations, initials and decimals. A text without any full stop is one sentence.
    """
    known = load_abbreviations(abbreviations)
    words = known.get(language, known["all"])
    ends = _ends_ja(text) if language == "ja" else _ends_western(text, words)
    ends += [match.start() for match in _INLINE_BULLET.finditer(text)]
    spans: list[tuple[int, int]] = []
    start = 0
    for end in [*sorted(set(ends)), len(text)]:
        piece = text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        right = start + len(piece.rstrip())
        if right > left:
            spans.append((left, right))
        start = end
    return spans


def _closed_ranges(text: str) -> list[tuple[int, int]]:
    """Return the ranges inside balanced quotation marks and brackets."""
    ranges: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    straight = [index for index, character in enumerate(text) if character == '"']
    if len(straight) % 2 == 0:
        ranges += [(left, right) for left, right in zip(straight[::2], straight[1::2], strict=True)]
    closers = set(_PAIRS.values())
    for index, character in enumerate(text):
        if character in _PAIRS:
            stack.append((_PAIRS[character], index))
        elif character in closers:
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == character:
                    ranges.append((stack[depth][1], index))
                    del stack[depth:]
                    break
    return sorted((left, right) for left, right in ranges if right - left <= MAX_QUOTE)


def _inside(position: int, ranges: list[tuple[int, int]]) -> bool:
    return any(left < position < right for left, right in ranges)


def _ends_ja(text: str) -> list[int]:
    """Return where sentences of a Japanese text end; foreign sentences inside it end at a full stop after a word."""
    ranges = _closed_ranges(text)
    none = Abbreviations(frozenset(), frozenset(), frozenset())
    ends = [match.end() for match in _STOP_JA.finditer(text) if not _inside(match.start(), ranges)]
    return ends + [end for end in _ends_western(text, none) if re.search(r"[a-z]{3}[.!?]\S*\s*$", text[:end])]


def _ends_western(text: str, words: Abbreviations) -> list[int]:
    ranges = _closed_ranges(text)
    cased = sum(character.isalpha() for character in text) < 40 or any(character.isupper() for character in text)
    ends = []
    for match in _STOP.finditer(text):
        end_of_closers = match.end("closers")
        if _inside(match.start(), ranges) and _inside(end_of_closers, ranges):
            continue
        if match["stop"] == "." and not match["closers"].strip() and not _full_stop_ends(text, match, words):
            continue
        start = _START.match(text, match.end())
        if start is None or (start["first"].islower() and cased):
            continue
        if start["first"].isdigit() and text[match.end()] in "([":
            continue
        ends.append(match.end())
    return ends


def _full_stop_ends(text: str, match: re.Match[str], words: Abbreviations) -> bool:
    before = text[: match.end("stop")]
    token_start = max(before.rfind(" "), before.rfind("\u00a0")) + 1
    token = before[token_start:].lstrip("\"'«“‘([’")
    token = re.sub(r"^[dlDL]['’]", "", token)
    pair = " ".join(before.split()[-2:])
    last_part = re.split(r"[-–—/]", token)[-1]
    if {token, pair, last_part} & words.never:
        return False
    following = re.match(r"[\"'«“‘(\[]*([^\W\d_]+['’]?)", text[match.end() :])
    next_word = following[1] if following else ""
    starter = next_word in words.starters or next_word[:-1] in words.starters
    if token in words.may_end or last_part in words.may_end:
        opening = re.search(r"(?:^|[.!?]\s+)(\w+)\s+$", before[:token_start])  # "The U.S." is no sentence
        return starter and not (opening and opening[1] in words.starters)
    if re.fullmatch(r"(?:[^\W\d_]\.-?)+", token):
        earlier = before[:token_start].split()
        return starter and len(token) == 2 and bool(earlier) and earlier[-1][:1].islower()
    if re.fullmatch(r"\d{1,2}\.", token):
        return not re.search(r"(?:^|[.!?])\s*$", before[:token_start])
    return True
