"""Command line of the corpus: `stanceshift check`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from stanceshift.corpus.accounting import characters_table
from stanceshift.corpus.check import Gate, metrics_of
from stanceshift.corpus.ingest import Corpus, read_corpus
from stanceshift.corpus.metadata import fill_hashes
from stanceshift.corpus.previews import wide_console
from stanceshift.corpus.schemas import SEGMENT_KINDS
from stanceshift.corpus.stage_check import catalogue_beside, gates_for
from stanceshift.errors import StanceshiftError
from stanceshift.settings import PARAMS, load_settings

MAX_SHOWN = 20
"""Failures of one gate that are printed before the rest is only counted."""


@click.command("check")
@click.option("--params", default=str(PARAMS), show_default=True, help="Settings file.")
@click.option("--corpus", default=None, help="Another folder of texts than the settings name.")
@click.option("--catalogue", help="Catalogue folder; with --corpus <corpus>-catalogue, where there is one.")
@click.option("--fix-hashes", is_flag=True, help="First write the sha256 of every text into its metadata.")
@click.option("--characters", is_flag=True, help="Show where the characters of every source ended up.")
@click.option("--suspicions", is_flag=True, help="List what looks like a slip in the texts.")
def check_command(
    params: str, corpus: str | None, catalogue: str | None, fix_hashes: bool, characters: bool, suspicions: bool
) -> None:
    """Check the whole corpus: a table of gates, exit code 1 where one does not hold."""
    console = wide_console(markup=True)
    try:
        settings = load_settings(params)
        folder = Path(corpus or settings.ingest.corpus)
        shelf = catalogue or catalogue_beside(folder, settings.ingest)
        if fix_hashes:
            for path in fill_hashes(folder):
                console.print(f"sha256 written: {escape(str(path))}")
        read = read_corpus(folder, catalogue=shelf, min_characters=settings.ingest.min_characters)
        gates = gates_for(read, settings, catalogue=shelf)
    except StanceshiftError as error:
        raise click.ClickException(str(error)) from error
    if characters:
        _print_characters(console, read)
    if suspicions:
        for row in read.suspicions.to_dict("records"):
            console.print(
                f"{row['paragraph_id'] or row['document_id']}: {row['message']} ({row['excerpt']})", markup=False
            )
    _print_gates(console, gates)
    numbers = metrics_of(read, gates)
    console.print(
        f"{numbers['documents']} texts of {numbers['sessions']} sessions, {numbers['paragraphs']} paragraphs,"
        f" {numbers['share_accounted']:.0%} of the characters accounted for, {numbers['suspicions']} suspicions"
    )
    if numbers["gates_failed"]:
        sys.exit(1)


def _print_gates(console: Console, gates: Sequence[Gate]) -> None:
    table = Table("gate", "holds", "checked", "what failed", title="Corpus check")
    for gate in gates:
        shown = [escape(failure) for failure in gate.failures[:MAX_SHOWN]]
        if len(gate.failures) > MAX_SHOWN:
            shown.append(f"and {len(gate.failures) - MAX_SHOWN} more")
        table.add_row(
            gate.description, "yes" if gate.passed else "[bold red]no[/]", str(gate.checked), "\n".join(shown)
        )
    console.print(table)


def _print_characters(console: Console, read: Corpus) -> None:
    """Print, one row a text and one for all, how many characters of its source are what."""
    rows = characters_table(read).to_dict("records")
    kinds = [kind for kind in SEGMENT_KINDS if rows[-1][kind]]
    named = [kind.replace("_", " ") if kind != "space" else "white space" for kind in kinds]
    table = Table("text", "characters", *named, "lost", "share", title="Where the characters of the sources ended up")
    for row in rows:
        counts = [row["characters"], *(row[kind] for kind in kinds), row["unaccounted"]]
        table.add_row(escape(str(row["document_id"])), *map(str, counts), f"{row['share']:.2%}")
    for column in table.columns:
        column.no_wrap = True
    console.print(table)
