"""Declares the parts of a brief, which every format sets in its own way: paragraphs of a kind, made of runs of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Run(NamedTuple):
    """Text in one language and style ("", bold, italic, del or ins), perhaps with an address it leads to."""

    text: str
    language: str = ""
    style: str = ""
    href: str = ""


class Part(NamedTuple):
    """A paragraph of a brief: kind (heading, subheading, text, quote, item or note) and its runs."""

    kind: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Brief:
    """A brief: what stands above it, its language, the date of the latest session (ISO 8601), its paragraphs."""

    title: str
    subtitle: str
    language: str
    date: str
    parts: tuple[Part, ...]


def merged(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield runs, those that follow each other in the same language and style as one."""
    last: Run | None = None
    for run in runs:
        if last and (run.language, run.style, run.href) == (last.language, last.style, last.href):
            last = last._replace(text=last.text + run.text)
            continue
        if last:
            yield last
        last = run
    if last:
        yield last


def plain_text(runs: Iterable[Run]) -> str:
    """Return the text of runs."""
    return "".join(run.text for run in runs)


def characters_of(brief: Brief) -> set[str]:
    """Return every character that a brief sets."""
    texts: list[str] = [brief.title, brief.subtitle, *(run.text for part in brief.parts for run in part.runs)]
    return set("".join(texts))
