"""Commands around evaluation: `measure`, `agreement`, `review`, and Label Studio's export and import."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pandas as pd
from rich.console import Console
from rich.table import Table

from stanceshift.corpus.schemas import Paragraphs
from stanceshift.errors import StanceshiftError
from stanceshift.files import write_json, write_jsonl, write_text
from stanceshift.frames import read_table
from stanceshift.labels.codebook import load_codebook
from stanceshift.labels.evaluate import coder_agreement
from stanceshift.labels.gold import GOLD, load_gold
from stanceshift.labels.labelstudio import from_tasks, labelling_config, to_tasks
from stanceshift.labels.measure import measure_folder
from stanceshift.labels.review_file import write_to_fill
from stanceshift.labels.review_list import least_certain, read_standing
from stanceshift.settings import PARAMS, Settings, load_settings

INGEST, LABEL = Path("build/ingest"), Path("build/label")
FORMATS = click.Choice(["table", "json", "md", "csv"])
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


def show(frame: pd.DataFrame, style: str, title: str = "") -> None:
    """Print a frame as a table, JSON, Markdown or CSV; figures with three decimals, absent ones empty."""
    if style == "json":
        click.echo(json.dumps(json.loads(frame.to_json(orient="records")), ensure_ascii=False, indent=2))
        return
    if style == "csv":
        click.echo(frame.to_csv(index=False, lineterminator="\n"), nl=False)
        return
    rows = [[_cell(value) for value in row] for row in frame.itertuples(index=False)]
    names = [str(name) for name in frame.columns]
    if style == "md":
        lines = [names, ["---"] * len(names), *rows]
        click.echo("\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines))
        return
    table = Table(title=title or None)
    for name in names:
        numeric = pd.api.types.is_numeric_dtype(frame[name])
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def _cell(value: Any) -> str:
    if pd.isna(value):
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _settings() -> Settings:
    return load_settings() if PARAMS.is_file() else Settings()


@click.command("measure")
@click.argument("texts", type=_FOLDER)
@click.argument("labels", type=_FOLDER)
@click.option("--model", default="build/model", show_default=True, help="Folder of the trained state.")
@click.option("--data", default="data", show_default=True, help="Folder of codebook and lexicons.")
@click.option("--system", type=click.Choice(["full", "lexicon", "model"]), default="full", show_default=True)
@click.option("--bootstrap", type=click.IntRange(min=10), default=None, help="Resamples; else from params.yaml.")
@click.option("--format", "style", type=FORMATS, default="table", show_default=True)
def measure_command(
    texts: Path, labels: Path, model: str, data: str, system: str, bootstrap: int | None, style: str
) -> None:
    """Label the texts of a folder and score the result against each file of labels, beside the coders' agreement."""
    from stanceshift.labels.labeller import Labeller  # the models are loaded only when this command is called

    settings = _settings()
    labeller = Labeller.load(model, settings.label, data)
    options = settings.evaluate
    measured = measure_folder(
        texts,
        labels,
        lambda paragraphs: labeller.label(paragraphs, system=system),  # type: ignore[arg-type]
        labeller.codebook.rungs,
        n_resamples=bootstrap or options.bootstrap,
        seed=options.seed,
    )
    show(measured.figures, style, title=f"{texts} against {labels} (system {system})")
    for note in measured.notes:
        click.echo(note, err=True)


@click.command("agreement")
@click.option("--gold", type=_FOLDER, default=GOLD, show_default=True, help="Folder of the gold annotations.")
@click.option("--format", "style", type=FORMATS, default="table", show_default=True)
def agreement_command(gold: Path, style: str) -> None:
    """Show how far the coders of the gold agree: Krippendorff's alpha, and F1 of one against the other."""
    options = _settings().evaluate
    paragraphs = read_table(INGEST / "paragraphs.parquet", Paragraphs)
    loaded = load_gold(gold, paragraphs, load_codebook())
    found = coder_agreement(loaded, n_resamples=options.bootstrap, seed=options.seed)
    if found.empty:
        raise StanceshiftError("no set with two coders", file=gold, fix="add a second blind coding to index.yaml")
    if style == "json":
        show(found, style)
        return
    show(found.drop(columns="caveat"), style, title="Agreement of the coders, 95% bootstrap intervals")
    for caveat in dict.fromkeys(found["caveat"]):
        click.echo(caveat, err=style == "csv")


