"""Command line of the corpus: `stanceshift check`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from stanceshift.corpus.check import Gate, accounted, metrics_of
from stanceshift.corpus.ingest import read_corpus
from stanceshift.corpus.metadata import fill_hashes
from stanceshift.corpus.schemas import SEGMENT_KINDS
from stanceshift.corpus.stage_check import gates_for
from stanceshift.errors import StanceshiftError
from stanceshift.settings import PARAMS, load_settings

MAX_SHOWN = 20
"""Failures of one gate that are printed before the rest is only counted."""


@click.command("check")
@click.option("--params", default=str(PARAMS), show_default=True, help="Settings file.")
@click.option("--corpus", default=None, help="Another folder of texts than the settings name.")
@click.option("--fix-hashes", is_flag=True, help="First write the sha256 of every text into its metadata.")
@click.option("--characters", is_flag=True, help="Show where the characters of every source ended up.")
@click.option("--suspicions", is_flag=True, help="List what looks like a slip in the texts.")
def check_command(params: str, corpus: str | None, fix_hashes: bool, characters: bool, suspicions: bool) -> None:
    """Check the whole corpus: a table of gates, exit code 1 where one does not hold."""
    console = Console()
    try:
        settings = load_settings(params)
        folder = Path(corpus or settings.ingest.corpus)
        if fix_hashes:
            for path in fill_hashes(folder):
                console.print(f"sha256 written: {escape(str(path))}")
        read = read_corpus(folder, catalogue=settings.ingest.catalogue, min_characters=settings.ingest.min_characters)
        gates = gates_for(read, settings)
    except StanceshiftError as error:
        raise click.ClickException(str(error)) from error
    if characters:
        _print_characters(console, accounted(read).to_dict("records"))
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


def _print_characters(console: Console, rows: Sequence[Mapping[Any, Any]]) -> None:
    columns = ("paragraphs", "numbers", "headings", "furniture", "white space", "lost", "share")
    table = Table("text", *columns, title="Where the characters of the sources ended up")
    for row in rows:
        named = {kind: int(row.get(kind, 0)) for kind in SEGMENT_KINDS}
        shown = (named.pop("paragraph"), named.pop("number"), named.pop("heading") + named.pop("title"))
        space = named.pop("space")
        counts = (*shown, sum(named.values()), space, row["unaccounted"])
        table.add_row(str(row["document_id"]), *map(str, counts), f"{row['share']:.0%}")
    console.print(table)
