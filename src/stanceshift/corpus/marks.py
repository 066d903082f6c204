"""Finds the printed marks at line starts: paragraph numbers that run on, letters, roman numerals, bullets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

BULLETS = "•‣⁃◦○❍●▪▫■□◆◇►▶➢➤✓·∙・"
DASHES = "-–—―−*"
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN_NUMBER = re.compile(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$")

_NUMERAL = r"(?P<digits>[0-9０-９]{1,4})|(?P<roman>[IVXLC]{1,6}|[ivxlc]{1,6})|(?P<letter>[a-zA-Z])"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("()", re.compile(rf"[(（](?:{_NUMERAL})[)）](?:[\s\0]+|(?=\w)|$)")),
    (")", re.compile(rf"(?:{_NUMERAL})[)）](?:[\s\0]+|$)")),
    (".", re.compile(rf"(?:{_NUMERAL})[.．](?:[\s\0]+|(?=[^\W\d_])|(?=[^\x00-\u2fff])|$)")),
    ("-", re.compile(rf"(?:{_NUMERAL})[ \t\u00a0\u202f]?[-–—−](?:[ \t\u00a0\u202f\0]+|$)")),
    ("/", re.compile(rf"(?:{_NUMERAL})[ \t\u00a0\u202f]?[/／](?:[\s\0]+|(?=[^\W\d_]))")),
    ("、", re.compile(rf"(?:{_NUMERAL})[、，](?:[\s\0]*)")),
    ("　", re.compile(r"(?P<digits>[0-9０-９]{1,3})(?P<roman>)(?P<letter>)\u3000+")),
)
_LEAD = re.compile(r"[\s\0]*")
_BULLET = re.compile(rf"(?:[{BULLETS}][\s\0]*|[{re.escape(DASHES)}]{{1,2}}[\s\0]+)(?=\S)")
_YEARS = range(1900, 2101)

_HOLE = 0.3
_RESTART = 0.7
_RESTART_AFTER_BREAK = 0.05


@dataclass(frozen=True)
class Mark:
    """A printed mark: `kind` is its style (``"1."``, ``"I()"``, ``"bullet"``), `start`/`end` its place."""

    kind: str
    value: int
    start: int
    end: int
    label: str


@dataclass(frozen=True)
class MarkLine:
    """A line as the search for marks sees it: `view` its visible text, `strength` how likely a mark is here."""

    start: int
    view: str
    strength: float
    after_break: bool


def roman_value(text: str) -> int:
    """Return the value of a roman numeral (upper or lower case), 0 where it is none."""
    lower = text.lower()
    if not _ROMAN_NUMBER.match(lower):
        return 0
    total = 0
    for here, following in zip(lower, [*lower[1:], ""], strict=True):
        value = _ROMAN[here]
        total += -value if following and _ROMAN[following] > value else value
    return total


def roman(value: int) -> str:
    """Return ``value`` (1-89 make sense here) as a roman numeral in small letters."""
    tens, ones = divmod(value, 10)
    tens_text = "l" + "x" * (tens - 5) if tens >= 5 else "xl" if tens == 4 else "x" * tens
    return tens_text + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]


def candidates(line: MarkLine) -> list[Mark]:
    """Return every reading of the beginning of a line as a numbered mark (``i.`` is a roman numeral and a letter)."""
    lead = _LEAD.match(line.view)
    offset = lead.end() if lead else 0
    found: list[Mark] = []
    for style, pattern in _PATTERNS:
        match = pattern.match(line.view, offset)
        if not match:
            continue
        start, end = line.start + offset, line.start + match.end()
        label = match.group(0).replace("\0", "").strip()
        if match["digits"]:
            number = int(unicodedata.normalize("NFKC", match["digits"]))
            found.append(Mark(f"1{style}", number, start, end, label))
        letters = match["roman"] or match["letter"]
        if letters and style in ".-/、" and not match.group(0)[-1].isspace():
            continue
        if letters:
            case = "A" if letters.isupper() else "a"
            if roman_value(letters):
                roman = "I" if case == "A" else "i"
                found.append(Mark(f"{roman}{style}", roman_value(letters), start, end, label))
            if len(letters) == 1:
                found.append(Mark(f"{case}{style}", ord(letters.lower()) - ord("a") + 1, start, end, label))
    return found


def bullet(line: MarkLine) -> Mark | None:
    """Return the bullet at the beginning of a line, if there is one."""
    lead = _LEAD.match(line.view)
    offset = lead.end() if lead else 0
    match = _BULLET.match(line.view, offset)
    if not match:
        return None
    label = match.group(0).replace("\0", "").strip()
    return Mark("bullet", 0, line.start + offset, line.start + match.end(), label)


def accept(lines: Sequence[MarkLine]) -> dict[int, Mark]:
    """Return the numbered marks that make sense as a running count, by line index.

    For each style of mark the best chain is sought (dynamic programming over the candidates): each mark taken gains
    its line's strength, a hole in the count costs, so does starting again at one; so a line that begins with
    ``2017.`` by accident of wrapping is left alone. Where two styles claim a line, the longer chain has it.
    """
    by_style: dict[str, list[tuple[int, Mark]]] = {}
    for index, line in enumerate(lines):
        if line.strength <= 0:
            continue
        for mark in candidates(line):
            by_style.setdefault(mark.kind, []).append((index, mark))
    chains = [chain for items in by_style.values() if (chain := _best_chain(items, lines))]
    chains.sort(key=lambda chain: (-len(chain), chain[0][0], chain[0][1].kind))
    accepted: dict[int, Mark] = {}
    for chain in chains:
        for index, mark in chain:
            accepted.setdefault(index, mark)
    return accepted


def _best_chain(items: list[tuple[int, Mark]], lines: Sequence[MarkLine]) -> list[tuple[int, Mark]]:
    if not items:
        return []
    best: list[float] = []
    previous: list[int] = []
    for position, (index, mark) in enumerate(items):
        gain = lines[index].strength
        score, source = gain - _opening_cost(mark), -1
        for before in range(max(0, position - 60), position):
            cost = _step_cost(items[before][1], mark, lines[index].after_break)
            if best[before] - cost + gain > score + 1e-9:
                score, source = best[before] - cost + gain, before
        best.append(score)
        previous.append(source)
    last = max(range(len(items)), key=lambda position: (best[position], -position))
    chain: list[tuple[int, Mark]] = []
    while last >= 0:
        chain.append(items[last])
        last = previous[last]
    chain.reverse()
    alone = len(chain) == 1 and (chain[0][1].value != 1 or chain[0][1].kind[0] in "aA")
    total = max(best)
    return [] if alone or total < 0.5 else chain


def _opening_cost(mark: Mark) -> float:
    if mark.value in _YEARS:
        return 100.0
    return _HOLE * abs(mark.value - 1)


def _step_cost(before: Mark, mark: Mark, after_break: bool) -> float:
    if mark.value == before.value + 1:
        return 0.0
    if mark.value > before.value:
        if mark.value in _YEARS:
            return 100.0
        return min(_HOLE * (mark.value - before.value - 1), 0.9 + 0.05 * (mark.value - before.value))
    if mark.value == 1:
        return _RESTART_AFTER_BREAK if after_break else _RESTART
    return _RESTART + 0.1 * (mark.value - 1) if mark.value <= 3 and mark.kind[0] == "1" else 100.0
