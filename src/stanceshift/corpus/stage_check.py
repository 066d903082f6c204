"""Stage check: runs the gates over the tables of stage ingest and writes what holds and what does not."""

from __future__ import annotations

import sys
from pathlib import Path

from stanceshift.corpus.accounting import characters_table
from stanceshift.corpus.catalogue import load_catalogue
from stanceshift.corpus.check import Gate, metrics_of, run_gates
from stanceshift.corpus.ingest import Corpus
from stanceshift.corpus.metadata import load_metadata, text_files
from stanceshift.corpus.schemas import Documents, Paragraphs, Segments, Sentences, Suspicions
from stanceshift.corpus.stage_ingest import OUT as INGESTED
from stanceshift.errors import StanceshiftError
from stanceshift.files import read_jsonl, write_json, write_text
from stanceshift.frames import read_table
from stanceshift.settings import Ingest, Settings, load_settings

GATES = Path("build/check/gates.json")
CHARACTERS = Path("build/check/characters.csv")
METRICS = Path("reports/metrics/check.json")
FACTS = Path("data/facts/positions.jsonl")


def read_ingested(corpus_folder: str | Path, ingested: str | Path = INGESTED) -> Corpus:
    """Return the corpus as stage ingest wrote it, with the metadata beside the texts."""
    folder = Path(ingested)
    documents = read_table(folder / "documents.parquet", Documents)
    sources = {
        name: (folder / "sources" / f"{name}.txt").read_bytes().decode("utf-8") for name in documents["document_id"]
    }
    metadata = [load_metadata(path) for path in text_files(corpus_folder)]
    return Corpus(
        documents,
        read_table(folder / "segments.parquet", Segments),
        read_table(folder / "paragraphs.parquet", Paragraphs),
        read_table(folder / "sentences.parquet", Sentences),
        read_table(folder / "suspicions.parquet", Suspicions),
        sources,
        {item.id: item for item in metadata},
    )


def gates_for(
    corpus: Corpus, settings: Settings, facts: str | Path = FACTS, *, catalogue: str | Path | None = None
) -> list[Gate]:
    """Return the gates over ``corpus`` with the thresholds of ``settings`` and its catalogue and facts.

    Another ``catalogue`` than the one of ``settings`` may be given.
    """
    return run_gates(
        corpus,
        min_language_share=settings.check.min_language_share,
        near_duplicate=settings.check.near_duplicate,
        sessions=load_catalogue(catalogue or settings.ingest.catalogue, missing_ok=True).sessions,
        facts=read_jsonl(facts) if Path(facts).is_file() else None,
    )


def catalogue_beside(folder: str | Path, settings: Ingest) -> str:
    """Return the catalogue of a corpus folder: ``<folder>-catalogue`` where it is there, else that of the settings."""
    own = Path(f"{str(folder).rstrip('/')}-catalogue")
    return str(own) if str(folder) != settings.corpus and own.is_dir() else settings.catalogue


def main() -> None:
    """Run the stage: a gate that fails is recorded and printed, the pipeline goes on (`stanceshift check` exits 1)."""
    settings = load_settings()
    corpus = read_ingested(settings.ingest.corpus)
    gates = gates_for(corpus, settings)
    write_json(
        GATES,
        [
            {
                "name": gate.name,
                "description": gate.description,
                "checked": gate.checked,
                "passed": gate.passed,
                "failures": list(gate.failures),
            }
            for gate in gates
        ],
    )
    write_text(CHARACTERS, characters_table(corpus).round({"share": 6}).to_csv(index=False, lineterminator="\n"))
    write_json(METRICS, metrics_of(corpus, gates))
    for gate in gates:
        for failure in gate.failures:
            print(f"{gate.name}: {failure}")
    print(f"{sum(gate.passed for gate in gates)} of {len(gates)} gates hold")


if __name__ == "__main__":
    try:
        main()
    except StanceshiftError as error:
        sys.exit(str(error))
