"""Times labelling: lexicon and grammar alone against the whole labeller, side by side in one run, and how time grows with size.

Run: python benchmarks/labelling.py [--paragraphs 400]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import pandas as pd

from stanceshift.corpus import split_sentences
from stanceshift.labels.found import Context
from stanceshift.labels.labeller import Labeller, make_extractors
from stanceshift.settings import load_settings


def paragraphs(count: int) -> pd.DataFrame:
    """Return ``count`` paragraphs of the shipped corpus, repeated with ids of their own."""
    own = pd.read_parquet("build/ingest/paragraphs.parquet")
    rows = pd.concat([own] * (count // len(own) + 1), ignore_index=True).head(count).copy()
    rows["paragraph_id"] = [f"bench#{n}" for n in range(count)]
    rows["document_id"] = "bench"
    return rows


def main() -> None:
    """Print paragraphs a second for each part, best of three, and the ratio between them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paragraphs", type=int, default=400)
    count = parser.parse_args().paragraphs
    if not Path("build/model/model.json").is_file():
        raise SystemExit("no trained model: run `dvc repro` first")
    frame = paragraphs(count)
    extractors = make_extractors()
    labeller = Labeller.load(settings=load_settings().label)

    def rules() -> None:
        for row in frame.itertuples():
            context = Context()
            for start, end in split_sentences(row.text, row.language):
                extractors[row.language].sentence(row.text[start:end], context)

    def whole() -> None:
        labeller.label(frame)

    best = {}
    for name, call in (("rules", rules), ("labeller", whole)) * 3:
        begun = time.perf_counter()
        call()
        best[name] = min(best.get(name, float("inf")), time.perf_counter() - begun)
    for name, seconds in best.items():
        print(f"{name}: {count / seconds:.0f} paragraphs a second")
    print(f"the whole labeller takes {best['labeller'] / best['rules']:.1f} times the rules alone")


if __name__ == "__main__":
    main()
