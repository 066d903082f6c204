"""Commands for the terminal: `trace` a theme through a series, `compare` two sessions."""

from __future__ import annotations

import json
from collections.abc import Callable

import click
import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from stanceshift.errors import StanceshiftError
from stanceshift.shifts.queries import compare, trace
from stanceshift.shifts.stored import as_csv, plain_rows

FORMATS = ("table", "csv", "json", "md")
TRACE_COLUMNS = ("date", "status", "stance", "strength", "n_positions", "change", "reason")
COMPARE_COLUMNS = ("importance", "theme", "change", "flags", "before_text", "after_text", "reason")

format_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="How to print the rows."
)
build_option = click.option("--build", default="build", show_default=True, help="Folder of the pipeline's tables.")


@click.command("trace")
@click.argument("theme")
@click.option("--series", required=True, help="Series of sessions, such as france-japan.")
@format_option
@build_option
def trace_command(theme: str, series: str, form: str, build: str) -> None:
    """Show how THEME went through a series: strength, words and change at each session."""
    _print(_asked(lambda: trace(theme, series, build)), form, TRACE_COLUMNS, f"{theme} in {series}")


@click.command("compare")
@click.argument("session_a")
@click.argument("session_b")
@click.option("--theme", default=None, help="Only this theme.")
@format_option
@build_option
def compare_command(session_a: str, session_b: str, theme: str | None, form: str, build: str) -> None:
    """Show what changed from SESSION_A to SESSION_B, the most important first."""
    rows = _asked(lambda: compare(session_a, session_b, theme, build))
    _print(rows, form, COMPARE_COLUMNS, f"{session_a} to {session_b}")


def _asked(question: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    try:
        return question()
    except StanceshiftError as error:
        raise click.ClickException(str(error)) from error


def _print(rows: pd.DataFrame, form: str, columns: tuple[str, ...], title: str) -> None:
    """Print rows: CSV and JSON with every column, table and Markdown with ``columns``."""
    if form == "csv":
        click.echo(as_csv(rows), nl=False)
    elif form == "json":
        click.echo(json.dumps(plain_rows(rows), ensure_ascii=False, indent=2))
    elif form == "md":
        click.echo(markdown_table(rows[list(columns)]), nl=False)
    else:
        table = Table(title=title, box=box.SIMPLE_HEAD, show_lines=True)
        for column in columns:
            wide = column in ("reason", "before_text", "after_text")
            table.add_column(column, overflow="fold", min_width=24 if wide else None, no_wrap=not wide)
        for row in rows[list(columns)].itertuples(index=False):
            table.add_row(*(Text(cell_text(value)) for value in row))
        Console().print(table)


def cell_text(value: object) -> str:
    """Return a value as the text of a cell: lists joined, numbers short, nothing for what is missing."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return ""
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def markdown_table(rows: pd.DataFrame) -> str:
    """Return rows as a Markdown table; bars and line ends inside cells are escaped."""
    lines = ["| " + " | ".join(rows.columns) + " |", "|" + " --- |" * len(rows.columns)]
    for row in rows.itertuples(index=False):
        cells = [cell_text(value).replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ") for value in row]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
