"""Stage ingest: reads every text of the corpus into `build/ingest/`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from stanceshift.corpus.ingest import Corpus, read_corpus
from stanceshift.corpus.schemas import Documents, Paragraphs, Segments, Sentences, Suspicions
from stanceshift.errors import StanceshiftError
from stanceshift.files import write_text
from stanceshift.frames import write_table
from stanceshift.settings import load_settings

OUT = Path("build/ingest")


def write_corpus(corpus: Corpus, out: str | Path = OUT) -> None:
    """Write the tables of ``corpus`` and ``sources/<document>.txt`` into the folder ``out``."""
    folder = Path(out)
    n_documents = len(corpus.documents)
    write_table(corpus.documents, folder / "documents.parquet", Documents, min_rows=1)
    write_table(corpus.segments, folder / "segments.parquet", Segments, min_rows=n_documents)
    write_table(corpus.paragraphs, folder / "paragraphs.parquet", Paragraphs, min_rows=n_documents)
    write_table(corpus.sentences, folder / "sentences.parquet", Sentences, min_rows=len(corpus.paragraphs))
    write_table(corpus.suspicions, folder / "suspicions.parquet", Suspicions)
    if (folder / "sources").is_dir():
        shutil.rmtree(folder / "sources")
    for document_id, text in corpus.sources.items():
        write_text(folder / "sources" / f"{document_id}.txt", text)


def main() -> None:
    """Run the stage with the settings of `params.yaml`."""
    settings = load_settings().ingest
    corpus = read_corpus(settings.corpus, catalogue=settings.catalogue, min_characters=settings.min_characters)
    write_corpus(corpus)
    print(
        f"{len(corpus.documents)} documents, {len(corpus.paragraphs)} paragraphs, {len(corpus.sentences)} sentences,"
        f" {len(corpus.suspicions)} suspicions"
    )


if __name__ == "__main__":
    try:
        main()
    except StanceshiftError as error:
        sys.exit(str(error))
