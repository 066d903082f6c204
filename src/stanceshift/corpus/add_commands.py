"""Command line for bringing texts in: `stanceshift add`, `stanceshift import` and `stanceshift fetch`."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import track

from stanceshift.corpus.add import (
    file_candidate,
    labels_from,
    metadata_of,
    propose,
    read_candidate,
    slug,
)
from stanceshift.corpus.catalogue import load_catalogue
from stanceshift.corpus.fetch import Limits
from stanceshift.corpus.filing import body_of, duplicate_in, filed_texts, place_for
from stanceshift.corpus.importing import find_texts, import_folder
from stanceshift.corpus.official import fetch_all, wishes
from stanceshift.corpus.previews import (
    print_fetched,
    print_imported,
    print_proposal,
    print_reading,
    wide_console,
)
from stanceshift.corpus.questions import ask, codes_of
from stanceshift.errors import StanceshiftError
from stanceshift.settings import PARAMS, load_settings

REPORTS = Path("reports/site/index.html")
"""First page of the reports, as stage report writes it."""


def _guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Turn a `StanceshiftError` into the message and exit code of the command line."""

    def run(**options: Any) -> None:
        try:
            command(**options)
        except StanceshiftError as error:
            raise click.ClickException(str(error)) from error

    run.__doc__ = command.__doc__
    return run


@click.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--series", help="Id of the series, such as france-japan; may be a new one.")
@click.option(
    "--series-label", multiple=True, help='Name of a new series: "Quad", or once a language: fr=..., en=..., ja=...'
)
@click.option("--parties", help="Parties of a new series: ISO codes or names, such as fr,jp.")
@click.option("--session", help="Id of the session, where it is not to be made of series and date.")
@click.option("--date", help="Date of the session: 2023-05-09.")
@click.option("--ordinal", type=click.IntRange(min=1), help="Number of the session in its series.")
@click.option("--place", help="Where it was held.")
@click.option("--language", type=click.Choice(["fr", "en", "ja"]), help="Language of the text.")
@click.option("--title", help="Title of the text.")
@click.option("--publisher", help="Who published it.")
@click.option("--source-url", help="Where it was published.")
@click.option("--licence", help="Under which terms.")
@click.option("--text-kind", type=click.Choice(["official", "translation"]), help="What kind of text it is.")
@click.option("--coverage", type=click.Choice(["full", "partial"]), help="Whether the text is whole.")
@click.option("--participant", "participants", multiple=True, help='"Name (office)"; once for each.')
@click.option("--note", help="Anything a reader should know.")
@click.option("--encoding", help="Encoding of a plain text, where it is not found.")
@click.option("--params", default=str(PARAMS), show_default=True, help="Settings file.")
@click.option("--corpus", help="Another folder of texts than the settings name.")
@click.option("--catalogue", help="Another catalogue folder than the settings name.")
@click.option("--yes", is_flag=True, help="Take what is proposed and do not ask.")
@click.option("--dry-run", is_flag=True, help="Show what was read and write nothing.")
@click.option("--run", "run_pipeline", is_flag=True, help="Run the pipeline afterwards.")
@_guarded
def add_command(
    file: Path,
    params: str,
    corpus: str | None,
    catalogue: str | None,
    yes: bool,
    dry_run: bool,
    run_pipeline: bool,
    series_label: tuple[str, ...],
    parties: str | None,
    encoding: str | None,
    **given: Any,
) -> None:
    """File a new communiqué: propose its metadata, show what was read, then write."""
    settings = load_settings(params)
    folder, shelf = corpus or settings.ingest.corpus, catalogue or settings.ingest.catalogue
    if run_pipeline and folder != settings.ingest.corpus:
        raise click.UsageError(f"--run runs over {settings.ingest.corpus}; set ingest.corpus in {params} first")
    console = wide_console()
    known = load_catalogue(shelf, missing_ok=True)
    candidate = read_candidate(file, encoding=encoding)
    said: dict[str, Any] = {key: list(v) if isinstance(v, tuple) else v for key, v in given.items() if v}
    said |= {"series": slug(said["series"])} if "series" in said else {}
    said |= {"parties": codes_of(parties)} if parties else {}
    candidate.header.setdefault("retrieved", datetime.date.today().isoformat())
    print_reading(console, candidate)
    proposal = propose(candidate, known, said)
    interactive = not yes and not dry_run and _on_terminal()
    if interactive:
        proposal = ask(candidate, known, said, proposal)
    print_proposal(console, proposal)
    if proposal.missing:
        wanted = " ".join(f"--{key.replace('_', '-')} ..." for key in proposal.missing)
        if dry_run:
            console.print(f"\nStill to be said: {', '.join(proposal.missing)} ({wanted}); nothing was written.")
            return
        raise StanceshiftError(
            f"not found and not given: {', '.join(proposal.missing)}", file=file, fix=f"give {wanted}"
        )
    metadata = metadata_of(proposal.values, candidate)
    problem = duplicate_in(
        list(filed_texts(folder)), metadata, body_of(candidate.reading), settings.check.near_duplicate
    )
    if problem:
        raise StanceshiftError(
            problem, file=file, fix="nothing was written; for another text of that session give --session"
        )
    target = place_for(folder, metadata, file.suffix)
    if dry_run:
        console.print(f"\nWould be filed as {target}; nothing was written.")
        return
    if not yes:
        if not interactive:
            raise click.UsageError("not a terminal, so nothing can be asked: add --yes to take what is proposed above")
        click.confirm(f"\nFile it as {target}?", default=True, abort=True)
    path = file_candidate(candidate, metadata, folder, shelf, known, labels_from(series_label))
    console.print(f"\nFiled: {path}")
    if run_pipeline:
        code = subprocess.run([sys.executable, "-m", "dvc", "repro"], check=False).returncode
        console.print(f"The reports: {REPORTS.resolve().as_uri()}" if code == 0 else "The pipeline failed: see above.")
        sys.exit(code)
    elsewhere = f" (after setting ingest.corpus: {folder} in {params})" if folder != settings.ingest.corpus else ""
    console.print(f"Next: dvc repro{elsewhere}")


