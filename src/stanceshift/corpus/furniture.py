"""Recognises what is printed on every page: headers, footers, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from stanceshift.corpus.source import Hint

EDGE = 3
"""How many lines at the top and at the foot of a page may be furniture."""

_NUMBER = re.compile(
    r"(?P<plain>\d{1,4})|[-–—]\s*(?P<dashed>\d{1,4})\s*[-–—]|(?:page|p\.|seite)\s*(?P<named>\d{1,4})(?:\s*(?:/|of|sur|de)\s*\d{1,4})?"
    r"|(?P<ratio>\d{1,4})\s*(?:/|of|sur)\s*\d{1,4}|(?P<japanese>\d{1,4})\s*ページ",
    re.IGNORECASE,
)
PageLine = tuple[int, int, str]


def page_furniture(pages: Sequence[Sequence[PageLine]]) -> list[Hint]:
    """Return hints for the page headers, footers and page numbers of a text in pages.

    Parameters
    ----------
    pages:
        For each page its lines with text: ``(start, end, text)``.

    A line near the edge of a page is furniture where the same line (digits apart) stands there on at least half of
    the pages, or where it is a number that counts the pages.
    """
    hints: dict[int, Hint] = {}
    for top in (True, False):
        edges = [_edge(page, top) for page in pages]
        seen = Counter(key for edge in edges for key in {_key(text) for _, _, text in edge})
        numbers = Counter(
            value - index
            for index, edge in enumerate(edges)
            for value in {_page_number(text) for _, _, text in edge if _page_number(text)}
        )
        for index, edge in enumerate(edges):
            for start, end, text in edge:
                value = _page_number(text)
                if value and (
                    numbers[value - index] >= 2 or (len(pages) == 1 and value == 1) or not text.strip().isdigit()
                ):
                    hints.setdefault(start, Hint(start, end, "page_number"))
                elif len(pages) > 1 and seen[_key(text)] >= max(2, len(pages) / 2):
                    hints.setdefault(start, Hint(start, end, "page_header" if top else "page_footer"))
                else:
                    break
    return sorted(hints.values())


def _edge(page: Sequence[PageLine], top: bool) -> list[PageLine]:
    lines = list(page) if top else list(reversed(page))
    return lines[: min(EDGE, max(1, len(lines) - 1))]


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))


def _page_number(text: str) -> int:
    match = _NUMBER.fullmatch(text.strip())
    return int(next(group for group in match.groups() if group)) if match else 0
