"""`stanceshift label`: labels any text, one JSON line a paragraph, without corpus or pipeline."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from stanceshift.corpus import read_file
from stanceshift.errors import StanceshiftError
from stanceshift.frames import rows_of
from stanceshift.labels.home import data_folder, model_folder
from stanceshift.labels.labeller import Labeller
from stanceshift.labels.loose_texts import WRITE, LooseText, as_rows, label_prepared, prepare
from stanceshift.settings import PARAMS, load_settings

BATCH = 64
"""Paragraphs labelled together: more gain nothing, fewer come out sooner."""

TELL_EVERY = 10.0
"""Seconds between two lines about progress where standard error is no terminal."""

NAMED = 20
"""Faulty lines that the closing message names; all are named as they come."""

Line = tuple[str, dict[str, Any] | StanceshiftError]
"""Where a record stands, and the record or what is wrong with it."""


def json_lines(stream: BinaryIO) -> Iterator[Line]:
    """Yield place and record of each line that is not blank; a line that is no UTF-8 JSON object yields its error."""
    for number, raw in enumerate(stream, 1):
        where = f"line {number}"
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            if not line:
                continue
            value = json.loads(line)
        except UnicodeDecodeError as error:
            yield where, StanceshiftError(f"not UTF-8: {error.reason}", where=where, fix="write UTF-8")
        except (json.JSONDecodeError, RecursionError) as error:
            yield where, StanceshiftError(f"not valid JSON: {error}", where=where, fix=f"{WRITE} on one line")
        else:
            if isinstance(value, dict):
                yield where, value
            else:
                yield where, StanceshiftError("not a JSON object", where=where, fix=f"{WRITE} on one line")


class _Teller:
    """Tells on standard error how far the labelling is: a bar on a terminal, else a line now and then."""

    def __init__(self, total: int | None) -> None:
        self.total, self.begun, self.told = total, time.monotonic(), time.monotonic()
        self.bar: Progress | None = None

    @contextmanager
    def running(self) -> Iterator[_Teller]:
        console = Console(file=sys.stderr)
        if console.is_terminal:
            columns = (TextColumn("labelling"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            with Progress(*columns, console=console, transient=True) as self.bar:
                self.task = self.bar.add_task("labelling", total=self.total)
                yield self
        else:
            yield self

    def at(self, done: int) -> None:
        if self.bar is not None:
            self.bar.update(self.task, completed=done)
        elif time.monotonic() - self.told >= TELL_EVERY:
            self.told = time.monotonic()
            of = f" of {self.total}" if self.total else ""
            click.echo(f"{done}{of} paragraphs labelled, {done / (self.told - self.begun):.0f} a second", err=True)


def _stream(lines: Iterable[Line], labeller: Labeller, out: TextIO, total: int | None) -> tuple[int, list[str]]:
    """Label and write what can be labelled, batch by batch, telling what cannot; return how many, and faulty places."""
    done = 0
    faulty: list[str] = []
    seen: set[str] = set()
    batch: list[tuple[str, LooseText]] = []

    def tell(where: str, text: str, error: StanceshiftError) -> None:
        faulty.append(where)
        click.echo(f"Not labelled: {StanceshiftError(error.what, where=where + text, fix=error.fix)}", err=True)

    def label_batch() -> None:
        nonlocal done
        for row in _labelled(batch, labeller, tell):
            out.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8") + "\n")
            done += 1
        out.flush()
        batch.clear()

    with _Teller(total).running() as teller:
        for where, record in lines:
            if isinstance(record, StanceshiftError):
                tell(where, "", record)
                continue
            try:
                text = prepare(record)
                if str(text.id) in seen:
                    raise StanceshiftError("the id stands twice", fix="give each text an id of its own")
            except StanceshiftError as error:
                tell(where, f" (id {record.get('id')!r})", error)
                continue
            seen.add(str(text.id))
            batch.append((where, text))
            if len(batch) == BATCH:
                label_batch()
                teller.at(done)
        if batch:
            label_batch()
    return done, faulty


def _labelled(batch: list[tuple[str, LooseText]], labeller: Labeller, tell: Any) -> Iterator[dict[str, Any]]:
    """Yield the rows of a batch; where it fails each text is tried alone, so that one cannot take others with it."""
    texts = [text for _, text in batch]
    try:
        rows = as_rows(label_prepared(texts, labeller), texts)
    except Exception as error:
        if len(batch) > 1:
            for one in batch:
                yield from _labelled([one], labeller, tell)
            return
        where, text = batch[0]
        if not isinstance(error, StanceshiftError):
            error = StanceshiftError(f"the labeller failed: {error!r}", fix="report this text as a fault")
        tell(where, f" (id {text.id!r})", error)
        return
    yield from rows


def _paragraphs(files: tuple[Path, ...], lang: str | None, data: Path) -> list[Line]:
    """Return the paragraphs of files as records; ids begin with the file's name, or its path where names repeat."""
    names = [path.name for path in files]
    rows: list[Line] = []
    for path in files:
        name = path.name if names.count(path.name) == 1 else path.as_posix()
        abbreviations = data / "lexicon" / "abbreviations.yaml"
        reading = read_file(path, document_id=name, language=lang, abbreviations=abbreviations)
        for row in rows_of(reading.paragraphs):
            record = {"id": row.paragraph_id, "text": row.text, "lang": row.language, "heading": row.heading}
            rows.append((str(path), record))
    return rows


@click.command("label")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--jsonl", is_flag=True, help='Read lines {"id", "text", "lang"?} from standard input.')
@click.option(
    "--lang",
    type=click.Choice(["fr", "en", "ja"]),
    default=None,
    help="Language of the files; detected where left out.",
)
@click.option("--model", "model_dir", default=None, help="Folder of the trained state.  [default: build/model]")
@click.option(
    "--data", "data_dir", default=None, help="Folder of codebook and lexicons.  [default: data, or the model's copy]"
)
def label_command(
    files: tuple[Path, ...], jsonl: bool, lang: str | None, model_dir: str | None, data_dir: str | None
) -> None:
    """Label texts: one JSON line a paragraph on standard output, as they come.

    A line of --jsonl may also give "heading" and "parties" (country codes of the speakers). Offsets count characters of
    the text as given. A line that cannot be labelled is named on standard error; the others are labelled all the same,
    and the exit status is 1. Outside a project, --model names a copied build/model folder, which is all that is needed.
    """
    if jsonl == bool(files):
        raise click.UsageError("give FILES, or --jsonl with lines on standard input")
    model = model_folder(model_dir)
    settings = load_settings().label if PARAMS.is_file() else None
    labeller = Labeller.load(model, settings, data_dir)
    if jsonl:
        lines: Iterable[Line] = json_lines(sys.stdin.buffer)
        total = None
    else:
        lines = _paragraphs(files, lang, data_folder(data_dir, model))
        total = len(lines)
    begun = time.monotonic()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    done, faulty = _stream(lines, labeller, sys.stdout, total)
    seconds = time.monotonic() - begun
    if faulty:
        more = f" and {len(faulty) - NAMED} more" if len(faulty) > NAMED else ""
        raise StanceshiftError(
            f"{done} paragraphs labelled, {len(faulty)} not: {', '.join(faulty[:NAMED])}{more}",
            fix="mend the lines named above and label them again",
        )
    if not done:
        raise StanceshiftError("nothing to label", fix="give at least one paragraph")
    click.echo(f"{done} paragraphs labelled in {seconds:.1f} s", err=True)
