"""Commands of the reports: `serve` the pages, write a `report` to paste into a note, take the `screenshots`."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from stanceshift.files import write_bytes
from stanceshift.settings import PARAMS, load_settings

FORMATS = ("docx", "pdf", "md")


@click.command("serve")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes any.")
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
def serve_command(port: int, no_open: bool) -> None:
    """Open the report here and rebuild it when a text, a codebook or lexicon file or a correction changes."""
    from stanceshift.reports.serve import serve

    serve(Path(), port, not no_open, Console())


@click.command("report")
@click.option("--theme", required=True, help="Theme of the codebook, such as south_china_sea.")
@click.option("--series", required=True, help="Series of sessions, such as france-japan.")
@click.option("--format", "form", type=click.Choice(FORMATS), required=True, help="Word, PDF or Markdown.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@click.option("--language", type=click.Choice(("en", "fr")), help="Language; by default that of the report.")
@click.option("--base", default=None, help="Address of the published report; permalinks then begin with it.")
@click.option("--params", default=str(PARAMS), show_default=True, help="Settings file.")
@click.option("--build", default="build", show_default=True, help="Folder of the pipeline's tables.")
def report_command(
    theme: str,
    series: str,
    form: str,
    out: Path | None,
    language: str | None,
    base: str | None,
    params: str,
    build: str,
) -> None:
    """Write a brief on a THEME in a SERIES that can be pasted into a note.

    By default it goes to reports/briefs/<series>.<theme>.<language>.<format>.
    """
    from stanceshift.reports.brief import base_for, make_brief, view_for
    from stanceshift.reports.brief_writers import WRITERS
    from stanceshift.reports.inputs import read_inputs
    from stanceshift.reports.interface import FOLDER

    settings = load_settings(params)
    chosen = language or settings.report.language
    target = out or Path("reports/briefs") / f"{series}.{theme}.{chosen}.{form}"
    view = view_for(read_inputs(Path(), settings, Path(build)), settings, chosen, FOLDER)
    brief = make_brief(view, series, theme, base_for(base, target, chosen, settings.report.language))
    write_bytes(target, WRITERS[form](brief))
    click.echo(f"{target}: {brief.title}")


@click.command("screenshots")
@click.option("--site", default="reports/site", show_default=True, help="Folder of the pages.")
@click.option("--out", default="docs/screenshots", show_default=True, help="Folder of the pictures.")
def screenshots_command(site: str, out: str) -> None:
    """Take the pictures of each page type (wide, narrow, dark, print) with headless Chromium."""
    from stanceshift.reports.screenshots import take

    for path, size in take(Path(site), Path(out)):
        click.echo(f"{path}: {size // 1000} kB")
