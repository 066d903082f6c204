"""The same text as .txt, .md, .html, .pdf and .docx gives the same paragraphs and the same labels."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from stanceshift.corpus import read_file
from stanceshift.labels.labeller import Labeller

from .builders import BUILDERS, Item
from .test_seed import as_items

MODEL = Path("build/model")
DIGEST = Path("data/corpus/japan-uk/jp-uk-2021-02-03.en.digest.txt")


def digest_items() -> list[Item]:
    """Return the paragraphs of an English digest, in which a number, a space and the text follow each other."""
    blocks = DIGEST.read_text(encoding="utf-8").strip().split("\n\n")
    marked = [block.partition(" ") for block in blocks if block[0].isdigit()]
    return [Item("title", "Joint Statement"), *(Item("paragraph", text, label) for label, _, text in marked)]


@pytest.fixture(scope="module")
def labeller() -> Labeller:
    if not (MODEL / "model.json").is_file():
        pytest.skip("build/model is missing: run `dvc repro train`")
    return Labeller.load(MODEL)


def labels(path: Path, labeller: Labeller) -> dict[str, pd.DataFrame]:
    """Return what the text in ``path`` says and how it is labelled, offsets into the paragraphs included."""
    reading = read_file(path, document_id="text")
    found = labeller.label(reading.paragraphs, reading.sentences, {"text": ["fr", "jp"]})
    own = ["source_start", "source_end"]
    return {
        "read": reading.paragraphs.drop(columns=own),
        "positions": found.positions.drop(columns=own),
        "themes": found.themes,
        "paragraphs": found.paragraphs,
    }


@pytest.mark.pipeline
@pytest.mark.parametrize("items", [as_items, digest_items], ids=["seed", "digest"])
def test_every_format_gives_the_same_paragraphs_and_labels(tmp_path: Path, labeller: Labeller, items) -> None:
    found = {
        suffix: labels(build(items(), tmp_path / f"text.{suffix}"), labeller) for suffix, build in BUILDERS.items()
    }
    assert len(found["txt"]["read"]) == sum(item.kind == "paragraph" for item in items())
    assert len(found["txt"]["positions"]) >= 5
    for suffix, tables in found.items():
        for name, table in tables.items():
            pd.testing.assert_frame_equal(table, found["txt"][name], obj=f"{name} of .{suffix}")
