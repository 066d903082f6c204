"""Makes example strings of the regular expressions in the lexicons, so that each alternative can be tried."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any


def alternatives(pattern: str) -> list[str]:
    """Return the alternatives that a pattern is made of (at its top level, or of the one group that spans it)."""
    if pattern.startswith("(?:") and _closing(pattern, 0) == len(pattern) - 1:
        pattern = pattern[3:-1]
    parts, depth, start, index = [], 0, 0, 0
    while index < len(pattern):
        char = pattern[index]
        if char == "\\":
            index += 1
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == "|" and not depth:
            parts.append(pattern[start:index])
            start = index + 1
        index += 1
    return [*parts, pattern[start:]]


def last_group(pattern: str) -> tuple[str, str]:
    """Return what stands before the group that ends a pattern, and that group."""
    for index in range(len(pattern)):
        if pattern.startswith("(?:", index) and _closing(pattern, index) == len(pattern) - 1:
            return pattern[:index], pattern[index:]
    raise ValueError(f"no group at the end of {pattern!r}")


def _closing(pattern: str, start: int) -> int:
    depth, index = 0, start
    while index < len(pattern):
        if pattern[index] == "\\":
            index += 1
        elif pattern[index] == "(":
            depth += 1
        elif pattern[index] == ")":
            depth -= 1
            if not depth:
                return index
        index += 1
    return -1


def samples(pattern: str) -> list[str]:
    """Return strings that a pattern matches, so many that every branch of it is in one of them."""
    found = list(dict.fromkeys(_sequence(re._parser.parse(pattern))))  # type: ignore[attr-defined]
    for text in found:
        assert re.search(pattern, text), (pattern, text)
    return found


def _sequence(items: Sequence[Any]) -> list[str]:
    choices = [_choices(kind.name, value) for kind, value in items]
    longest = max((len(choice) for choice in choices), default=1)
    return ["".join(choice[n % len(choice)] for choice in choices) for n in range(longest)]


def _choices(kind: str, value: Any) -> list[str]:
    if kind == "LITERAL":
        return [chr(value)]
    if kind == "BRANCH":
        return [text for branch in value[1] for text in _sequence(branch)]
    if kind == "SUBPATTERN":
        return _sequence(value[3])
    if kind in ("MAX_REPEAT", "MIN_REPEAT"):
        least, most, inner = value
        texts = _sequence(inner)
        return ["", *texts] if not least and most == 1 else [""] if not least else [t * least for t in texts]
    if kind == "IN":
        return [_member(value)]
    return ["x"] if kind == "ANY" else [""]  # look-arounds and anchors are empty


def _member(members: Sequence[Any]) -> str:
    kind, value = members[0]
    if kind.name == "NEGATE":
        return "x"
    if kind.name == "CATEGORY":
        return {"CATEGORY_WORD": "a", "CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "1"}[value.name]
    return chr(value[0] if kind.name == "RANGE" else value)