@click.command("review")
@click.option("--labels", type=_FOLDER, default=LABEL, show_default=True, help="Folder of the labels.")
@click.option("--limit", type=click.IntRange(min=1), default=25, show_default=True)
@click.option("--document", default="", help="Only this document, session or paragraph (start of the id).")
@click.option("--fill", type=_FILE, default=None, help="Also write a CSV of corrections to fill in.")
@click.option("--stale", is_flag=True, help="List the corrections that no longer fit their text.")
@click.option("--format", "style", type=FORMATS, default="table", show_default=True)
def review_command(labels: Path, limit: int, document: str, fill: Path | None, stale: bool, style: str) -> None:
    """List what the labels are least certain of, for an analyst to correct in data/review/corrections.csv.

    A line of that file names a position (position_id, with its verb and the text_sha of its sentence, as listed here)
    or a paragraph (paragraph_id, with the sha of its text), a field, the right value, reviewer and date. Fields of a
    position: act, direction, force, holder, theme, target, negated, reiterated, implicit, reported, remove. Fields of a
    paragraph: main_theme, add_theme, remove_theme, stance, main_act, and add (with the text_sha of the sentence), whose
    value is written: verb=... | act=... | theme=... | direction=... | target=...
    """
    if stale:
        report = labels / "corrections.csv"
        if not report.is_file():
            raise StanceshiftError("no report on corrections", file=report, fix="run `dvc repro label`")
        frame = pd.read_csv(report, dtype=str, keep_default_na=False)
        show(frame[frame["status"] == "stale"], style, title="Corrections not applied")
        return
    standing = read_standing(labels)
    if document:
        ids = {str(name) for name in standing.paragraphs["paragraph_id"] if str(name).startswith(document)}
        if not ids:
            raise StanceshiftError(
                f"nothing labelled begins with {document!r}", file=labels, fix="give the start of an id"
            )
        standing = standing.on(ids)
    uncertain = least_certain(standing, limit)
    if fill is not None:
        if fill.exists():
            raise StanceshiftError(
                "the file exists", file=fill, fix="give another name; corrections are not overwritten"
            )
        write_to_fill(uncertain, fill)
        click.echo(f"{len(uncertain)} lines to fill written to {fill}", err=True)
    show(uncertain, style, title="Least certain first")


@click.command("export-labelstudio")
@click.argument("out", type=_FILE)
@click.option("--document", required=True, help="Only paragraphs of this document or session (start of the id).")
@click.option(
    "--labels", type=_FOLDER, default=LABEL, show_default=True, help="Folder of labels, given as predictions."
)
@click.option("--gold/--no-gold", "with_gold", default=False, show_default=True, help="Give the gold as annotations.")
@click.option("--config", type=_FILE, default=None, help="Also write the labelling configuration (XML).")
def labelstudio_export_command(out: Path, document: str, labels: Path, with_gold: bool, config: Path | None) -> None:
    """Write paragraphs as Label Studio tasks with the labels as predictions."""
    codebook = load_codebook()
    paragraphs = read_table(INGEST / "paragraphs.parquet", Paragraphs)
    chosen = paragraphs[paragraphs["paragraph_id"].str.startswith(document)]
    if chosen.empty:
        raise StanceshiftError(f"no paragraph begins with {document!r}", fix="give the start of a paragraph id")
    annotations = {}
    if with_gold:
        gold = load_gold(GOLD, paragraphs, codebook)
        by_coder = [(coder, labelling) for coders in gold.coders.values() for coder, labelling in coders.items()]
        by_coder += [
            (entry.coder, gold.references[entry.set]) for entry in gold.index.entries if entry.role == "reference"
        ]
        ids = set(chosen["paragraph_id"])
        annotations = {name: part for name, part in by_coder if ids & set(part.paragraphs["paragraph_id"])}
    write_json(out, to_tasks(chosen, {"stanceshift": read_standing(labels)}, annotations))
    if config is not None:
        write_text(config, labelling_config(codebook.theme_ids))
    click.echo(f"{len(chosen)} tasks written to {out}")


@click.command("import-labelstudio")
@click.argument("export", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def labelstudio_import_command(export: Path, folder: Path) -> None:
    """Read the annotations of a Label Studio export into gold files, one a coder and document, in FOLDER."""
    paragraphs = read_table(INGEST / "paragraphs.parquet", Paragraphs)
    found = from_tasks(export, paragraphs)
    if not found:
        raise StanceshiftError("no annotations in the export", file=export, fix="export finished tasks")
    for coder, records in sorted(found.items()):
        name = "".join(char if char.isalnum() or char in "-_." else "-" for char in coder)
        for document in sorted({record["document"] for record in records}):
            own = sorted((r for r in records if r["document"] == document), key=lambda record: record["paragraph"])
            path = folder / f"{document}.{name}.jsonl"
            write_jsonl(path, own)
            click.echo(f"{path}: {len(own)} paragraphs coded by {coder}")
