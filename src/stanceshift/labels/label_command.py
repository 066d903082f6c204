"""`stanceshift label`: labels any text, one JSON line a paragraph, without corpus or pipeline."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

import click
import pandas as pd
from rich.console import Console
from rich.progress import Progress

from stanceshift.corpus import detect_language, read_file
from stanceshift.errors import StanceshiftError
from stanceshift.files import iter_jsonl, text_sha
from stanceshift.frames import rows_of
from stanceshift.labels.labeller import Labeller, Labels
from stanceshift.settings import PARAMS, Label, load_settings

BATCH = 256
"""Paragraphs labelled together: enough for the encoder, few enough to stream."""


def label_texts(records: Iterable[dict[str, Any]], labeller: Labeller) -> Labels:
    """Return the labels of loose texts ``{"id", "text", "lang"?, "parties"?}``, one paragraph each.

    Raises
    ------
    StanceshiftError
        Where a record has no id or text, or names a language without lexicon.
    """
    rows: list[dict[str, str]] = []
    parties: dict[str, list[str]] = {}
    for number, record in enumerate(records, 1):
        where = f"record {number}"
        if not isinstance(record.get("id"), str | int) or not isinstance(record.get("text"), str):
            raise StanceshiftError(
                "needs a string `id` and a string `text`", where=where, fix='write {"id": ..., "text": ...}'
            )
        text = " ".join(record["text"].split())
        if not text:
            raise StanceshiftError(
                "the text is empty", where=f"{where} (id {record['id']})", fix="leave the record out"
            )
        identity = str(record["id"])
        parties[identity] = list(record.get("parties") or [])
        rows.append(
            {
                "paragraph_id": identity,
                "document_id": identity,
                "text": text,
                "heading": record.get("heading") or "",
                "language": record.get("lang") or detect_language(text)[0],
                "sha": text_sha(text),
            }
        )
    frame = pd.DataFrame(rows)
    if len(parties) < len(rows):
        ids = [str(row["paragraph_id"]) for row in rows]
        twice = next(name for name in ids if ids.count(name) > 1)
        raise StanceshiftError(f"id {twice!r} stands twice", fix="give each text an id of its own")
    return labeller.label(frame, parties=parties)


def as_json(labels: Labels) -> Iterator[dict[str, Any]]:
    """Yield one JSON-ready dict a paragraph: id, lang, themes (main first), stance, main_act, positions."""
    positions: dict[Any, pd.DataFrame] = dict(iter(labels.positions.groupby("paragraph_id", sort=False)))
    themes: dict[Any, pd.DataFrame] = dict(iter(labels.themes.groupby("paragraph_id", sort=False)))
    for row in rows_of(labels.paragraphs):
        own = positions.get(row.paragraph_id, labels.positions.iloc[:0])
        ranked = themes[row.paragraph_id].sort_values("rank")
        yield {
            "id": row.paragraph_id,
            "lang": row.language,
            "themes": [{"id": t.theme, "score": round(float(t.score), 4)} for t in rows_of(ranked)],
            "stance": row.stance,
            "main_act": row.main_act,
            "positions": [
                {
                    "act": p.act,
                    "direction": p.direction,
                    "force": int(p.force),
                    "holder": p.holder,
                    "target": p.target,
                    "theme": p.theme,
                    "verb": p.verb,
                    "start": int(p.start),
                    "end": int(p.end),
                    "score": round(float(p.score), 4),
                    "source": p.source,
                    "implicit": bool(p.implicit),
                    "reported": bool(p.reported),
                    "reiterated": bool(p.reiterated),
                }
                for p in rows_of(own)
            ],
        }


def _batches(records: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for record in records:
        batch.append(record)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _stream(records: Iterator[dict[str, Any]], labeller: Labeller, out: TextIO, total: int | None) -> int:
    """Label and write ``records`` batch by batch; returns how many."""
    done, seen = 0, set()
    console = Console(file=sys.stderr)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("labelling", total=total)
        for batch in _batches(records):
            for record in batch:
                if str(record.get("id")) in seen:
                    raise StanceshiftError(f"id {record['id']!r} stands twice", fix="give each text an id of its own")
                seen.add(str(record.get("id")))
            for line in as_json(label_texts(batch, labeller)):
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()
            done += len(batch)
            progress.update(task, completed=done)
    return done


@click.command("label")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--jsonl", is_flag=True, help='Read lines {"id", "text", "lang"?} from standard input.')
@click.option(
    "--lang",
    type=click.Choice(["fr", "en", "ja"]),
    default=None,
    help="Language of the files; detected where left out.",
)
@click.option("--model", "model_dir", default="build/model", show_default=True, help="Folder of the trained state.")
@click.option("--data", "data_dir", default="data", show_default=True, help="Folder of codebook and lexicons.")
def label_command(files: tuple[Path, ...], jsonl: bool, lang: str | None, model_dir: str, data_dir: str) -> None:
    """Label texts: one JSON line a paragraph on standard output."""
    if jsonl == bool(files):
        raise click.UsageError("give FILES, or --jsonl with lines on standard input")
    settings = load_settings().label if PARAMS.is_file() else Label()
    labeller = Labeller.load(model_dir, settings, data_dir)
    if jsonl:
        records: Iterator[dict[str, Any]] = iter_jsonl(sys.stdin, "standard input")
        count = _stream(records, labeller, sys.stdout, None)
    else:
        rows = []
        for path in files:
            reading = read_file(path, document_id=path.name, language=lang)
            rows += [
                {"id": r.paragraph_id, "text": r.text, "lang": r.language, "heading": r.heading}
                for r in rows_of(reading.paragraphs)
            ]
        count = _stream(iter(rows), labeller, sys.stdout, len(rows))
    if not count:
        raise StanceshiftError("nothing to label", fix="give at least one paragraph")
