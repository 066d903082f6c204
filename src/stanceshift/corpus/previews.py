"""Shows on the terminal what was read, proposed, imported and fetched."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from stanceshift.corpus.add import NEEDED, Candidate, Proposal
from stanceshift.corpus.importing import Imported
from stanceshift.corpus.official import Outcome

FIRST_WORDS = 70
"""Characters of each paragraph that a preview shows."""

WIDTH = 160
"""Columns of a table that goes to a file or a pipe."""


def wide_console(*, markup: bool = False) -> Console:
    """Return a console that is as wide as the terminal, or `WIDTH` columns where there is none."""
    return Console(highlight=False, markup=markup, width=None if sys.stdout.isatty() else WIDTH)


def print_reading(console: Console, candidate: Candidate) -> None:
    """Print what was read: paragraphs with their first words, headings, language, notes and suspicions."""
    reading = candidate.reading
    console.print(f"Read {candidate.path}: {len(reading.paragraphs)} paragraphs, {reading.source.encoding}")
    console.print(f"Language: {reading.language} ({reading.language_confidence:.0%} sure)")
    headings = {number: heading for heading, number in reading.headings if heading}
    for row in reading.paragraphs.to_dict("records"):
        if row["number"] in headings:
            console.print(f"  ## {headings[row['number']]}")
        console.print(f"  {row['label'] or '-':>5} {_first_words(str(row['text']))}  [{row['n_words']} words]")
    for note in reading.source.notes:
        console.print(f"Note: {note}")
    for row in reading.suspicions.to_dict("records"):
        console.print(f"Suspicion: {row['message']} ({row['excerpt']})")
    console.print(f"{len(reading.suspicions)} suspicions")


def _first_words(text: str) -> str:
    return text if len(text) <= FIRST_WORDS else text[:FIRST_WORDS].rsplit(" ", 1)[0] + " …"


def print_proposal(console: Console, proposal: Proposal) -> None:
    """Print the metadata proposed, with where each value is from."""
    table = Table("key", "value", "from", title="Metadata")
    for key in dict.fromkeys([*NEEDED, *proposal.values]):
        value = proposal.values.get(key, "(not found)")
        shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        table.add_row(key, shown, proposal.origins.get(key, ""))
    console.print(table)


def print_imported(console: Console, folder: Path, done: Sequence[Imported]) -> None:
    """Print a table of what was imported, then what to look at and the problems, each with its files."""
    table = Table("file", "result", "series", "document", "paragraphs", "suspicions", title="Import")
    points: dict[str, list[str]] = {}
    for outcome in done:
        name = outcome.path.relative_to(folder).as_posix()
        if outcome.metadata is None:
            table.add_row(name, outcome.state)
            points.setdefault(outcome.detail, []).append(name)
            continue
        counts = (str(outcome.n_paragraphs), str(outcome.n_suspicions))
        table.add_row(name, outcome.state, outcome.metadata.series, outcome.metadata.id, *counts)
        for remark in outcome.remarks:
            points.setdefault(remark, []).append(outcome.metadata.id)
    console.print(table)
    for point, names in points.items():
        some = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        console.print(f"{point}: {some}")
    console.print(_counted(Counter(outcome.state for outcome in done)))


def print_fetched(console: Console, done: Sequence[Outcome]) -> None:
    """Print the first paragraphs of each text fetched, then a table of what came of each."""
    table = Table("text", "result", "paragraphs", "characters", title="Official texts")
    table.add_column("detail", overflow="fold")
    for outcome in done:
        counts = ("", "")
        if outcome.reading is not None:
            console.print(f"{outcome.wish.document_id}: {outcome.path}")
            for row in outcome.reading.paragraphs.head(3).to_dict("records"):
                console.print(f"  {row['label'] or '-':>5} {_first_words(str(row['text']))}")
            counts = (str(len(outcome.reading.paragraphs)), str(len(outcome.reading.source.text)))
        table.add_row(outcome.wish.document_id, outcome.state, *counts, outcome.detail)
    console.print(table)
    console.print(_counted(Counter(outcome.state for outcome in done)))


def _counted(states: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(states.items())) or "nothing to do"
