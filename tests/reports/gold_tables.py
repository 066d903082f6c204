"""Makes the tables that the pages read out of gold annotations, so that page tests see realistic input."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from stanceshift.corpus.ingest import read_corpus
from stanceshift.corpus.stage_ingest import write_corpus
from stanceshift.files import read_jsonl, text_sha
from stanceshift.frames import columns_of, write_table
from stanceshift.labels.schemas import UNNAMED, ParagraphLabels, Positions, Themes
from stanceshift.settings import Compare
from stanceshift.shifts.dictionary import TABLES
from stanceshift.shifts.pipeline import compare_all, load_lists

ROOT = Path(__file__).resolve().parents[2]
INTERFACE = ROOT / "data/interface"
RUNGS = {"condemn": 4, "commit": 4, "oppose": 3, "demand": 3, "urge": 3, "support": 3, "concern": 2, "stress": 2}
RUNGS |= {"welcome": 2, "recall": 1, "hope": 1, "note": 0, "state": 0}
SEED = "fr-jp-2017-01-06.fr"


def gold_rows(root: Path = ROOT) -> list[dict[str, Any]]:
    """Return the annotated paragraphs of the seed and the digests, each with its document."""
    rows = [row | {"document": SEED} for row in read_jsonl(root / "data/gold/seed.coder-a.jsonl")]
    for path in sorted((root / "data/gold/digests").glob("*.jsonl")):
        rows.extend(read_jsonl(path))
    return rows


def label_tables(rows: list[dict[str, Any]], ingest: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return positions, themes and paragraphs (label) for annotated paragraphs."""
    paragraphs = ingest["paragraphs"].set_index("paragraph_id")
    sentences = {key: group for key, group in ingest["sentences"].groupby("paragraph_id")}
    positions, themes, labels = [], [], []
    for row in rows:
        paragraph_id = f"{row['document']}#{row['paragraph']}"
        paragraph = paragraphs.loc[paragraph_id]
        document, language = row["document"], paragraph["language"]
        counts: dict[str, int] = {}
        for item in row["positions"]:
            own = sentences[paragraph_id]
            sentence = own[own["start"] <= item["start"]].iloc[-1]
            counts[sentence["sentence_id"]] = counts.get(sentence["sentence_id"], 0) + 1
            number = counts[sentence["sentence_id"]]
            named = item["target"] != UNNAMED and item.get("target_start") is not None
            positions.append(
                {key: item[key] for key in ("act", "direction", "force", "holder", "theme", "verb", "start", "end")}
                | {key: item[key] for key in ("target", "reiterated", "implicit")}
                | {
                    "position_id": f"{sentence['sentence_id']}.{number}",
                    "sentence_id": sentence["sentence_id"],
                    "paragraph_id": paragraph_id,
                    "document_id": document,
                    "language": language,
                    "rung": RUNGS[item["act"]],
                    "cue": item["verb"],
                    "cue_start": item["start"],
                    "cue_end": item["end"],
                    "target_start": item["target_start"] if named else None,
                    "target_end": item["target_end"] if named else None,
                    "negated": False,
                    "reported": False,
                    "source": "lexicon" if number % 3 else "model",
                    "cue_id": f"{language}.{item['act']}",
                    "score": 0.92 if number % 3 else 0.64,
                    "theme_score": 0.8,
                    "source_start": int(paragraph["source_start"]),
                    "source_end": int(paragraph["source_end"]),
                    "sentence_text": sentence["text"],
                    "text_sha": text_sha(sentence["text"]),
                }
            )
        for rank, theme in enumerate(row["themes"], 1):
            themes.append(
                {
                    "paragraph_id": paragraph_id,
                    "document_id": document,
                    "theme": theme,
                    "score": round(0.9 / rank, 4),
                    "rank": rank,
                    "stance": row["theme_stance"].get(theme, "neutral"),
                    "n_positions": sum(item["theme"] == theme for item in row["positions"]),
                    "source": "model",
                }
            )
        acts = [item["act"] for item in row["positions"]] or ["state"]
        labels.append(
            {
                "paragraph_id": paragraph_id,
                "document_id": document,
                "language": language,
                "main_theme": row["themes"][0],
                "stance": row["stance"],
                "main_act": max(acts, key=lambda act: RUNGS[act]),
                "main_act_score": 0.9,
                "n_positions": len(row["positions"]),
            }
        )
    frame = pd.DataFrame(positions).astype({"target_start": "Int64", "target_end": "Int64"})
    return {
        "positions": frame[columns_of(Positions)],
        "themes": pd.DataFrame(themes),
        "paragraphs": pd.DataFrame(labels),
    }


def write_build(
    build: Path,
    root: Path = ROOT,
    series: tuple[str, ...] = ("france-japan",),
    catalogue: list[dict[str, Any]] | None = None,
) -> Path:
    """Write build/ingest, build/label and build/compare made from the gold annotations into the folder ``build``."""
    rows = gold_rows(root)
    annotated = {row["document"] for row in rows}
    for path in sorted(path for name in series for path in (root / "data/corpus" / name).iterdir()):
        if path.stem in annotated:
            target = build / "corpus" / path.relative_to(root / "data/corpus")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    corpus = read_corpus(build / "corpus", catalogue=root / "data/catalogue")
    write_corpus(corpus, build / "ingest")
    ingest = {"documents": corpus.documents, "paragraphs": corpus.paragraphs, "sentences": corpus.sentences}
    known = set(corpus.documents["document_id"])
    labels = label_tables([row for row in rows if row["document"] in known], ingest)
    for name, schema in (("positions", Positions), ("themes", Themes), ("paragraphs", ParagraphLabels)):
        labels[name] = write_table(labels[name], build / "label" / f"{name}.parquet", schema, min_rows=1)
    tables = compare_all(
        ingest | {"positions": labels["positions"], "themes": labels["themes"]},
        load_lists(root / "data/shifts"),
        Compare(),
        catalogue,
    )
    for name, schema in TABLES.items():
        write_table(tables[name], build / "compare" / f"{name}.parquet", schema)
    return build