def _on_terminal() -> bool:
    return sys.stdin.isatty()


@click.command("import")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--into", "corpus", help="Folder of texts; by default the one the settings name.")
@click.option("--catalogue", help="Catalogue folder; by default that of the settings, or <into>-catalogue with --into.")
@click.option("--parties", multiple=True, help="Parties of a series without them: SERIES=au,in,jp,us; once a series.")
@click.option("--publisher", default="not stated", show_default=True, help="Publisher where no header names one.")
@click.option("--licence", default="not stated", show_default=True, help="Licence where no header names one.")
@click.option("--params", default=str(PARAMS), show_default=True, help="Settings file.")
@click.option("--dry-run", is_flag=True, help="Show what would be imported and write nothing.")
@_guarded
def import_command(
    folder: Path,
    corpus: str | None,
    catalogue: str | None,
    parties: tuple[str, ...],
    publisher: str,
    licence: str,
    params: str,
    dry_run: bool,
) -> None:
    """Import a folder of texts with YAML headers or JSON or YAML sidecars."""
    settings = load_settings(params)
    into = corpus or settings.ingest.corpus
    shelf = catalogue or (
        settings.ingest.catalogue if into == settings.ingest.corpus else f"{into.rstrip('/')}-catalogue"
    )
    given = {}
    for entry in parties:
        series, equals, codes = entry.partition("=")
        if not equals:
            raise click.BadParameter(f"{entry!r}: write SERIES=fr,jp")
        given[slug(series)] = codes_of(codes)
    console = wide_console()
    found = find_texts(folder)
    outcomes = import_folder(
        found,
        into,
        shelf,
        parties=given,
        defaults={"publisher": publisher, "licence": licence},
        near_duplicate=settings.check.near_duplicate,
        min_characters=settings.ingest.min_characters,
        dry_run=dry_run,
    )
    total = len(found.candidates) + len(found.problems)
    done = list(track(outcomes, description="Importing", total=total, console=Console(stderr=True)))
    print_imported(console, folder, done)
    if (into, shelf) != (settings.ingest.corpus, settings.ingest.catalogue):
        console.print(f"Next: set ingest.corpus: {into} and ingest.catalogue: {shelf} in {params}, then dvc repro")
    else:
        console.print("Next: dvc repro")
    if any(outcome.state == "refused" for outcome in done):
        sys.exit(1)


@click.command("fetch")
@click.option("--session", "sessions", multiple=True, help="Id of a session; may be given more than once.")
@click.option("--series", multiple=True, help="All sessions of a series; may be given more than once.")
@click.option("--all", "everything", is_flag=True, help="All sessions of the catalogue.")
@click.option(
    "--language", "languages", multiple=True, type=click.Choice(["fr", "en", "ja"]), help="Only these languages."
)
@click.option("--params", default=str(PARAMS), show_default=True, help="Settings file.")
@click.option("--corpus", help="Another folder of texts than the settings name.")
@click.option("--catalogue", help="Another catalogue folder than the settings name.")
@click.option("--originals", help="Where pages are kept as received; by default <corpus>-originals.")
@click.option("--max-mb", default=20.0, show_default=True, help="Largest file, in megabytes.")
@click.option("--timeout", default=120.0, show_default=True, help="Seconds for one address, all tries together.")
@click.option("--dry-run", is_flag=True, help="Show what would be fetched and open no connection.")
@_guarded
def fetch_command(
    sessions: tuple[str, ...],
    series: tuple[str, ...],
    everything: bool,
    languages: tuple[str, ...],
    params: str,
    corpus: str | None,
    catalogue: str | None,
    originals: str | None,
    max_mb: float,
    timeout: float,
    dry_run: bool,
) -> None:
    """Download official texts from their recorded addresses, where only a digest or nothing stands."""
    settings = load_settings(params)
    folder = corpus or settings.ingest.corpus
    known = load_catalogue(catalogue or settings.ingest.catalogue)
    if not (sessions or series or everything):
        raise click.UsageError("say which: --session ID, --series ID or --all")
    for kind, names, there in (("session", sessions, known.sessions), ("series", series, known.series)):
        unknown = [name for name in names if name not in there]
        if unknown:
            raise click.UsageError(f"not in the catalogue: {kind} {', '.join(unknown)}")
    chosen = [s for s in known.sessions.values() if everything or s.id in sessions or s.series in series]
    console = wide_console()
    items = wishes(known, folder, chosen, languages)
    outcomes = fetch_all(
        items,
        folder,
        originals or f"{folder.rstrip('/')}-originals",
        limits=Limits(total=timeout, max_bytes=int(max_mb * 1e6)),
        min_characters=settings.ingest.min_characters,
        dry_run=dry_run,
    )
    done = list(track(outcomes, description="Fetching", total=len(items), console=Console(stderr=True)))
    print_fetched(console, done)
    if any(outcome.state == "fetched" for outcome in done):
        console.print("Next: dvc repro")
    if any(outcome.state == "failed" for outcome in done):
        sys.exit(1)
