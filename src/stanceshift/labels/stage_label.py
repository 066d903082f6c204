"""Labels every paragraph of the corpus: reads build/ingest and build/model, writes build/label."""

from __future__ import annotations

from pathlib import Path

from stanceshift.corpus.schemas import Documents, Paragraphs, Sentences
from stanceshift.errors import StanceshiftError
from stanceshift.files import write_json
from stanceshift.frames import read_table, rows_of, write_table
from stanceshift.labels.labeller import Labeller
from stanceshift.labels.review import apply_corrections, read_corrections
from stanceshift.labels.schemas import ParagraphLabels, Positions, Themes
from stanceshift.settings import load_settings


def main(
    ingest: Path = Path("build/ingest"),
    model: Path = Path("build/model"),
    out: Path = Path("build/label"),
    corrections: Path = Path("data/review/corrections.csv"),
    metrics: Path = Path("reports/metrics/label.json"),
) -> None:
    """Run the stage; raises `StanceshiftError` where a paragraph stays without label, or a document, or more than
    ``label.max_silent_share`` of all sentences, without a position.

    A sentence may have no position (a heading that runs into the text, an item without a verb); how many is counted.
    """
    settings = load_settings()
    documents = read_table(ingest / "documents.parquet", Documents)
    paragraphs = read_table(ingest / "paragraphs.parquet", Paragraphs)
    sentences = read_table(ingest / "sentences.parquet", Sentences)
    parties = {row.document_id: list(row.parties) for row in rows_of(documents)}
    labeller = Labeller.load(model, settings.label)
    labels = labeller.label(paragraphs, sentences, parties)
    codebook = labeller.codebook
    known = read_corrections(corrections, codebook.theme_ids)
    outcome = apply_corrections(labels, known, rungs=codebook.rungs, sentences=sentences, rule=labeller.rule)
    corrected = outcome.labels
    missing = set(paragraphs["paragraph_id"]) - set(corrected.paragraphs["paragraph_id"])
    if missing:
        raise StanceshiftError(f"{len(missing)} paragraphs without labels", where=sorted(missing)[0])
    mute = set(documents["document_id"]) - set(corrected.positions["document_id"])
    if mute:
        raise StanceshiftError(
            f"{len(mute)} documents without a position",
            where=sorted(mute)[0],
            fix="look at what was read of the text, or add a position in data/review/corrections.csv",
        )
    silent = set(sentences["sentence_id"]) - set(corrected.positions["sentence_id"])
    if len(silent) > settings.label.max_silent_share * len(sentences):
        raise StanceshiftError(
            f"{len(silent)} of {len(sentences)} sentences without a position",
            where=sorted(silent)[0],
            fix="look at what was read of the texts, and whether the model in build/model is whole; "
            "where the texts are like that, raise label.max_silent_share in params.yaml",
        )
    write_table(corrected.positions, out / "positions.parquet", Positions)
    write_table(corrected.themes, out / "themes.parquet", Themes, min_rows=len(paragraphs))
    write_table(corrected.paragraphs, out / "paragraphs.parquet", ParagraphLabels, min_rows=len(paragraphs))
    outcome.report.to_csv(out / "corrections.csv", index=False, lineterminator="\n")
    by_source = corrected.positions["source"].value_counts()
    write_json(
        metrics,
        {
            "positions": len(corrected.positions),
            "sentences_without_position": len(silent),
            "by_lexicon": int(by_source.get("lexicon", 0)),
            "by_model": int(by_source.get("model", 0)),
            "by_reviewer": int(by_source.get("reviewer", 0)),
            "corrections_applied": int((outcome.report["status"] == "applied").sum()),
            "corrections_stale": int((outcome.report["status"] == "stale").sum()),
        },
    )
    print(
        f"{len(corrected.paragraphs)} paragraphs, {len(corrected.positions)} positions, "
        f"{len(silent)} of {len(sentences)} sentences without one"
    )


if __name__ == "__main__":
    main()
